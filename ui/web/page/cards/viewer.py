"""A document to read, with the cited stretches marked, as HTML in which its text is encoded."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from index.records import Block, BlockKind, Document
from ui.web.page.cards.marks import Mark, Span, paint
from ui.web.page.cards.place import Place
from ui.web.page.cards.render import language_of
from ui.web.page.safe import attribute, encode
from ui.web.words.texts import Texts

WINDOW = 8_000  # characters shown at once; the whole of a document up to twice as many
_CUT = 2_000  # a block longer than this is cut at a window's edge rather than kept whole


def view(document: Document, place: Place, texts: Texts) -> str:
    """The whole window: names, tools, the text around the place, and a PDF's page."""
    stale = bool(place.spans) and not place.within(document).spans
    place = place.within(document)
    is_pdf = document.format == "pdf"
    page = f"{_page(document, place, texts)}" if is_pdf else ""
    changed = f'<p class="wq-view-changed">{encode(texts.changed)}</p>' if stale else ""
    label = attribute(document.title)
    return (
        f'<div class="wq-view" data-show="text" lang="{texts.lang}">'
        f"{_head(document, place, texts, is_pdf)}{changed}"
        f'<div class="wq-view-body"><div class="wq-view-text" role="region" tabindex="0" '
        f'aria-label="{label}">{_around(document, place, texts)}</div>{page}</div></div>'
    )


def stretch(document: Document, place: Place, start: int, end: int) -> str:
    """The blocks of document.text[start:end], each an element, page breaks between them."""
    marks = [(span, Mark.EVIDENCE) for span in place.spans]
    if place.hit:
        marks.append((place.hit, Mark.SHORT))
    html = []
    breaks = [p for p in document.page_starts if p.page > 1 and start <= p.start < end]
    for first, last, block in _pieces(document, start, end):
        while breaks and breaks[0].start <= first:
            html.append(_break(breaks.pop(0).page))
        inside = [p for p in breaks if p.start < last]
        cuts = [first, *(p.start for p in inside), last]
        for at, (s, e) in enumerate(pairwise(cuts)):
            if at:
                html.append(_break(breaks.pop(0).page))
            html.append(_element(document, block, s, e, marks, place))
    return "".join(html)


def before(document: Document, place: Place, end: int, texts: Texts) -> str:
    """The stretch that ends at `end`, under a button for what comes before that."""
    end = min(max(0, end), len(document.text))
    start = _edge(document, max(0, end - WINDOW))
    if start >= end:
        start = max(0, end - WINDOW)
    return _button("before", document, place, start, texts) + stretch(document, place, start, end)


def after(document: Document, place: Place, start: int, texts: Texts) -> str:
    """The stretch that begins at `start`, above a button for what comes after it."""
    start = min(max(0, start), len(document.text))
    end = min(len(document.text), start + WINDOW)
    end = end if end == len(document.text) else max(_edge(document, end), start + 1)
    return stretch(document, place, start, end) + _button("after", document, place, end, texts)


def _around(document: Document, place: Place, texts: Texts) -> str:
    length = len(document.text)
    if length <= 2 * WINDOW:
        return stretch(document, place, 0, length)
    start = _edge(document, max(0, place.first - WINDOW // 2))
    end = min(length, place.first + WINDOW)
    end = end if end == length else max(_edge(document, end), place.first + 1)
    return (
        _button("before", document, place, start, texts)
        + stretch(document, place, start, end)
        + _button("after", document, place, end, texts)
    )


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
) -> str:
    text = document.text[start:end]
    spans = [((s - start, e - start), mark) for (s, e), mark in marks]
    kind = block.kind if block else BlockKind.PARAGRAPH
    name, more = "div", f' class="wq-{kind}"'
    if block and kind is BlockKind.TITLE:
        name, more = "h3", ' class="wq-title-block"'
    elif block and kind is BlockKind.HEADING:
        name, more = f"h{min(6, 3 + max(1, block.level))}", ""
    if place.spans and start <= place.first < end:
        more += ' id="wq-at" tabindex="-1"'
    return f'<{name}{more} lang="{language_of(text)}">{paint(text, spans)}</{name}>'


def _break(page: int) -> str:
    return f'<div class="wq-page-break" role="separator">{page}</div>'


def _button(name: str, document: Document, place: Place, at: int, texts: Texts) -> str:
    if at <= 0 or at >= len(document.text):
        return ""
    href = attribute(f"view/text?{place.query}&lang={texts.lang}&{name}={at}")
    label = texts.before if name == "before" else texts.after
    return (
        f'<button type="button" class="wq-tool" data-do="{name}" data-href="{href}">'
        f"{encode(label)}</button>"
    )


def _head(document: Document, place: Place, texts: Texts, is_pdf: bool) -> str:
    facts = [f"<bdi>{encode(document.path)}</bdi>"]
    page = document.page_at(place.first)
    if page is not None:
        facts.append(encode(texts.page.format(page)))
    facts += [encode(fact) for fact in (document.date, document.source) if fact]
    switches = ""
    if is_pdf:
        switches = "".join(
            f'<button type="button" class="wq-tool wq-switch-view" data-do="show-{name}" '
            f'aria-pressed="{pressed}">{encode(label)}</button>'
            for name, label, pressed in (
                ("text", texts.as_text, "true"),
                ("page", texts.as_page, "false"),
            )
        )
    original = attribute(f"view/original?{Place(document.doc_id).query}")
    return (
        f'<div class="wq-view-head"><div class="wq-view-names">'
        f'<h2 id="wq-view-title" tabindex="-1" lang="{language_of(document.title)}">'
        f'{encode(document.title)}</h2><p class="wq-place">{" · ".join(facts)}</p></div>'
        f'<div class="wq-view-tools">{switches}'
        f'<a class="wq-tool" href="{original}" download>{encode(texts.download)}</a>'
        f'<button type="button" class="wq-tool" data-do="close">{encode(texts.close)}</button>'
        "</div></div>"
    )


def _page(document: Document, place: Place, texts: Texts) -> str:
    """Where the page's picture will stand; page.js asks for it when it is to be seen."""
    page = document.page_at(place.first) or 1
    source = attribute(f"view/page?{place.query}")
    return (
        f'<div class="wq-view-page" data-src="{source}" data-page="{page}" '
        f'data-pages="{document.pages or 1}" data-alt="{attribute(texts.page_picture)}">'
        '<div class="wq-page-tools">'
        f'<button type="button" class="wq-tool" data-do="page-before">{encode(texts.page_before)}'
        f'</button><span class="wq-page-number" role="status" '
        f'data-label="{attribute(texts.page)}"></span>'
        f'<button type="button" class="wq-tool" data-do="page-after">{encode(texts.page_after)}'
        '</button></div><div class="wq-page-picture" tabindex="0"><img alt="">'
        f'<p class="wq-page-failed" hidden>{encode(texts.page_failed)}</p></div></div>'
    )
