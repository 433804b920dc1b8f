"""What stands over a sheet beside its cells: notes, text boxes, charts, pictures."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from index.loaders.common.items import Item, join_lines
from index.loaders.office.drawing import drawing_items, plain_text
from index.loaders.office.package import Package, elements
from index.loaders.office.xlsx_cells import PLACE, rich
from index.records import BlockKind, Omission, Omitted

_LARGE = 1_200_000  # EMU, 3.3 cm: a smaller picture is an icon


def notes(package: Package, part: str) -> Iterator[tuple[int, str]]:
    """(row, text) of the notes on a sheet's cells and of their threads."""
    kinds = {relation.kind: relation.target for relation in package.relations(part).values()}
    threads = package.optional(kinds.get("threadedComment"))
    if threads is not None:
        found = [(n, "".join(map(str, n.itertext()))) for n in elements(threads, "threadedComment")]
    else:
        root = package.optional(kinds.get("comments"))
        found = [(n, rich(n)[0]) for n in elements(root, "comment")] if root is not None else []
    for node, text in found:
        place = PLACE.fullmatch(node.get("ref", ""))
        if place and text.strip():
            yield int(place[2]) - 1, " ".join(text.split())


class Drawings:
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
