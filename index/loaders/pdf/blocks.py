"""Paragraphs → blocks with their kinds: title, heading, body, list item, caption and the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.loaders import shape
from index.loaders.composer import Written
from index.loaders.metadata import is_metadata
from index.loaders.pdf.headings import Style, is_heading, levels, style_of
from index.loaders.pdf.joining import join_pages, join_title
from index.loaders.pdf.paragraphs import Layout, Paragraph, ends
from index.loaders.pdf.table_rows import row_texts
from index.records import BlockKind

_LONG_ITEM = 150
_LEADERS = re.compile(r"(?:\s?[.．·…‥]){4,}\s*")
_CONTENTS = re.compile(r"(?:目\s*录|[图表]\s*目\s*录|插图目录|附表目录|contents)", re.IGNORECASE)
_CAPTION = re.compile(
    r"(?:图|表|图表|附图|附表|Figure|Fig\.|Table)\s?\d{1,3}(?:[-.－]\d{1,3})*[\s:：.、]?"
)
_ORIGIN = re.compile(r"(?:(?:资料|数据|图片|信息)?来源|Source)\s?[:：]")
_RIGHTS = re.compile(
    r"版权(?:所有|属于|归)|未经.{0,20}(?:许可|授权|同意|允许).{0,20}(?:不得|禁止|严禁)"
    r"|(?:转载|摘编|引用).{0,30}(?:注明|追究)|all rights reserved|©",
    re.IGNORECASE,
)
_PAIRS = re.compile(
    r"[^\s:：]{2,8}[:：]\s?[^\s:：]{1,30}(?:\s+[^\s:：]{2,8}[:：]\s?[^\s:：]{1,30})*"
)
_UNIT = re.compile(r"[（(]?\s?(?:(?:金额)?单位|币种|货币)\s?[:：].{1,30}")
_FIELDS = ("发布", "来源", "作者", "记者", "编辑", "日期", "时间")


@dataclass(slots=True)
class Piece:
    """A block to be."""

    kind: BlockKind
    pieces: list[Written]
    text: str
    level: int = 0
    with_previous: bool = False
    style: Style | None = None


def make_blocks(paragraphs: Sequence[Paragraph], layout: Layout) -> list[Piece]:
    blocks: list[Piece] = []
    cover = _is_cover(paragraphs)
    texts = ["" if p.table else "".join(w.text for w in join_pages(p.lines)) for p in paragraphs]
    title = _title(paragraphs, texts, layout)
    started = False  # the body has begun: what follows is no front matter
    for at, paragraph in enumerate(paragraphs):
        if paragraph.table is not None:
            started = True
            rows = row_texts(paragraph.table)
            unit = bool(blocks) and _UNIT.fullmatch(blocks[-1].text) is not None
            if unit and blocks[-1].kind is BlockKind.PARAGRAPH:
                blocks[-1].kind = BlockKind.TABLE_ROW  # what the numbers below it count
            drawn = _is_drawn(paragraphs, texts, at)
            for number, row in enumerate(rows):
                written = [Written(row.text, row.page)]
                blocks.append(
                    Piece(
                        BlockKind.FIGURE if drawn else BlockKind.TABLE_ROW,
                        written,
                        row.text,
                        with_previous=number > 0 or unit,
                    )
                )
            continue
        text = texts[at]
        following = paragraphs[at + 1] if at + 1 < len(paragraphs) else None
        large = paragraph.size > 1.1 * layout.size or (paragraph.bold and not layout.bold)
        if large and len(text) <= 120:
            written = join_title(paragraph.lines, paragraph.right)
            text = "".join(w.text for w in written)
        else:
            written = join_pages(paragraph.lines)
        piece = Piece(BlockKind.PARAGRAPH, written, text)
        blocks.append(piece)
        first_page = paragraph.lines[0].page == paragraphs[0].lines[0].page
        edge = at < 4 or at >= len(paragraphs) - 3
        if _CONTENTS.fullmatch(text.replace(" ", "")):
            piece.kind = BlockKind.BOILERPLATE
            continue
        if _LEADERS.search(text):
            _shorten(piece)
            continue
        if paragraph.lines[0].figure:
            piece.kind = BlockKind.FIGURE
            piece.text = " ".join(line.text for line in paragraph.lines)
            piece.pieces = [Written(piece.text, paragraph.lines[0].page)]
            continue
        if (edge and shape.is_disclaimer(text)) or (len(text) < 250 and _RIGHTS.search(text)):
            piece.kind = BlockKind.BOILERPLATE
            if blocks[-2:-1] and blocks[-2].kind is BlockKind.HEADING and "声明" in blocks[-2].text:
                blocks[-2].kind, blocks[-2].style = BlockKind.BOILERPLATE, None
        elif at in title:
            piece.kind = BlockKind.TITLE
        elif cover and first_page and not shape.has_words(text):
            piece.kind = BlockKind.BOILERPLATE
        elif first_page and (cover or (not started and _is_front(text))):
            piece.kind = BlockKind.METADATA
        elif _CAPTION.match(text) and len(text) <= 60 and not ends(text, "。；，"):
            piece.kind = BlockKind.CAPTION
        elif (_ORIGIN.match(text) and len(text) <= 80) or shape.is_credit(text):
            piece.kind = BlockKind.CREDIT
        elif is_heading(paragraph, text, layout, following):
            piece.kind, piece.style = BlockKind.HEADING, style_of(paragraph, text)
        else:
            started = started or len(text) > 60
            item = shape.list_marker(text) is not None and len(text) <= _LONG_ITEM
            piece.kind = BlockKind.LIST_ITEM if item else BlockKind.PARAGRAPH
    for at, block in enumerate(blocks):
        if block.kind is BlockKind.CAPTION and block.text.startswith("图"):
            _labels_above(blocks, at)
    heads = [b for b in blocks if b.style is not None]
    for block, level in zip(heads, levels([b.style for b in heads if b.style]), strict=True):
        block.level = level
    before: Piece | None = None
    for block in blocks:
        if block.kind is BlockKind.LIST_ITEM and before and before.kind is BlockKind.LIST_ITEM:
            block.with_previous = True
        before = block
    return blocks


def _is_drawn(paragraphs: Sequence[Paragraph], texts: Sequence[str], at: int) -> bool:
    """Is what looks like a table a drawing of boxes? Right under it a figure's caption stands."""
    table = paragraphs[at].table
    for other in range(at + 1, min(at + 3, len(paragraphs))):
        line = paragraphs[other].lines[0]
        if table is None or line.page != table.page or line.top - table.bottom > 60:
            return False
        if texts[other].startswith("图") and _CAPTION.match(texts[other]):
            return True
    return False


def _labels_above(blocks: Sequence[Piece], caption: int) -> None:
    """What stands between a figure's caption and the text above it and says no sentence."""
    for block in reversed(blocks[:caption]):
        if block.kind in (BlockKind.CREDIT, BlockKind.FIGURE):
            continue
        if block.kind is not BlockKind.PARAGRAPH or len(block.text) > 30 or ends(block.text):
            break
        block.kind = BlockKind.FIGURE


def _shorten(piece: Piece) -> None:
    """A line of a table of contents: shown without its row of dots, never searched."""
    piece.kind = BlockKind.BOILERPLATE
    piece.text = _LEADERS.sub(" … ", piece.text)
    piece.pieces = [Written(piece.text, piece.pieces[0].page)]


def _is_cover(paragraphs: Sequence[Paragraph]) -> bool:
    """Is the first page one that names the document, without any running text?"""
    if not paragraphs:
        return False
    first = paragraphs[0].lines[0].page
    page = [p for p in paragraphs if p.lines[0].page == first]
    return len(page) < len(paragraphs) and all(
        p.table is None
        and sum(len(line.text) for line in p.lines) <= 60
        and not ends(p.lines[-1].text, "。；，")
        for p in page
    )


def _is_front(text: str) -> bool:
    if is_metadata(text) or (len(text) <= 80 and text.startswith(_FIELDS) and "：" in text[:6]):
        return True
    return len(text) <= 80 and bool(_PAIRS.fullmatch(text)) and not ends(text, "。；")


def _title(paragraphs: Sequence[Paragraph], texts: Sequence[str], layout: Layout) -> set[int]:
    """The paragraphs of the title: the largest text of the first page that holds any."""
    if not paragraphs:
        return set()
    page = paragraphs[0].lines[0].page
    front = [
        at
        for at, p in enumerate(paragraphs)
        if p.table is None
        and p.lines[0].page == page
        and shape.has_words(texts[at])
        and not shape.is_disclaimer(texts[at])
        and not is_metadata(texts[at])
        and len(texts[at].replace(" ", "")) >= 4
    ]
    if not front:
        return set()
    size = max(paragraphs[at].size for at in front)
    if size <= 1.1 * layout.size:
        first = front[0]
        bold = paragraphs[first].bold or paragraphs[first].centred
        short = len(texts[first]) <= 60 and not ends(texts[first], "。；")
        return {first} if bold and short else set()
    largest = [at for at in front if paragraphs[at].size > 0.93 * size]
    title = [largest[0]]
    for at in range(largest[0] + 1, len(paragraphs)):
        p = paragraphs[at]
        if p.table or p.lines[0].page != page or p.gap > 4:
            break
        if is_metadata(texts[at]) or _is_front(texts[at]):
            break
        bracketed = texts[at][0] in "（(—" and p.size > 1.2 * layout.size
        if not (p.size > 0.93 * size or bracketed):
            break
        title.append(at)
    if sum(len(texts[at]) for at in title) > 120:
        return set(title[:1]) if len(texts[title[0]]) <= 120 else set()
    return set(title)
