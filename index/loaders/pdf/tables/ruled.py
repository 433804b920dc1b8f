"""Grids and the glyphs in them → ruled tables: cells with their text, rows under one another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from index.loaders.pdf.page.characters import Glyph
from index.loaders.pdf.page.joining import join_lines
from index.loaders.pdf.page.lines import read_lines
from index.loaders.pdf.page.rulings import Box
from index.loaders.pdf.records import Field, Line, Row, Table
from index.loaders.pdf.tables.grids import Cell, Grid

MAX_COMPARED = 2_000_000  # cells with shaded areas


def ruled_table(
    grid: Grid, glyphs: Sequence[Glyph], shaded: Sequence[Box], page: int
) -> Table | None:
    """The table of a grid; None if what it holds is no table (a frame, a chart, a plan)."""
    inside = _cell_glyphs(grid, glyphs)
    if _cut(inside, glyphs):
        return None
    texts = {cell: _cell_text(read_lines(members, page)) for cell, members in inside.items()}
    filled = [cell for cell in grid.cells if cell in texts]
    if len({c.column for c in filled}) < 2 or len(filled) < 3:
        return None
    if len(filled) < 0.25 * len(grid.cells):
        return None
    if len(grid.cells) * len(shaded) > MAX_COMPARED:
        shaded = ()
    rows: list[Row] = []
    for at in range(len(grid.ys) - 1):
        fields = []
        for cell in grid.cells:
            if not cell.row <= at <= cell.last_row:
                continue
            text, bold = texts.get(cell, ("", False))
            fields.append(
                Field(
                    text,
                    cell.column,
                    cell.last_column,
                    _is_shaded(cell.box, shaded),
                    bold,
                    cell.row,
                    cell.last_row,
                )
            )
        rows.append(Row(sorted(fields, key=lambda f: f.column), page))
    _, top, _, bottom = grid.box
    return Table(grid.xs, rows, page, top, bottom)


def _cell_glyphs(grid: Grid, glyphs: Sequence[Glyph]) -> dict[Cell, list[Glyph]]:
    inside: dict[Cell, list[Glyph]] = {}
    by_row: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        for row in range(cell.row, cell.last_row + 1):
            by_row.setdefault(row, []).append(cell)
    for glyph in glyphs:
        x, y = glyph.middle
        row = min(max(bisect_right(grid.ys, y) - 1, 0), len(grid.ys) - 2)
        for cell in by_row.get(row, ()):
            if cell.box[0] <= x < cell.box[2]:
                inside.setdefault(cell, []).append(glyph)
                break
    return inside


def _cut(inside: dict[Cell, list[Glyph]], glyphs: Sequence[Glyph]) -> bool:
    """Do the rules go through words? Then they are a drawing's, no table's."""
    where = {id(g): cell for cell, members in inside.items() for g in members}
    cuts = 0
    last: Glyph | None = None
    for glyph in sorted(glyphs, key=lambda g: (round(g.baseline), g.x0)):
        if last and abs(last.baseline - glyph.baseline) < 0.2 * glyph.size:
            close = -0.5 * glyph.size < glyph.x0 - last.x1 < 0.12 * glyph.size
            cuts += close and where.get(id(last)) != where.get(id(glyph))
        last = glyph
    return cuts >= max(3, 0.02 * len(glyphs))


def _cell_text(lines: Sequence[Line]) -> tuple[str, bool]:
    """(text, bold). In a cell of several lines a short one ends a paragraph."""
    right = max(line.x1 for line in lines)
    left = min(line.x0 for line in lines)
    even = len(lines) >= 4 and all(line.x0 - left < 2.5 * line.size for line in lines)
    parts: list[list[Line]] = [[]]
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        parts[-1].append(line)
        if even and following and line.x1 + following.first_width < right - 3 * line.size:
            parts.append([])
    text = " ".join(join_lines(part) for part in parts if part)
    return text, all(line.bold for line in lines)


def _is_shaded(box: Box, shaded: Sequence[Box]) -> bool:
    """Most of the cell lies under fills that are not white."""
    left, top, right, bottom = box
    under = 0.0
    for x0, y0, x1, y1 in shaded:
        wide, high = min(x1, right) - max(x0, left), min(y1, bottom) - max(y0, top)
        if wide > 0 and high > 0:
            under += wide * high
    return under >= 0.5 * (right - left) * (bottom - top)
