"""A table's cells, spans of the source → its rows as the grid words them, still such spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.loaders.common.composer import Piece, Written, text_of
from index.loaders.common.grid import Grid, cell_text
from index.loaders.common.html_elements import cell_lines
from index.loaders.common.rows import table_items
from index.records import BlockKind

_AHEAD = 8  # rows or characters that may be left out between two that were looked for
_MOST_CARRIED = 200_000  # cells that merged ones are spread over


@dataclass(frozen=True, slots=True)
class TableCell:
    """What a cell shows, Written("\\n") for a line break, and where it stands."""

    pieces: tuple[Piece, ...]
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    strong: bool = False


def table_lines(
    source: str, cells: Sequence[TableCell], header_rows: int | None
) -> Iterator[tuple[BlockKind, list[Piece]]]:
    """The grid's lines; each cell is a piece of the source, what the grid adds is Written."""
    grid = Grid()
    known: dict[int, dict[int, tuple[str, tuple[Piece, ...]]]] = {}
    left = _MOST_CARRIED
    for cell in cells:
        text = text_of(source, cell.pieces)
        text = cell_lines(text, cell.row, cell.column, cell.strong)
        grid.put(cell.row, cell.column, text, rows=cell.rows, columns=cell.columns,
                 strong=cell.strong)  # fmt: skip
        shown = cell_text(text)
        left -= cell.rows
        for row in range(cell.row, cell.row + (cell.rows if left > 0 else 1)) if shown else ():
            known.setdefault(row, {})[cell.column] = (shown, cell.pieces)
    rows = [[known[row][column] for column in sorted(known[row])] for row in sorted(known)]
    at = 0
    for item in table_items(grid, 1, header_rows=header_rows):
        pieces: list[Piece] | None = None
        for ahead in range(at, min(at + _AHEAD, len(rows))):
            pieces = _row_pieces(source, item.text, rows[ahead])
            if pieces is not None:
                at = ahead + 1
                break
        yield item.kind or BlockKind.TABLE_ROW, pieces or _words(source, item.text, rows[:_AHEAD])


def _row_pieces(
    source: str, text: str, row: Sequence[tuple[str, tuple[Piece, ...]]]
) -> list[Piece] | None:
    """The line `text` as pieces, if it holds all cells of this row, in order."""
    pieces: list[Piece] = []
    at = 0
    for shown, cell in row:
        start = _value(text, shown, at)
        if start < 0:
            return None
        if start > at:
            pieces.append(Written(text[at:start]))
        pieces += traced(source, shown, cell)
        at = start + len(shown)
    return [*pieces, Written(text[at:])] if at < len(text) else pieces


def _value(text: str, shown: str, at: int) -> int:
    """Where `shown` stands in `text` as a whole cell, not as a header; -1 for nowhere."""
    start = text.find(shown, at)
    while start >= 0:
        begins = start == 0 or text.endswith((" | ", ": "), 0, start)
        end = start + len(shown)
        if begins and (end == len(text) or text.startswith(" | ", end)):
            return start
        start = text.find(shown, start + 1)
    return -1


def _words(
    source: str, text: str, rows: Sequence[Sequence[tuple[str, tuple[Piece, ...]]]]
) -> list[Piece]:
    """A header of several rows: each name in it leads to a cell that says it."""
    known = {shown: cell for row in rows for shown, cell in row}
    pieces: list[Piece] = []
    for number, name in enumerate(text.split(" | ")):
        pieces += [Written(" | ")] if number else []
        if name in known:
            pieces += traced(source, name, known[name])
            continue
        for place, word in enumerate(name.split(" ")):
            pieces += [Written(" ")] if place else []
            pieces += traced(source, word, known[word]) if word in known else [Written(word)]
    return [piece for piece in pieces if not isinstance(piece, Written) or piece.text]


def traced(source: str, text: str, pieces: Sequence[Piece]) -> list[Piece]:
    """`text`, which a tidying of `pieces` has made, as pieces of the source again."""
    known: list[tuple[str, int]] = []  # each character and its place; -1: none
    for piece in pieces:
        if isinstance(piece, Written):
            known += [(character, -1) for character in piece.text]
        else:
            known += [(source[at], at) for at in range(*piece)]
    found: list[Piece] = []
    at = 0
    for character in text:
        near = range(at, min(at + _AHEAD, len(known)))
        place = next((n for n in near if known[n][0] == character), -1)
        if place < 0 or known[place][1] < 0:
            found.append(Written(character))
        else:
            start = known[place][1]
            last = found[-1] if found else None
            if last is not None and not isinstance(last, Written) and last[1] == start:
                found[-1] = (last[0], start + 1)
            else:
                found.append((start, start + 1))
        at = place + 1 if place >= 0 else at
    return found
