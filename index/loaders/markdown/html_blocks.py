"""HTML that stands in a Markdown file → its blocks, every character still a span of the source.

lxml gives no offsets. So each stretch of text is handed to it as one private character, and the
tree that it makes (of broken HTML too) is read with the stretches put back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from lxml import etree, html

from index.loaders.common import shape
from index.loaders.common.composer import Piece, Span, Written, text_of
from index.loaders.common.html_elements import (
    FORM,
    HEADINGS,
    INLINE,
    cell_rows,
    form_value,
    header_rows,
    is_data,
    is_struck,
    placed,
)
from index.loaders.markdown.marks import MASK
from index.loaders.markdown.tables import TableCell, table_lines
from index.loaders.plain.paragraphs import glue
from index.records import BlockKind

_TOKEN = re.compile(
    rf"(?P<tag></?[A-Za-z][^<>]*>|<[!?][^<>]*>)|(?P<blank>[\s{MASK}]+)"
    rf"|(?P<entity>&(?:#\d{{1,7}}|#[xX][\da-fA-F]{{1,6}}|[A-Za-z]\w{{1,31}});)|(?P<text>[^<&\n{MASK}]+|[<&])"
)
_ALT = re.compile(r"\balt\s*=\s*([\"'])([^\"'&<>\n]+)\1", re.IGNORECASE)
_TABLE = re.compile(
    r"<table\b[^<>]*>(?=\s*<(?:tr|thead|tbody|tfoot|caption|colgroup|col)\b)", re.IGNORECASE
)
_TABLE_EDGE = re.compile(r"<(/?)table\b[^<>]*>|\n[ \t]*\n(?=[ \t]*[^\s<|])", re.IGNORECASE)
_LAST_TAG = re.compile(r"</(?:td|th|tr|tbody)\s*>", re.IGNORECASE)
_FIRST_PRIVATE, _MOST_STRETCHES = 0xF0000, 65_000  # plane 15
_LONG_TABLE = 200_000  # characters from its beginning to its end, where paragraphs stand in it
_NEVER = frozenset({"script", "style", "template", "noscript", "svg", "head", "title", "button",
                    "rt", "rp"})  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SUMMARY_LEVEL = 6


@dataclass(frozen=True, slots=True)
class HtmlPart:
    """A block of the HTML. `opens`: it is not of the table or list before it."""

    kind: BlockKind
    pieces: tuple[Piece, ...]
    level: int = 0
    opens: bool = False


def table_spans(source: str, start: int, taken: Sequence[Span]) -> Iterator[Span]:
    """The HTML tables after `start` and outside of `taken` (ascending: code), inner ones with
    the outer. One that is never closed ends with the last cell before a paragraph."""
    done = start
    fences = iter(taken)
    fence = next(fences, None)
    for opening in _TABLE.finditer(source, start):
        if opening.start() < done or source[opening.start() - 1 : opening.start()] == "`":
            continue
        while fence is not None and fence[1] <= opening.start():
            fence = next(fences, None)
        if fence is not None and fence[0] <= opening.start():
            continue
        done = _table_end(source, opening.end())
        yield opening.start(), done


def _table_end(source: str, start: int) -> int:
    depth = 1
    closed = start  # the next end of a table, looked up only when passed
    for edge in _TABLE_EDGE.finditer(source, start):
        if edge[1] is not None:
            depth += -1 if edge[1] else 1
            if depth == 0:
                return edge.end()
        elif 0 <= closed < edge.end():
            closed = source.find("</table", edge.end(), start + _LONG_TABLE)
        if closed < 0 and edge[1] is None:
            rows = [tag.end() for tag in _LAST_TAG.finditer(source, start, edge.start())]
            return rows[-1] if rows else edge.start()
    return len(source)


def read_html(source: str, masked: str, span: Span) -> Iterator[HtmlPart]:
    """The blocks of masked[start:end] in order. What is crossed out follows its block."""
    start, end = span
    while start < end:
        coded, pieces, start = _coded(masked, start, end)
        try:
            root = etree.fromstring(coded.encode(), html.HTMLParser(
                encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True,
                huge_tree=True))  # fmt: skip
        except (etree.LxmlError, ValueError):
            root = None
        if root is None:
            if pieces:
                yield HtmlPart(BlockKind.PARAGRAPH, tuple(pieces))
            continue
        yield from _Walk(source, pieces).parts(root)


def _coded(masked: str, start: int, end: int) -> tuple[str, list[Piece], int]:
    """The HTML with private characters for its text, what they stand for, and how far it went."""
    coded: list[str] = []
    pieces: list[Piece] = []

    def stand_in(piece: Piece) -> None:
        coded.append(chr(_FIRST_PRIVATE + len(pieces)))
        pieces.append(piece)

    for token in _TOKEN.finditer(masked, start, end):
        if len(pieces) >= _MOST_STRETCHES:
            return "".join(coded), pieces, token.start()
        alt = _ALT.search(token["tag"]) if token["tag"] else None
        if alt:
            coded.append(token[0][: alt.start(2)])
            stand_in((token.start() + alt.start(2), token.start() + alt.end(2)))
            coded.append(token[0][alt.end(2) :])
        elif token["tag"] or token["blank"]:
            coded.append(token[0].replace(MASK, "").replace("\x00", ""))
        elif token["entity"]:
            said = unescape(token[0])
            if said.isspace():
                coded.append(" ")
            else:
                stand_in(Written(said) if said != token[0] else token.span())
        else:
            bare = token[0].rstrip()
            stand_in((token.start(), token.start() + len(bare)))
            coded.append(token[0][len(bare) :])
    return "".join(coded), pieces, end


class _Walk:
    """Goes through the tree once; text gathers until a block begins or ends."""

    def __init__(self, source: str, pieces: Sequence[Piece]) -> None:
        self._source = source
        self._pieces = pieces
        self._text: list[str] = []
        self._struck: list[str] = []
        self._struck_depth = 0
        self._lists: list[int | None] = []  # the number of the next item
        self._items = 0
        self._marker = ""
        self._term: list[Piece] = []  # of a dl, until its definition comes
        self._term_used = False
        self._kind = BlockKind.PARAGRAPH
        self._level = 0
        self._opens = False
        self._figures: list[list[Piece]] = []
        self._found: list[HtmlPart] = []

    def parts(self, root: etree._Element) -> list[HtmlPart]:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, node in walk:
            if event == "end":
                self._end(node)
                self._add(node.tail)
            elif not isinstance(node.tag, str) or _unseen(node) or self._start(node):
                walk.skip_subtree()
            else:
                self._add(node.text)
        self._flush()
        return self._found

    def _start(self, node: etree._Element) -> bool:
        """Returns whether the node has been read whole."""
        tag = str(node.tag)
        self._struck_depth += is_struck(node)
        if tag == "br":
            self._add("\v")
        elif tag in FORM:
            self._add(form_value(node))
            return True
        elif tag == "img" and node.get("alt"):
            self._figures.append(self._shown([node.get("alt", "")]))
        if tag in INLINE or tag == "br":
            return False
        self._flush()
        if tag in HEADINGS or tag == "summary":
            self._kind = BlockKind.HEADING
            self._level = _SUMMARY_LEVEL if tag == "summary" else int(tag[1])
        elif tag in ("caption", "figcaption"):
            self._kind = BlockKind.CAPTION
        elif tag == "table":
            self._opens = True
            rows = cell_rows(node)
            if is_data(rows):
                self._table(node, rows)
                return True
        elif tag in ("ul", "ol", "dl"):
            start = node.get("start", "1")
            self._opens = not self._lists
            self._lists.append(
                None if tag != "ol" else int(start) if start.isdecimal() and len(start) < 7 else 1
            )
        elif tag == "li":
            self._items += 1
            number = self._lists[-1] if self._lists else None
            if number is not None:
                self._marker = f"{number}. "
                self._lists[-1] = number + 1
        elif tag == "dt":
            self._end_term()
        return False

    def _end(self, node: etree._Element) -> None:
        tag = str(node.tag)
        if not isinstance(node.tag, str) or _unseen(node):
            return
        if tag not in INLINE and tag != "br" and tag not in FORM:
            if tag == "dt":
                self._term, _ = self._taken()
            self._flush()
        self._struck_depth -= is_struck(node)
        if tag in HEADINGS or tag in ("summary", "caption", "figcaption"):
            self._kind, self._level = BlockKind.PARAGRAPH, 0
        elif tag in ("ul", "ol", "dl") and self._lists:
            if tag == "dl":
                self._end_term()
            self._lists.pop()
        elif tag == "li":
            self._items -= 1
            self._marker = ""
        elif tag == "dd":
            self._term_used = bool(self._term)

    def _add(self, text: str | None) -> None:
        if text:
            (self._struck if self._struck_depth > 0 else self._text).append(text)

    def _taken(self) -> tuple[list[Piece], list[Piece]]:
        """What has gathered: that which holds, and that which is crossed out."""
        both = self._shown(self._text), self._shown(self._struck)
        self._text, self._struck = [], []
        return both

    def _flush(self) -> None:
        held, struck = self._taken()
        lines = list(_lines(held))
        if self._kind is not BlockKind.PARAGRAPH and lines:
            lines = [held]
        for line in lines:
            kind, pieces = self._kind, [p for p in line if p != Written("\n")]
            if kind is BlockKind.PARAGRAPH and self._items:
                kind = BlockKind.LIST_ITEM
                pieces = [*([Written(self._marker)] if self._marker else []), *pieces]
                self._marker = ""
            elif kind is BlockKind.PARAGRAPH and self._term:
                if shape.is_inquiry(text_of(self._source, self._term)):
                    self._put(BlockKind.HEADING, self._term, _SUMMARY_LEVEL)
                    self._term = []
                else:
                    kind, pieces = BlockKind.LIST_ITEM, [*self._term, Written("："), *pieces]
            self._put(kind, pieces, self._level)
        self._put(BlockKind.STRUCK, [p for p in struck if p != Written("\n")])
        for figure in self._figures:
            if shape.has_words(text_of(self._source, figure)):
                self._put(BlockKind.FIGURE, figure)
        self._figures = []

    def _end_term(self) -> None:
        """A term that no definition has followed stands alone."""
        if self._term and not self._term_used:
            self._put(BlockKind.LIST_ITEM, self._term)
        self._term, self._term_used = [], False

    def _put(self, kind: BlockKind, pieces: Sequence[Piece], level: int = 0) -> None:
        if text_of(self._source, pieces).strip():
            self._found.append(HtmlPart(kind, tuple(pieces), level, self._opens))
            self._opens = False

    def _shown(self, texts: Sequence[str]) -> list[Piece]:
        """Private characters as what they stand for, white space as the page shows it."""
        found: list[Piece] = []
        for stretch in re.findall(r"\s+|\S", "".join(texts)):
            if not stretch.isspace():
                at = ord(stretch) - _FIRST_PRIVATE
                piece = self._pieces[at] if 0 <= at < len(self._pieces) else Written(stretch)
                found.append(piece)
            elif "\v" in stretch:
                found.append(Written("\n"))
            else:
                found.append(Written("\r" if "\n" in stretch else " "))
        return _without_wraps(self._source, found)

    def _table(self, node: etree._Element, rows: list[list[etree._Element]]) -> None:
        for caption in node.iterchildren("caption"):
            texts, _ = self._cell(caption)
            self._put(BlockKind.CAPTION, self._shown(texts))
        cells: list[TableCell] = []
        struck: list[list[Piece]] = []
        for cell in placed(rows):
            held, gone = self._cell(cell.node)
            pieces = tuple(self._shown(held))
            cells.append(
                TableCell(pieces, cell.row, cell.column, cell.rows, cell.columns, cell.strong)
            )
            struck.append(self._shown(gone))
        self._opens = True
        for kind, line in table_lines(self._source, cells, header_rows(rows)):
            self._put(kind, line)
        for gone_pieces in struck:
            self._put(BlockKind.STRUCK, [p for p in gone_pieces if p != Written("\n")])

    def _cell(self, node: etree._Element) -> tuple[list[str], list[str]]:
        """The coded text of a cell, a \\v for each line break, and what is crossed out in it."""
        held: list[str] = []
        struck: list[str] = []
        depth = 0
        walk = etree.iterwalk(node, events=("start", "end"))
        for event, child in walk:
            block = child is not node and child.tag not in INLINE and child.tag not in FORM
            if event == "start":
                if child.tag in FORM:
                    held.append(form_value(child))
                if not isinstance(child.tag, str) or _unseen(child) or child.tag in FORM:
                    walk.skip_subtree()
                    continue
                depth += is_struck(child)
                (struck if depth else held).append("\v" * block + (child.text or ""))
            else:
                if isinstance(child.tag, str) and not _unseen(child) and child.tag not in FORM:
                    depth -= is_struck(child)
                tail = child.tail if child is not node else None
                (struck if depth else held).append("\v" * block + (tail or ""))
        return held, struck


def _unseen(node: etree._Element) -> bool:
    return (
        node.tag in _NEVER or "hidden" in node.attrib or bool(_HIDDEN.search(node.get("style", "")))
    )


def _lines(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for piece in [*pieces, Written("\n")]:
        if piece == Written("\n"):
            if line:
                yield line
            line = []
        else:
            line.append(piece)


def _without_wraps(source: str, pieces: Sequence[Piece]) -> list[Piece]:
    """Line ends of the file, Written("\\r"), as they show: a blank, beside Chinese nothing."""
    found: list[Piece] = []
    for at, piece in enumerate(pieces):
        if piece == Written("\r"):
            before = text_of(source, pieces[max(0, at - 1) : at])
            after = text_of(source, pieces[at + 1 : at + 2])
            if before.strip() and after.strip() and glue(before, after):
                found.append(Written(" "))
        else:
            found.append(piece)
    while found and isinstance(found[-1], Written) and not found[-1].text.strip():
        found.pop()
    while found and isinstance(found[0], Written) and not found[0].text.strip():
        found.pop(0)
    return found
