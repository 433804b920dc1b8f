"""Rows of tables whose columns are set with blanks alone, each cell under its header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.loaders.common import shape
from index.loaders.common.composer import Piece, Span, Written, text_of
from index.loaders.plain.noise import without
from index.loaders.plain.records import Line, Part
from index.records import BlockKind

_GAP = re.compile(r"[ \u00a0\u3000]{2,}|\u3000")
_RULE = re.compile(r"[-=_─━—+\s]+")
_VALUE = re.compile(r"[¥￥$+-]?\d[\d,.:/％%-]*")
_CELL = 30  # characters; what is longer is text
_HEADER = 16
_SLACK = 4  # terminal columns by which a cell may miss its column


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[Span, ...]  # in the line's text
    places: tuple[Span, ...]  # the same in terminal columns, the indent counted


def columned(source: str, lines: Sequence[Line]) -> dict[int, Part | None]:
    """Line number → its row, None for a rule between rows; other lines are not in it."""
    found: dict[int, Part | None] = {}
    at = 0
    while at < len(lines):
        run = _run(source, lines, at)
        if run:
            found |= _parts(source, lines, run)
            at = max(run) + 1
        else:
            at += 1
    return found


def _run(source: str, lines: Sequence[Line], at: int) -> dict[int, _Row | None]:
    """The table that begins at this line, {} where none does."""
    first = _row(source, lines[at])
    if first is None:
        return {}
    run: dict[int, _Row | None] = {at: first}
    for number in range(at + 1, len(lines)):
        line = lines[number]
        if line.cut or line.figure or line.gap > 1:
            break
        if _RULE.fullmatch(line.text):
            run[number] = None
            continue
        row = _row(source, line)
        if row is None or _columns(row, first) is None:
            break
        run[number] = row
    rows = [row for row in run.values() if row]
    while run and run[max(run)] is None:
        del run[max(run)]
    enough = len(rows) >= 3 or (len(rows) == 2 and len(first.cells) > 2)
    whole = sum(len(row.cells) == len(first.cells) for row in rows)
    return run if enough and whole >= 0.7 * len(rows) else {}


def _row(source: str, line: Line) -> _Row | None:
    """The line cut at wide blanks; None where it is text."""
    if line.figure or len(line.text) > 400:
        return None
    starts = [0, *(gap.end() for gap in _GAP.finditer(line.text))]
    ends = [*(gap.start() for gap in _GAP.finditer(line.text)), len(line.text)]
    cells = tuple(zip(starts, ends, strict=True))
    texts = [line.text[start:end] for start, end in cells]
    if len(cells) < 2 or any(len(text) > _CELL or text[-1] in "。；" for text in texts):
        return None
    begin = line.spans[0][0]
    indent = shape.columns(source[source.rfind("\n", 0, begin) + 1 : begin])
    places = tuple(
        (indent + shape.columns(line.text[:start]), indent + shape.columns(line.text[:end]))
        for start, end in cells
    )
    return _Row(cells, places)


def _columns(row: _Row, first: _Row) -> list[int] | None:
    """The column of each cell; None where the row does not stand under the first one."""
    if len(row.cells) == len(first.cells):
        near = [_apart(*pair) <= _SLACK for pair in zip(row.places, first.places, strict=True)]
        return list(range(len(row.cells))) if all(near) else None
    if len(row.cells) > len(first.cells):
        return None
    columns: list[int] = []
    for place in row.places:
        best = min(range(len(first.places)), key=lambda n: _apart(place, first.places[n]))
        if _apart(place, first.places[best]) > _SLACK or best in columns:
            return None
        columns.append(best)
    return columns


def _apart(one: Span, other: Span) -> int:
    """How far a cell is from its column's header: left, right or in the middle of it."""
    left, right = abs(one[0] - other[0]), abs(one[1] - other[1])
    return min(left, right, abs(sum(one) - sum(other)) // 2)


def _parts(
    source: str, lines: Sequence[Line], run: dict[int, _Row | None]
) -> dict[int, Part | None]:
    top, first = next((n, row) for n, row in run.items() if row)
    heads = [lines[top].text[start:end].rstrip(":：") for start, end in first.cells]
    body = [(n, row) for n, row in run.items() if row and n != top]
    named = _names(heads, [[lines[n].text[s:e] for s, e in row.cells] for n, row in body])
    parts: dict[int, Part | None] = dict.fromkeys(run)
    for number, row in [(top, first), *body]:
        line = lines[number]
        pieces: list[Piece] = []
        columns = _columns(row, first) or []
        for cell, column in zip(row.cells, columns, strict=True):
            pieces += [Written(" | ")] if pieces else []
            if named and number != top:
                pieces.append(Written(f"{heads[column]}: "))
            pieces += without(line.spans, ((0, cell[0]), (cell[1], len(line.text))))
        text = text_of(source, pieces)
        parts[number] = Part(
            tuple(pieces), text, line.gap, line.cut or number == top, kind=BlockKind.TABLE_ROW
        )
    return parts


def _names(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Does the first row name the columns?"""
    if any(_VALUE.fullmatch(head) or len(head) > _HEADER or head[-1] in "。：" for head in heads):
        return False
    if len(set(heads)) < len(heads):
        return False
    return len(heads) > 2 or any(_VALUE.match(cell) for row in rows for cell in row[1:])
