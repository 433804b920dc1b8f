"""A table's rows as text that can be read alone: 指标: 营业收入 | 2023年: 1,234."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.loaders.common.rows import with_unit
from index.loaders.pdf.page.joining import glue
from index.loaders.pdf.records import Field, Row, Table
from index.loaders.pdf.tables.values import has_values, is_value

ROW_LENGTH = 300  # characters that are read in one piece
_CUT = re.compile(r"[^。；;]*?(?:[。；;]|$|(?<=[^\d\s])\s(?=\d{1,2}[.、]))")
_UNIT = re.compile(r"[（(]?\s*(?:单位|币种)\s*[:：]")
_LOOKED_AT = 60  # rows
_NAME_LENGTH = 40  # characters; a longer cell names no column
_FORM_LABEL = 40


@dataclass(frozen=True, slots=True)
class RowText:
    text: str
    page: int
    heads: bool = False  # names columns


def continue_tables(tables: Sequence[Table]) -> list[Table]:
    """Tables that go on over a page break become one; `tables` in reading order."""
    whole: list[Table] = []
    for table in tables:
        if whole and table.follows and _same_edges(whole[-1], table):
            _append(whole[-1], table)
        else:
            whole.append(table)
    return whole


def _same_edges(first: Table, second: Table) -> bool:
    """The columns of one are those of the other, or some of them where cells are merged."""
    a, b = first.edges, second.edges
    if abs(a[0] - b[0]) > 6 or abs(a[-1] - b[-1]) > 6:
        return False
    few, many = sorted((a, b), key=len)
    return all(any(abs(x - y) <= 5 for y in many) for x in few)


def _append(first: Table, second: Table) -> None:
    """Put the rows of `second` under those of `first`, on the columns of both."""
    edges = sorted({*first.edges})
    for x in second.edges:
        if all(abs(x - y) > 5 for y in edges):
            edges.append(x)
    edges.sort()
    for table in (first, second):
        places = [min(range(len(edges)), key=lambda i: abs(edges[i] - x)) for x in table.edges]
        for row in table.rows:
            for field in row.fields:
                field.column = places[field.column]
                field.last_column = places[field.last_column + 1] - 1
    first.edges = tuple(edges)
    shift = len(first.rows)
    rows = second.rows
    repeated = 0
    while (
        repeated < min(len(rows), len(first.rows), 4)
        and _texts(rows[repeated]) == _texts(first.rows[repeated])
        and not has_values(rows[repeated])
    ):
        repeated += 1
    rows = rows[repeated:]
    if rows and first.rows:
        _carry(first.rows[-1], rows)
    if rows and first.rows and _is_rest(first.rows[-1], rows[0]):
        _merge(first.rows[-1], rows[0])
        rows = rows[1:]
        repeated += 1
    for row in rows:
        for field in row.fields:
            field.row += shift - repeated
            field.last_row += shift - repeated
    first.rows += rows


def _carry(last: Row, rows: Sequence[Row]) -> None:
    """A merged cell that the page break cut is empty below it: its text counts on."""
    above = {f.column: f.text for f in last.fields if f.text}
    for row in rows:
        for field in row.fields:
            cut = field.row == rows[0].fields[0].row and field.last_row > field.row
            if cut and not field.text:
                field.text = above.get(field.column, "")


def _texts(row: Row) -> list[str]:
    return [f.text for f in row.fields if f.text]


def _is_rest(last: Row, following: Row) -> bool:
    """Is this the second half of a row that the page break cut? Its first cell is empty, or a
    bracket is closed in it that was opened above, or a long text above was left without an end."""
    if following.shaded != last.shaded or (has_values(following) and has_values(last)):
        return False
    above = {f.column: f.text for f in last.fields}
    below = {f.column: f.text for f in following.fields if f.text}
    if not below or any(column not in above for column in below):
        return False
    if 0 not in below:
        return True
    fresh = {c: text for c, text in below.items() if text != above[c]}
    if any(not above[c] for c in fresh) or any(map(is_value, fresh.values())):
        return False
    if any(_closes(above[c], text) for c, text in fresh.items()):
        return True
    if len(below) == 1:
        return len(above[0]) >= 8 and has_values(last) and not above[0].endswith(_ENDS)
    cut = [c for c in fresh if len(above[c]) >= 40 and not above[c].endswith(_ENDS)]
    return bool(cut) and len(fresh) < len(last.fields)


_ENDS = ("。", "；", "！", "？", "）", ")", "》", "”", "：")
_PAIRS = ("（）", "《》", "“”", "()", "【】", "〔〕")


def _closes(above: str, below: str) -> bool:
    return any(above.count(pair[0]) > above.count(pair[1]) and pair[1] in below for pair in _PAIRS)


def _merge(last: Row, rest: Row) -> None:
    for field in rest.fields:
        above = next((f for f in last.fields if f.column == field.column), None)
        if above is not None and field.text != above.text:
            above.text += glue(above.text, field.text) + field.text


def row_texts(table: Table, unit: str = "") -> list[RowText]:
    """One text a row. Rows that name columns stand as rows too, with the table's `unit` where
    plain figures stand under a name; a name that spans several rows or columns counts for each."""
    rows = [row for row in table.rows if any(f.text for f in row.fields)]
    texts: list[RowText] = []
    names: dict[int, list[str]] = {}
    at = 0
    while at < len(rows):
        known = table.heads if at == 0 else None
        count = _header_rows(table, rows, at) if known is None else known
        if count:
            names = _names(rows[at : at + count], table.columns)
            if unit:
                names = _counted(names, unit, rows[at + count :])
            line = " | ".join(_distinct(names, table.columns))
            texts.append(RowText(line, rows[at].page, heads=True))
            at += count
            continue
        row = rows[at]
        filled = _own(row, table.rows)
        at += 1
        if not filled:
            continue
        if len(filled) == 1 and _is_band(filled[0], table.columns):
            texts.append(RowText(filled[0].text, row.page))
            names = {} if len(filled[0].text) <= _NAME_LENGTH else names
            continue
        for part in _parts(filled):
            texts.append(RowText(_line(part, names, table), row.page))
    return texts


def _parts(filled: list[Field]) -> Iterator[list[Field]]:
    """A row that is too long to be read in one piece, in several, each with the row's name."""
    longest = max(filled, key=lambda f: len(f.text))
    rest = sum(len(f.text) + 12 for f in filled if f is not longest)
    name = filled[0]
    if rest + len(longest.text) <= ROW_LENGTH or longest is name or len(name.text) > 80:
        yield filled
        return
    room = ROW_LENGTH - len(name.text) - 40
    start = 0
    pieces: list[str] = []
    for cut in (m.end() for m in _CUT.finditer(longest.text)):
        if pieces and len(pieces[-1]) + cut - start <= room:
            pieces[-1] += longest.text[start:cut]
        else:
            pieces.append(longest.text[start:cut])
        start = cut
    for number, piece in enumerate(pieces):
        field = replace(longest, text=piece.strip())
        if number == 0 and rest + len(piece) <= ROW_LENGTH:
            yield [field if f is longest else f for f in filled]
            continue
        if number == 0:
            yield [f for f in filled if f is not longest]
        yield [name, field]


def _own(row: Row, rows: Sequence[Row]) -> list[Field]:
    """Fields with text; of a cell over several rows, also in the rows below its first."""
    return [f for f in row.fields if f.text]


def _is_band(field: Field, columns: int) -> bool:
    """One cell over (nearly) all columns: it says what the rows below are about."""
    return columns > 1 and field.last_column - field.column + 1 >= max(2, columns - 1)


def _header_rows(table: Table, rows: Sequence[Row], at: int) -> int:
    """How many rows from `at` on name the columns."""
    if not _may_name(rows[at], table):
        return 0
    count = 1
    while at + count < len(rows) and count < 4 and _goes_deeper(rows, at, count):
        count += 1
    following = rows[at + count] if at + count < len(rows) else None
    if following is None:
        return 0
    head, body = rows[at], following
    if head.shaded:
        return count if not body.shaded or at == 0 or has_values(body) else 0
    if at and not (head.bold and not body.bold):
        return _unshaded_change(table, rows, at, count)
    if table.columns == 2 and not (head.bold and not body.bold):
        values = [is_value(f.text) for row in rows[at + 1 :] for f in row.fields[1:]]
        return count if values and all(values) else 0
    later = rows[at + count :]
    return count if head.bold or any(map(has_values, later)) or table.columns > 2 else 0


def _unshaded_change(table: Table, rows: Sequence[Row], at: int, count: int) -> int:
    """New names in the middle of a table without shading: its first cell is empty, all others
    are words, and the rows before and after hold values."""
    head = rows[at]
    words = [f for f in head.fields if f.text]
    if head.fields[0].text or len(words) < max(2, table.columns - 1):
        return 0
    around = has_values(rows[at - 1]) and has_values(rows[at + count])
    return count if around and not has_values(head) else 0


def _may_name(row: Row, table: Table) -> bool:
    filled = [f for f in row.fields if f.text]
    if len(filled) < 2 or any(is_value(f.text) for f in filled):
        return False
    if any(len(f.text) > _NAME_LENGTH for f in filled):
        return False
    covered = sum(f.last_column - f.column + 1 for f in filled)
    return covered >= max(2, 0.6 * (table.columns - 1))


def _goes_deeper(rows: Sequence[Row], at: int, count: int) -> bool:
    """Does the next row name columns below the names of those above it?"""
    above, row = rows[at + count - 1], rows[at + count]
    if has_values(row) or any(len(f.text) > _NAME_LENGTH for f in row.fields):
        return False
    if above.shaded != row.shaded:
        return False
    first = row.fields[0]
    if first.text and first not in above.fields:
        return False  # a row of the body has a name of its own
    parents = [f for f in above.fields if f.text]
    children = [f for f in row.fields if f.text and f not in above.fields]
    return (
        bool(children)
        and any(p.last_column > p.column for p in parents)
        and all(
            any(p.column <= c.column and c.last_column <= p.last_column for p in parents)
            for c in children
        )
    )


def _names(rows: Sequence[Row], columns: int) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    for row in rows:
        for field in row.fields:
            for column in range(field.column, min(field.last_column, columns - 1) + 1):
                over = names.setdefault(column, [])
                if field.text and field.text not in over:
                    over.append(field.text)
    return names


def _counted(names: dict[int, list[str]], unit: str, rows: Sequence[Row]) -> dict[int, list[str]]:
    cells: dict[int, list[str]] = {}
    for row in rows[:_LOOKED_AT]:
        for field in row.fields:
            if field.text and field.column == field.last_column:
                cells.setdefault(field.column, []).append(field.text)
    return {
        column: [*over[:-1], with_unit(over[-1], unit, cells.get(column, []))] if over else over
        for column, over in names.items()
    }


def _name(names: dict[int, list[str]], column: int) -> str:
    """From the top down: 质押情况·数量."""
    return "·".join(names.get(column, ()))


def _distinct(names: dict[int, list[str]], columns: int) -> list[str]:
    found: list[str] = []
    for column in range(columns):
        name = _name(names, column)
        if name and (not found or found[-1] != name):
            found.append(name)
    return found


def _line(filled: Sequence[Field], names: dict[int, list[str]], table: Table) -> str:
    wide = len(filled) == 2 and filled[1].last_column - filled[1].column >= 2
    label = len(filled[0].text) <= _FORM_LABEL and ": " not in filled[0].text
    if (not names or wide) and len(filled) == 2 and label:
        return f"{filled[0].text.rstrip('：:')}: {filled[1].text}"
    parts = []
    for field in filled:
        columns = range(field.column, field.last_column + 1)
        under = list(dict.fromkeys(filter(None, (_name(names, c) for c in columns))))
        name = under[0].rstrip("：:") if len(under) == 1 else ""
        if _UNIT.match(name):
            name = ""
        parts.append(f"{name}: {field.text}" if name and name != field.text else field.text)
    return " | ".join(parts)
