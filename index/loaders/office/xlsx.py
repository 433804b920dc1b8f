"""Excel workbooks (.xlsx, .xlsm): every row with its headers, numbers as the sheet shows them.

Read straight from the XML, in one pass a sheet: openpyxl in its fast mode knows no merged cells,
applies no number formats, and gives up on styles that other programs write.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from lxml import etree

from index.errors import ReadCode, ReadError
from index.loaders.common.grid import Grid
from index.loaders.common.items import Item
from index.loaders.common.rows import table_items
from index.loaders.office.formula import Cells, UnknownFormula, Value, letters
from index.loaders.office.number_format import formatted, plain
from index.loaders.office.package import Package, elements, local
from index.loaders.office.properties import document_of
from index.loaders.office.xlsx_beside import Drawings, notes
from index.loaders.office.xlsx_cells import (
    MAX_CELLS,
    PLACE,
    Book,
    column_of,
    formats,
    formula,
    places,
    rich,
    row_number,
    stored,
    strings,
    struck_styles,
    unescaped,
    values,
)
from index.records import BlockKind, Document, Omission, Omitted

_Row = tuple[int, list[tuple[int, str]]]  # its number, (column, text) of what it holds, from 0
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BLANK_ROWS = 2  # so many empty rows end a table


_PENDING = "\0"  # begins the text of a cell whose formula has no value yet


def load(data: bytes, path: str) -> Document:
    """Raises ReadError as Package does, and TOO_LARGE for over three million cells."""
    package = Package(data, path, "xlsx")
    omitted: list[Omitted] = []
    items = list(_items(package, omitted))
    return document_of(package, items, omitted)


def _items(package: Package, omitted: list[Omitted]) -> Iterator[Item]:
    root = package.xml(package.main)
    relations = package.relations(package.main)
    related = {relation.kind: relation.target for relation in relations.values()}
    switch = next(elements(root, "workbookPr"), None)
    styles = package.optional(related.get("styles"))
    book = Book(
        formats=formats(styles),
        struck=struck_styles(styles),
        since_1904=switch is not None and switch.get("date1904") in ("1", "true"),
    )
    for number, (text, struck) in enumerate(strings(package, related.get("sharedStrings"))):
        book.strings.append(text)
        if struck:
            book.struck_strings[number] = struck
    table = 0
    left = MAX_CELLS
    sheets = [s for s in elements(root, "sheet") if s.get(_R + "id") in relations]
    if not sheets:
        raise package.corrupt("its workbook names no sheet")
    book.parts = {s.get("name", ""): relations[s.get(_R + "id", "")].target for s in sheets}
    cells = Cells(lambda name: values(package, book, name))
    for sheet in sheets:
        relation = relations[sheet.get(_R + "id", "")]
        if relation.kind != "worksheet":
            continue
        hidden = sheet.get("state", "visible") != "visible"
        name = sheet.get("name", "")
        reader = _Sheet(package, relation.target, book, left, name, cells)
        body = []
        for grid in reader.tables():
            table += 1
            body += list(table_items(grid, table, data=True))
        left = reader.left
        drawn = Drawings(package, relation.target, table)
        body += drawn.items()
        table = drawn.tables
        omitted += reader.omitted + drawn.omitted(name)
        name += "（隐藏）" if hidden else ""
        if body:
            yield Item(name, BlockKind.HEADING, 1)
            yield from body


class _Sheet:
    """One sheet, split into tables at empty rows."""

    def __init__(
        self, package: Package, part: str, book: Book, left: int, name: str, cells: Cells
    ) -> None:
        self._package, self._part, self._book = package, part, book
        self._name, self._cells = name, cells
        self.left = left
        self.omitted: list[Omitted] = []
        self._merged: list[tuple[int, int, int, int]] = []
        self._struck: list[tuple[int, str]] = []
        self._pending = False
        self._shared: dict[str, tuple[str, int, int]] = {}

    def tables(self) -> list[Grid]:
        rows = self._computed(self._read())
        tops = {(row, column): (rows_, columns) for row, column, rows_, columns in self._merged}
        grids: list[Grid] = []
        starts: list[int] = []
        before = 0  # the last row that held something
        for at, (number, cells) in enumerate(rows):
            apart = number - before > _BLANK_ROWS
            if apart or not grids or (number - before == 2 and _heads_anew(rows[at : at + 3])):
                grids.append(Grid())
                starts.append(number)
            for column, text in cells:
                high, wide = tops.get((number, column), (1, 1))
                grids[-1].put(number, column, text, rows=high, columns=wide, broken=True)
            before = number
        said = list(notes(self._package, self._part))
        if (said or self._struck) and not grids:
            grids, starts = [Grid()], [0]
        for row, text in said:
            grids[max(0, bisect_right(starts, row) - 1)].note(row, text)
        for row, text in self._struck:
            grids[max(0, bisect_right(starts, row) - 1)].strike(row, text)
        return grids

    def _read(self) -> list[_Row]:
        """The rows that hold something, in order."""
        rows: list[_Row] = []
        for node in self._package.each(self._part, "row", "mergeCell"):
            if local(node) == "row":
                self._row(node, rows)
            else:
                self._merge(node.get("ref", ""))
        return rows

    def _computed(self, rows: list[_Row]) -> list[_Row]:
        """With the values of formulas that the file holds none of; those that are not simple
        are omitted."""
        if not self._pending:
            return rows
        unknown: list[str] = []
        for number, cells in rows:
            for at, (column, text) in enumerate(cells):
                if text.startswith(_PENDING):
                    try:
                        value = self._cells.value(self._name, number, column)
                    except UnknownFormula:
                        unknown.append(f"{letters(column)}{number + 1}")
                        value = None
                    cells[at] = column, self._as_shown(value, text[1:])
            cells[:] = [(column, text) for column, text in cells if text]
        if unknown:
            where = f"{self._name}!{', '.join(unknown[:5])}" + ", …" * (len(unknown) > 5)
            self.omitted.append(Omitted(Omission.FORMULA, len(unknown), where))
        return [(number, cells) for number, cells in rows if cells]

    def _row(self, node: etree._Element, rows: list[_Row]) -> None:
        number = row_number(node, rows[-1][0] + 1 if rows else 0)
        cells = []
        for column, cell in places(node):
            text = self._text(cell, number)
            style = cell.get("s", "")
            if text and style.isdecimal() and int(style) in self._book.struck:
                self._strike(number, text)
                text = ""
            if not text and formula(cell, number, column, self._shared):
                text, self._pending = _PENDING + style, True
            if text and column >= 0:
                cells.append((column, text))
        self.left -= len(cells)
        if self.left < 0:
            raise ReadError(self._package.path, ReadCode.TOO_LARGE, f"has over {MAX_CELLS:,} cells")
        if cells:
            rows.append((number, cells))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = PLACE.fullmatch(first), PLACE.fullmatch(last)
        if start and end:
            row, column = int(start[2]) - 1, column_of(start[1])
            rows, columns = int(end[2]) - row, column_of(end[1]) - column + 1
            if rows > 0 and columns > 0:
                self._merged.append((row, column, rows, columns))

    def _strike(self, row: int, text: str) -> None:
        if text.strip():
            self._struck.append((row, text))

    def _text(self, cell: etree._Element, row: int) -> str:
        """As the sheet shows it; what is struck of it is kept for its row."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            text, struck = rich(cell)
            self._strike(row, struck)
            return text
        value = stored(cell)
        if not value:
            return ""
        if kind == "s":
            strings = self._book.strings
            if not (value.isdecimal() and int(value) < len(strings)):
                return ""
            self._strike(row, self._book.struck_strings.get(int(value), ""))
            return strings[int(value)]
        if kind == "b":
            return "TRUE" if value.strip() == "1" else "FALSE"
        if kind == "e":
            return ""
        if kind in ("str", "d"):
            return unescaped(value)
        try:
            number = float(value)
        except ValueError:
            return value
        return self._as_shown(number, cell.get("s", ""))

    def _as_shown(self, value: Value, style: str) -> str:
        if value is None or isinstance(value, str):
            return value or ""
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        formats = self._book.formats
        code = formats[int(style)] if style.isdecimal() and int(style) < len(formats) else ""
        return formatted(value, code, since_1904=self._book.since_1904) if code else plain(value)


def _heads_anew(rows: Sequence[_Row]) -> bool:
    """Do headers stand in the first row, or under it where it is a title, and figures below?"""
    texts = [[text for _, text in cells] for _, cells in rows]
    if len(texts[0]) == 1:
        texts = texts[1:]
    return (
        len(texts) > 1
        and len(texts[0]) > 1
        and not any(c.isdigit() for text in texts[0] for c in text)
        and any(text[:1].isdigit() for text in texts[1])
    )
