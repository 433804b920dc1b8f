"""Excel workbooks (.xlsx, .xlsm): every row with its headers, numbers as the sheet shows them.

Read straight from the XML, in one pass a sheet: openpyxl in its fast mode knows no merged cells,
applies no number formats, and gives up on styles that other programs write.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from index.errors import ReadCode, ReadError
from index.loaders.common.grid import Grid, table_items
from index.loaders.common.items import Item, join_lines
from index.loaders.office.drawing import drawing_items, plain_text
from index.loaders.office.formula import Cells, Formula, UnknownFormula, Value, letters, shifted
from index.loaders.office.number_format import BUILT_IN, formatted, plain
from index.loaders.office.package import Package, elements, local
from index.loaders.office.properties import document_of
from index.records import BlockKind, Document, Omission, Omitted

MAX_CELLS = 3_000_000
_Row = tuple[int, list[tuple[int, str]]]  # its number, (column, text) of what it holds, from 0
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BLANK_ROWS = 2  # so many empty rows end a table


_PENDING = "\0"  # begins the text of a cell whose formula has no value yet
_LARGE = 1_200_000  # EMU, 3.3 cm: a smaller picture is an icon


def load(data: bytes, path: str) -> Document:
    """Raises ReadError as Package does, and TOO_LARGE for over three million cells."""
    package = Package(data, path, "xlsx")
    omitted: list[Omitted] = []
    items = list(_items(package, omitted))
    return document_of(package, items, omitted)


@dataclass(slots=True)
class _Book:
    """What all sheets share."""

    strings: list[str] = field(default_factory=list)
    struck_strings: dict[int, str] = field(default_factory=dict)  # what is struck of them
    formats: list[str] = field(default_factory=list)  # by cell style
    struck: frozenset[int] = frozenset()  # cell styles
    since_1904: bool = False
    parts: dict[str, str] = field(default_factory=dict)  # of each sheet by name


def _items(package: Package, omitted: list[Omitted]) -> Iterator[Item]:
    root = package.xml(package.main)
    relations = package.relations(package.main)
    related = {relation.kind: relation.target for relation in relations.values()}
    switch = next(elements(root, "workbookPr"), None)
    styles = package.optional(related.get("styles"))
    book = _Book(
        formats=_formats(styles),
        struck=_struck_styles(styles),
        since_1904=switch is not None and switch.get("date1904") in ("1", "true"),
    )
    for number, (text, struck) in enumerate(_strings(package, related.get("sharedStrings"))):
        book.strings.append(text)
        if struck:
            book.struck_strings[number] = struck
    table = 0
    left = MAX_CELLS
    sheets = [s for s in elements(root, "sheet") if s.get(_R + "id") in relations]
    if not sheets:
        raise package.corrupt("its workbook names no sheet")
    book.parts = {s.get("name", ""): relations[s.get(_R + "id", "")].target for s in sheets}
    cells = Cells(lambda name: _values(package, book, name))
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
        drawn = _Drawings(package, relation.target, table)
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
        self, package: Package, part: str, book: _Book, left: int, name: str, cells: Cells
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
        notes = list(_notes(self._package, self._part))
        if (notes or self._struck) and not grids:
            grids, starts = [Grid()], [0]
        for row, text in notes:
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
        number = _row_number(node, rows[-1][0] + 1 if rows else 0)
        cells = []
        for column, cell in _places(node):
            text = self._text(cell, number)
            style = cell.get("s", "")
            if text and style.isdecimal() and int(style) in self._book.struck:
                self._strike(number, text)
                text = ""
            if not text and _formula(cell, number, column, self._shared):
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
        start, end = _PLACE.fullmatch(first), _PLACE.fullmatch(last)
        if start and end:
            row, column = int(start[2]) - 1, _column(start[1])
            rows, columns = int(end[2]) - row, _column(end[1]) - column + 1
            if rows > 0 and columns > 0:
                self._merged.append((row, column, rows, columns))

    def _strike(self, row: int, text: str) -> None:
        if text.strip():
            self._struck.append((row, text))

    def _text(self, cell: etree._Element, row: int) -> str:
        """As the sheet shows it; what is struck of it is kept for its row."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            text, struck = _rich(cell)
            self._strike(row, struck)
            return text
        value = _stored(cell)
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
            return _unescaped(value)
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


def _row_number(node: etree._Element, following: int) -> int:
    """Counted from 0; `following`: where the file does not say."""
    said = node.get("r", "")
    return int(said) - 1 if said.isdecimal() and 0 < int(said) <= 1 << 20 else following


def _places(node: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """The cells of a row with their columns."""
    column = -1
    for cell in node:
        letters_ = cell.get("r", "").rstrip("0123456789")
        column = _column(letters_) if letters_ else column + 1
        yield column, cell


def _stored(cell: etree._Element) -> str:
    value = ""
    for child in cell:
        if child.tag.endswith("}v"):
            value = child.text or ""
    return value


def _formula(
    cell: etree._Element, row: int, column: int, shared: dict[str, tuple[str, int, int]]
) -> Formula | None:
    """What the cell computes; `shared`: formulas that stand once for many cells, by number."""
    node = next((child for child in cell if child.tag.endswith("}f")), None)
    if node is None:
        return None
    text, number = node.text or "", node.get("si", "")
    if node.get("t") == "shared":
        if text:
            shared[number] = text, row, column
        elif number in shared:
            first, top, left = shared[number]
            text = shifted(first, row - top, column - left)
    return Formula(text) if text else None


def _values(package: Package, book: _Book, name: str) -> dict[tuple[int, int], Value]:
    """What a sheet's cells hold, for formulas to look at. Raises UnknownFormula for no sheet."""
    held: dict[tuple[int, int], Value] = {}
    shared: dict[str, tuple[str, int, int]] = {}
    number = -1
    if name not in book.parts:
        raise UnknownFormula
    for node in package.each(book.parts[name], "row"):
        number = _row_number(node, number + 1)
        for column, cell in _places(node):
            value, kind = _stored(cell), cell.get("t", "n")
            if kind == "inlineStr":
                held[number, column] = _rich(cell)[0]
            elif not value:
                held[number, column] = _formula(cell, number, column, shared)
            elif kind == "s" and value.isdecimal() and int(value) < len(book.strings):
                held[number, column] = book.strings[int(value)]
            elif kind == "b":
                held[number, column] = value.strip() == "1"
            elif kind in ("n", ""):
                with suppress(ValueError):
                    held[number, column] = float(value)
            else:
                held[number, column] = value
            if len(held) > MAX_CELLS:
                return {}
    return held


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


def _notes(package: Package, part: str) -> Iterator[tuple[int, str]]:
    """(row, text) of the notes on a sheet's cells and of their threads."""
    kinds = {relation.kind: relation.target for relation in package.relations(part).values()}
    threads = package.optional(kinds.get("threadedComment"))
    if threads is not None:
        found = [(n, "".join(map(str, n.itertext()))) for n in elements(threads, "threadedComment")]
    else:
        root = package.optional(kinds.get("comments"))
        found = [(n, _rich(n)[0]) for n in elements(root, "comment")] if root is not None else []
    for node, text in found:
        place = _PLACE.fullmatch(node.get("ref", ""))
        if place and text.strip():
            yield int(place[2]) - 1, " ".join(text.split())


class _Drawings:
    """What is drawn over a sheet: text boxes, charts, pictures."""

    def __init__(self, package: Package, part: str, tables: int) -> None:
        self._package = package
        self.tables = tables
        kinds = package.relations(part).values()
        self._drawing = next((r.target for r in kinds if r.kind == "drawing"), None)
        self._objects = sum(relation.kind in ("oleObject", "package") for relation in kinds)
        self._root = package.optional(self._drawing)

    def items(self) -> list[Item]:
        if self._root is None or self._drawing is None:
            return []
        boxes = [
            Item(join_lines([line]), BlockKind.PARAGRAPH)
            for box in elements(self._root, "txBody")
            for line in plain_text(box).split("\n")
        ]
        drawn = drawing_items(self._package, self._drawing, self._root, self._next_table)
        return [item for item in (*boxes, *drawn) if item.text]

    def omitted(self, sheet: str) -> list[Omitted]:
        pictures = sum(map(_is_large, elements(self._root, "pic"))) if self._root is not None else 0
        said = ((Omission.PICTURE, pictures), (Omission.OBJECT, self._objects))
        return [Omitted(what, count, sheet) for what, count in said if count]

    def _next_table(self) -> int:
        self.tables += 1
        return self.tables


def _is_large(picture: etree._Element) -> bool:
    """Where the file says no size, it may be."""
    sizes = [
        int(ext.get(side, "0"))
        for ext in elements(picture, "ext")
        for side in ("cx", "cy")
        if ext.get(side, "").isdecimal()
    ]
    return not sizes or min(sizes) >= _LARGE


def _strings(package: Package, part: str | None) -> Iterator[tuple[str, str]]:
    """The texts that cells refer to by number, each with what is struck of it."""
    if part is None or part not in package:
        return
    for node in package.each(part, "si"):
        yield _rich(node)


def _rich(node: etree._Element) -> tuple[str, str]:
    """The text of all its runs, readings (rPh) left out; and what is struck of it."""
    texts: tuple[list[str], list[str]] = [], []
    for text in elements(node, "t"):
        parent = text.getparent()
        if parent is None:
            continue
        kind = local(parent)
        if kind != "rPh":
            struck = kind == "r" and any(map(_is_on, parent.iterfind("{*}rPr/{*}strike")))
            texts[struck].append(text.text or "")
    said, struck_text = ("".join(part) for part in texts)
    return _unescaped(said), _unescaped(struck_text)


def _is_on(node: etree._Element) -> bool:
    return node.get("val", "1") not in ("0", "false")


def _struck_styles(root: etree._Element | None) -> frozenset[int]:
    """The cell styles whose font is struck through."""
    fonts = next(elements(root, "fonts"), None) if root is not None else None
    styles = next(elements(root, "cellXfs"), None) if root is not None else None
    if fonts is None or styles is None:
        return frozenset()
    struck = {
        str(number)
        for number, font in enumerate(fonts)
        if any(map(_is_on, font.iterfind("{*}strike")))
    }
    return frozenset(n for n, style in enumerate(styles) if style.get("fontId", "0") in struck)


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
