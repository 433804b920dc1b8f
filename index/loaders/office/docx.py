"""Word documents (.docx, .docm). The XML is walked, so that nothing a reader sees is left out.

Insertions and moved text count where they stand now; numbers are counted as Word counts them.
What was deleted or struck out, and comments, stand apart after their paragraphs; headers and
footers once, where they say what the text does not. The file does not know its pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from lxml import etree

from index.errors import ReadError
from index.loaders.common import shape
from index.loaders.common.grid import Grid
from index.loaders.common.items import Item, join_lines, paragraphs, tidy
from index.loaders.common.metadata import is_metadata
from index.loaders.common.rows import table_items, unit_above
from index.loaders.office.drawing import R, drawing_items
from index.loaders.office.package import Package, elements, local
from index.loaders.office.properties import document_of
from index.loaders.office.word_styles import Lists, Style, Styles, W, adjusted, on, value, whole
from index.loaders.office.word_text import RunText, live, read_runs
from index.records import BlockKind, Document, Omission, Omitted

_LARGER = 1.15  # times the size of the text: a heading
_CENTRED = 60  # characters: a line break in so short a centred paragraph ends no paragraph
_PICTURE = 1_200_000  # EMU, 3.3 cm: a smaller picture is an icon
_FIELD = re.compile(r"\s+(?=[^\s：:]{2,8}[：:])|\s{2,}")  # 版本：05 密级：内部
_PAGE = re.compile(  # also what is left of it where the number is a field without a result
    r"[-–—\s]*\d*[-–—\s]*|第?\s*\d*\s*页?\s*[,，/|]?\s*[共/]?\s*\d*\s*页|"
    r"page\s*\d*(?:\s*(?:of|/)\s*\d*)?|\d+\s*/\s*\d+",
    re.IGNORECASE,
)
_LAYOUT_CELL = 600  # characters of a cell; with longer ones the table only sets columns


def load(data: bytes, path: str) -> Document:
    """Raises ReadError as Package does."""
    package = Package(data, path, "docx")
    reader = _Reader(package)
    return document_of(package, reader.items(), reader.omitted())


@dataclass(slots=True)
class _Found:
    """An item whose emphasis can be told only when the size of the body text is known."""

    item: Item
    size: int = 0
    bold: bool = False
    centred: bool = False


class _Reader:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._part = package.main
        self._body = package.xml(package.main).find(W + "body")
        if self._body is None:
            raise package.corrupt("its main part holds no body")
        related = {r.kind: r.target for r in package.relations(package.main).values()}
        self._styles = Styles(package.optional(related.get("styles")))
        self._lists = Lists(package.optional(related.get("numbering")))
        self._footnotes = self._notes(related.get("footnotes"), "footnote")
        self._endnotes = self._notes(related.get("endnotes"), "endnote")
        self._comments = self._notes(related.get("comments"), "comment")
        self._margins = [  # headers, footers
            sorted({r.target for r in package.relations(package.main).values() if r.kind == kind})
            for kind in ("header", "footer")
        ]
        self._unread: Counter[Omission] = Counter()
        self._sizes: Counter[int] = Counter()
        self._tables = 0
        self._carried: list[RunText] = []  # of a paragraph whose end was deleted
        self._contents = False  # inside a table of contents
        self._above = ""  # the paragraph before

    def items(self) -> list[Item]:
        last: list[str] = []
        found = list(self._flow(self._body, last))
        text = "".join(f.item.text for f in found)
        above, below = (list(self._margin(parts, text)) for parts in self._margins)
        title = next((n + 1 for n, f in enumerate(found[:4]) if f.item.kind is BlockKind.TITLE), 0)
        found[title:title] = above
        found += below
        for note in dict.fromkeys(last):
            found += self._flow(self._endnotes.get(note), last)
        body = self._sizes.most_common(1)[0][0] if self._sizes else 0
        return [
            replace(f.item, strong=True)
            if f.bold or f.centred or f.size > _LARGER * body
            else f.item
            for f in found
        ]

    def omitted(self) -> list[Omitted]:
        """Known when `items` has been read."""
        return [Omitted(what, count) for what, count in sorted(self._unread.items())]

    def _margin(self, parts: list[str], text: str) -> Iterator[_Found]:
        """What headers or footers say that the text does not, each once."""
        said: set[str] = set()
        known = _squeezed(text)
        for part in parts:
            root = self._package.optional(part)
            lines = (
                (read_runs(p, Style()).text for p in root.iter(W + "p")) if root is not None else ()
            )
            for piece in (piece for line in lines for piece in _FIELD.split(line)):
                bare = tidy(piece)
                new = bare not in said and _squeezed(bare) not in known
                if new and shape.has_words(bare) and not _PAGE.fullmatch(bare):
                    said.add(bare)
                    imprint = is_metadata(bare)
                    yield _Found(Item(bare, BlockKind.METADATA if imprint else BlockKind.LIST_ITEM))

    def _notes(self, part: str | None, name: str) -> dict[str, etree._Element]:
        root = self._package.optional(part)
        if root is None:
            return {}
        return {
            node.get(W + "id", ""): node
            for node in elements(root, name)
            if node.get(W + "type", "normal") == "normal"
        }

    def _flow(self, container: etree._Element | None, endnotes: list[str]) -> Iterator[_Found]:
        """Paragraphs and tables in order, through all that may enclose them."""
        for node in live(container) if container is not None else ():
            name = local(node)
            if name == "p":
                yield from self._paragraph(node, endnotes)
            elif name == "tbl":
                yield from self._table(node, endnotes)
                self._above = ""
            elif name == "sdt":
                outside, self._contents = self._contents, self._contents or _is_contents(node)
                yield from self._flow(node.find(W + "sdtContent"), endnotes)
                self._contents = outside
            elif name == "altChunk":
                yield from self._chunk(node.get(R + "id", ""))
            elif name != "sectPr":
                yield from self._flow(node, endnotes)

    def _chunk(self, key: str) -> Iterator[_Found]:
        """A document of another format that stands here, as Word would put it in."""
        relation = self._package.relations(self._part).get(key)
        try:
            chunk = _read_chunk(self._package, relation.target) if relation else None
        except ReadError:
            chunk = None
        if chunk is None:
            self._unread[Omission.OBJECT] += 1
            return
        outer = self._next_table()
        for block in chunk.blocks:
            kind = BlockKind.HEADING if block.kind is BlockKind.TITLE else block.kind
            text = chunk.text[block.start : block.end]
            table = outer if kind is BlockKind.TABLE_ROW else 0
            level = max(1, block.level) if kind is BlockKind.HEADING else 0
            yield _Found(Item(text, kind, level, table=table))

    def _paragraph(self, node: etree._Element, endnotes: list[str]) -> Iterator[_Found]:
        look = node.find(W + "pPr")
        style = adjusted(self._styles.get(value(look, "pStyle")), look, None)
        runs = read_runs(node, style)
        mark = look.find(W + "rPr") if look is not None else None
        if mark is not None and any(mark.find(W + n) is not None for n in ("del", "moveFrom")):
            self._carried.append(runs)
            return
        before, self._carried = self._carried, []
        text = "".join([*(r.text for r in before), runs.text])
        self._above = text if text.strip() else self._above
        hangs = [*before, runs]
        number = self._lists.next(*style.number) if style.number else None
        if text.strip():
            yield from self._found(text, number, style, runs)
        struck = "".join(part for each in hangs for part in each.struck)
        if shape.has_words(struck):
            yield _Found(Item(struck, BlockKind.STRUCK))
        for each in hangs:
            for comment in each.comments:
                yield from self._comment(comment)
            for box in each.boxes:
                yield from self._flow(box, endnotes)
            for drawing in each.drawings:
                for item in drawing_items(self._package, self._part, drawing, self._next_table):
                    yield _Found(item)
                self._unread.update(_unread(drawing))
            for note in each.footnotes:
                yield from self._flow(self._footnotes.pop(note, None), endnotes)
            endnotes += each.endnotes

    def _comment(self, key: str) -> Iterator[_Found]:
        node = self._comments.pop(key, None)
        lines = [f.item.text for f in self._flow(node, [])]
        author = node.get(W + "author", "") if node is not None else ""
        if lines:
            text = (
                f"批注（{author}）：{join_lines(lines)}" if author else f"批注：{join_lines(lines)}"
            )
            yield _Found(Item(text, BlockKind.PARAGRAPH))

    def _found(
        self, text: str, number: str | None, style: Style, runs: RunText
    ) -> Iterator[_Found]:
        kind, level = _kind(style, number)
        if self._contents:
            kind, level = BlockKind.BOILERPLATE, 0
        if kind is None or kind is BlockKind.LIST_ITEM:
            self._sizes[runs.size] += runs.characters
        short_title = style.centred and len(text) <= _CENTRED
        if kind in (None, BlockKind.BOILERPLATE) and not short_title:
            lines = paragraphs(text)
        else:
            lines = [join_lines(text.split("\n"))]
        for at, line in enumerate(lines):
            line = (number or "") + line if at == 0 else line
            yield _Found(Item(line, kind, level), runs.size, runs.all_bold, style.centred)

    def _next_table(self) -> int:
        self._tables += 1
        return self._tables

    def _table(self, node: etree._Element, endnotes: list[str]) -> Iterator[_Found]:
        above = self._above
        rows = [row for row in _inside(node, "tr") if not _deleted(row)]
        cells = [list(_inside(row, "tc")) for row in rows]
        flows = [[list(self._flow(cell, endnotes)) for cell in row] for row in cells]
        if _is_layout(flows):
            for flow in (flow for row in flows for flow in row):
                yield from flow
            return
        number = self._next_table()
        grid, inner = Grid(), list[_Found]()
        spans: list[list[int]] = []  # [row, column, rows, columns]
        open_spans: dict[int, list[int]] = {}  # by column
        for at, row in enumerate(cells):
            column = whole(value(rows[at].find(W + "trPr"), "gridBefore"))
            for cell, flow in zip(row, flows[at], strict=True):
                look = cell.find(W + "tcPr")
                columns = max(1, whole(value(look, "gridSpan"), 1))
                merged = look.find(W + "vMerge") if look is not None else None
                if (
                    merged is not None
                    and merged.get(W + "val") != "restart"
                    and column in open_spans
                ):
                    open_spans[column][2] += 1
                else:
                    struck = [f for f in flow if f.item.kind is BlockKind.STRUCK]
                    for each in struck:
                        grid.strike(at, each.item.text)
                    own = [f for f in flow if not f.item.table and f not in struck]
                    text = "\n".join(f.item.text for f in own)
                    strong = bool(own) and all(f.bold for f in own)
                    grid.put(at, column, text, strong=strong, broken=True)
                    open_spans[column] = [at, column, 1, columns]
                    spans.append(open_spans[column])
                inner += [f for f in flow if f.item.table]
                column += columns
        for span in spans:
            grid.merge(*span)
        heads = next((at for at, row in enumerate(rows) if not _is_header(row)), len(rows))
        unit = unit_above(above)
        for item in table_items(grid, number, header_rows=heads or None, unit=unit):
            yield _Found(item)
        yield from inner


def _read_chunk(package: Package, part: str) -> Document | None:
    """None for a format that is not read here. Raises ReadError."""
    suffix = PurePosixPath(part).suffix.lower()
    if suffix in (".html", ".htm", ".xhtml"):
        from index.loaders import html

        return html.load(package.raw(part), package.path)
    if suffix == ".txt":
        from index.loaders import plain

        return plain.load(package.raw(part), package.path)
    return None


def _unread(drawing: etree._Element) -> Iterator[Omission]:
    """A large picture, an embedded file."""
    if next(drawing.iter("{*}OLEObject"), None) is not None:
        yield Omission.OBJECT
    elif next(drawing.iter("{*}pic"), None) is not None:
        extent = next(drawing.iter("{*}extent"), None)
        sides = [whole(extent.get(side)) for side in ("cx", "cy")] if extent is not None else []
        if not sides or min(sides) >= _PICTURE:
            yield Omission.PICTURE


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _kind(style: Style, number: str | None) -> tuple[BlockKind | None, int]:
    if style.title:
        return BlockKind.TITLE, 0
    if style.contents:
        return BlockKind.BOILERPLATE, 0
    if style.heading is not None:
        return BlockKind.HEADING, style.heading
    if style.caption:
        return BlockKind.CAPTION, 0
    if number is None:
        return None, 0
    chapter = shape.numbered_level(number + "甲") and not shape.list_marker(number + "甲")
    return (None if chapter else BlockKind.LIST_ITEM), 0


def _inside(node: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also inside content controls."""
    for child in live(node):
        if local(child) == name:
            yield child
        elif local(child) in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "Choice"):
            yield from _inside(child, name)


def _is_layout(flows: list[list[list[_Found]]]) -> bool:
    """A table that only sets a frame or columns: its cells are text, not values."""
    cells = [cell for row in flows for cell in row]
    if all(len(row) <= 1 for row in flows):
        return True
    return any(
        sum(len(f.item.text) for f in cell) > _LAYOUT_CELL
        or any(f.item.kind is BlockKind.HEADING for f in cell)
        for cell in cells
    )


def _deleted(row: etree._Element) -> bool:
    look = row.find(W + "trPr")
    return look is not None and look.find(W + "del") is not None


def _is_header(row: etree._Element) -> bool:
    return on(row.find(W + "trPr"), "tblHeader") is True


def _is_contents(node: etree._Element) -> bool:
    return any(
        "table of contents" in (gallery.get(W + "val") or "").lower()
        for gallery in elements(node, "docPartGallery")
    )
