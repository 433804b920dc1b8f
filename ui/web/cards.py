"""Answer → the passages to show, with the numbers and marks they bear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.records import Document, Passage
from qa.records import Answer, Citation, Evidence
from ui.web.marks import Mark, Span, find_short

_BRIDGE = 80  # characters between two pieces that are shown rather than left out


@dataclass(frozen=True, slots=True)
class Shelf:
    """What an index holds, as far as the page shows it."""

    passages: Sequence[Passage]
    documents: Mapping[str, Document]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a document to show; `spans` count from its own first character."""

    text: str
    spans: tuple[tuple[Span, Mark], ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One passage of the sources panel. `numbers` are the citations that it backs."""

    numbers: tuple[int, ...]
    title: str
    path: str
    page: int | None
    heading: str | None
    pieces: tuple[Piece, ...]


def cited_rows(answer: Answer) -> tuple[int, ...]:
    """Rows of the passages that the answer stands in, in the answer's order."""
    return tuple(dict.fromkeys(item.row for item in answer.evidence))


def cards_of(answer: Answer, shelf: Shelf) -> tuple[Card, ...]:
    """One card for each cited passage, in the order of the answer."""
    by_number = {citation.n: citation for citation in answer.citations}
    shorts = short_spans(answer)
    cards = []
    for row in cited_rows(answer):
        items = [item for item in answer.evidence if item.row == row]
        numbers = tuple(n for item in items for n in item.citations if n in by_number)
        first = next((by_number.pop(n) for n in numbers), None)
        for n in numbers:
            by_number.pop(n, None)
        cards.append(_card(numbers, items, shelf.passages[row], first, shelf, shorts))
    return (*cards, *map(_quoted, by_number.values()))


def short_spans(answer: Answer) -> tuple[tuple[str, Span], ...]:
    """(doc_id, text offsets) of the short answer, where the evidence first says it."""
    for item in answer.evidence:
        found = find_short(item.text, answer.short)
        if found:
            return ((item.doc_id, (item.start + found[0], item.start + found[1])),)
    return ()


def _card(
    numbers: tuple[int, ...],
    items: Sequence[Evidence],
    passage: Passage,
    citation: Citation | None,
    shelf: Shelf,
    shorts: Sequence[tuple[str, Span]],
) -> Card:
    document = shelf.documents.get(passage.doc_id)
    marks = [((item.start, item.end), Mark.EVIDENCE) for item in items]
    marks += [(span, Mark.SHORT) for doc_id, span in shorts if doc_id == passage.doc_id]
    if document is None:
        stretches = [(passage.start, passage.end)]
    else:  # evidence may reach past its passage: a list's next items, a table's header
        stretches = _merge([(passage.start, passage.end), *(span for span, _ in marks)])
    pieces = tuple(
        Piece(
            document.text[start:end] if document else passage.text,
            tuple(
                ((max(s, start) - start, min(e, end) - start), mark)
                for (s, e), mark in marks
                if s < end and start < e
            ),
        )
        for start, end in stretches
    )
    page = citation.page if citation else passage.page
    path = document.path if document else passage.doc_id
    return Card(numbers, passage.title, path, page, passage.heading, pieces)


def _merge(spans: Sequence[Span]) -> list[Span]:
    """Sorted stretches; those that touch or nearly touch become one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start - merged[-1][1] <= _BRIDGE:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _quoted(citation: Citation) -> Card:
    """A citation that no evidence leads to a passage: its own words."""
    piece = Piece(citation.quote, (((0, len(citation.quote)), Mark.EVIDENCE),))
    return Card(
        (citation.n,), citation.title, citation.path, citation.page, citation.heading, (piece,)
    )
