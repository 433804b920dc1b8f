"""A document to read, with the cited stretches marked, as HTML."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

from index.records import Block, BlockKind, Document
from ui.web.markup import Html, render
from ui.web.page.cards import Mark, Place, Span, paint
from ui.web.words import Texts

WINDOW = 8_000  # characters shown at once; the whole of a document up to twice as many
_CUT = 2_000  # a block longer than this is cut at a window's edge rather than kept whole


class _Element(NamedTuple):
    """A block's piece, or where `page` begins."""

    page: int = 0
    tag: str = ""
    kind: str = ""  # its class
    here: bool = False  # the place begins in it
    text: str = ""
    words: str = ""  # the text, marked


def view(document: Document, place: Place, texts: Texts) -> Html:
    """The whole window: names, tools, the text around the place, and a PDF's page."""
    stale = bool(place.spans) and not place.within(document).spans
    place = place.within(document)
    page = document.page_at(place.first)
    facts = [] if page is None else [texts.page.format(page)]
    return render(
        "viewer/viewer",
        document=document,
        place=place,
        whole=Place(document.doc_id),
        texts=texts,
        stale=stale,
        is_pdf=document.format == "pdf",
        page=page,
        facts=facts + [fact for fact in (document.date, document.source) if fact],
        text=_around(document, place, texts),
    )


def before(document: Document, place: Place, end: int, texts: Texts) -> Html:
    """The stretch that ends at `end`, under a button for what comes before that."""
    end = min(max(0, end), len(document.text))
    start = _edge(document, max(0, end - WINDOW))
    if start >= end:
        start = max(0, end - WINDOW)
    return stretch(document, place, start, end, texts, before=start)


def after(document: Document, place: Place, start: int, texts: Texts) -> Html:
    """The stretch that begins at `start`, above a button for what comes after it."""
    start = min(max(0, start), len(document.text))
    end = _end(document, start + WINDOW, start)
    return stretch(document, place, start, end, texts, after=end)


def stretch(
    document: Document,
    place: Place,
    start: int,
    end: int,
    texts: Texts,
    *,
    before: int | None = None,
    after: int | None = None,
) -> Html:
    """The blocks of document.text[start:end], each an element, page breaks between them.

    `before`, `after`: where a button for more begins, if there is more.
    """
    return render(
        "viewer/stretch",
        elements=_elements(document, place, start, end),
        before=before,
        after=after,
        length=len(document.text),
        place=place,
        texts=texts,
    )


def _around(document: Document, place: Place, texts: Texts) -> Html:
    length = len(document.text)
    if length <= 2 * WINDOW:
        return stretch(document, place, 0, length, texts)
    start = _edge(document, max(0, place.first - WINDOW // 2))
    end = _end(document, place.first + WINDOW, place.first)
    return stretch(document, place, start, end, texts, before=start, after=end)


def _end(document: Document, at: int, least: int) -> int:
    """Where a stretch up to `at` ends, beyond `least`."""
    length = len(document.text)
    return length if at >= length else max(_edge(document, at), least + 1)


def _elements(document: Document, place: Place, start: int, end: int) -> list[_Element]:
    marks = [(span, Mark.EVIDENCE) for span in place.spans]
    if place.hit:
        marks.append((place.hit, Mark.SHORT))
    elements = []
    breaks = [p for p in document.page_starts if p.page > 1 and start <= p.start < end]
    for first, last, block in _pieces(document, start, end):
        while breaks and breaks[0].start <= first:
            elements.append(_Element(breaks.pop(0).page))
        inside = [p for p in breaks if p.start < last]
        cuts = [first, *(p.start for p in inside), last]
        for at, (s, e) in enumerate(pairwise(cuts)):
            if at:
                elements.append(_Element(breaks.pop(0).page))
            elements.append(_element(document, block, s, e, marks, place))
    return elements


def _edge(document: Document, at: int) -> int:
    """The start of the block that holds `at`; `at` itself in a very long one."""
    n = bisect_right(document.blocks, at, key=lambda block: block.start) - 1
    block = document.blocks[n] if n >= 0 else None
    if block is None or at >= block.end or block.end - block.start > _CUT:
        return at
    return block.start


def _pieces(document: Document, start: int, end: int) -> list[tuple[int, int, Block | None]]:
    """Blocks, and what stands between them if it is not blank, clipped to the stretch."""
    pieces: list[tuple[int, int, Block | None]] = []
    at = start
    first = max(0, bisect_right(document.blocks, start, key=lambda b: b.start) - 1)
    for block in document.blocks[first:]:
        if block.start >= end:
            break
        if block.end <= start:
            continue
        if document.text[at : block.start].strip():
            pieces.append((at, block.start, None))
        pieces.append((max(start, block.start), min(end, block.end), block))
        at = block.end
    if document.text[at:end].strip():
        pieces.append((at, end, None))
    return pieces


def _element(
    document: Document,
    block: Block | None,
    start: int,
    end: int,
    marks: list[tuple[Span, Mark]],
    place: Place,
) -> _Element:
    text = document.text[start:end]
    kind = block.kind if block else BlockKind.PARAGRAPH
    tag, name = "div", f"wq-{kind}"
    if block and kind is BlockKind.TITLE:
        tag, name = "h3", "wq-title-block"
    elif kind is BlockKind.STRUCK:
        tag = "s"
    elif block and kind is BlockKind.HEADING:
        tag, name = f"h{min(6, 3 + max(1, block.level))}", ""
    here = bool(place.spans) and start <= place.first < end
    return _Element(0, tag, name, here, text, paint(text, marks, start))
