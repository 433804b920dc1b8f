"""A table as it is laid out: cells by row and column, merged ones, notes and struck text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.loaders.common import shape
from index.loaders.common.items import tidy
from index.records import BlockKind

_UNTIDY = re.compile("[^\u0021-\u00ac\u00ae-\u1fff\u2070-\u2fff\u3001-\ufefe\uff00-\uffff]")
_SPACED = re.compile("[\u4e00-\u9fff](?: [\u4e00-\u9fff]){1,3}")
_MAX_FILLED = 2_000_000  # cells that merged ranges are spread over
BREAK = "\u2028"
"""Stands in a cell between short lines that its author broke: names, one under the other. In a
header such a break only makes it narrow."""

BAR: tuple[str, None] = (" | ", None)
Row = dict[int, "Cell"]
Place = tuple[int, int]
"""Row and column of a cell as it was put."""


class Told(NamedTuple):
    """A line of a table in pieces: text, and the cell that it stands in; None for what is written
    beside the cells."""

    kind: BlockKind
    pieces: tuple[tuple[str, Place | None], ...]

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)


class Cell(NamedTuple):
    """A tuple, since a sheet has millions of them."""

    text: str
    columns: int = 1
    own: bool = True  # False: of a merged cell that began in a row above
    strong: bool = False
    row: int = -1  # the row that it was put in, where that is another than its own


class Grid:
    """Cells by row and column, both from 0, in any order; what is empty need not be put."""

    def __init__(self) -> None:
        self._rows: dict[int, Row] = {}
        self._spans: list[tuple[int, int, int, int]] = []
        self._notes: dict[int, list[str]] = {}
        self._struck: dict[int, list[str]] = {}

    def put(
        self,
        row: int,
        column: int,
        text: str,
        *,
        rows: int = 1,
        columns: int = 1,
        strong: bool = False,
        broken: bool = False,
    ) -> None:
        """`broken`: line ends of the text are its author's, not those of a narrow column."""
        cells = self._rows.setdefault(row, {})
        text = cell_text(text, broken=broken)
        if text:
            cells[column] = Cell(text, columns, strong=strong)
            if rows > 1:
                self._spans.append((row, column, rows, columns))

    def note(self, row: int, text: str) -> None:
        """Something that is said of a cell of the row: it ends the row's line."""
        self._notes.setdefault(row, []).append(tidy(text))

    def strike(self, row: int, text: str) -> None:
        """Text of the row that no longer holds."""
        self._struck.setdefault(row, []).append(tidy(text))

    def merge(self, row: int, column: int, rows: int, columns: int) -> None:
        """Say of a cell that was put that it spans more."""
        cell = self._rows.get(row, {}).get(column)
        if cell is None:
            return
        self._rows[row][column] = Cell(cell.text, columns, strong=cell.strong)
        if rows > 1:
            self._spans.append((row, column, rows, columns))

    def rows(self) -> list[tuple[int, Row]]:
        """The rows that hold text of their own with their numbers, merged cells carried down."""
        left = _MAX_FILLED
        numbers = sorted(self._rows)
        for row, column, rows, columns in self._spans:
            text = self._rows[row][column].text
            if rows > 2 * len(numbers):
                below: Sequence[int] = [n for n in numbers if row < n < row + rows]
            else:
                below = range(row + 1, row + rows)
            left -= len(below)
            if left < 0:
                break
            for number in below:
                cells = self._rows.get(number)
                if cells is not None and column not in cells:
                    cells[column] = Cell(text, columns, own=False, row=row)
        return [
            (number, dict(sorted(self._rows[number].items())))
            for number in numbers
            if any(cell.own for cell in self._rows[number].values())
        ]

    def beside(self, number: int) -> Iterator[Told]:
        """What stands with the row and is none of its cells: struck text."""
        for text in self._struck.get(number, ()):
            yield Told(BlockKind.STRUCK, ((text, None),))

    def notes(self, number: int) -> tuple[tuple[str, Place | None], ...]:
        notes = self._notes.get(number, ())
        return tuple(piece for text in notes for piece in (BAR, (f"批注: {text}", None)))

    def loose(self) -> Iterator[Told]:
        """Notes and struck text of rows that hold nothing else."""
        for number in sorted(self._notes.keys() | self._struck.keys()):
            if not any(cell.own for cell in self._rows.get(number, {}).values()):
                for text in self._notes.get(number, ()):
                    yield Told(BlockKind.PARAGRAPH, ((f"批注：{text}", None),))
                yield from self.beside(number)


def cell_text(text: str, *, broken: bool = False) -> str:
    """One line. In a short cell a break between Chinese characters only makes it narrow, unless
    its author broke it (`broken`: BREAK stands there); blanks between single ones only make it
    wide (合　计)."""
    if _UNTIDY.search(text) is None:
        return text
    lines = [line for line in map(tidy, text.split("\n")) if line]
    if broken and are_names(lines):
        return BREAK.join(lines)
    whole = ""
    for line in lines:
        narrow = len(text) <= 16 and whole and shape.is_han(whole[-1]) and shape.is_han(line[0])
        whole += line if narrow or not whole or whole[-1] in "，、。；：" else " " + line
    return whole.replace(" ", "") if _SPACED.fullmatch(whole) else whole


def are_names(lines: Sequence[str]) -> bool:
    """Several short lines, none of them a piece of a sentence."""
    return len(lines) > 1 and all(
        len(line) <= 10 and line[-1] not in "，、。；：,;:（(" and line[0] not in "，、。；）)"
        for line in lines
    )
