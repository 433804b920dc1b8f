"""The short answer: a verbatim piece of an evidence sentence, or none."""

from __future__ import annotations

from index.tokenizer import fold
from qa import spans
from qa.intent import Intent, Wants

_REACH = 14  # characters on each side of a candidate that speak for it


def short_answer(intent: Intent, text: str, weight: dict[str, float]) -> str | None:
    """The number, date or title in `text` that stands nearest to the question's words.

    `weight`: idf of each of the intent's character terms. None where the question asks for
    something else, or the text holds nothing of the kind.
    """
    if intent.several:
        return None
    match intent.wants:
        case Wants.NUMBER:
            found = spans.numbers(text)
        case Wants.DATE:
            found = spans.dates(text)
        case Wants.NAME:
            found = spans.titles(text)
        case _:
            return None
    if not found:
        return None
    folded = fold(text)
    asked = [span for span in found if fold(text[slice(*span)]) not in intent.content] or found
    start, end = max(asked, key=lambda span: (_support(folded, span, intent, weight), -span[0]))
    return text[start:end]


def _support(folded: str, span: tuple[int, int], intent: Intent, weight: dict[str, float]) -> float:
    """Σ idf of the question's terms around the span, less the farther away they stand."""
    start, end = span
    before = folded[max(0, start - _REACH) : start]
    after = folded[end : end + _REACH]
    total = 0.0
    for term in intent.characters:
        left = before.rfind(term)
        right = after.find(term)
        near = []
        if left >= 0:
            near.append(len(before) - left - len(term))
        if right >= 0:
            near.append(right)
        if near:
            total += weight[term] * (1 - min(near) / (2 * _REACH))
    return total
