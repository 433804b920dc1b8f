"""The items of a list, wherever a document puts them: list items, 一是…二是…, what a line that ends
in a colon opens, what stands under a heading. Spans are text offsets, in reading order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.passages.sentences import sentences
from index.records import BODY, Block, BlockKind, Document

Span = tuple[int, int]

MAX_LENGTH = 480  # characters of a list; a longer one gives its items' first sentences
MOST_ITEMS = 9

_MARKER = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+[是要、，,]|第[一二三四五六七八九十]+(?![一二三四五六七八九十条條章节節编編])[，,、是]?|"
    r"[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.、．)]|[①-⑳]|[•·●\-*]|其[一二三四五][，是,])"
)
_FIRST_INSIDE = re.compile(r"[：:，,]\s*(?:一是|一要|第一[，,、是]|其一|[（(][一1][）)]|①)")
_NUMBERS = {c: n for n, c in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_COUNT = re.compile(
    r"([两二三四五六七八九十]|[2-9](?!\d))(?:个|大|项|条|点|种|方面|类|步|层|批|措施)"
)


def is_marked(document: Document, block: Block) -> bool:
    """Whether it begins with 一是, （二）, 3. and the like."""
    return block.kind in BODY and bool(_MARKER.match(document.text[block.start : block.end]))


def count_named(text: str) -> int | None:
    """How many items the text says there are: 三大特色 → 3."""
    found = _COUNT.search(text)
    if not found:
        return None
    number = found.group(1)
    return int(number) if number.isdecimal() else _NUMBERS[number]


def items(document: Document, at: int) -> list[Span]:
    """The whole run of list items that block `at` is of; [] where it is none."""
    blocks = document.blocks
    if blocks[at].kind is not BlockKind.LIST_ITEM:
        return []
    first = at
    while first > 0 and blocks[first - 1].kind is BlockKind.LIST_ITEM:
        first -= 1
    return fitted(document, _run(document, first, BlockKind.LIST_ITEM))


def _run(document: Document, first: int, kind: BlockKind) -> list[Span]:
    spans = []
    for block in document.blocks[first:]:
        if block.kind is not kind:
            break
        spans.append(_span(block))
    return spans


def opened(document: Document, at: int, lead: str) -> list[Span]:
    """What a line that ends in a colon, block `at`, opens: items, rows, marked paragraphs, as
    many paragraphs as the line counts, paragraphs alike, or one."""
    rest = document.blocks[at + 1 :]
    if not rest or rest[0].kind not in BODY:
        return []
    if rest[0].kind is not BlockKind.PARAGRAPH:
        return fitted(document, _run(document, at + 1, rest[0].kind))
    marked = _marked(document, rest)
    if marked:
        return fitted(document, marked)
    paragraphs = _run(document, at + 1, BlockKind.PARAGRAPH)
    count = count_named(lead)
    if count and len(paragraphs) >= count:
        return fitted(document, paragraphs[:count])
    alike = _alike(document, paragraphs)
    return fitted(document, alike if alike[:1] == paragraphs[:1] else paragraphs[:1])


def _marked(document: Document, blocks: Sequence[Block]) -> list[Span]:
    """Leading paragraphs that begin with 一是, （二）, 3. and the like."""
    spans = []
    for block in blocks:
        if not is_marked(document, block):
            break
        spans.append(_span(block))
    return spans


def enumeration(document: Document, at: int) -> list[Span]:
    """一是…二是…三是… of block `at`: its marked sentences, with the one that opens them where it
    holds the first; or the marked paragraphs of which it is one. [] for none."""
    block = document.blocks[at]
    text = document.text[block.start : block.end]
    spans = [(block.start + a, block.start + b) for a, b in sentences(text)]
    marked = [
        n
        for n, (start, end) in enumerate(spans)
        if _MARKER.match(document.text[start:end]) or _FIRST_INSIDE.search(document.text[start:end])
    ]
    if len(marked) >= 2:
        return fitted(document, spans[marked[0] : marked[-1] + 1])
    if not is_marked(document, block):
        return []
    first = at
    while first > 0 and is_marked(document, document.blocks[first - 1]):
        first -= 1
    group = _marked(document, document.blocks[first:])
    return fitted(document, group) if len(group) >= 2 else []


def headings_over(document: Document, at: int) -> Iterator[int]:
    """Numbers of the headings that block `at` stands under, the nearest first."""
    level = 99
    for number in range(at, -1, -1):
        block = document.blocks[number]
        if block.kind is BlockKind.HEADING and block.level < level:
            level = block.level
            yield number


def under(document: Document, heading: int) -> list[Span]:
    """What stands under a heading as a list: its own headings, each with the sentence that
    follows; or its marked, or else all its paragraphs, two to MOST_ITEMS of them; [] for none."""
    blocks = document.blocks
    own = blocks[heading]
    end = next(
        (
            n
            for n in range(heading + 1, len(blocks))
            if blocks[n].kind is BlockKind.HEADING and blocks[n].level <= own.level
        ),
        len(blocks),
    )
    inside = range(heading + 1, end)
    parts = [n for n in inside if blocks[n].kind is BlockKind.HEADING]
    if parts:
        return _headings(document, parts)
    body = [n for n in inside if blocks[n].kind in BODY]
    for number in body[:2]:
        lead = last_sentence(document, blocks[number])
        text = document.text[slice(*lead)]
        if text.endswith(("：", ":")):
            return [lead, *opened(document, number, text)]
    marked = [_span(blocks[n]) for n in body if is_marked(document, blocks[n])]
    if len(marked) >= 2:
        return fitted(document, marked[:MOST_ITEMS])
    paragraphs = [_span(blocks[n]) for n in body]
    if not 2 <= len(paragraphs) <= MOST_ITEMS:
        return []
    # Unmarked, a paragraph's first sentence is its item
    return fitted(document, [first_sentence(document, span) for span in paragraphs])


def _headings(document: Document, parts: Sequence[int]) -> list[Span]:
    """The highest of these headings, each with the sentence that follows it, or alone where that
    would be too long; [] where there are not two to MOST_ITEMS of them."""
    blocks = document.blocks
    level = min(blocks[n].level for n in parts)
    highest = [n for n in parts if blocks[n].level == level]
    if not 2 <= len(highest) <= MOST_ITEMS:
        return []
    spans = []
    for number in highest:
        spans.append(_span(blocks[number]))
        for follows in blocks[number + 1 : number + 2]:
            if follows.kind is BlockKind.PARAGRAPH:
                spans.append(first_sentence(document, _span(follows)))
    return spans if length_of(spans) <= MAX_LENGTH else [_span(blocks[n]) for n in highest]


def _span(block: Block) -> Span:
    return block.start, block.end


def alike_in(document: Document) -> list[Span]:
    """The first sentences of neighbouring paragraphs that open alike (强化…。强化…。), if any."""
    paragraphs = [_span(b) for b in document.blocks if b.kind is BlockKind.PARAGRAPH]
    for at in range(len(paragraphs)):
        group = _alike(document, paragraphs[at:])
        if group:
            return fitted(document, group)
    return []


def _alike(document: Document, paragraphs: Sequence[Span]) -> list[Span]:
    """The leading paragraphs whose first sentences share their first or last two characters."""
    opening = [document.text[slice(*first_sentence(document, span))] for span in paragraphs]
    count = 1
    while count < len(opening) and (
        opening[count][:2] == opening[0][:2]
        or opening[count].rstrip("。；;")[-2:] == opening[0].rstrip("。；;")[-2:]
    ):
        count += 1
    return list(paragraphs[:count]) if 2 <= count <= MOST_ITEMS else []


def first_sentence(document: Document, span: Span) -> Span:
    start, end = span
    found = sentences(document.text[start:end])
    return (start + found[0][0], start + found[0][1]) if found else span


def last_sentence(document: Document, block: Block) -> Span:
    found = sentences(document.text[block.start : block.end]) or [(0, block.end - block.start)]
    return block.start + found[-1][0], block.start + found[-1][1]


def length_of(spans: Sequence[Span]) -> int:
    return sum(end - start for start, end in spans)


def fitted(document: Document, spans: list[Span]) -> list[Span]:
    """The spans whole where they are short enough together; else of each its leading sentences,
    each its share of MAX_LENGTH, one at least; and as many spans from the first on
    as MAX_LENGTH takes, one at least."""
    if length_of(spans) > MAX_LENGTH:
        share = MAX_LENGTH // len(spans)
        spans = [_leading(document, span, share) for span in spans]
    kept: list[Span] = []
    for span in spans:
        if kept and length_of([*kept, span]) > MAX_LENGTH:
            break
        kept.append(span)
    return kept


def _leading(document: Document, span: Span, most: int) -> Span:
    """The span's sentences from its first on, one at least, in `most` characters."""
    start, end = first_sentence(document, span)
    for _, stop in sentences(document.text[span[0] : span[1]]):
        if span[0] + stop - start <= most:
            end = max(end, span[0] + stop)
    return start, end
