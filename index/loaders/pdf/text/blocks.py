"""Paragraphs → blocks with their kinds: title, heading, body, list item, caption and the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.loaders.common import shape
from index.loaders.common.composer import Written
from index.loaders.common.metadata import is_metadata
from index.loaders.common.rows import unit_above
from index.loaders.pdf.page.joining import join_pages, join_title
from index.loaders.pdf.records import Table
from index.loaders.pdf.tables.rows import row_texts
from index.loaders.pdf.text.headings import Style, is_heading, levels, style_of
from index.loaders.pdf.text.paragraphs import Layout, Paragraph, ends, is_contents
from index.records import BlockKind

_LONG_ITEM = 150
_LONG_CAPTION = 120
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


@dataclass(slots=True)
class _Reader:
    """Goes through the paragraphs of one document and says what each is."""

    paragraphs: Sequence[Paragraph]
    layout: Layout
    texts: list[str]
    title: set[int]
    cover: bool  # the first page only names the document
    started: bool = False  # the body has begun: what follows is no front matter
    blocks: list[Piece] = field(default_factory=list)

    def read(self) -> list[Piece]:
        for at, paragraph in enumerate(self.paragraphs):
            if paragraph.table is not None:
                self._table(at, paragraph.table)
            else:
                self._text(at, paragraph)
        return self.blocks

    def _table(self, at: int, table: Table) -> None:
        self.started = True
        last = self.blocks[-1] if self.blocks else None
        unit = last is not None and _UNIT.fullmatch(last.text) is not None
        if unit and last and last.kind is BlockKind.PARAGRAPH:
            last.kind = BlockKind.TABLE_ROW  # what the numbers below it count
        drawn = _is_drawn(self.paragraphs, self.texts, at)
        kind = BlockKind.FIGURE if drawn else BlockKind.TABLE_ROW
        said = unit_above(last.text) if last else ""
        for number, row in enumerate(row_texts(table, said)):
            written = [Written(row.text, row.page)]
            self.blocks.append(Piece(kind, written, row.text, with_previous=number > 0 or unit))

    def _text(self, at: int, paragraph: Paragraph) -> None:
        text = self.texts[at]
        written = join_pages(paragraph.lines)
        large = paragraph.size > 1.1 * self.layout.size
        if (large or (paragraph.bold and not self.layout.bold)) and len(text) <= 120:
            written = join_title(paragraph.lines, paragraph.right)
            text = "".join(w.text for w in written)
        piece = Piece(BlockKind.PARAGRAPH, written, text)
        self.blocks.append(piece)
        if is_contents(text):
            _shorten(piece)
        elif paragraph.lines[0].figure:
            piece.kind = BlockKind.FIGURE
            piece.text = " ".join(line.text for line in paragraph.lines)
            piece.pieces = [Written(piece.text, paragraph.lines[0].page)]
        elif self._is_boilerplate(at, text):
            piece.kind = BlockKind.BOILERPLATE
            above = self.blocks[-2] if len(self.blocks) > 1 else piece
            if above.kind is BlockKind.HEADING and "声明" in above.text:
                above.kind, above.style = BlockKind.BOILERPLATE, None
        else:
            piece.kind = self._front(at, text) or self._body(at, paragraph, text)
        if piece.kind is BlockKind.HEADING:
            piece.style = style_of(paragraph, text)

    def _is_boilerplate(self, at: int, text: str) -> bool:
        if _CONTENTS.fullmatch(text.replace(" ", "")):
            return True
        edge = at < 4 or at >= len(self.paragraphs) - 3
        disclaimer = edge and shape.is_disclaimer(text)
        return disclaimer or (len(text) < 250 and _RIGHTS.search(text) is not None)

    def _front(self, at: int, text: str) -> BlockKind | None:
        """The kind of what stands on the first page before the body."""
        if at in self.title:
            return BlockKind.TITLE
        if self.paragraphs[at].lines[0].page != self.paragraphs[0].lines[0].page:
            return None
        if self.cover:
            return BlockKind.METADATA if shape.has_words(text) else BlockKind.BOILERPLATE
        if self.started or not _is_front(text):
            return None
        pair = _PAIRS.fullmatch(text) and not is_metadata(text)  # a form's line, no imprint
        return BlockKind.LIST_ITEM if pair else BlockKind.METADATA

    def _body(self, at: int, paragraph: Paragraph, text: str) -> BlockKind:
        following = self.paragraphs[at + 1] if at + 1 < len(self.paragraphs) else None
        if shape.is_credit(text) or (_ORIGIN.match(text) and len(text) <= 80):
            return BlockKind.CREDIT
        if paragraph.lines[0].caption and len(text) <= _LONG_CAPTION:
            return BlockKind.CAPTION
        if _CAPTION.match(text) and len(text) <= 60 and not ends(text, "。；，"):
            return BlockKind.CAPTION
        if is_heading(paragraph, text, self.layout, following):
            return BlockKind.HEADING
        self.started = self.started or len(text) > 60
        item = shape.list_marker(text) is not None and len(text) <= _LONG_ITEM
        return BlockKind.LIST_ITEM if item else BlockKind.PARAGRAPH


def make_blocks(paragraphs: Sequence[Paragraph], layout: Layout) -> list[Piece]:
    """Every paragraph as a block, every table as one block a row, in reading order."""
    texts = ["" if p.table else "".join(w.text for w in join_pages(p.lines)) for p in paragraphs]
    title = _title(paragraphs, texts, layout)
    blocks = _Reader(paragraphs, layout, texts, title, _is_cover(paragraphs)).read()
    for at, block in enumerate(blocks):
        if block.kind is BlockKind.CAPTION and block.text.startswith("图"):
            _labels_above(blocks, at)
    heads = [(b, b.style) for b in blocks if b.style is not None]
    for (block, _), level in zip(heads, levels([style for _, style in heads]), strict=True):
        block.level = level
    for block, following in pairwise(blocks):
        if block.kind is following.kind is BlockKind.LIST_ITEM:
            following.with_previous = True
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
