"""HTML that stands in Markdown → parts, every piece of them a span of the source.

Tables as MinerU, Pandoc and others write them, where Markdown's own cannot hold a merged cell; and
the rest that people put there: details, definition lists, line breaks, struck text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape

from index.loaders.common import shape
from index.loaders.common.blanks import invisible, outer_blanks, stray_blanks
from index.loaders.common.composer import Piece, Span, Written, text_of
from index.loaders.common.grid import Grid, Told, told
from index.loaders.markdown.marks import CALLOUT, MASK
from index.loaders.plain.noise import without
from index.loaders.plain.records import Part
from index.records import BlockKind

_TABLE = re.compile(r"<(/?)table\b[^<>]{0,2000}>", re.IGNORECASE)
_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9-]{0,30})(?P<said>[^<>]{0,2000})>|"
    rf"(?P<reference>&(?:\#\d{{1,7}}|\#[xX][0-9a-fA-F]{{1,6}}|[a-zA-Z]\w{{1,30}});)|(?P<line>\n)|"
    rf"(?P<text>[^<&\n{MASK}{CALLOUT}]+|[<&])"
)
_ATTRIBUTE = re.compile(r"([\w:-]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font", "i", "ins",
     "kbd", "label", "mark", "nobr", "q", "rp", "ruby", "samp", "small", "span", "strong", "sub",
     "sup", "time", "tt", "u", "var", "wbr")
)  # fmt: skip
_UNSEEN = frozenset(("script", "style", "template", "title", "head", "rt"))
_STRUCK = frozenset(("del", "s", "strike"))
_VOID = frozenset(("img", "input", "hr", "col", "br", "wbr", "meta", "link"))


def tables(text: str) -> Iterator[Span]:
    """The outermost tables of a text; one that is not closed is none."""
    opened: list[int] = []
    for tag in _TABLE.finditer(text):
        if not tag[1]:
            opened.append(tag.start())
        elif opened:
            start = opened.pop()
            if not opened:
                yield start, tag.end()


@dataclass(slots=True)
class _Cell:
    rows: int
    columns: int
    head: bool
    pieces: list[Piece] = field(default_factory=list)
    struck: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    rows: list[list[_Cell]] = field(default_factory=list)
    head: int = 0  # rows inside thead
    in_head: bool = False
    depth: int = 0  # tables inside it: their text is text of its cells
    caption: list[Piece] | None = None


class HtmlReader:
    """Reads source[start:end]; a character of `masked` that is not the source's own is no text.

    By a pattern: html.parser takes quadratic time over marks that are not closed.
    """

    def __init__(self, source: str, masked: str) -> None:
        self._source, self._masked = source, masked
        self._open: list[Piece] = []
        self._struck: list[Piece] = []
        self._kind: tuple[BlockKind, int] = (BlockKind.PARAGRAPH, 0)
        self._table: _Table | None = None
        self._term: list[Piece] = []  # of a definition list, until it is used
        self._unseen: list[str] = []
        self._in_struck = 0
        self._parts: list[Part] = []

    def read(self, start: int, end: int) -> list[Part]:
        for token in _TOKEN.finditer(self._masked, start, end):
            if token["tag"]:
                tag = token["tag"].lower()
                if token["close"]:
                    self._end(tag)
                else:
                    self._start(tag, _attributes(token["said"]))
            elif token["reference"]:
                shown = unescape(token["reference"])
                self._put(Written(" " if shown == "\xa0" else shown))
            else:
                self._put(Written(" ") if token["line"] else token.span())
        self._flush()
        if self._table:
            self._end_table()
        return self._parts

    def _put(self, piece: Piece) -> None:
        if self._unseen:
            return
        cell = self._cell()
        if self._table and self._table.caption is not None:
            self._table.caption.append(piece)
        elif cell is not None:
            (cell.struck if self._in_struck else cell.pieces).append(piece)
        elif self._table is None:
            (self._struck if self._in_struck else self._open).append(piece)

    def _cell(self) -> _Cell | None:
        return (
            self._table.rows[-1][-1]
            if self._table and self._table.rows and self._table.rows[-1]
            else None
        )

    def _start(self, tag: str, said: dict[str, str]) -> None:
        hidden = "hidden" in said or re.search(r"display\s*:\s*none", said.get("style", ""))
        if (tag in _UNSEEN or self._unseen or hidden) and tag not in _VOID:
            self._unseen.append(tag)
            return
        through = re.search(r"line-through", said.get("style", ""))
        self._in_struck += tag in _STRUCK or bool(through and tag in (*_INLINE, "p", "div"))
        if tag == "br":
            self._put(Written("\n"))
        elif tag == "input" and said.get("type") in ("checkbox", "radio"):
            self._put(Written("☑" if "checked" in said else "☐"))
        elif self._table is not None:
            self._in_table(tag, said)
        elif tag == "table":
            self._flush()
            self._table = _Table()
        elif tag not in _INLINE and tag not in _STRUCK:
            self._flush()
            self._kind = _kind(tag)

    def _in_table(self, tag: str, said: dict[str, str]) -> None:
        table = self._table
        assert table is not None
        if tag == "table":
            table.depth += 1
        elif table.depth:
            self._put(Written("\n")) if tag in ("tr", "td", "th", "p", "div", "li") else None
        elif tag == "caption":
            table.caption = []
        elif tag == "thead":
            table.in_head = True
        elif tag == "tbody":
            table.in_head = False
        elif tag == "tr":
            table.rows.append([])
            table.head += table.in_head
        elif tag in ("td", "th"):
            if not table.rows:
                table.rows.append([])
            table.rows[-1].append(
                _Cell(_span(said.get("rowspan")), _span(said.get("colspan")), tag == "th")
            )
        elif tag not in _INLINE and tag not in _STRUCK:
            self._put(Written("\n"))

    def _end(self, tag: str) -> None:
        if self._unseen:
            if tag in self._unseen:
                while self._unseen.pop() != tag:
                    pass
            return
        if tag in _STRUCK or (self._in_struck and tag in (*_INLINE, "p", "div")):
            self._in_struck = max(0, self._in_struck - 1)
        table = self._table
        if table is not None:
            if tag == "table" and table.depth:
                table.depth -= 1
            elif tag == "table":
                self._end_table()
            elif tag == "caption" and table.caption is not None:
                self._add(BlockKind.CAPTION, table.caption)
                table.caption = None
            elif tag == "thead":
                table.in_head = False
        elif tag not in _INLINE and tag not in _STRUCK:
            self._flush()
            self._kind = (BlockKind.PARAGRAPH, 0)

    def _flush(self) -> None:
        """End the block that is open; a line break in it begins another."""
        pieces, self._open = self._open, []
        struck, self._struck = self._struck, []
        if self._kind == _TERM:
            self._term = pieces or self._term
        else:
            line: list[Piece] = []
            term, self._term = self._term, []
            if term and text_of(self._source, pieces).strip():
                line = [*term, Written("：")]
            elif term:
                self._term = term
            for piece in pieces:
                if piece == Written("\n"):
                    self._add(*self._kind[:1], line, self._kind[1])
                    line = []
                else:
                    line.append(piece)
            self._add(*self._kind[:1], line, self._kind[1])
        self._add(BlockKind.STRUCK, struck)

    def _add(
        self, kind: BlockKind, pieces: Sequence[Piece], level: int = 0, cut: bool = False
    ) -> None:
        kept = tuple(pieces) if kind is BlockKind.TABLE_ROW else _tidied(self._source, pieces)
        text = text_of(self._source, kept)
        if shape.has_words(text) and any(not isinstance(piece, Written) for piece in kept):
            self._parts.append(
                Part(kept, text, cut=cut, kind=kind, level=level, level_given=level > 0)
            )

    def _end_table(self) -> None:
        table, self._table = self._table, None
        assert table is not None
        if table.caption:
            self._add(BlockKind.CAPTION, table.caption)
        grid = Grid()
        cells: dict[tuple[int, int], _Cell] = {}
        taken: dict[int, int] = {}  # column → rows for which a cell above still takes it
        for number, row in enumerate(table.rows):
            column = 0
            covered = {c for c, left in taken.items() if left > 0}
            taken = {c: left - 1 for c, left in taken.items() if left > 1}
            for cell in row:
                while column in covered:
                    column += 1
                high = min(cell.rows, len(table.rows) - number)
                text = text_of(self._source, cell.pieces)
                grid.put(
                    number,
                    column,
                    text,
                    rows=high,
                    columns=cell.columns,
                    strong=cell.head,
                    broken=True,
                )
                cells[number, column] = cell
                if high > 1:
                    taken |= dict.fromkeys(range(column, column + cell.columns), high - 1)
                column += cell.columns
        heads = table.head
        while not table.head and heads < len(table.rows) and table.rows[heads] and all(
            cell.head for cell in table.rows[heads]
        ):  # fmt: skip
            heads += 1
        first = True
        for line in told(grid, header_rows=heads or None):
            self._add(line.kind, list(self._sourced(line, cells)), cut=first)
            first = False
        for cell in cells.values():
            self._add(BlockKind.STRUCK, cell.struck)

    def _sourced(self, line: Told, cells: dict[tuple[int, int], _Cell]) -> Iterator[Piece]:
        """The line's pieces as spans of the source, where their cells stand there."""
        for text, place in line.pieces:
            cell = cells.get(place) if place else None
            yield from aligned(self._source, text, cell.pieces) if cell else (Written(text),)


_TERM = (BlockKind.PARAGRAPH, -1)


def _kind(tag: str) -> tuple[BlockKind, int]:
    if re.fullmatch("h[1-6]", tag):
        return BlockKind.HEADING, int(tag[1])
    if tag == "summary":
        return BlockKind.HEADING, 6
    if tag in ("caption", "figcaption"):
        return BlockKind.CAPTION, 0
    if tag == "dt":
        return _TERM
    return (BlockKind.LIST_ITEM if tag == "li" else BlockKind.PARAGRAPH), 0


def _attributes(said: str) -> dict[str, str]:
    return {
        found[1].lower(): unescape((found[2] or "").strip("\"'"))
        for found in _ATTRIBUTE.finditer(said)
    }


def _span(text: str | None) -> int:
    return max(1, min(1000, int(text))) if text and text.isdecimal() and len(text) < 5 else 1


def aligned(source: str, text: str, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The text as spans of those pieces, of which it left out blanks alone; what stands in none
    of them is Written."""
    raw = [
        (character, None if isinstance(piece, Written) else piece[0] + offset)
        for piece in pieces
        for offset, character in enumerate(
            piece.text if isinstance(piece, Written) else source[piece[0] : piece[1]]
        )
    ]
    at, start, end = 0, -1, -1  # the next raw character; the span that is open
    for character in text:
        seek = at
        while seek < len(raw) and raw[seek][0] != character and not shape.has_words(raw[seek][0]):
            seek += 1
        place = raw[seek][1] if seek < len(raw) and raw[seek][0] == character else None
        if place is not None or (seek < len(raw) and raw[seek][0] == character):
            at = seek + 1
        if place is not None and place == end:
            end += 1
            continue
        if start >= 0:
            yield start, end
            start = end = -1
        if place is None:
            yield Written(character)
        else:
            start, end = place, place + 1
    if start >= 0:
        yield start, end


def _tidied(source: str, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Without what is not seen, outer blanks and those that say nothing."""
    kept = tuple(pieces)
    for unwanted in (invisible, outer_blanks, _repeated, stray_blanks):
        if cuts := unwanted(text_of(source, kept)):
            kept = without(kept, cuts)
    return kept


def _repeated(text: str) -> tuple[Span, ...]:
    """All blanks of a run but the first, and all at the end of a line."""
    return tuple(
        (run.start() + 1, run.end()) for run in re.finditer(r"[ \t\u00a0\u3000]{2,}", text)
    )
