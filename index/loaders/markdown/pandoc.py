"""The tables of pandoc that CommonMark does not know: +---+ grids and columns under dashes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.loaders.common import shape
from index.loaders.common.composer import Piece, Span, Written
from index.loaders.markdown.marks import inside
from index.loaders.markdown.tables import TableCell
from index.loaders.plain.paragraphs import glue

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_EDGE = re.compile(r" {0,3}\+(?:[-=:]+\+)+\s*")
_DASHES = re.compile(r" {0,3}-{2,}(?: +-{2,})+\s*")
_FIELD = re.compile(r"\S+(?: \S+)*")
_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class PandocTable:
    span: Span
    cells: tuple[TableCell, ...]
    header_rows: int


def pandoc_tables(text: str, start: int, fences: Sequence[Span]) -> Iterator[PandocTable]:
    """The tables after `start`, in order, outside of fenced code."""
    lines = [line.span() for line in _LINE.finditer(text, start)]
    at = 0
    while at < len(lines):
        found: tuple[int, PandocTable] | None = None
        mark = text[lines[at][0] : lines[at][0] + 4].lstrip(" ")[:1]
        if mark and mark in "+-" and not inside(fences, lines[at][0]):
            found = _grid(text, lines, at) if mark == "+" else _columns(text, lines, at)
        if found:
            at = found[0]
            yield found[1]
        else:
            at += 1


def _grid(text: str, lines: Sequence[Span], first: int) -> tuple[int, PandocTable] | None:
    if not _EDGE.fullmatch(text, *lines[first]):
        return None
    cells: dict[tuple[int, int], list[Piece]] = {}
    row = header = 0
    last = first  # the last edge
    for at in range(first + 1, len(lines)):
        start, end = lines[at]
        line = text[start:end].strip()
        if _EDGE.fullmatch(text, start, end):
            row, last = row + 1, at
            header = row if "=" in line else header
        elif line.startswith("|") and line.endswith("|") and len(line) > 1:
            bars = [bar.start() for bar in _BAR.finditer(text, start, end)]
            for column, (left, right) in enumerate(pairwise(bars)):
                _append(text, cells.setdefault((row, column), []), left + 1, right)
        else:
            break
    cells = {place: pieces for place, pieces in cells.items() if place[0] < row}
    if not cells:
        return None
    return last + 1, _table((lines[first][0], lines[last][1]), cells, header)


def _columns(text: str, lines: Sequence[Span], under: int) -> tuple[int, PandocTable] | None:
    """Columns as wide as the dashes at line `under`, names in the line above."""
    if under == 0 or not _DASHES.fullmatch(text, *lines[under]):
        return None
    start, end = lines[under]
    edges = [dashes.span() for dashes in re.finditer("-+", text[start:end])]
    cells: dict[tuple[int, int], list[Piece]] = {}
    last = under + 1
    while last < len(lines) and text[slice(*lines[last])].strip():
        if _DASHES.fullmatch(text, *lines[last]):
            last += 1
            break
        last += 1
    for row, at in enumerate([under - 1, *range(under + 1, last)]):
        if _DASHES.fullmatch(text, *lines[at]):
            continue
        fields = list(_FIELD.finditer(text[slice(*lines[at])].rstrip()))
        if not fields or len(fields) > len(edges):
            return None
        for field in fields:
            column = _column(text[slice(*lines[at])], field.span(), edges)
            place = cells.setdefault((row, column), [])
            _append(text, place, lines[at][0] + field.start(), lines[at][0] + field.end())
    if len({row for row, _ in cells}) < 2:
        return None
    return last, _table((lines[under - 1][0], lines[last - 1][1]), cells, 1)


def _column(line: str, field: Span, edges: Sequence[Span]) -> int:
    """The column under whose dashes most of the field stands; wide characters count two."""
    left = shape.columns(line[: field[0]])
    right = left + shape.columns(line[slice(*field)])
    shared = [min(right, end) - max(left, start) for start, end in edges]
    return shared.index(max(shared))


def _append(text: str, pieces: list[Piece], start: int, end: int) -> None:
    """One more line of a cell, without its outer blanks."""
    said = text[start:end]
    start += len(said) - len(said.lstrip())
    said = said.strip()
    if not said:
        return
    if pieces and not isinstance(pieces[-1], Written):
        blank = glue(text[slice(*pieces[-1])], said)
        pieces += [Written(blank)] if blank else []
    pieces.append((start, start + len(said)))


def _table(span: Span, cells: dict[tuple[int, int], list[Piece]], header_rows: int) -> PandocTable:
    laid = tuple(TableCell(tuple(cells[place]), *place) for place in sorted(cells))
    return PandocTable(span, laid, header_rows)
