"""What the rooms of this loader hand on: a Line of the page, a Table of Rows of Fields."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Field:
    """A cell's text, over the columns column..last_column of its table."""

    text: str
    column: int
    last_column: int
    shaded: bool = False
    bold: bool = False
    row: int = 0
    last_row: int = 0


@dataclass(slots=True)
class Row:
    fields: list[Field]
    page: int

    @property
    def shaded(self) -> bool:
        filled = [f for f in self.fields if f.text]
        return bool(filled) and all(f.shaded for f in filled)

    @property
    def bold(self) -> bool:
        filled = [f for f in self.fields if f.text]
        return bool(filled) and all(f.bold for f in filled)


@dataclass(slots=True)
class Table:
    """`edges`: x of its columns' borders, columns + 1 of them."""

    edges: tuple[float, ...]
    rows: list[Row]
    page: int
    top: float
    bottom: float
    follows: bool = False  # nothing but furniture between it and the table before it
    heads: int | None = None  # rows at the top that name columns, where that is known

    @property
    def columns(self) -> int:
        return len(self.edges) - 1


class EmBox:
    """Where a piece of type stands that is set on a baseline; y grows downwards."""

    __slots__ = ()
    x0: float
    x1: float
    baseline: float
    size: float

    @property
    def top(self) -> float:
        return self.baseline - 0.86 * self.size

    @property
    def bottom(self) -> float:
        return self.baseline + 0.14 * self.size

    @property
    def middle(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, self.baseline - 0.36 * self.size


@dataclass(slots=True)
class Line(EmBox):
    """One run of characters on one baseline. `bold` and `bold_start`: all, the first character."""

    text: str
    page: int
    x0: float
    x1: float
    baseline: float
    size: float
    bold: bool
    bold_start: bool
    face: str
    first_width: float  # of what could not be broken at its start, in points
    runs: int = 1
    figure: bool = False  # a label in a chart
    caption: bool = False  # stands in the middle below a picture
    table: Table | None = None  # the place of a table in the order of reading
