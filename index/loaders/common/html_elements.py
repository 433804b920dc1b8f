"""What the elements of HTML mean, for web pages and for the HTML in a Markdown file: where the
cells of a table stand, what a form holds, what is crossed out, what is inline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "ruby", "rb", "rtc", "s",
    "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
    "wbr", "img", "o:p", "st1", "picture", "source",
})  # fmt: skip
BOLD = frozenset({"b", "strong"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
FORM = frozenset({"input", "select", "textarea"})
_TYPED = frozenset({"text", "number", "date", "datetime-local", "month", "time", "tel", "email",
                    "url", ""})  # fmt: skip
_PROMPT = re.compile(r"\s*(?:请(?:输入|选择|填写)|搜索|关键[词字])")
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,8}")
_STRUCK = frozenset({"del", "s", "strike"})
_STRUCK_STYLE = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)
_PAGE_CELL = 400  # characters of a cell that holds several paragraphs: the table is layout


class Placed(NamedTuple):
    """A cell and the rows and columns, both from 0, that it takes up."""

    node: etree._Element
    row: int
    column: int
    rows: int
    columns: int
    strong: bool


def _text(node: etree._Element) -> str:
    return "".join(map(str, node.itertext(etree.Element)))


def form_value(node: etree._Element) -> str:
    """What an element of `FORM` holds: ☑ or ☐ for a box, the chosen options, the text typed."""
    kind = node.get("type", "").lower()
    if kind in ("checkbox", "radio"):
        return "☑" if "checked" in node.attrib else "☐"
    if node.tag == "select":
        options = list(node.iter("option"))
        chosen = [option for option in options if "selected" in option.attrib] or options[:1]
        said = "、".join(_text(option).strip() for option in chosen)
    elif node.tag == "textarea":
        said = _text(node)
    else:
        said = node.get("value", "") if kind in _TYPED else ""
    return "" if _PROMPT.match(said) else said


def is_struck(node: etree._Element) -> bool:
    return node.tag in _STRUCK or bool(_STRUCK_STYLE.search(node.get("style", "")))


def cell_lines(text: str, row: int, column: int, strong: bool) -> str:
    """A cell's text without those line breaks that do more than make it narrow, as they do in a
    header: 石磊 over 栾华 are two people, 石磊、栾华, and a label's two lines are two words."""
    if row == 0 or strong or "\n" not in text:
        return text
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if column and len(lines) > 1 and all(map(_NAME.fullmatch, lines)):
        return "、".join(lines)
    return " ".join(lines)


def cell_rows(table: etree._Element) -> list[list[etree._Element]]:
    """The cells of each row; none of a table that holds another, which is a frame."""
    if next(table.iterdescendants("table"), None) is not None:
        return []
    return [
        [cell for cell in row if cell.tag in ("td", "th")]
        for row in table.iter("tr")
    ]  # fmt: skip


def is_data(rows: Sequence[Sequence[etree._Element]]) -> bool:
    """Values in rows and columns, as against a frame for the page's parts."""
    if max(map(len, rows), default=0) < 2:
        return False
    for cell in (cell for row in rows for cell in row):
        if next(cell.iter(*HEADINGS), None) is not None:
            return False
        long = sum(map(len, cell.itertext(etree.Element))) > _PAGE_CELL
        if long and sum(1 for _ in cell.iter("p", "br")) > 2:
            return False
    return True


def placed(rows: Sequence[Sequence[etree._Element]]) -> Iterator[Placed]:
    """Each cell with its place, those above that reach down taken into account."""
    taken: dict[int, int] = {}  # column → rows for which a cell above still takes it
    for at, cells in enumerate(rows):
        column = 0
        covered = {c for c, left in taken.items() if left > 0}
        taken = {c: left - 1 for c, left in taken.items() if left > 1}
        for cell in cells:
            while column in covered:
                column += 1
            columns = _span(cell.get("colspan"), 1000)
            high = _span(cell.get("rowspan"), len(rows) - at)
            strong = cell.tag == "th" or any(child.tag in BOLD for child in cell)
            yield Placed(cell, at, column, high, columns, strong)
            if high > 1:
                taken |= dict.fromkeys(range(column, column + columns), high - 1)
            column += columns


def header_rows(rows: Sequence[Sequence[etree._Element]]) -> int | None:
    """How many rows the page marks as headers; None where it marks none."""
    heads = 0
    while heads < len(rows) and rows[heads] and _is_head(rows[heads]):
        heads += 1
    return heads or None


def _is_head(cells: Sequence[etree._Element]) -> bool:
    parent = cells[0].getparent()
    above = parent.getparent() if parent is not None else None
    return (above is not None and above.tag == "thead") or all(c.tag == "th" for c in cells)


def _span(text: str | None, most: int) -> int:
    number = int(text) if text and text.isdecimal() and len(text) < 7 else 1
    return max(1, min(number or most, most))
