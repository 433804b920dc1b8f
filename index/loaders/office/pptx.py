"""PowerPoint presentations (.pptx, .pptm): a slide is a page, its shapes read by position."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from index.loaders.common import shape
from index.loaders.common.grid import Grid
from index.loaders.common.items import Item, join_lines, paragraphs
from index.loaders.common.numbering import Counter, slide_level
from index.loaders.common.rows import table_items
from index.loaders.office.drawing import R, drawing_items
from index.loaders.office.package import Package, elements, local
from index.loaders.office.placing import Box, reading_order
from index.loaders.office.properties import document_of
from index.records import BlockKind, Document, Omission, Omitted

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_TITLES = ("title", "ctrTitle")
_RUNNING = ("dt", "ftr", "sldNum", "hdr")  # placeholders that stand on every slide
_PICTURE = 1_200_000  # EMU, 3.3 cm: a smaller picture is an icon
_REPEATED = 0.5  # of the slides: text in the same place on so many is no text of theirs

Frame = tuple[float, float, float, float]
"""x, y, width, height."""


def load(data: bytes, path: str) -> Document:
    """Raises ReadError as Package does."""
    package = Package(data, path, "pptx")
    omitted: list[Omitted] = []
    items = _items(package, omitted)
    return document_of(package, items, omitted)


@dataclass(frozen=True, slots=True)
class _Move:
    """From the coordinates inside a group to those of the slide."""

    x: float = 0
    y: float = 0
    across: float = 1
    down: float = 1

    def __call__(self, frame: Frame) -> Frame:
        x, y, width, height = frame
        return (
            self.x + x * self.across, self.y + y * self.down, width * self.across,
            height * self.down,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Shape:
    node: etree._Element
    role: str | None  # of a placeholder: "title", "body", ...; None for any other shape


def _items(package: Package, omitted: list[Omitted]) -> list[Item]:
    root = package.xml(package.main)
    relations = package.relations(package.main)
    slides = [
        relations[node.get(R + "id", "")].target
        for node in elements(root, "sldId")
        if node.get(R + "id") in relations
    ]
    if not slides:
        raise package.corrupt("its presentation names no slide")
    boxes = []
    unread: dict[Omission, list[int]] = {}
    for page, part in enumerate(slides, start=1):
        slide = package.xml(part)
        tree = next(elements(slide, "spTree"), None)
        for what in _unread(slide):
            unread.setdefault(what, []).append(page)
        places = _Places(package, part)
        boxes.append([] if tree is None else list(_boxes(tree, _Move(), places)))
    _drop_repeated(boxes)
    omitted += [
        Omitted(what, len(pages), ", ".join(map(str, dict.fromkeys(pages))))
        for what, pages in sorted(unread.items())
    ]
    items: list[Item] = []
    reader = _Reader(package)
    for page, (part, found) in enumerate(zip(slides, boxes, strict=True), start=1):
        items += reader.slide(part, found, page)
    return items


def _unread(slide: etree._Element) -> Iterator[Omission]:
    """Large pictures and embedded files."""
    for picture in elements(slide, "pic"):
        frame = _frame(picture)
        if frame is None or min(frame[2:]) >= _PICTURE:
            yield Omission.PICTURE
    for _ in elements(slide, "oleObj"):
        yield Omission.OBJECT


class _Places:
    """Where placeholders stand that do not say it themselves: in the layout, or the master."""

    def __init__(self, package: Package, part: str) -> None:
        layout = package.related(part, "slideLayout")
        master = package.related(layout, "slideMaster") if layout else None
        self._known: list[tuple[str, str, Frame]] = []
        for name in (layout, master):
            root = package.optional(name)
            for node in elements(root, "sp") if root is not None else ():
                mark, frame = next(elements(node, "ph"), None), _frame(node)
                if mark is not None and frame is not None:
                    self._known.append((mark.get("idx", "0"), mark.get("type", "obj"), frame))

    def find(self, mark: etree._Element) -> Frame | None:
        index, role = mark.get("idx"), mark.get("type", "obj")
        by_index = (f for i, _, f in self._known if index is not None and i == index)
        by_role = (f for _, r, f in self._known if r == role or {r, role} <= set(_TITLES))
        return next(by_index, None) or next(by_role, None)


def _boxes(tree: etree._Element, move: _Move, places: _Places) -> Iterator[Box[_Shape]]:
    """The shapes that may hold text, groups dissolved."""
    for node in tree:
        name = local(node)
        if name == "AlternateContent":
            chosen = next(iter(node), None)
            if chosen is not None:
                yield from _boxes(chosen, move, places)
        elif name == "grpSp":
            yield from _boxes(node, _inside(node, move), places)
        elif name in ("sp", "graphicFrame", "cxnSp"):
            marks = next(elements(node, "nvPr"), None)
            mark = marks.find(_P + "ph") if marks is not None else None
            role = mark.get("type", "obj") if mark is not None else None
            about = next(elements(node, "cNvPr"), None)
            if role in _RUNNING or (about is not None and about.get("hidden") in ("1", "true")):
                continue
            own = _frame(node)
            frame = move(own) if own else places.find(mark) if mark is not None else None
            yield Box(_Shape(node, role), *(frame or (0, 0, 0, 0)))


def _frame(node: etree._Element) -> Frame | None:
    place = next(elements(node, "xfrm"), None)
    if place is None:
        return None
    start, size = place.find(_A + "off"), place.find(_A + "ext")
    if start is None or size is None:
        return None
    return (
        _number(start.get("x")), _number(start.get("y")),
        _number(size.get("cx")), _number(size.get("cy")),
    )  # fmt: skip


def _inside(group: etree._Element, move: _Move) -> _Move:
    look = group.find(_P + "grpSpPr")
    frame = _frame(look) if look is not None else None
    place = next(elements(look, "xfrm"), None) if look is not None else None
    start = place.find(_A + "chOff") if place is not None else None
    size = place.find(_A + "chExt") if place is not None else None
    if frame is None or start is None or size is None:
        return move
    x, y, width, height = move(frame)
    across = width / (_number(size.get("cx")) or width or 1)
    down = height / (_number(size.get("cy")) or height or 1)
    return _Move(
        x - _number(start.get("x")) * across, y - _number(start.get("y")) * down, across, down
    )


def _number(text: str | None) -> float:
    try:
        return float(int(text or 0))
    except ValueError:
        return 0.0


def _drop_repeated(slides: Sequence[list[Box[_Shape]]]) -> None:
    """Leave out what stands word for word in one place on half of the slides: a logo's text."""

    def look(box: Box[_Shape]) -> tuple[str, int, int] | None:
        body = box.content.node.find(_P + "txBody")
        if box.content.role is not None or body is None:
            return None
        text = "".join("".join(t.text or "" for t in elements(body, "t")).split())
        return (text, round(box.x / 1e5), round(box.y / 1e5)) if text else None

    seen = Tally(key for boxes in slides for key in set(map(look, boxes)) if key)
    often = {key for key, n in seen.items() if n >= max(3, _REPEATED * len(slides))}
    for boxes in slides:
        boxes[:] = [box for box in boxes if look(box) not in often]


class _Reader:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._tables = 0

    def slide(self, part: str, boxes: Sequence[Box[_Shape]], page: int) -> Iterator[Item]:
        """The title, the other shapes in reading order, the notes."""
        titles = [box for box in boxes if box.content.role in _TITLES]
        rest = reading_order([box for box in boxes if box.content.role not in _TITLES])
        headed = False
        for box in titles:
            text = join_lines(_lines(box.content.node))
            if text:
                first = page == 1 and box.content.role == "ctrTitle" and not headed
                kind = BlockKind.TITLE if first else BlockKind.HEADING
                yield Item(text, kind, 0 if first else 1, page=page)
                headed = True
        for at, box in enumerate(rest):
            items = list(self._shape(part, box.content, page))
            if not headed and at == 0 and len(items) == 1 and len(rest) > 1:
                text = items[0].text
                if items[0].kind is None and shape.heading_like(text):
                    items = [Item(text, BlockKind.HEADING, 1, page=page)]
            yield from items
        notes = self._package.optional(self._package.related(part, "notesSlide"))
        for node in elements(notes, "sp") if notes is not None else ():
            mark = next(elements(node, "ph"), None)
            if mark is not None and mark.get("type") == "body":
                for item in _text(node, page, None):
                    yield Item(item.text, item.kind or BlockKind.PARAGRAPH, page=page)
        for text in self._comments(part):
            yield Item(text, BlockKind.PARAGRAPH, page=page)

    def _comments(self, part: str) -> Iterator[str]:
        """What people noted on the slide, of both forms that PowerPoint writes."""
        for relation in self._package.relations(part).values():
            root = self._package.optional(relation.target) if relation.kind == "comments" else None
            for node in elements(root, "cm") if root is not None else ():
                lines = ((t.text or "").strip() for t in node.iter("{*}text", _A + "t"))
                if said := [line for line in lines if line]:
                    yield f"批注：{join_lines(said)}"

    def _shape(self, part: str, found: _Shape, page: int) -> Iterator[Item]:
        if local(found.node) != "graphicFrame":
            yield from _text(found.node, page, found.role)
            return
        for table in elements(found.node, "tbl"):
            yield from self._table(table, page)
        yield from drawing_items(self._package, part, found.node, self._next_table, page)

    def _next_table(self) -> int:
        self._tables += 1
        return self._tables

    def _table(self, node: etree._Element, page: int) -> Iterator[Item]:
        grid = Grid()
        for row, cells in enumerate(elements(node, "tr")):
            for column, cell in enumerate(cells.iterchildren(_A + "tc")):
                if cell.get("hMerge") in ("1", "true") or cell.get("vMerge") in ("1", "true"):
                    continue
                if struck := _struck(cell).strip():
                    grid.strike(row, struck)
                grid.put(
                    row,
                    column,
                    "\n".join(_lines(cell)),
                    rows=max(1, int(_number(cell.get("rowSpan")))),
                    columns=max(1, int(_number(cell.get("gridSpan")))),
                    broken=True,
                )
        look = node.find(_A + "tblPr")
        headed = look is not None and look.get("firstRow") in ("1", "true")
        yield from table_items(grid, self._next_table(), header_rows=None, data=headed, page=page)


def _lines(node: etree._Element) -> list[str]:
    """The paragraphs of a shape or cell, line breaks inside them as newlines."""
    return [text for text in map(_paragraph, elements(node, "p")) if text.strip()]


def _paragraph(node: etree._Element) -> str:
    parts = []
    for piece in node.iter(_A + "t", _A + "br", _A + "tab"):
        if local(piece) == "t":
            parent = piece.getparent()
            if parent is not None and _is_struck(parent):
                continue
            if parent is None or parent.get("type", "") != "slidenum":
                parts.append((piece.text or "").replace("\v", "\n"))
        else:
            parts.append("\n" if local(piece) == "br" else " ")
    return "".join(parts)


def _is_struck(run: etree._Element) -> bool:
    look = run.find(_A + "rPr")
    return look is not None and look.get("strike", "noStrike") != "noStrike"


def _struck(node: etree._Element) -> str:
    runs = filter(_is_struck, node.iter(_A + "r"))
    return "".join(t.text or "" for run in runs for t in run.iter(_A + "t"))


def _text(node: etree._Element, page: int, role: str | None) -> Iterator[Item]:
    """The paragraphs of a shape. In a body without further word each is an item of a list."""
    body = next(node.iterchildren(_P + "txBody"), None)
    if body is None:
        return
    counters: dict[tuple[int, str], Counter] = {}
    listed = role in ("body", "obj")
    for paragraph in body.iterchildren(_A + "p"):
        text = _paragraph(paragraph)
        look = paragraph.find(_A + "pPr")
        if struck := _struck(paragraph).strip():
            yield Item(struck, BlockKind.STRUCK, page=page)
        if not text.strip():
            continue
        depth = int(_number(look.get("lvl"))) if look is not None else 0
        auto = look.find(_A + "buAutoNum") if look is not None else None
        number = ""
        if auto is not None:
            kind, start = auto.get("type", ""), int(_number(auto.get("startAt"))) or 1
            levels = {0: slide_level(kind, start)}
            number = counters.setdefault((depth, kind), Counter(levels)).next(0)
        else:
            counters = {key: c for key, c in counters.items() if key[0] < depth}
        plain = look is not None and look.find(_A + "buNone") is not None
        bullet = look is not None and look.find(_A + "buChar") is not None
        item = auto is not None or bullet or (listed and not plain)
        if item:
            yield Item(number + join_lines(text.split("\n")), BlockKind.LIST_ITEM, page=page)
            continue
        for line in paragraphs(text):
            yield Item(line, page=page)
