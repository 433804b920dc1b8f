"""A table as it is laid out → rows that can each be read alone: 指标: 营业收入 | 2023年: 1,234."""

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

    def put(
        self,
        row: int,
        column: int,
        text: str,
        *,
        rows: int = 1,
        columns: int = 1,
        strong: bool = False,
    ) -> None:
        cells = self._rows.setdefault(row, {})
        text = cell_text(text)
        if text:
            cells[column] = Cell(text, columns, strong=strong)
            if rows > 1:
                self._spans.append((row, column, rows, columns))

    def merge(self, row: int, column: int, rows: int, columns: int) -> None:
        """Say of a cell that was put that it spans more."""
        cell = self._rows.get(row, {}).get(column)
        if cell is None:
            return
        self._rows[row][column] = Cell(cell.text, columns, strong=cell.strong)
        if rows > 1:
            self._spans.append((row, column, rows, columns))

    def rows(self) -> list[Row]:
        """The rows that hold text of their own, merged cells carried down."""
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
            dict(sorted(self._rows[number].items()))
            for number in numbers
            if any(cell.own for cell in self._rows[number].values())
        ]


def cell_text(text: str) -> str:
    """One line. In a short cell a break between Chinese characters only makes it narrow, and
    blanks between single ones only make it wide (合　计)."""
    if _UNTIDY.search(text) is None:
        return text
    lines = [line for line in map(tidy, text.split("\n")) if line]
    whole = ""
    for line in lines:
        narrow = len(text) <= 16 and whole and shape.is_han(whole[-1]) and shape.is_han(line[0])
        whole += line if narrow or not whole else " " + line
    return whole.replace(" ", "") if _SPACED.fullmatch(whole) else whole


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
    rows = grid.rows()
    if not rows:
        return
    wide = max(len(row) for row in rows) > 1
    first = 0
    while wide and first < len(rows) and len(rows[first]) == 1:
        (cell,) = rows[first].values()
        text = cell.text
        if header_rows is not None and first < header_rows and cell.columns == 1:
            break  # the one name that a known header has
        short = len(text) <= _LABEL_LENGTH * 2
        yield Item(text, BlockKind.CAPTION if short else BlockKind.PARAGRAPH, page=page)
        first += 1
    rows = rows[first:]
    known = None if header_rows is None else max(0, header_rows - first)
    if known is None and not data and _is_form(rows):
        for row in rows:
            yield Item(_pairs(row), BlockKind.TABLE_ROW, page=page, table=table)
        return
    count = _header_rows(rows, data) if known is None else min(known, len(rows))
    heads = _heads(rows[:count])
    header = " | ".join(_distinct(heads))
    if header:
        yield Item(header, BlockKind.TABLE_ROW, page=page, table=table)
    repeated = [[cell.text for cell in row.values()] for row in rows[:count]]
    for row in rows[count:]:
        if [cell.text for cell in row.values()] not in repeated:
            yield Item(_line(row, heads), BlockKind.TABLE_ROW, page=page, table=table)


def _line(row: Row, heads: Mapping[int, str]) -> str:
    if len(row) == 1 and heads:
        (cell,) = row.values()
        if cell.columns > 1:
            return cell.text  # 一、资产, over all columns
    parts = []
    for column, cell in row.items():
        head = heads.get(column, "")
        parts.append(f"{head}: {cell.text}" if head and head != cell.text else cell.text)
    return " | ".join(parts)


def _heads(rows: Sequence[Row]) -> dict[int, str]:
    """Column → its header, from the top down: 2023年 收入."""
    names: dict[int, list[str]] = {}
    for row in rows:
        for column, cell in row.items():
            for at in range(column, column + min(cell.columns, 1000)):
                over = names.setdefault(at, [])
                if cell.text not in over:
                    over.append(cell.text)
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
    return " | ".join(f"{label.rstrip(':：')}: {value}" for label, value in pairs)
