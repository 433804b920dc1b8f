"""Lines in reading order → paragraphs, over columns and pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.loaders.common.metadata import is_metadata
from index.loaders.common.shape import list_marker, numbered_level
from index.loaders.pdf.page.columns import Column
from index.loaders.pdf.records import Line, Table

_FINAL = "。！？；：…!?;:"
_SENTENCE = "。！？!?"
_CLOSERS = '”’」』】》）)]"'


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together, or a table. left and right: its column's margins."""

    lines: list[Line]
    left: float
    right: float
    table: Table | None = None
    gap: float = 0.0  # above it, in leadings; 0 at the top of a column
    text: str = field(default="", init=False)

    @property
    def size(self) -> float:
        return max(self.lines, key=lambda line: len(line.text)).size

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)

    @property
    def centred(self) -> bool:
        middle = (self.left + self.right) / 2
        return all(
            abs(line.middle[0] - middle) < 1.2 * line.size and line.x0 > self.left + 2 * line.size
            for line in self.lines
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """What is usual in the document."""

    size: float  # of the body
    bold: bool
    leadings: dict[float, float]  # by size: between two baselines of a paragraph

    def leading(self, size: float) -> float:
        return self.leadings.get(round(size), 1.7 * size)


def read_layout(columns: Sequence[Column]) -> Layout:
    sizes: Counter[float] = Counter()
    weights: Counter[bool] = Counter()
    distances: defaultdict[float, Counter[float]] = defaultdict(Counter)
    for column in columns:
        for line in column.lines:
            sizes[line.size] += len(line.text)
            weights[line.bold] += len(line.text)
        for a, b in pairwise(column.lines):
            distance = b.baseline - a.baseline
            if abs(a.size - b.size) < 0.6 and 0.9 * a.size < distance < 4 * a.size:
                distances[round(b.size)][round(distance * 2) / 2] += 1
    leadings: dict[float, float] = {}
    for size, counts in distances.items():
        most = max(counts.values())
        # The smallest distance that is common: paragraphs of one line stand further apart.
        leadings[size] = min(d for d, times in counts.items() if times >= 0.4 * most)
    size = sizes.most_common(1)[0][0] if sizes else 10.5
    return Layout(size, weights[True] > weights[False], leadings)


def read_paragraphs(columns: Sequence[Column], layout: Layout) -> list[Paragraph]:
    """Paragraphs in reading order. One that a page, a picture or a table cut is whole again;
    what cut it comes after it."""
    paragraphs: list[Paragraph] = []
    for column, first in _lines(columns):
        line = first
        open_ = paragraphs[-1] if paragraphs else None
        if line.table is not None:
            paragraphs.append(Paragraph([line], column.left, column.right, line.table))
            continue
        if open_ is not None and open_.table is None and _goes_on(open_, line, column, layout):
            open_.lines.append(line)
            open_.left, open_.right = column.left, column.right
            continue
        gap = 0.0
        if open_ is not None and open_.lines[-1].page == line.page:
            gap = (line.baseline - open_.lines[-1].baseline) / layout.leading(line.size)
        paragraphs.append(Paragraph([line], column.left, column.right, gap=max(0.0, gap)))
    return _stitched(paragraphs, layout)


def _lines(columns: Sequence[Column]) -> Iterator[tuple[Column, Line]]:
    for column in columns:
        for line in column.lines:
            yield column, line


def is_full(line: Line, right: float, following: Line | None = None) -> bool:
    """Does it reach the margin, so that what follows had to go to the next line?"""
    need = max(line.size, following.first_width if following else 0)
    return line.x1 + need > right - 0.6 * line.size


def ends(text: str, marks: str = _FINAL) -> bool:
    return text.rstrip(_CLOSERS)[-1:] in tuple(marks)


def is_contents(text: str) -> bool:
    """A line of a table of contents: a row of dots and a page number."""
    return _CONTENTS.search(text[-200:]) is not None


def starts_item(text: str) -> bool:
    """一、 （一） 1. ① 第一章: a number or sign that begins a paragraph."""
    return bool(_ITEM.match(text)) or list_marker(text) is not None


_CONTENTS = re.compile(r"(?:\s?[.．·…‥]){4,}\s*[-–]?\s*[\divxIVX]{1,5}\s*[-–]?$")
_ITEM = re.compile(
    r"第[一二三四五六七八九十百〇零\d]{1,4}[章节篇条编]|[一二三四五六七八九十]{1,3}、"
    r"|[（(][一二三四五六七八九十]{1,3}[）)]|附[录件表]\s?[一二三四五六七八九十\dA-Z]?[\s:：]"
    r"|(?:图|表|图表)\s?\d{1,3}(?:[-.]\d{1,3})?\s|\d{1,2}(?:\.\d{1,2}){1,3}\s?(?=[^\d\s%.亿万个倍元])"
    r"|(?:资料|数据)?来源[:：]|注[:：\d]|[¹²³⁴⁵⁶⁷⁸⁹□■√☑☒✓]"
)


def _goes_on(open_: Paragraph, line: Line, column: Column, layout: Layout) -> bool:
    """Is this line part of the paragraph before it?"""
    last = open_.lines[-1]
    if is_metadata(line.text) or is_metadata(last.text) or line.figure or last.figure:
        return line.figure and last.figure and line.page == last.page
    if line.caption != last.caption or is_contents(last.text):
        return False
    if abs(last.size - line.size) > 0.1 * max(last.size, line.size):
        return False
    same_column = last.page == line.page and line.baseline > last.baseline
    if same_column:
        distance = line.baseline - last.baseline
        if distance > 1.45 * layout.leading(line.size):
            return False
    if (
        last.x0 - open_.left > 6 * last.size
        and line.x0 < last.x0 - 2 * line.size
        and not (last.size > 1.12 * layout.size or last.bold)
    ):
        return False  # set to the right or in the middle: a line of its own
    full = is_full(last, open_.right, line)
    indent = line.x0 - column.left
    indented = indent > 1.2 * line.size
    heads = (last.bold and line.bold and not layout.bold) or last.size > 1.12 * layout.size
    if heads and last.bold == line.bold and same_column:
        return _head_goes_on(open_, last, line, full)
    if last.bold and not line.bold and not line.bold_start and (not full or indented):
        return False
    if line.bold and not last.bold and (not full or indented):
        return False
    if not full:
        item = starts_item(line.text)
        return not indented and not item and not line.bold_start and _is_cut(open_)
    ended = ends(last.text)
    if starts_item(line.text) and (ended or indented or _is_item(open_)):
        return False
    if not indented:
        return True
    # An indented line begins a paragraph, unless the whole paragraph is set in.
    set_in = abs(line.x0 - last.x0) < 0.5 * line.size and len(open_.lines) > 1
    hanging = (
        _is_item(open_)
        and line.x0 - open_.lines[0].x0 < 4.5 * line.size
        and line.x0 > open_.lines[0].x0 + 0.4 * line.size
        and (len(open_.lines) == 1 or set_in)
    )
    alike = abs(line.x0 - last.x0) < 0.5 * line.size and not ended
    return set_in or hanging or (alike and same_column)


def _is_cut(paragraph: Paragraph) -> bool:
    """Set in at its beginning, of some length and without an end: what follows at the margin
    goes on, though the last line was broken short (before a long number, say)."""
    first, last = paragraph.lines[0], paragraph.lines[-1]
    return (
        first.x0 - paragraph.left > 1.2 * first.size
        and last.x1 - paragraph.left > 0.6 * (paragraph.right - paragraph.left)
        and (len(paragraph.lines) > 1 or last.x1 - last.x0 > 20 * last.size)
        and not last.bold
        and not ends(last.text, _SENTENCE + "；;")
    )


def _head_goes_on(open_: Paragraph, last: Line, line: Line, full: bool) -> bool:
    """A heading over two lines: full or centred, one weight, no new number."""
    if starts_item(line.text) or ends(last.text, "。！？；"):
        return False
    if full:
        return True
    middle = (open_.left + open_.right) / 2
    centred = abs(last.middle[0] - middle) < 2 * last.size and last.x0 > open_.left + 2 * last.size
    here = abs(line.middle[0] - middle) < 2 * line.size
    return centred and here


def _is_item(paragraph: Paragraph) -> bool:
    return starts_item(paragraph.lines[0].text)


def _stitched(paragraphs: list[Paragraph], layout: Layout) -> list[Paragraph]:
    """Join what a picture, caption, table or note cut in two: the part before is full and
    without an end, the part after begins at the margin."""
    kept: list[Paragraph] = []
    at = 0
    taken: set[int] = set()
    for at, paragraph in enumerate(paragraphs):
        if at in taken:
            continue
        kept.append(paragraph)
        while _is_open(paragraph, layout):
            found = _rest(paragraphs, at, taken, paragraph, layout)
            if found is None:
                break
            taken.add(found)
            paragraph.lines += paragraphs[found].lines
            paragraph.right = paragraphs[found].right
    return kept


def _is_open(paragraph: Paragraph, layout: Layout) -> bool:
    last = paragraph.lines[-1]
    return (
        paragraph.table is None
        and abs(paragraph.size - layout.size) <= 0.1 * layout.size
        and (is_full(last, paragraph.right) or (len(paragraph.lines) > 1 and _is_cut(paragraph)))
        and last.x0 - paragraph.left < 4 * last.size
        and not ends(last.text, "。！？；：")
        and len(last.text) >= 8
    )


def _rest(
    paragraphs: Sequence[Paragraph], at: int, taken: set[int], open_: Paragraph, layout: Layout
) -> int | None:
    """The paragraph that goes on, up to four blocks (or one table) further."""
    steps = 0
    before_table: Table | None = None
    for other in range(at + 1, len(paragraphs)):
        paragraph = paragraphs[other]
        if other in taken:
            continue
        if paragraph.table is not None:
            if before_table is None:
                steps += 1
            before_table = paragraph.table
        else:
            line = paragraph.lines[0]
            fits = (
                abs(line.size - open_.lines[-1].size) <= 0.1 * line.size
                and line.x0 - paragraph.left < 1.2 * line.size
                and not starts_item(line.text)
                and not (line.figure or line.caption)
                and line.bold == open_.lines[-1].bold
                and not paragraph.centred
                and (len(paragraph.lines) > 1 or ends(paragraph.lines[-1].text, _FINAL))
            )
            if fits:
                return other
            if abs(line.size - layout.size) <= 0.1 * layout.size and len(paragraph.lines) > 2:
                return None
            if numbered_level(line.text) and line.size >= layout.size:
                return None
            steps += 1
        if steps > 4 or paragraph.lines[0].page > open_.lines[-1].page + 1:
            return None
    return None
