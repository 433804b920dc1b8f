"""Tables without rules: rows of runs that stand under one another."""

from __future__ import annotations

from collections.abc import Sequence

from index.loaders.pdf.columns import by_baseline
from index.loaders.pdf.joining import join_texts
from index.loaders.pdf.lines import Line
from index.loaders.pdf.tables import Field, Row, Table, is_value

LEAST_RUNS = 3
LEAST_ROWS = 3
_GAP = 2.0  # em between two runs of a row
_WIDE = 16.0  # em; two runs so wide are columns of text


def aligned_tables(lines: Sequence[Line], page: int) -> tuple[list[Table], list[Line]]:
    """(tables, the lines that stand in none)."""
    rows = by_baseline(sorted(lines, key=lambda line: line.baseline))
    tables: list[Table] = []
    rest: list[Line] = []
    at = 0
    while at < len(rows):
        end = _end(rows, at)
        table = _table(rows[at:end], page) if end > at else None
        if table is None:
            rest += rows[at]
            at += 1
        else:
            tables.append(table)
            at = end
    return tables, rest


def _is_tabular(row: Sequence[Line]) -> bool:
    if len(row) < LEAST_RUNS:
        return False
    gaps = [b.x0 - a.x1 for a, b in zip(row, row[1:], strict=False)]
    size = max(line.size for line in row)
    wide = sum(line.x1 - line.x0 >= _WIDE * line.size for line in row)
    return sum(gap >= _GAP * size for gap in gaps) >= LEAST_RUNS - 1 and wide < 2


def _end(rows: Sequence[Sequence[Line]], start: int) -> int:
    """The row behind a run of tabular rows from `start` on; `start` if there are too few."""
    if not _is_tabular(rows[start]):
        return start
    last, count, at = start, 1, start + 1
    while at < len(rows) and at - last <= 2:
        near = rows[at][0].top - rows[at - 1][0].bottom <= 2.2 * rows[at][0].size
        if not near:
            break
        if _is_tabular(rows[at]):
            last, count = at, count + 1
        elif len(rows[at]) == 1 and rows[at][0].x1 - rows[at][0].x0 > _WIDE * rows[at][0].size:
            break
        at += 1
    return last + 1 if count >= LEAST_ROWS else start


def _table(rows: Sequence[Sequence[Line]], page: int) -> Table | None:
    spans: list[list[float]] = []
    tabular = [row for row in rows if _is_tabular(row)]
    for line in sorted((x for row in tabular for x in row), key=lambda x: x.x0):
        if spans and line.x0 < spans[-1][1] + 0.3 * line.size:
            spans[-1][1] = max(spans[-1][1], line.x1)
        else:
            spans.append([line.x0, line.x1])
    body = [line for row in tabular for line in row]
    valued = sum(is_value(line.text) for line in body)
    if len(spans) < LEAST_RUNS or valued < 0.25 * len(body):
        return None
    inner = [(a[1] + b[0]) / 2 for a, b in zip(spans, spans[1:], strict=False)]
    edges = (spans[0][0], *inner, spans[-1][1])
    found: list[Row] = []
    for row in rows:
        cells: dict[int, list[str]] = {}
        for line in row:
            x, _ = line.middle
            cells.setdefault(sum(x > edge for edge in inner), []).append(line.text)
        if found and len(cells) == 1 and not _is_tabular(row) and 0 not in cells:
            ((column, texts),) = cells.items()  # a cell's second line
            for field in found[-1].fields:
                if field.column == column:
                    field.text = join_texts([field.text, *texts])
            continue
        number = len(found)
        bold = all(line.bold for line in row)
        fields = [
            Field(" ".join(cells.get(c, ())), c, c, bold=bold, row=number, last_row=number)
            for c in range(len(spans))
        ]
        found.append(Row(fields, page))
    top, bottom = rows[0][0].top, rows[-1][0].bottom
    return Table(tuple(edges), found, page, top, bottom)
