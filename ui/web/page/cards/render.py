"""One Answer in the chat, as HTML in which every text of a document is encoded."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.passages.sentences import clauses
from qa.records import Answer
from ui.web.page.cards.cards import Card
from ui.web.page.cards.marks import Mark, Span, find_short, locate, paint
from ui.web.page.safe import attribute, encode, shorten
from ui.web.words.texts import Texts

_CJK = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_LONGEST_QUESTION = 300  # shown of a question, however long it is
NEAR_SHOWN = 3
_STEPS = 8  # in which an answer appears, at most


def language_of(text: str) -> str:
    """The HTML language tag of document text: it decides the shapes of its characters."""
    return "zh" if _CJK.search(text) else "en"


def anchor(turn: int, n: int) -> str:
    """The id of a citation's place in the sources panel."""
    return f"src-{turn}-{n}"


def near_anchor(turn: int, rank: int) -> str:
    """The id of a near passage's place in the sources panel."""
    return f"src-{turn}-near-{rank}"


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


def question_message(question: str) -> str:
    shown = encode(shorten(question.strip(), _LONGEST_QUESTION))
    return f'<p class="wq-question" lang="{language_of(question)}">{shown}</p>'


def notice_message(notice: str, texts: Texts) -> str:
    """A line of ours: nothing was answered, and why."""
    return f'<p class="wq-notice" lang="{texts.lang}">{encode(notice)}</p>'


def answer_message(
    answer: Answer,
    turn: int,
    texts: Texts,
    near: Sequence[Card] = (),
    within: int | None = None,
    upto: int | None = None,
) -> str:
    """What the chat says. `turn` counts the conversation's answers, for the markers' targets.

    Where nothing was found, `near`: what to name; `within`: in how many documents it was looked
    for, None for all. `upto`: characters of the text to show.
    """
    whole = upto is None or upto >= len(answer.text)
    shown = len(answer.text) if upto is None else upto
    parts = [_understood(answer, texts)]
    if answer.found:
        if answer.short:
            parts.append(
                f'<p class="wq-short" lang="{language_of(answer.short)}">{encode(answer.short)}</p>'
            )
        if shown:
            parts.append(_quote(answer, turn, texts, shown))
        if whole:
            parts.append(_origin(answer, texts))
    else:
        parts.append(f'<p class="wq-none" lang="{texts.lang}">{encode(texts.not_found)}</p>')
        if within is not None:
            line = encode(texts.within.format(within))
            parts.append(f'<p class="wq-within" lang="{texts.lang}">{line}</p>')
        if near:
            parts.append(_nearest(near, turn, texts))
    return f'<div class="wq-reply">{"".join(parts)}</div>'


def _understood(answer: Answer, texts: Texts) -> str:
    understood = answer.understood.strip()
    if not understood or understood == answer.question.strip():
        return ""
    line = encode(texts.understood.format(shorten(understood, _LONGEST_QUESTION)))
    return f'<p class="wq-understood" lang="{texts.lang}">{line}</p>'


def _quote(answer: Answer, turn: int, texts: Texts, shown: int) -> str:
    """The answer block, verbatim: the short answer marked, a marker after each evidence."""
    text = answer.text
    places = locate(text, [item.text for item in answer.evidence])
    markers: list[tuple[int, tuple[int, ...]]]  # (offset in the text, numbers to put there)
    if places:
        markers = [
            (end, (*item.citations, *item.also))
            for (_, end), item in zip(places, answer.evidence, strict=True)
        ]
        told = {n for item in answer.evidence for n in (*item.citations, *item.also)}
        markers.append((len(text), tuple(c.n for c in answer.citations if c.n not in told)))
    else:
        markers = [(len(text), tuple(citation.n for citation in answer.citations))]
    spans: list[tuple[Span, Mark]] = []
    for start, end in places or ((0, len(text)),):
        found = find_short(text[start:end], answer.short)
        if found:
            spans.append(((start + found[0], start + found[1]), Mark.SHORT))
            break
    html, at = [], 0
    for offset, numbers in markers:
        if offset > shown:
            break
        inside = [((s - at, e - at), mark) for (s, e), mark in spans]
        html.append(paint(text[at:offset], inside))
        html += [_marker(answer, turn, n, texts) for n in numbers]
        at = offset
    inside = [((s - at, e - at), mark) for (s, e), mark in spans]
    html.append(paint(text[at:shown], inside))
    return f'<blockquote class="wq-quote" lang="{language_of(text)}">{"".join(html)}</blockquote>'


def _marker(answer: Answer, turn: int, n: int, texts: Texts) -> str:
    title = next((citation.title for citation in answer.citations if citation.n == n), "")
    label = attribute(texts.marker.format(n, shorten(title, 80)))
    href = f"#{anchor(turn, n)}"
    return (
        f'<a class="wq-cite" href="{href}" title="{label}" aria-label="{label}" '
        f'lang="{texts.lang}">&#91;{n}&#93;</a>'
    )


def _origin(answer: Answer, texts: Texts) -> str:
    """Which documents speak, and on what page: one line a document."""
    lines = dict.fromkeys((citation.title, citation.page) for citation in answer.citations)
    shown = [
        f"<bdi>{encode(shorten(title, 120))}</bdi>"
        + (f" · {encode(texts.page.format(page))}" if page is not None else "")
        for title, page in lines
    ]
    return f'<p class="wq-origin">—— {"<br>—— ".join(shown)}</p>' if shown else ""


def _nearest(near: Sequence[Card], turn: int, texts: Texts) -> str:
    """The nearest passages by their beginnings, said to be no answer."""
    lines = []
    for card in near[:NEAR_SHOWN]:
        rank = card.rank or 0
        label = attribute(texts.near.format(rank, shorten(card.title, 80)))
        said = " ".join("".join(piece.text for piece in card.pieces).split())
        lines.append(
            f'<li><a class="wq-near" href="#{near_anchor(turn, rank)}" title="{label}">'
            f'<bdi lang="{language_of(card.title)}">{encode(shorten(card.title, 60))}</bdi></a>'
            f"{_where(card, texts)}"
            f'<span class="wq-near-text" lang="{language_of(said)}">{encode(shorten(said, 90))}'
            "</span></li>"
        )
    hint = f'<p class="wq-hint" lang="{texts.lang}">{encode(texts.nearest_hint)}</p>'
    return f'{hint}<ol class="wq-nearest">{"".join(lines)}</ol>'


def _where(card: Card, texts: Texts) -> str:
    """What tells two passages of one document apart."""
    parts = [] if card.page is None else [encode(texts.page.format(card.page))]
    if card.heading:
        parts.append(f"<bdi>{encode(shorten(card.heading, 40))}</bdi>")
    return f'<span class="wq-near-where">{" · ".join(parts)}</span>' if parts else ""
