"""A table as it is laid out → rows that can each be read alone: 指标: 营业收入 | 2023年: 1,234.

A line that would be longer than a passage is told in several, each with what names the row; the
unit that stands over a table stands with each header that it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from index.loaders.common import shape
from index.loaders.common.items import Item, tidy
from index.records import BlockKind

_NUMBER = re.compile(r"[-+−–(（¥$￥€]*\d[\d,，. ]*(?:[eE][-+]?\d+)?\s?[%％‰]?[)）]?")
_UNTIDY = re.compile("[^\u0021-\u00ac\u00ae-\u1fff\u2070-\u2fff\u3001-\ufefe\uff00-\uffff]")
_SPACED = re.compile("[\u4e00-\u9fff](?: [\u4e00-\u9fff]){1,3}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LABEL_LENGTH = 40
_FORM_LABEL = 12
_LOOKED_AT = 60  # rows that guesses look at
_MAX_FILLED = 2_000_000  # cells that merged ranges are spread over
_LINE = 240  # characters of a row told in one line
_KEY = 16  # characters of a cell that names its row
BREAK = "\u2028"
"""Stands in a cell between short lines that its author broke: names, one under the other. In a
header such a break only makes it narrow."""
_SAID = re.compile(r"[^：:]{1,12}[：:]\s*\S.{0,40}")
_UNIT = re.compile(
    r"(?:^|[\s（(，,；;])(?:金额|货币|数据|计量|币种)?单位\s*[:：]\s*(?:人民币)?\s*"
    r"([^\s:：；;，,。）)]{1,8})"
)
_OWN_UNIT = re.compile(
    r"[(（\[【][^)）]{1,12}[)）\]】]\s*$|[率%‰]|占比|比[例重]|同比|环比|系数|指数"
)
_NO_MONEY = re.compile("数|量|次|[人户台个件辆页套栋]$|面积|里程|年龄|工龄|天$")
_UNNAMED = re.compile(
    "序号|编号|代码|工号|电话|手机|日期|时间|年份|月份|排名|邮编|证号|账号|楼层|备注"
)

Row = dict[int, "Cell"]


class Cell(NamedTuple):
    """A tuple, since a sheet has millions of them."""

    text: str
    columns: int = 1
    own: bool = True  # False: of a merged cell that began in a row above
    strong: bool = False


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
                    cells[column] = Cell(text, columns, own=False)
        return [
            (number, dict(sorted(self._rows[number].items())))
            for number in numbers
            if any(cell.own for cell in self._rows[number].values())
        ]

    def beside(self, number: int) -> Iterator[Item]:
        """What stands with the row and is none of its cells: struck text."""
        for text in self._struck.get(number, ()):
            yield Item(text, BlockKind.STRUCK)

    def notes(self, number: int) -> str:
        return "".join(f" | 批注: {text}" for text in self._notes.get(number, ()))

    def loose(self) -> Iterator[Item]:
        """Notes and struck text of rows that hold nothing else."""
        for number in sorted(self._notes.keys() | self._struck.keys()):
            if not any(cell.own for cell in self._rows.get(number, {}).values()):
                for text in self._notes.get(number, ()):
                    yield Item(f"批注：{text}", BlockKind.PARAGRAPH)
                yield from self.beside(number)


def cell_text(text: str, *, broken: bool = False) -> str:
    """One line. In a short cell a break between Chinese characters only makes it narrow, unless
    its author broke it (`broken`: BREAK stands there); blanks between single ones only make it
    wide (合　计)."""
    if _UNTIDY.search(text) is None:
        return text
    lines = [line for line in map(tidy, text.split("\n")) if line]
    if broken and len(lines) > 1 and all(map(_is_short, lines)):
        return BREAK.join(lines)
    whole = ""
    for line in lines:
        narrow = len(text) <= 16 and whole and shape.is_han(whole[-1]) and shape.is_han(line[0])
        whole += line if narrow or not whole or whole[-1] in "，、。；：" else " " + line
    return whole.replace(" ", "") if _SPACED.fullmatch(whole) else whole


def _is_short(line: str) -> bool:
    return len(line) <= 10 and line[-1] not in "，、。；：,;:（(" and line[0] not in "，、。；）)"


def _shown(text: str) -> str:
    """A cell of the body."""
    return text.replace(BREAK, "、")


def _name(text: str) -> str:
    """A header."""
    if BREAK not in text:
        return text
    lines = text.split(BREAK)
    return "".join(
        f" {b}" if a[-1:].isascii() and b[:1].isascii() else b
        for a, b in zip(["", *lines], lines, strict=False)
    ).strip()


def table_items(
    grid: Grid,
    table: int,
    *,
    header_rows: int | None = None,
    data: bool = False,
    page: int | None = None,
) -> Iterator[Item]:
    """The rows, each cell after its column's header; before them what stands over the table.

    `header_rows` None: not known, so guessed. `data`: a sheet or CSV file, whose first row is
    a header more often than not.
    """
    numbered = grid.rows()
    first = 0
    unit = ""
    for _, row in numbered if max((len(row) for _, row in numbered), default=0) > 1 else ():
        over = _over(row, numbered[first + 1 :], header_rows, first)
        if not over:
            break
        for text in over:
            short = len(text) <= _LABEL_LENGTH * 2
            yield Item(text, BlockKind.CAPTION if short else BlockKind.PARAGRAPH, page=page)
            unit = _unit_of(text) or unit
        yield from grid.beside(numbered[first][0])
        first += 1
    numbered = numbered[first:]
    rows = [row for _, row in numbered]
    known = None if header_rows is None else max(0, header_rows - first)
    if not rows:
        yield from grid.loose()
        return
    if known is None and not data and _is_form(rows):
        for number, row in numbered:
            yield Item(
                _pairs(row) + grid.notes(number), BlockKind.TABLE_ROW, page=page, table=table
            )
            yield from grid.beside(number)
        yield from grid.loose()
        return
    count = _header_rows(rows, data) if known is None else min(known, len(rows))
    heads = _heads(rows[:count])
    if unit:
        heads = _with_unit(heads, unit, rows[count:])
    header = " | ".join(_distinct(heads))
    if header:
        yield Item(header, BlockKind.TABLE_ROW, page=page, table=table)
    for number, _ in numbered[:count]:
        if note := grid.notes(number):
            yield Item(note.removeprefix(" | "), BlockKind.TABLE_ROW, page=page, table=table)
        yield from grid.beside(number)
    repeated = [[cell.text for cell in row.values()] for row in rows[:count]]
    keys = _key_columns(rows[count:], heads) if heads else []
    for number, row in numbered[count:]:
        if [cell.text for cell in row.values()] in repeated:
            continue
        note = grid.notes(number)
        for line in _lines(row, heads, keys):
            yield Item(line + note, BlockKind.TABLE_ROW, page=page, table=table)
            note = ""
        yield from grid.beside(number)
    yield from grid.loose()


def _over(
    row: Row, below: Sequence[tuple[int, Row]], header_rows: int | None, first: int
) -> list[str]:
    """The texts of a row that stands over a table and is none of it: its title, 单位：万元; []
    of any other row."""
    texts = [_name(cell.text) for cell in row.values()]
    if len(row) == 1:
        (cell,) = row.values()
        named = header_rows is not None and first < header_rows and cell.columns == 1
        return [] if named else texts  # the one name that a known header has
    said = all(map(_SAID.fullmatch, texts)) and bool(below)
    return texts if said and len(below[0][1]) > len(row) else []


def _unit_of(text: str) -> str:
    """The one unit that a line over a table names."""
    units = {found[1] for found in _UNIT.finditer(text)}
    (unit,) = units if len(units) == 1 else ("",)
    return "" if any(c in unit for c in "/、和") and "元" not in unit else unit


def _with_unit(heads: dict[int, str], unit: str, body: Sequence[Row]) -> dict[int, str]:
    """The headers of figures that have no unit of their own with the table's."""
    money = "元" in unit
    named: dict[int, str] = {}
    for column, head in heads.items():
        cells = [row[column].text for row in body[:_LOOKED_AT] if column in row]
        figures = sum(map(_is_figure, cells))
        plain = not _OWN_UNIT.search(head) and not _UNNAMED.search(head)
        counts = money and _NO_MONEY.search(head)
        belongs = plain and not counts and cells and figures >= 0.5 * len(cells)
        named[column] = f"{head}（{unit}）" if belongs and head else head
    return named


def _is_figure(text: str) -> bool:
    return _is_value(text) and text[-1:] not in "%％‰"


def _key_columns(body: Sequence[Row], heads: Mapping[int, str]) -> list[int]:
    """The columns, two at most, that name a row: of the first four those whose short cells
    differ from row to row."""
    looked = body[:_LOOKED_AT]
    columns = list(heads)[:4]
    keys = []
    for column in columns:
        cells = [row[column].text for row in looked if column in row]
        short = all(len(cell) <= _KEY for cell in cells)
        if cells and short and len(set(cells)) >= 0.9 * len(looked):
            keys.append(column)
    return keys[:2] or columns[:1]


def _lines(row: Row, heads: Mapping[int, str], keys: Sequence[int]) -> list[str]:
    """The row in one line, or where that is long in several, each with its keys first."""
    whole = _line(row, heads)
    if len(whole) <= _LINE or not heads or len(row) < 3:
        return [whole]
    parts = [(column, _pair(cell, heads.get(column, ""))) for column, cell in row.items()]
    key = [part for column, part in parts if column in keys]
    lines: list[list[str]] = []
    length = _LINE
    for column, part in parts:
        if column in keys:
            continue
        if length + len(part) > _LINE:
            lines.append(list(key))
            length = sum(map(len, key))
        lines[-1].append(part)
        length += len(part) + 3
    return [" | ".join(line) for line in lines] or [whole]


def _pair(cell: Cell, head: str) -> str:
    text = _shown(cell.text)
    return f"{head}: {text}" if head and head != cell.text else text


def _line(row: Row, heads: Mapping[int, str]) -> str:
    if len(row) == 1 and heads:
        (cell,) = row.values()
        if cell.columns > 1:
            return _shown(cell.text)  # 一、资产, over all columns
    return " | ".join(_pair(cell, heads.get(column, "")) for column, cell in row.items())


def _heads(rows: Sequence[Row]) -> dict[int, str]:
    """Column → its header, from the top down: 2023年 收入."""
    names: dict[int, list[str]] = {}
    for row in rows:
        for column, cell in row.items():
            for at in range(column, column + min(cell.columns, 1000)):
                over = names.setdefault(at, [])
                if (name := _name(cell.text)) not in over:
                    over.append(name)
    return {column: " ".join(names[column]).rstrip(":：") for column in sorted(names)}


def _distinct(heads: Mapping[int, str]) -> list[str]:
    """A header that spans columns is named once."""
    named: list[str] = []
    for head in heads.values():
        if head and (not named or named[-1] != head):
            named.append(head)
    return named


def _header_rows(rows: Sequence[Row], data: bool) -> int:
    """How many rows name the columns; 0 where none does."""
    if len(rows) < 2 or not _may_name(rows[0], rows):
        return 0
    count = 1
    while (
        count < min(4, len(rows) - 1)
        and any(cell.columns > 1 for cell in rows[count - 1].values() if cell.own)
        and not any(map(_is_value, (c.text for c in rows[count].values() if c.own)))
        and all(c.columns == 1 or not c.own for c in rows[count].values())
        and _under_spans(rows[count - 1], rows[count])
    ):
        count += 1
    if data:
        return count
    body = rows[count : count + _LOOKED_AT]
    valued = any(_is_value(c.text) for row in body for c in row.values())
    marked = all(c.strong for c in rows[0].values()) and not all(
        c.strong for c in rows[count].values()
    )
    regular = sum(len(row) == len(rows[count]) for row in body) >= 0.7 * len(body)
    return count if valued or marked or (regular and len(rows[0]) > 2) else 0


def _under_spans(above: Row, below: Row) -> bool:
    """Does each cell stand under a cell that spans columns, or come down from above?"""
    spans = [(at, at + cell.columns) for at, cell in above.items() if cell.columns > 1]
    return all(
        not cell.own or any(start <= column < end for start, end in spans)
        for column, cell in below.items()
    )


def _may_name(row: Row, rows: Sequence[Row]) -> bool:
    texts = [cell.text for cell in row.values()]
    widest = max(len(other) for other in rows[:_LOOKED_AT])
    names = sum(min(cell.columns, 1000) for cell in row.values())
    return (
        names >= 2
        and names >= 0.6 * widest
        and not any(map(_is_value, texts))
        and all(len(text) <= _LABEL_LENGTH and text[-1] not in "。：:；" for text in texts)
    )


def _is_value(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) and not _YEAR.fullmatch(text)


def _is_form(rows: Sequence[Row]) -> bool:
    """姓名 | 张三 | 性别 | 男: labels and values by turns, no row of headers."""
    if not 1 <= len(rows) <= 40 or any(cell.strong for cell in list(rows[0].values())[1::2]):
        return False
    labels: list[str] = []
    for row in rows:
        if len(row) % 2:
            return False
        labels += [cell.text for cell in list(row.values())[0::2]]
    two_columns = all(len(row) == 2 for row in rows)
    if two_columns and len(rows) > 1:
        head = rows[0][min(rows[0])].text, list(rows[0].values())[1].text
        values = [list(row.values())[1].text for row in rows[1:]]
        if not _is_value(head[1]) and any(map(_is_value, values)) and all(map(_is_value, values)):
            return False  # 项目 | 金额 over numbers
    return all(map(_is_label, labels)) and len(set(labels)) == len(labels)


def _is_label(text: str) -> bool:
    digits = any(c.isdigit() for c in text)
    return len(text) <= _FORM_LABEL and not digits and text[-1] not in "。；"


def _pairs(row: Row) -> str:
    texts = [cell.text for cell in row.values()]
    pairs = zip(texts[0::2], texts[1::2], strict=True)
    return " | ".join(f"{_name(label).rstrip(':：')}: {_shown(value)}" for label, value in pairs)
