"""One Answer in the chat, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from index.passages.sentences import clauses
from qa.records import Answer
from ui.web.markup import Html, render
from ui.web.page.cards.cards import Card
from ui.web.page.cards.marks import Mark, paint
from ui.web.words import Texts

NEAR_SHOWN = 3
_STEPS = 8  # in which an answer appears, at most

Cited = list[tuple[int, str]]  # numbers and titles of citations


def steps(answer: Answer) -> tuple[int, ...]:
    """How many characters of the answer's text to show one after the other; the whole comes last.

    It grows by sentences, so that what is shown can be read.
    """
    if not answer.found:
        return (len(answer.text),)
    ends = [end for _, end in clauses(answer.text, 60)][:-1]
    every = max(1, -(-len(ends) // (_STEPS - 2)))
    first = (0,) if answer.short else ()
    return (*first, *ends[every - 1 :: every], len(answer.text))


def question_message(question: str) -> Html:
    return render("chat/question", question=question)


def notice_message(notice: str, texts: Texts) -> Html:
    return render("chat/notice", notice=notice, texts=texts)


def answer_message(
    answer: Answer,
    turn: int,
    texts: Texts,
    near: Sequence[Card] = (),
    within: int | None = None,
    upto: int | None = None,
) -> Html:
    """What the chat says. `turn` counts the conversation's answers, for the markers' targets.

    Where nothing was found, `near`: what to name; `within`: in how many documents it was looked
    for, None for all. `upto`: characters of the text to show.
    """
    whole = upto is None or upto >= len(answer.text)
    understood = answer.understood.strip()
    origins = dict.fromkeys((citation.title, citation.page) for citation in answer.citations)
    return render(
        "chat/answer",
        answer=answer,
        turn=turn,
        texts=texts,
        understood="" if understood == answer.question.strip() else understood,
        quote=_quote(answer, len(answer.text) if upto is None else upto),
        origins=tuple(origins) if whole else (),
        within=within,
        near=[(card, _said(card)) for card in near[:NEAR_SHOWN]],
    )


def _quote(answer: Answer, shown: int) -> list[tuple[Html, Cited]]:
    """The text up to `shown`, verbatim, the short answer marked, in pieces; after each its
    citations."""
    titles = {citation.n: citation.title for citation in answer.citations}
    starts = _starts(answer)
    short = answer.short_span
    marks = []
    if short:
        moved = starts[short.evidence] - answer.evidence[short.evidence].start
        marks.append(((short.start + moved, short.end + moved), Mark.SHORT))
    ends = [
        (start + len(item.text), (*item.citations, *item.also))
        for start, item in zip(starts, answer.evidence, strict=True)
    ]
    told = {n for _, numbers in ends for n in numbers}
    ends.append((len(answer.text), tuple(n for n in titles if n not in told)))
    pieces: list[tuple[Html, Cited]] = []
    at = 0
    for end, numbers in ends:
        words = paint(answer.text[at : min(end, shown)], marks, at)
        pieces.append((words, [(n, titles.get(n, "")) for n in numbers if end <= shown]))
        at = min(end, shown)
    return pieces if shown else []


def _starts(answer: Answer) -> list[int]:
    """Where the evidence stands in the answer's text, of which each is a line."""
    lengths = (len(item.text) + 1 for item in answer.evidence)
    return list(accumulate(lengths, initial=0))[:-1]


def _said(card: Card) -> str:
    return " ".join("".join(piece.text for piece in card.pieces).split())
