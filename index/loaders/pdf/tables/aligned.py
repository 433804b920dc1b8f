"""Tables with few rules or none: rows of runs that stand under one another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from index.loaders.pdf.page.columns import by_baseline
from index.loaders.pdf.page.joining import join_texts
from index.loaders.pdf.page.rulings import Rule
from index.loaders.pdf.records import Field, Line, Row, Table
from index.loaders.pdf.tables.values import is_value

LEAST_ROWS = 3  # of values; two between rules
_WIDE = 16.0  # em; a run so wide is running text
_HEADER_LINES = 6
_NARROW = 12.0  # em; a wider run of the first row is no cell of a table without figures
_SLACK = 3.0  # points
_LABEL = 10  # characters of a form's label

_Rows = Sequence[Sequence[Line]]


def aligned_tables(
    lines: Sequence[Line], page: int, rules: Sequence[Rule] = (), before: Table | None = None
) -> tuple[list[Table], list[Line]]:
    """(tables, the lines that stand in none).

    `rules`: the horizontal ones. `before`: a table that ends the page before this one.
    """
    rows = by_baseline(sorted(lines, key=lambda line: line.baseline), 0.45)
    tables: list[Table] = []
    rest: list[int] = []
    regions = _ruled_regions(rows, rules)
    at = _rest_of(rows, before)
    if at and before:
        fields = _body_rows(rows[:at], before.edges, page)
        tables.append(_numbered(before.edges, fields, page, rows[:at]))
    while at < len(rows):
        end, least = regions.get(at, (at, 2))
        begin = at
        if end == at:
            end, least = _open_region(rows, at), LEAST_ROWS
            begin = _under_rule(rows, at, rest, rules) if end > at else at
        table = _table(rows[begin:end], page, least) if end > at else None
        if table is None and (end := _lined_up(rows, at)) > at:
            begin, table = at, _columned(rows[at:end], page)
        if table is None:
            rest.append(at)
            at += 1
        else:
            rest = [row for row in rest if row < begin]
            tables.append(table)
            at = end
    return tables, [line for row in rest for line in rows[row]]


def _rest_of(rows: _Rows, before: Table | None) -> int:
    """How many rows at the top of the page go on with the table of the page before."""
    if before is None or not rows:
        return 0
    left, right = before.edges[0] - 12, before.edges[-1] + 12
    count = 0
    for at, row in enumerate(rows[:80]):
        fits = all(
            left <= x.x0
            and x.x1 <= right
            and _columns_of(x, before.edges)[0] == _columns_of(x, before.edges)[1]
            for x in row
        )
        if not fits or (at and row[0].baseline - rows[at - 1][0].baseline > 3 * row[0].size):
            break
        if _has_values(row):
            count = at + 1
    return count


def _under_rule(rows: _Rows, at: int, free: Sequence[int], rules: Sequence[Rule]) -> int:
    """The first of the rows of names between the rules over a table and its row `at`."""
    first = rows[at][0]
    wide = [r for r in rules if r.end - r.start >= 150 and r.start < first.x1]
    begin = at
    for top in sorted((r.at for r in wide if r.at < first.top), reverse=True):
        if rows[begin][0].top - top > 60:
            break
        higher = begin
        while (
            higher - 1 in free
            and rows[higher - 1][0].middle[1] > top
            and not _has_text(rows[higher - 1])
        ):
            higher -= 1
        if rows[higher - 1][0].middle[1] > top and higher:
            break  # text stands between the rule and the table
        begin = higher
    return begin


def _numbered(
    edges: tuple[float, ...], rows: list[Row], page: int, lines: _Rows, heads: int | None = None
) -> Table:
    for number, row in enumerate(rows):
        for field in row.fields:
            field.row = field.last_row = number
    return Table(edges, rows, page, lines[0][0].top, lines[-1][0].bottom, heads=heads)


def _ruled_regions(rows: _Rows, rules: Sequence[Rule]) -> dict[int, tuple[int, int]]:
    """First row → (row behind the last, least rows) between two rules of one width."""
    regions: dict[int, tuple[int, int]] = {}
    long = sorted((r for r in rules if r.end - r.start >= 150), key=lambda r: r.at)[:200]
    done = 0.0
    for number, top in enumerate(long):
        if top.at < done:
            continue
        for bottom in reversed(long[number + 1 :]):
            if abs(bottom.start - top.start) > 8 or abs(bottom.end - top.end) > 8:
                continue
            inside = [at for at, row in enumerate(rows) if top.at < row[0].middle[1] < bottom.at]
            within = all(
                top.start - 12 <= x.x0 and x.x1 <= top.end + 12 and x.x1 - x.x0 < 30 * x.size
                for at in inside
                for x in rows[at]
            )
            if len(inside) >= 2 and within and sum(map(_has_values, (rows[i] for i in inside))) > 1:
                regions[inside[0]] = (inside[-1] + 1, 2)
                done = bottom.at
                break
    return regions


def _has_values(row: Sequence[Line]) -> bool:
    return sum(is_value(x.text) for x in row) >= 2 and len(row) >= 3


def _has_text(row: Sequence[Line]) -> bool:
    return any(x.x1 - x.x0 >= _WIDE * x.size for x in row)


def _is_apart(row: Sequence[Line]) -> bool:
    """Several runs, none of them running text."""
    return len(row) >= 2 and not _has_text(row)


def _open_region(rows: _Rows, start: int) -> int:
    """The row behind a table that begins at `start`; `start` if none does."""
    if not _is_apart(rows[start]):
        return start
    last, count = start, 0
    for at in range(start, len(rows)):
        if at > start:
            above = rows[at - 1][0]
            if rows[at][0].baseline - above.baseline > 3.2 * max(above.size, rows[at][0].size):
                break
        if _has_values(rows[at]):
            last, count = at, count + 1
        elif at - last > (2 if count else _HEADER_LINES) or _has_text(rows[at]):
            break
    return last + 1 if count >= LEAST_ROWS else start


def _lined_up(rows: _Rows, start: int) -> int:
    """The row behind those that stand, run under run, under the runs of row `start`: names and
    few figures, such as a form without rules; `start` if none do."""
    first = rows[start]
    if len(first) < 2 or any(x.x1 - x.x0 > _NARROW * x.size for x in first):
        return start
    end, whole, step = start + 1, 1, 0.0
    for row in rows[start + 1 :]:
        down = row[0].baseline - rows[end - 1][0].baseline
        if down > 3.2 * row[0].size or (step and abs(down - step) > 0.3 * step):
            break
        if len(row) < 2 or len(row) > len(first) or not _under(row, first):
            break
        end, step = end + 1, step or down
        whole += len(row) == len(first)
    count = end - start
    enough = count >= 3 or (count == 2 and len(first) > 2)
    return end if enough and whole >= max(2, 0.6 * count) else start


def _under(row: Sequence[Line], first: Sequence[Line]) -> bool:
    """Does each run stand under one of the first row, flush left, right or in its middle?"""
    taken: set[int] = set()
    for line in row:
        if line.x1 - line.x0 > _WIDE * line.size:
            return False
        near = [
            at
            for at, head in enumerate(first)
            if at not in taken
            and min(
                abs(line.x0 - head.x0), abs(line.x1 - head.x1), abs(line.middle[0] - head.middle[0])
            )
            <= _SLACK
        ]
        if not near:
            return False
        taken.add(near[0])
    return True


def _columned(rows: _Rows, page: int) -> Table:
    """A table of rows that are lined up under the first."""
    starts = [line.x0 for line in rows[0]]
    ends = [
        max([line.x1 for row in rows for line in row if abs(line.x0 - start) <= _SLACK] or [start])
        for start in starts
    ]
    inner = [max(b - 2, min((a + b) / 2, b - 2)) for a, b in zip(ends, starts[1:], strict=False)]
    edges = (starts[0] - 2, *inner, max(ends[-1], max(x.x1 for row in rows for x in row)))
    found = []
    for row in rows:
        cells: dict[int, list[str]] = {}
        for line in row:
            near = min(
                range(len(starts)),
                key=lambda at: min(
                    abs(line.x0 - starts[at]), abs(line.middle[0] - rows[0][at].middle[0])
                ),
            )
            cells.setdefault(near, []).append(line.text)
        bold = all(line.bold for line in row)
        fields = [Field(" ".join(cells.get(c, ())), c, c, bold=bold) for c in range(len(starts))]
        found.append(Row(fields, page))
    if not _is_form(found):
        return _numbered(edges, found, page, rows)
    for told in found:
        told.fields = [_pair(*told.fields[c : c + 2]) for c in range(0, len(starts), 2)]
    return _numbered(edges, found, page, rows, heads=0)


def _is_form(rows: Sequence[Row]) -> bool:
    """品名 | 余缆架 | 编号 | QB-7: labels and values by turns, no label twice."""
    if len(rows[0].fields) % 2 or len(rows[0].fields) < 4:
        return False
    labels = [row.fields[c].text for row in rows for c in range(0, len(row.fields), 2)]
    named = all(0 < len(text) <= _LABEL and not any(c.isdigit() for c in text) for text in labels)
    return named and len(set(labels)) == len(labels)


def _pair(label: Field, value: Field) -> Field:
    text = f"{label.text.rstrip('：:')}: {value.text}" if value.text else label.text
    return Field(text, label.column, value.column, bold=False)


def _table(rows: _Rows, page: int, least: int) -> Table | None:
    body = [row for row in rows if _has_values(row)]
    if len(body) < least:
        return None
    spans: list[list[float]] = []
    for line in sorted((x for row in body for x in row), key=lambda x: x.x0):
        if spans and line.x0 < spans[-1][1] + 0.3 * line.size:
            spans[-1][1] = max(spans[-1][1], line.x1)
        else:
            spans.append([line.x0, line.x1])
    values = sum(is_value(x.text) for row in body for x in row)
    if len(spans) < 3 or values < 0.4 * sum(map(len, body)):
        return None
    inner = [(a[1] + b[0]) / 2 for a, b in pairwise(spans)]
    edges = (spans[0][0], *inner, spans[-1][1])
    first = next(at for at, row in enumerate(rows) if _has_values(row))
    found = _head_rows(rows[:first], edges, page)
    heads = len(found)
    found += _body_rows(rows[first:], edges, page)
    return _numbered(edges, found, page, rows, heads or None)


def _columns_of(line: Line, edges: Sequence[float]) -> tuple[int, int]:
    """The first and last column that a run stands over."""
    least = min(0.25 * (line.x1 - line.x0), line.size)
    last = len(edges) - 2
    over = [
        at
        for at, (a, b) in enumerate(pairwise(edges))
        if min(line.x1, b if at < last else 1e9) - max(line.x0, a if at else -1e9) >= least
    ]
    return (over[0], over[-1]) if over else (0, 0)


def _head_rows(rows: _Rows, edges: Sequence[float], page: int) -> list[Row]:
    """Names over several columns, level by level, then the columns' own, line under line."""
    found: list[Row] = []
    own: dict[int, list[str]] = {}
    below = {
        at: {_columns_of(x, edges)[0] for row in rows[at + 1 :] for x in row} - {0}
        for at in range(len(rows))
    }
    for number, row in enumerate(rows):
        over = []
        named = [x for x in row if x.middle[0] > edges[1]]
        spread = _spread(named, edges)
        if len(named) == 1 and len(edges) == 4 and len(below.get(number, ())) >= 2:
            spread = {id(named[0]): (1, 2)}
        for line in row:
            first, last = spread.get(id(line)) or _columns_of(line, edges)
            if last > first:
                over.append(Field(line.text, first, last))
            else:
                own.setdefault(first, []).append(line.text)
        if over:
            found.append(Row(over, page))
    if own:
        fields = [Field(join_texts(own.get(c, ())), c, c) for c in range(len(edges) - 1)]
        found.append(Row(fields, page))
    return found


def _spread(runs: Sequence[Line], edges: Sequence[float]) -> dict[int, tuple[int, int]]:
    """Names set over equal groups of columns, each in the middle of its group: 2023 | 2022."""
    columns = len(edges) - 2  # without the first
    if not runs or len(runs) == columns or columns % len(runs):
        return {}
    each = columns // len(runs)
    middles = [(a + b) / 2 for a, b in pairwise(edges)]
    found = {}
    for number, line in enumerate(runs):
        first = 1 + number * each
        last = first + each - 1
        x = line.middle[0]
        group = abs(x - (edges[first] + edges[last + 1]) / 2)
        if group > min(abs(x - middle) for middle in middles[1:]):
            return {}
        found[id(line)] = (first, last)
    return found


def _body_rows(rows: _Rows, edges: Sequence[float], page: int) -> list[Row]:
    """One a row of values; a name's other lines go to the row that they stand nearest to."""
    levels = [row[0].baseline for row in rows if _has_values(row)]
    steps = [b - a for a, b in pairwise(levels)]
    near = 0.62 * median(steps) if steps else 0.0
    found: dict[float, Row] = {}
    names: dict[float, list[tuple[float, str]]] = {}
    for row in rows:
        cells: dict[int, list[str]] = {}
        for line in row:
            cells.setdefault(_columns_of(line, edges)[0], []).append(line.text)
        level = row[0].baseline
        if not _has_values(row) and set(cells) == {0} and steps:
            nearest = min(levels, key=lambda other: abs(other - level))
            if abs(nearest - level) < near:
                names.setdefault(nearest, []).append((level, " ".join(cells[0])))
                continue
        bold = all(line.bold for line in row)
        fields = [Field(" ".join(cells.get(c, ())), c, c, bold=bold) for c in range(len(edges) - 1)]
        found[level] = Row(fields, page)
    for level, more in names.items():
        field = found[level].fields[0]
        parts = sorted([*more, (level, field.text)])
        field.text = join_texts(text for _, text in parts if text)
    return [row for _, row in sorted(found.items())]
