"""Rules → grids: where the cells of a ruled table are, merged cells as one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.loaders.pdf.page.rulings import Box, Drawing, Rule

SNAP = 2.5  # points; rules nearer than this are one
MAX_CELLS = 20_000
MAX_RULES = 5_000  # after joining; squared paper and plans have more


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid, over rows row..last_row and columns column..last_column."""

    row: int
    column: int
    last_row: int
    last_column: int
    box: Box


@dataclass(frozen=True, slots=True)
class Grid:
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Cell, ...]

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]


def find_grids(drawing: Drawing) -> list[Grid]:
    """Grids of at least two columns, from top to bottom."""
    horizontal = joined(drawing.horizontal)
    vertical = joined(drawing.vertical)
    if len(horizontal) + len(vertical) > MAX_RULES:
        return []
    grids = []
    for lying, standing in _groups(horizontal, vertical):
        xs = _snapped((rule.at for rule in standing), 4.0)
        ys = _snapped((rule.at for rule in lying), SNAP)
        if len(xs) < 3 or len(ys) < 2 or len(xs) * len(ys) > MAX_CELLS:
            continue
        grids.append(Grid(xs, ys, tuple(_cells(xs, ys, lying, standing))))
    return sorted(grids, key=lambda g: g.ys[0])


def joined(rules: Iterable[Rule]) -> list[Rule]:
    """Rules on one line that touch become one; what stays shorter than a letter is dropped."""
    levels: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if levels and rule.at - levels[-1][-1].at <= 1.0 and rule.at - levels[-1][0].at <= SNAP:
            levels[-1].append(rule)
        else:
            levels.append([rule])
    joined = []
    for level in levels:
        at = sum(r.at for r in level) / len(level)
        spans: list[list[float]] = []
        for rule in sorted(level, key=lambda r: r.start):
            if spans and rule.start - spans[-1][1] <= SNAP:
                spans[-1][1] = max(spans[-1][1], rule.end)
            else:
                spans.append([rule.start, rule.end])
        joined += [Rule(at, start, end) for start, end in spans if end - start > 5]
    return joined


class _Together:
    """The numbers below `count` in groups, at first each alone."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def group(self, at: int) -> int:
        parent = self._parent
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    def join(self, one: int, other: int) -> None:
        self._parent[self.group(one)] = self.group(other)


def _groups(
    horizontal: Sequence[Rule], vertical: Sequence[Rule]
) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that cross or touch each other, directly or through others."""
    count = len(horizontal)
    together = _Together(count + len(vertical))
    levels = [h.at for h in horizontal]  # ascending
    for at, v in enumerate(vertical):
        first = bisect_left(levels, v.start - SNAP)
        for other in range(first, count):
            h = horizontal[other]
            if h.at > v.end + SNAP:
                break
            if h.start - SNAP <= v.at <= h.end + SNAP:
                together.join(other, count + at)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for at, rule in enumerate((*horizontal, *vertical)):
        groups.setdefault(together.group(at), ([], []))[at >= count].append(rule)
    return list(groups.values())


def _snapped(values: Iterable[float], near: float) -> tuple[float, ...]:
    snapped: list[list[float]] = []
    for value in sorted(values):
        if snapped and value - snapped[-1][-1] <= near:
            snapped[-1].append(value)
        else:
            snapped.append([value])
    return tuple(sum(group) / len(group) for group in snapped)


def _cells(
    xs: Sequence[float], ys: Sequence[float], lying: Sequence[Rule], standing: Sequence[Rule]
) -> list[Cell]:
    """Fields of the grid, joined wherever no rule stands between two neighbours."""
    columns, rows = len(xs) - 1, len(ys) - 1
    together = _Together(columns * rows)
    walls = _by_level(standing, xs)
    floors = _by_level(lying, ys)
    for row in range(rows):
        for column in range(columns):
            at = row * columns + column
            if column + 1 < columns and not _covers(walls[column + 1], ys[row], ys[row + 1]):
                together.join(at + 1, at)
            if row + 1 < rows and not _covers(floors[row + 1], xs[column], xs[column + 1]):
                together.join(at + columns, at)
    fields: dict[int, list[tuple[int, int]]] = {}
    for at in range(columns * rows):
        fields.setdefault(together.group(at), []).append(divmod(at, columns))
    cells = []
    for members in fields.values():
        row, last_row = min(r for r, _ in members), max(r for r, _ in members)
        column, last_column = min(c for _, c in members), max(c for _, c in members)
        box = (xs[column], ys[row], xs[last_column + 1], ys[last_row + 1])
        cells.append(Cell(row, column, last_row, last_column, box))
    return sorted(cells, key=lambda c: (c.row, c.column))


def _by_level(rules: Sequence[Rule], levels: Sequence[float]) -> list[list[Rule]]:
    found: list[list[Rule]] = [[] for _ in levels]
    for rule in rules:
        nearest = min(range(len(levels)), key=lambda i: abs(levels[i] - rule.at))
        found[nearest].append(rule)
    return found


def _covers(rules: Sequence[Rule], start: float, end: float) -> bool:
    covered = sum(max(0.0, min(r.end, end) - max(r.start, start)) for r in rules)
    return covered >= 0.6 * (end - start)
