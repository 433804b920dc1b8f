"""Reading order: bands across the page, and within a band column after column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.loaders.pdf.records import Line

LEAST_LINES = 4  # wide ones, on each side of a gutter
_WIDE = 8.0  # em; a narrower run is a label or a cell
_MAX_LINES = 1500  # on one page; more is a map or a plot


@dataclass(slots=True)
class Column:
    """Lines from top to bottom between the margins left and right."""

    lines: list[Line]
    left: float
    right: float


def read_columns(lines: Sequence[Line]) -> list[Column]:
    """Columns in reading order. Runs of one baseline within a column become one line."""
    if not lines:
        return []
    lines = sorted(lines, key=lambda line: (line.baseline, line.x0))
    gutter = _gutter(lines)
    if gutter is None:
        return [_column(_merged(lines))]
    columns: list[Column] = []
    left: list[Line] = []
    right: list[Line] = []
    across: list[Line] = []
    for line in lines:
        if line.x0 < gutter - 2 and line.x1 > gutter + 2:
            columns += read_columns(left) + read_columns(right)
            left, right = [], []
            across.append(line)
            continue
        if across:
            columns.append(_column(_merged(across)))
            across = []
        (left if line.x1 <= gutter + 2 else right).append(line)
    columns += read_columns(left) + read_columns(right)
    if across:
        columns.append(_column(_merged(across)))
    return columns


def _gutter(lines: Sequence[Line]) -> float | None:
    """The x where the right one of two columns begins; None where there is but one."""
    wide = [x for x in lines if x.table is None and x.x1 - x.x0 >= _WIDE * x.size]
    if len(wide) < 2 * LEAST_LINES or len(lines) > _MAX_LINES:
        return None
    left, right = min(x.x0 for x in lines), max(x.x1 for x in lines)
    inner = (left + 0.15 * (right - left), right - 0.15 * (right - left))
    best: tuple[int, float] | None = None
    for start in sorted({x.x0 for x in wide if inner[0] < x.x0 < inner[1]}):
        before = [x for x in wide if x.x1 <= start + 1]
        after = [x for x in wide if x.x0 >= start - 1]
        fewer = min(len(before), len(after))
        crossing = sum(x.x0 < start - 2 and x.x1 > start + 2 for x in lines)
        if fewer < LEAST_LINES or crossing > 2 * fewer or not _beside(before, after):
            continue
        if best is None or fewer - crossing > best[0]:
            best = (fewer - crossing, start)
    return best[1] - 1 if best else None


def _beside(before: Sequence[Line], after: Sequence[Line]) -> bool:
    """Do the two stand next to each other rather than one above the other?"""
    first = max(min(x.top for x in before), min(x.top for x in after))
    last = min(max(x.bottom for x in before), max(x.bottom for x in after))
    return all(sum(first <= x.baseline <= last for x in side) >= 3 for side in (before, after))


def by_baseline(lines: Sequence[Line], near: float = 0.3) -> list[list[Line]]:
    """Runs of one baseline, give or take `near` em, from left to right; `lines` from top to
    bottom."""
    rows: list[list[Line]] = []
    for line in lines:
        if (
            rows
            and line.table is None
            and rows[-1][0].table is None
            and line.baseline - rows[-1][0].baseline <= near * line.size
        ):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.x0) for row in rows]


def _merged(lines: Sequence[Line]) -> list[Line]:
    """One line a baseline: runs that stand apart but are no columns, with a blank between."""
    merged = []
    for row in by_baseline(lines):
        if len(row) == 1:
            merged += row
            continue
        longest = max(row, key=lambda line: len(line.text))
        merged.append(
            replace(
                longest,
                text=" ".join(line.text for line in row),
                x0=row[0].x0,
                x1=row[-1].x1,
                bold=all(line.bold for line in row),
                bold_start=row[0].bold_start,
                first_width=row[0].first_width,
                runs=len(row),
            )
        )
    return merged


def settle_margins(columns: Sequence[Column]) -> None:
    """Give columns of few lines the margins that are usual in the document."""
    usual: Counter[tuple[int, int]] = Counter()
    for column in columns:
        count = sum(line.table is None for line in column.lines)
        if count >= 8:
            usual[round(column.left / 3), round(column.right / 3)] += count
    for column in columns:
        text = [line for line in column.lines if line.table is None]
        if not text or len(text) >= 8:
            continue
        for (left, right), _ in usual.most_common(3):
            first, last = min(x.x0 for x in text), max(x.x1 for x in text)
            if left * 3 - 6 <= first and last <= right * 3 + 12:
                column.left, column.right = left * 3.0, right * 3.0
                break


def _column(lines: Sequence[Line]) -> Column:
    """Margins: where lines begin and end most, taken wide rather than narrow."""
    text = [line for line in lines if line.table is None] or list(lines)
    starts = Counter(round(line.x0) for line in text)
    common = [x for x, times in starts.items() if times >= max(2, 0.08 * len(text))]
    left = min(common, default=min(round(line.x0) for line in text))
    ends = sorted(line.x1 for line in text)
    right = ends[-1] if len(ends) < 6 else ends[int(0.95 * (len(ends) - 1))]
    return Column(list(lines), float(left), right)
