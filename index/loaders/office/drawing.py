"""What drawings in Word and PowerPoint files say: charts as tables, SmartArt as lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from index.loaders.common.grid import Grid
from index.loaders.common.items import Item, join_lines
from index.loaders.common.rows import table_items
from index.loaders.office.number_format import formatted
from index.loaders.office.package import Package, elements, local
from index.records import BlockKind

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_NO_NODES = ("pres", "parTrans", "sibTrans", "doc")
_MAX_POINTS = 5000


def drawing_items(
    package: Package,
    part: str,
    node: etree._Element,
    next_table: Callable[[], int],
    page: int | None = None,
) -> Iterator[Item]:
    """Items of the charts and diagrams that a drawing of `part` refers to."""
    for reference in node.iter("{*}chart", "{*}relIds"):
        key = reference.get(R + "id") or reference.get(R + "dm")
        relation = package.relations(part).get(key) if key else None
        root = package.optional(relation.target) if relation else None
        if root is None:
            continue
        if local(reference) == "chart":
            yield from _chart(root, next_table(), page)
        else:
            yield from _diagram(root, page)


def plain_text(node: etree._Element) -> str:
    """All paragraphs of a DrawingML text, each on a line."""
    lines = ("".join(t.text or "" for t in elements(p, "t")) for p in elements(node, "p"))
    return "\n".join(line for line in lines if line.strip())


def _diagram(root: etree._Element, page: int | None) -> Iterator[Item]:
    for point in elements(root, "pt"):
        if point.get("type") not in _NO_NODES:
            text = join_lines(plain_text(point).split("\n"))
            if text:
                yield Item(text, BlockKind.LIST_ITEM, page=page)


def _chart(root: etree._Element, table: int, page: int | None) -> Iterator[Item]:
    """The title, then a row for each category with its value in every series."""
    title = next((plain_text(t) for t in elements(root, "title")), "")
    if title:
        yield Item(join_lines(title.split("\n")), BlockKind.CAPTION, page=page)
    grid = Grid()
    for column, series in enumerate(elements(root, "ser"), start=1):
        parts = {local(child): child for child in series}
        names = _points(parts.get("tx"))
        grid.put(0, column, next(iter(names.values()), f"系列{column}"))
        categories = _points(parts.get("cat", parts.get("xVal")))
        for at, name in categories.items():
            grid.put(at + 1, 0, name)
        for at, value in _points(parts.get("val", parts.get("yVal"))).items():
            grid.put(at + 1, column, value)
    yield from table_items(grid, table, header_rows=1, page=page)


def _points(node: etree._Element | None) -> dict[int, str]:
    """The values that the file keeps of a chart's data, by their place."""
    found: dict[int, str] = {}
    if node is None:
        return found
    code = next((f.text or "" for f in elements(node, "formatCode")), "")
    numeric = next(elements(node, "numCache"), None) is not None
    for point in elements(node, "pt"):
        text = next((v.text or "" for v in elements(point, "v")), "")
        place = point.get("idx", "")
        if place.isdecimal() and int(place) < _MAX_POINTS:
            found[int(place)] = _number(text, code) if numeric else text
    if not found:  # a name that is said outright
        for value in elements(node, "v"):
            found[0] = value.text or ""
    return found


def _number(text: str, code: str) -> str:
    try:
        return formatted(float(text), code)
    except ValueError:
        return text
