"""Excel workbooks (.xlsx, .xlsm): every row with its headers, numbers as the sheet shows them.

Read straight from the XML, in one pass a sheet: openpyxl in its fast mode knows no merged cells,
applies no number formats, and gives up on styles that other programs write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from index.errors import ReadCode, ReadError
from index.loaders.common.grid import Grid, table_items
from index.loaders.common.items import Item
from index.loaders.office.number_format import BUILT_IN, formatted, plain
from index.loaders.office.package import Package, elements, local
from index.loaders.office.properties import document_of
from index.records import BlockKind, Document

MAX_CELLS = 3_000_000
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BLANK_ROWS = 2  # so many empty rows end a table


def load(data: bytes, path: str) -> Document:
    """Raises ReadError as Package does, and TOO_LARGE for over three million cells."""
    package = Package(data, path, "xlsx")
    return document_of(package, list(_items(package)))


@dataclass(slots=True)
class _Book:
    """What all sheets share."""

    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)  # by cell style
    since_1904: bool = False


def _items(package: Package) -> Iterator[Item]:
    root = package.xml(package.main)
    relations = package.relations(package.main)
    related = {relation.kind: relation.target for relation in relations.values()}
    switch = next(elements(root, "workbookPr"), None)
    book = _Book(
        strings=list(_strings(package, related.get("sharedStrings"))),
        formats=_formats(package.optional(related.get("styles"))),
        since_1904=switch is not None and switch.get("date1904") in ("1", "true"),
    )
    table = 0
    left = MAX_CELLS
    sheets = [s for s in elements(root, "sheet") if s.get(_R + "id") in relations]
    if not sheets:
        raise package.corrupt("its workbook names no sheet")
    for sheet in sheets:
        relation = relations[sheet.get(_R + "id", "")]
        if relation.kind != "worksheet":
            continue
        hidden = sheet.get("state", "visible") != "visible"
        name = sheet.get("name", "") + ("（隐藏）" if hidden else "")
        reader = _Sheet(package, relation.target, book, left)
        body = []
        for grid in reader.tables():
            table += 1
            body += list(table_items(grid, table, data=True))
        left = reader.left
        if body:
            yield Item(name, BlockKind.HEADING, 1)
            yield from body


class _Sheet:
    """One sheet, split into tables at empty rows."""

    def __init__(self, package: Package, part: str, book: _Book, left: int) -> None:
        self._package, self._part, self._book = package, part, book
        self.left = left
        self._merged: list[tuple[int, int, int, int]] = []

    def tables(self) -> list[Grid]:
        rows = self._read()
        tops = {(row, column): (rows_, columns) for row, column, rows_, columns in self._merged}
        grids: list[Grid] = []
        before = 0  # the last row that held something
        for number, cells in rows:
            if number - before > _BLANK_ROWS or not grids:
                grids.append(Grid())
            for column, text in cells:
                high, wide = tops.get((number, column), (1, 1))
                grids[-1].put(number, column, text, rows=high, columns=wide)
            before = number
        return grids

    def _read(self) -> list[tuple[int, list[tuple[int, str]]]]:
        """The rows that hold something: (row, [(column, text)]), all counted from 0."""
        rows: list[tuple[int, list[tuple[int, str]]]] = []
        for node in self._package.each(self._part, "row", "mergeCell"):
            if local(node) == "row":
                self._row(node, rows)
            else:
                self._merge(node.get("ref", ""))
        return rows

    def _row(self, node: etree._Element, rows: list[tuple[int, list[tuple[int, str]]]]) -> None:
        number = rows[-1][0] + 1 if rows else 0
        said = node.get("r", "")
        if said.isdecimal() and 0 < int(said) <= 1 << 20:
            number = int(said) - 1
        column, cells = -1, []
        for cell in node:
            letters = cell.get("r", "").rstrip("0123456789")
            column = _column(letters) if letters else column + 1
            text = self._text(cell)
            if text and column >= 0:
                cells.append((column, text))
        self.left -= len(cells)
        if self.left < 0:
            raise ReadError(self._package.path, ReadCode.TOO_LARGE, f"has over {MAX_CELLS:,} cells")
        if cells:
            rows.append((number, cells))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = _PLACE.fullmatch(first), _PLACE.fullmatch(last)
        if start and end:
            row, column = int(start[2]) - 1, _column(start[1])
            rows, columns = int(end[2]) - row, _column(end[1]) - column + 1
            if rows > 0 and columns > 0:
                self._merged.append((row, column, rows, columns))

    def _text(self, cell: etree._Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _rich(cell)
        value = ""
        for child in cell:
            if child.tag.endswith("}v"):
                value = child.text or ""
        if not value:
            return ""
        if kind == "s":
            strings = self._book.strings
            return strings[int(value)] if value.isdecimal() and int(value) < len(strings) else ""
        if kind == "b":
            return "TRUE" if value.strip() == "1" else "FALSE"
        if kind == "e":
            return ""
        if kind in ("str", "d"):
            return _unescaped(value)
        try:
            number = float(value)
        except ValueError:
            return value
        style = cell.get("s", "")
        formats = self._book.formats
        code = formats[int(style)] if style.isdecimal() and int(style) < len(formats) else ""
        return formatted(number, code, since_1904=self._book.since_1904) if code else plain(number)


def _strings(package: Package, part: str | None) -> Iterator[str]:
    """The texts that cells refer to by number."""
    if part is None or part not in package:
        return
    for node in package.each(part, "si"):
        yield _rich(node)


def _rich(node: etree._Element) -> str:
    """The text of all its runs, readings (rPh) left out."""
    texts = []
    for text in elements(node, "t"):
        parent = text.getparent()
        if parent is None or local(parent) != "rPh":
            texts.append(text.text or "")
    return _unescaped("".join(texts))


def _unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)) if int(m[1], 16) < 0xD800 else "", text)


def _formats(root: etree._Element | None) -> list[str]:
    """The number format of every cell style; "" for General."""
    if root is None:
        return []
    own = {f.get("numFmtId"): f.get("formatCode", "") for f in elements(root, "numFmt")}
    styles = next(elements(root, "cellXfs"), None)
    found = []
    for style in styles if styles is not None else ():
        number = style.get("numFmtId", "0")
        code = own.get(number) or BUILT_IN.get(int(number) if number.isdecimal() else 0, "")
        found.append("" if code.lower() == "general" else code)
    return found


@lru_cache(maxsize=1 << 14)
def _column(letters: str) -> int:
    """A → 0, XFD → 16383; -1 for what is none."""
    if not (letters.isascii() and letters.isalpha() and letters.isupper() and len(letters) < 4):
        return -1
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
