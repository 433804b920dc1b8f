"""Answer → the passages to show: where each stands, what to mark in it, why it was found.

Cards are made once, with the index that answered: rows of another generation mean other passages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.records import Document, Passage
from index.store import Index
from qa.records import Answer, Citation, Evidence, Hit
from ui.web.page.cards.marks import Mark, Span
from ui.web.page.cards.place import Place

_BRIDGE = 80  # characters between two pieces that are shown rather than left out


@dataclass(frozen=True, slots=True)
class Shelf:
    """What an index holds, as far as the page shows it."""

    passages: Sequence[Passage]
    documents: Mapping[str, Document]

    @classmethod
    def of(cls, index: Index) -> Shelf:
        return cls(index.passages, index.document_by_id)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a document to show; `spans` count from its own first character."""

    text: str
    spans: tuple[tuple[Span, Mark], ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One passage of the sources panel.

    `numbers` are the citations that it backs, none for a passage that is only near; then `rank`
    says how near. `place` is where to open the whole document.
    """

    numbers: tuple[int, ...]
    rank: int | None
    doc_id: str
    title: str
    path: str
    page: int | None
    heading: str | None
    date: str | None
    pieces: tuple[Piece, ...]
    place: Place
    score: float | None = None
    scores: tuple[tuple[str, float], ...] = ()  # each ranker's

    @property
    def name(self) -> str:
        """As the page calls it: "1, 2"."""
        return ", ".join(map(str, self.numbers)) or str(self.rank)


def cited_rows(answer: Answer) -> tuple[int, ...]:
    """Rows of the passages that the answer stands in, in the answer's order."""
    return tuple(dict.fromkeys(item.row for item in answer.evidence))


def cards_of(answer: Answer, shelf: Shelf) -> tuple[Card, ...]:
    """One card for each cited passage, in the order of the answer."""
    by_number = {citation.n: citation for citation in answer.citations}
    hits = {hit.row: hit for hit in answer.hits}
    short = answer.short_span
    cards = []
    for row in cited_rows(answer):
        items = [item for item in answer.evidence if item.row == row]
        numbers = tuple(n for item in items for n in item.citations if n in by_number)
        first = next((by_number.pop(n) for n in numbers), None)
        for n in numbers:
            by_number.pop(n, None)
        here = short is not None and answer.evidence[short.evidence].row == row
        span = (short.start, short.end) if short and here else None
        passage = shelf.passages[row]
        cards.append(_card(numbers, items, passage, first, hits.get(row), shelf, span))
    return (*cards, *(_quoted(citation, shelf) for citation in by_number.values()))


def near_of(answer: Answer, shelf: Shelf) -> tuple[Card, ...]:
    """One card for each hit that the answer does not cite, best first."""
    cited = set(cited_rows(answer)) if answer.found else set()
    return tuple(_near(hit, shelf) for hit in answer.hits if hit.row not in cited)


def _card(
    numbers: tuple[int, ...],
    items: Sequence[Evidence],
    passage: Passage,
    citation: Citation | None,
    hit: Hit | None,
    shelf: Shelf,
    short: Span | None,
) -> Card:
    document = shelf.documents.get(passage.doc_id)
    marks = [((item.start, item.end), Mark.EVIDENCE) for item in items]
    if short:
        marks.append((short, Mark.SHORT))
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
    return Card(
        numbers=numbers,
        rank=None,
        doc_id=passage.doc_id,
        title=passage.title,
        path=document.path if document else passage.doc_id,
        page=citation.page if citation else passage.page,
        heading=passage.heading,
        date=document.date if document else None,
        pieces=pieces,
        place=_place(
            document,
            passage.doc_id,
            tuple((item.start, item.end) for item in items),
            short,
        ),
        score=hit.score if hit else None,
        scores=tuple(hit.scores.items()) if hit else (),
    )


def _near(hit: Hit, shelf: Shelf) -> Card:
    passage = hit.passage
    document = shelf.documents.get(passage.doc_id)
    return Card(
        numbers=(),
        rank=hit.rank,
        doc_id=passage.doc_id,
        title=passage.title,
        path=document.path if document else passage.doc_id,
        page=passage.page,
        heading=passage.heading,
        date=document.date if document else None,
        pieces=(Piece(passage.text),),
        place=_place(document, passage.doc_id, ((passage.start, passage.end),)),
        score=hit.score,
        scores=tuple(hit.scores.items()),
    )


def _place(
    document: Document | None, doc_id: str, spans: tuple[Span, ...], hit: Span | None = None
) -> Place:
    return Place.of(document, spans, hit) if document else Place(doc_id)


def _merge(spans: Sequence[Span]) -> list[Span]:
    """Sorted stretches; those that touch or nearly touch become one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start - merged[-1][1] <= _BRIDGE:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _quoted(citation: Citation, shelf: Shelf) -> Card:
    """A citation that no evidence leads to a passage: its own words."""
    document = shelf.documents.get(citation.doc_id)
    piece = Piece(citation.quote, (((0, len(citation.quote)), Mark.EVIDENCE),))
    return Card(
        numbers=(citation.n,),
        rank=None,
        doc_id=citation.doc_id,
        title=citation.title,
        path=citation.path,
        page=citation.page,
        heading=citation.heading,
        date=document.date if document else None,
        pieces=(piece,),
        place=Place(citation.doc_id),
    )
