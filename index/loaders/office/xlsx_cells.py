"""The cells of a workbook as its XML keeps them: texts by number, styles, formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from index.loaders.office.formula import Formula, UnknownFormula, Value, shifted
from index.loaders.office.number_format import BUILT_IN
from index.loaders.office.package import Package, elements, local

MAX_CELLS = 3_000_000
PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(slots=True)
class Book:
    """What all sheets share."""

    strings: list[str] = field(default_factory=list)
    struck_strings: dict[int, str] = field(default_factory=dict)  # what is struck of them
    formats: list[str] = field(default_factory=list)  # by cell style
    struck: frozenset[int] = frozenset()  # cell styles
    since_1904: bool = False
    parts: dict[str, str] = field(default_factory=dict)  # of each sheet by name


def row_number(node: etree._Element, following: int) -> int:
    """Counted from 0; `following`: where the file does not say."""
    said = node.get("r", "")
    return int(said) - 1 if said.isdecimal() and 0 < int(said) <= 1 << 20 else following


def places(node: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """The cells of a row with their columns."""
    column = -1
    for cell in node:
        letters_ = cell.get("r", "").rstrip("0123456789")
        column = column_of(letters_) if letters_ else column + 1
        yield column, cell


def stored(cell: etree._Element) -> str:
    value = ""
    for child in cell:
        if child.tag.endswith("}v"):
            value = child.text or ""
    return value


def formula(
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


def values(package: Package, book: Book, name: str) -> dict[tuple[int, int], Value]:
    """What a sheet's cells hold, for formulas to look at. Raises UnknownFormula for no sheet."""
    held: dict[tuple[int, int], Value] = {}
    shared: dict[str, tuple[str, int, int]] = {}
    number = -1
    if name not in book.parts:
        raise UnknownFormula
    for node in package.each(book.parts[name], "row"):
        number = row_number(node, number + 1)
        for column, cell in places(node):
            value, kind = stored(cell), cell.get("t", "n")
            if kind == "inlineStr":
                held[number, column] = rich(cell)[0]
            elif not value:
                held[number, column] = formula(cell, number, column, shared)
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


def strings(package: Package, part: str | None) -> Iterator[tuple[str, str]]:
    """The texts that cells refer to by number, each with what is struck of it."""
    if part is None or part not in package:
        return
    for node in package.each(part, "si"):
        yield rich(node)


def rich(node: etree._Element) -> tuple[str, str]:
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
    return unescaped(said), unescaped(struck_text)


def _is_on(node: etree._Element) -> bool:
    return node.get("val", "1") not in ("0", "false")


def struck_styles(root: etree._Element | None) -> frozenset[int]:
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


def unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)) if int(m[1], 16) < 0xD800 else "", text)


def formats(root: etree._Element | None) -> list[str]:
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
def column_of(letters: str) -> int:
    """A → 0, XFD → 16383; -1 for what is none."""
    if not (letters.isascii() and letters.isalpha() and letters.isupper() and len(letters) < 4):
        return -1
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
