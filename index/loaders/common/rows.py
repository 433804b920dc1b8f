"""The rows of a grid, each told so that it can be read alone: 指标: 营业收入 | 2023年: 1,234.

A line that would be longer than a passage is told in several, each with what names the row; the
unit that stands over a table stands with each header that it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from index.loaders.common.grid import BAR, BREAK, Cell, Grid, Place, Row, Told
from index.loaders.common.items import Item
from index.records import BlockKind

_NUMBER = re.compile(r"[-+−–(（¥$￥€]*\d[\d,，. ]*(?:[eE][-+]?\d+)?\s?[%％‰]?[)）]?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LABEL_LENGTH = 40
_FORM_LABEL = 12
_LOOKED_AT = 60  # rows that guesses look at
_LINE = 240  # characters of a row told in one line
_KEY = 16  # characters of a cell that names its row
_COLUMN = re.compile(  # names a column, and is no value of a form
    r"(?:数?值|内容|说明|备注|描述|成员|数量|金额|结果|名称|时间|日期|电话|地址|负责人|单价|价格|标准|要求)(?:[（(].*)?"
)
_SAID = re.compile(r"[^：:]{1,12}[：:]\s*\S.{0,40}")
_ABOVE = 60  # characters of a line over a table
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


def _name(text: str) -> str:
    """A header."""
    if BREAK not in text:
        return text
    lines = text.split(BREAK)
    return "".join(
        f" {b}" if a[-1:].isascii() and b[:1].isascii() else b
        for a, b in zip(["", *lines], lines, strict=False)
    ).strip()


def _shown(text: str) -> str:
    """A cell of the body."""
    return text.replace(BREAK, "、")


def table_items(
    grid: Grid,
    table: int,
    *,
    header_rows: int | None = None,
    data: bool = False,
    page: int | None = None,
    unit: str = "",
) -> Iterator[Item]:
    """The lines of `told` as items of one table."""
    for line in told(grid, header_rows=header_rows, data=data, unit=unit):
        row = line.kind is BlockKind.TABLE_ROW
        yield Item(line.text, line.kind, page=page, table=table if row else 0)


def told(
    grid: Grid, *, header_rows: int | None = None, data: bool = False, unit: str = ""
) -> Iterator[Told]:
    """The rows, each cell after its column's header; before them what stands over the table.

    `header_rows` None: not known, so guessed. `data`: a sheet or CSV file, whose first row is
    a header more often than not. `unit`: of its figures, as a line over the table says.
    """
    numbered = grid.rows()
    first = 0
    for number, row in numbered if max((len(row) for _, row in numbered), default=0) > 1 else ():
        over = _over(row, numbered[first + 1 :], header_rows, first)
        if not over:
            break
        for column, text in over:
            short = len(text) <= _LABEL_LENGTH * 2
            kind = BlockKind.CAPTION if short else BlockKind.PARAGRAPH
            yield Told(kind, ((text, (number, column)),))
            unit = unit_of(text) or unit
        yield from grid.beside(number)
        first += 1
    numbered = numbered[first:]
    rows = [row for _, row in numbered]
    known = None if header_rows is None else max(0, header_rows - first)
    count = 0
    if known is None and rows and not data and _is_form(rows):
        for number, row in numbered:
            yield _row((*_pairs(number, row), *grid.notes(number)))
            yield from grid.beside(number)
        numbered = []
    elif rows:
        count = _header_rows(rows, data) if known is None else min(known, len(rows))
    heads = _heads(rows[:count])
    if unit:
        body = rows[count : count + _LOOKED_AT]
        heads = {
            column: with_unit(head, unit, [row[column].text for row in body if column in row])
            for column, head in heads.items()
        }
    header = tuple(_header(heads, numbered[:count]))
    if header:
        yield _row(header)
    for number, _ in numbered[:count]:
        if note := grid.notes(number):
            yield _row(note[1:])
        yield from grid.beside(number)
    repeated = [[cell.text for cell in row.values()] for row in rows[:count]]
    keys = _key_columns(rows[count:], heads) if heads else []
    for number, row in numbered[count:]:
        if repeated and [cell.text for cell in row.values()] in repeated:
            continue
        note = grid.notes(number)
        for line in _lines(number, row, heads, keys):
            yield _row((*line, *note))
            note = ()
        yield from grid.beside(number)
    yield from grid.loose()


_Pieces = tuple[tuple[str, Place | None], ...]


def _row(pieces: _Pieces) -> Told:
    return Told(BlockKind.TABLE_ROW, pieces)


def _header(
    heads: Mapping[int, str], rows: Sequence[tuple[int, Row]]
) -> Iterator[tuple[str, Place | None]]:
    """The header's line; a header that spans columns is named once."""
    before = ""
    for column, head in heads.items():
        if not head or head == before:
            continue
        if before:
            yield BAR
        rest, before = head, head
        for number, row in rows:
            cell = _covering(row, column)
            name = _name(row[cell].text).rstrip(":：") if cell is not None else ""
            at = rest.find(name) if name else -1
            if at >= 0 and cell is not None:
                if at:
                    yield rest[:at], None
                yield name, (row[cell].row if row[cell].row >= 0 else number, cell)
                rest = rest[at + len(name) :]
        if rest:
            yield rest, None


def _covering(row: Row, column: int) -> int | None:
    """The column of the cell that stands over this one."""
    return next((at for at in row if at <= column < at + max(1, row[at].columns)), None)


def _over(
    row: Row, below: Sequence[tuple[int, Row]], header_rows: int | None, first: int
) -> list[tuple[int, str]]:
    """The (column, text) of a row that stands over a table and is none of it: its title,
    单位：万元; [] of any other row."""
    texts = [(column, _name(cell.text)) for column, cell in row.items()]
    if len(row) == 1:
        (cell,) = row.values()
        named = header_rows is not None and first < header_rows and cell.columns == 1
        return [] if named else texts  # the one name that a known header has
    said = all(_SAID.fullmatch(text) for _, text in texts) and bool(below)
    return texts if said and len(below[0][1]) > len(row) else []


def unit_of(text: str) -> str:
    """The one unit that a line over a table names (单位：万元); "" for none, or for more."""
    units = {found[1] for found in _UNIT.finditer(text)}
    (unit,) = units if len(units) == 1 else ("",)
    return "" if any(c in unit for c in "/、和") and "元" not in unit else unit


def unit_above(text: str) -> str:
    """The unit that the text before a table names, if it is a line over it and no paragraph."""
    return unit_of(text) if len(text) <= _ABOVE else ""


def with_unit(head: str, unit: str, cells: Sequence[str]) -> str:
    """A column's header with the table's unit, if figures stand under it that have none."""
    figures = sum(map(_is_figure, cells))
    plain = head and not _OWN_UNIT.search(head) and not _UNNAMED.search(head)
    counts = "元" in unit and _NO_MONEY.search(head)
    belongs = plain and not counts and cells and figures >= 0.5 * len(cells)
    return f"{head}（{unit}）" if belongs else head


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


def _lines(
    number: int, row: Row, heads: Mapping[int, str], keys: Sequence[int]
) -> Iterator[_Pieces]:
    """The row in one line, or where that is long in several, each with its keys first."""
    if len(row) == 1 and heads:
        ((column, cell),) = row.items()
        if cell.columns > 1:  # 一、资产, over all columns
            yield (_cell(number, column, cell),)
            return
    pairs = [(c, _pair(number, c, cell, heads.get(c, ""))) for c, cell in row.items()]
    said = sum([len(cell.text) for cell in row.values()])
    named = sum([len(head) for head in heads.values()]) if len(row) > 2 else 0
    short = not named or said + named + 5 * len(row) <= _LINE
    if short or sum(_length(pair) + 3 for _, pair in pairs) <= _LINE:
        yield _joined([pair for _, pair in pairs])
        return
    key = [pair for column, pair in pairs if column in keys]
    least = sum(_length(pair) + 3 for pair in key)
    line, length = list(key), least
    for column, pair in pairs:
        if column in keys:
            continue
        if len(line) > len(key) and length + _length(pair) > _LINE:
            yield _joined(line)
            line, length = list(key), least
        line.append(pair)
        length += _length(pair) + 3
    yield _joined(line)


def _cell(number: int, column: int, cell: Cell) -> tuple[str, Place | None]:
    return _shown(cell.text), (cell.row if cell.row >= 0 else number, column)


def _pair(number: int, column: int, cell: Cell, head: str) -> _Pieces:
    said = _cell(number, column, cell)
    return ((f"{head}: ", None), said) if head and head != said[0] else (said,)


def _length(pieces: _Pieces) -> int:
    return sum(len(text) for text, _ in pieces)


def _joined(pairs: Sequence[_Pieces]) -> _Pieces:
    pieces: list[tuple[str, Place | None]] = []
    for pair in pairs:
        pieces += [BAR, *pair] if pieces else pair
    return tuple(pieces)


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
    if not all(cell.own for cell in rows[count].values()):
        return 0  # what spans down into the rows is of them, and names no column
    if data:
        return count
    body = rows[count : count + _LOOKED_AT]
    valued = any(_is_value(c.text) for row in body for c in row.values())
    marked = all(c.strong for c in rows[0].values()) and not all(
        c.strong for c in rows[count].values()
    )
    regular = sum(len(row) == len(rows[count]) for row in body) >= 0.7 * len(body)
    named = any(_COLUMN.fullmatch(cell.text) for cell in list(rows[0].values())[1:])
    return count if valued or marked or named or (regular and len(rows[0]) > 2) else 0


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
        if _COLUMN.fullmatch(head[1]):
            return False  # 组别 | 成员
        if not _is_value(head[1]) and any(map(_is_value, values)) and all(map(_is_value, values)):
            return False  # 项目 | 金额 over numbers
    return all(map(_is_label, labels)) and len(set(labels)) == len(labels)


def _is_label(text: str) -> bool:
    digits = any(c.isdigit() for c in text)
    return len(text) <= _FORM_LABEL and not digits and text[-1] not in "。；"


def _pairs(number: int, row: Row) -> _Pieces:
    cells = list(row.items())
    pairs: list[_Pieces] = []
    for (at, label), (column, value) in zip(cells[0::2], cells[1::2], strict=True):
        name = _name(label.text).rstrip(":：")
        pairs.append(((name, (number, at)), (": ", None), _cell(number, column, value)))
    return _joined(pairs)
