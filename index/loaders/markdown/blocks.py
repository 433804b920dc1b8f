"""Block tokens → parts, every piece of them a span of the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it.token import Token

from index.loaders.common import shape
from index.loaders.common.blanks import invisible, outer_blanks, stray_blanks
from index.loaders.common.composer import Piece, Span, Written, text_of
from index.loaders.common.grid import are_names
from index.loaders.common.metadata import is_metadata
from index.loaders.markdown import inline
from index.loaders.markdown.html_blocks import read_html
from index.loaders.markdown.marks import MASK
from index.loaders.markdown.tables import TableCell
from index.loaders.plain.noise import without
from index.loaders.plain.paragraphs import glue, starts_block
from index.loaders.plain.records import Part
from index.records import BlockKind

_TASK = re.compile(r"\[([ xX])\]\s")
_ADMONITION = re.compile(r"\[!\w+\][-+]?")
_MARKUP = re.compile(rf"[^\w\s\u3000-\u303f\uff00-\uffef.,:%+/()-]|[_{MASK}\x00]")
_NOTE_LEVEL = 6
_SETEXT = frozenset("-=")


class BlockReader:
    """Walks the block tokens; every part it makes consists of spans of the source."""

    def __init__(self, source: str, masked: str) -> None:
        self._source = source
        self._masked = masked
        self._starts = [0]
        for newline in re.finditer(r"\n", masked):
            self._starts.append(newline.end())
        self._starts.append(len(masked) + 1)
        self._items: list[Span | None] = []  # open list items: the marker, until it is used
        self._parts: list[Part] = []
        self._heading = 0
        self._cut = False
        self._in_row = False
        self._cells: list[TableCell] = []  # of the table that is being read
        self._row_number = 0
        self._struck: list[Sequence[Piece]] = []
        self._setext = False
        self._noisy = is_noisy(source)

    def parts(self) -> list[Part]:
        # markdown-it replaces NUL by U+FFFD, one for one: offsets stay true.
        tokens = inline.parser().parse(self._masked)
        for token in tokens:
            self._token(token)
        return self._parts

    def _token(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self._heading = int(token.tag[1:])
                self._setext = token.markup in _SETEXT
            case "heading_close":
                self._heading = 0
            case "list_item_open":
                self._items.append(self._marker(token))
            case "list_item_close":
                self._items.pop()
            case "bullet_list_open" | "ordered_list_open" | "table_open":
                self._cut = not self._items
            case "tr_open":
                self._in_row = True
                self._row(token)
            case "tr_close":
                self._in_row = False
            case "table_close":
                self._table()
            case "inline" if not self._in_row:
                self._inline(token)
            case "fence" | "code_block":
                self._code(token)
            case "html_block":
                self._html(token)

    def _line(self, number: int) -> Span:
        return self._starts[number], self._starts[number + 1] - 1

    def _marker(self, token: Token) -> Span | None:
        """The number of an ordered item with its blank; bullets are not shown."""
        if not token.info or token.map is None:
            return None
        start, end = self._line(token.map[0])
        number = re.compile(rf"0*{re.escape(token.info)}{re.escape(token.markup)}[ \t]+")
        found = number.search(self._masked, start, end)
        return found.span() if found else None

    def _add(self, kind: BlockKind, pieces: Sequence[Piece], level: int = 0) -> None:
        pieces = self._tidied(pieces, kind)
        text = text_of(self._source, pieces)
        if text:
            given = level > 0
            part = Part(tuple(pieces), text, cut=self._cut, kind=kind, level=level)
            self._parts.append(replace(part, level_given=given))
            self._cut = False

    def _tidied(self, pieces: Sequence[Piece], kind: BlockKind) -> Sequence[Piece]:
        """Without the mask, outer blanks and, in a file that has noise, stray blanks."""
        masked = text_of(self._masked, pieces)
        if MASK in masked:
            pieces = without(pieces, (m.span() for m in re.finditer(f"{MASK}+", masked)))
        text = text_of(self._source, pieces)
        if cuts := invisible(text):
            pieces = without(pieces, cuts)
            text = text_of(self._source, pieces)
        pieces = without(pieces, outer_blanks(text))
        text = text.strip()
        if not self._noisy or "\n" in text or is_metadata(text):
            return pieces
        return without(pieces, stray_blanks(text))

    def _inline(self, token: Token) -> None:
        if token.map is None:
            return
        where = self._content_map(token.content, *token.map)
        shown = inline.walk(token.content, token.children)
        level = self._heading
        if level and self._setext and not _is_title(shown.lines):
            level = 0  # a sentence over a rule
        kind = BlockKind.HEADING if level else BlockKind.PARAGRAPH
        lead: tuple[Piece, ...] = ()
        if self._items and not self._heading:
            kind = BlockKind.LIST_ITEM
            marker = next((m for m in self._items[::-1] if m), None)
            self._items = [None] * len(self._items)
            lead = (marker,) if marker else ()
        for group in _stretches(shown.lines, kind):
            pieces: Sequence[Piece] = group
            text = text_of(token.content, pieces)
            task = _TASK.match(text) if kind is BlockKind.LIST_ITEM else None
            sign = task or _ADMONITION.match(text)
            if task:
                lead = (*lead, Written("☐" if task[1] == " " else "☑"))
            if sign:
                pieces = without(pieces, [sign.span()])
            moved = (p for piece in pieces for p in _moved(piece, where, token.content))
            if sign and not task:
                self._add(BlockKind.HEADING, [*moved], _NOTE_LEVEL)
            else:
                self._add(kind, [*lead, *moved], level)
            lead = ()
        self._struck += [
            [p for piece in struck for p in _moved(piece, where, token.content)]
            for struck in shown.struck
        ]
        self._add_struck()
        for image in shown.images:
            if shape.has_words(token.content[slice(*image)]):
                self._add(BlockKind.FIGURE, list(_moved(image, where, token.content)))

    def _content_map(self, content: str, first: int, last: int) -> list[tuple[int, int]]:
        """(offset in the content, offset in the source) for each line of the content.

        Its lines are those of the source less indents, markers and the blanks at the end.
        """
        where: list[tuple[int, int]] = []
        at, number = 0, first
        for line in content.split("\n"):
            while number < last:
                start, end = self._line(number)
                number += 1
                found = self._masked.rfind(line.rstrip().replace("\ufffd", "\x00"), start, end)
                if found < 0:
                    found = self._masked.rfind(line.rstrip(), start, end)
                if found >= 0:
                    where.append((at, found))
                    break
                # A tab that is an indent in part stands as blanks in the content
                found = self._masked.rfind(line.strip(), start, end) if line.strip() else -1
                if found >= 0:
                    where.append((at + len(line) - len(line.lstrip()), found))
                    break
            at += len(line) + 1
        return where

    def _row(self, token: Token) -> None:
        """The cells of a table row. Those beyond the header's are kept."""
        if token.map is None:
            return
        for number, (start, end) in enumerate(_cells(self._masked, *self._line(token.map[0]))):
            cell = self._masked[start:end]
            if _MARKUP.search(cell) is None:
                self._cells.append(TableCell(((start, end),), self._row_number, number))
                continue
            parsed = inline.parser().parseInline(cell)[0]
            shown = inline.walk(parsed.content, parsed.children)
            pieces: list[Piece] = []
            for line in shown.lines:
                pieces += [Written("\n")] if pieces else []
                pieces += self._tidied(
                    [p for piece in line.pieces for p in _moved(piece, [(0, start)], cell)],
                    BlockKind.TABLE_ROW,
                )
            self._struck += [
                [p for piece in struck for p in _moved(piece, [(0, start)], cell)]
                for struck in shown.struck
            ]
            self._cells.append(TableCell(tuple(pieces), self._row_number, number))
        self._row_number += 1

    def _table(self) -> None:
        """The rows as they stand, for the author set a header over them: cells joined by bars."""
        rows: dict[int, list[TableCell]] = {}
        for cell in self._cells:
            rows.setdefault(cell.row, []).append(cell)
        for number, cells in rows.items():
            pieces: list[Piece] = []
            for cell in cells:
                pieces += [Written(" | ")] if cell.column else []
                pieces += self._in_one_line(cell, named=number == 0)
            if any(not isinstance(piece, Written) for piece in pieces):
                self._add(BlockKind.TABLE_ROW, pieces)
        self._cells, self._row_number = [], 0
        self._add_struck()

    def _in_one_line(self, cell: TableCell, *, named: bool) -> Iterator[Piece]:
        """A cell whose lines are names, one under the other, with 、 between them; a header's
        line breaks only make it narrow."""
        lines = text_of(self._source, cell.pieces).split("\n")
        between = "" if named else "、" if are_names(lines) else " "
        for piece in cell.pieces:
            if piece != Written("\n"):
                yield piece
            elif between:
                yield Written(between)

    def _add_struck(self) -> None:
        for pieces in self._struck:
            self._add(BlockKind.STRUCK, pieces)
        self._struck = []

    def _code(self, token: Token) -> None:
        """Code as it stands, line ends and all, in one paragraph."""
        if token.map is None:
            return
        first = token.map[0] + (token.type == "fence")
        pieces: list[Piece] = []
        for line in token.content.rstrip("\n").split("\n"):
            if first >= len(self._starts) - 1:
                break
            start, end = self._line(first)
            found = self._masked.rfind(line, start, end)
            if pieces:
                pieces.append((start - 1, start))
            pieces.append((found if found >= 0 else start, end))  # not found: it has tabs
            first += 1
        self._add(BlockKind.PARAGRAPH, pieces)

    def _html(self, token: Token) -> None:
        if token.map is None:
            return
        span = self._line(token.map[0])[0], self._line(token.map[1] - 1)[1]
        self._parts += html_parts(self._source, self._masked, span)


def html_parts(source: str, masked: str, span: Span) -> Iterator[Part]:
    """The blocks of the HTML at masked[start:end]."""
    for found in read_html(source, masked, span):
        text = text_of(source, found.pieces)
        pieces = without(found.pieces, outer_blanks(text))
        part = Part(pieces, text.strip(), cut=found.opens, kind=found.kind, level=found.level)
        yield replace(part, level_given=found.level > 0)


def is_noisy(source: str) -> bool:
    return "<PAGE_DIV>" in source or "<!-- Media -->" in source


def _is_title(lines: Sequence[inline.ShownLine]) -> bool:
    if len(lines) != 1:
        return False
    text = lines[0].text.strip()
    return shape.heading_like(text) or (
        shape.is_inquiry(text) and len(text) <= shape.HEADING_LENGTH
    )


def _stretches(lines: Sequence[inline.ShownLine], kind: BlockKind) -> Iterator[list[Piece]]:
    """Lines joined into blocks. A new one begins after a question; in paragraphs also where the
    author broke the line, and where a line cannot go on the one before (a clause, a date)."""
    pieces: list[Piece] = []
    before = ""
    for line in lines:
        text = line.text.strip()
        apart = kind is not BlockKind.HEADING and _is_apart(before, text)
        if kind is BlockKind.PARAGRAPH:
            apart = apart or line.hard or starts_block(text) or is_metadata(before)
        if before and apart:
            yield pieces
            pieces = []
        elif before:
            blank = glue(before, text) or " " * line.hard
            pieces += [Written(blank)] if blank else []
        pieces += line.pieces
        before = text
    if before:
        yield pieces


def _is_apart(before: str, text: str) -> bool:
    """A question over its answer, and the title of an admonition over its text."""
    return bool(_ADMONITION.match(before)) or (bool(before) and shape.asks(before, text))


def _moved(piece: Piece, where: Sequence[tuple[int, int]], content: str) -> Iterator[Piece]:
    """A piece of the content as pieces of the source."""
    if isinstance(piece, Written):
        yield piece
        return
    start, end = piece
    at = bisect_right(where, start, key=lambda w: w[0]) - 1
    if at < 0:
        yield Written(content[start:end])
    else:
        shift = where[at][1] - where[at][0]
        yield (start + shift, end + shift)


def _cells(text: str, start: int, end: int) -> list[Span]:
    """The cells of a table row, outer blanks left out."""
    prefix = re.compile(r"[ \t>]*\|?").match(text, start, end)
    at = prefix.end() if prefix else start
    bars = [m.start() for m in re.compile(r"(?<!\\)\|").finditer(text, at, end)]
    cells: list[Span] = []
    for first, last in zip([at, *(b + 1 for b in bars)], [*bars, end], strict=True):
        cell = text[first:last]
        left = first + len(cell) - len(cell.lstrip())
        cells.append((left, max(left, first + len(cell.rstrip()))))
    if cells and cells[-1][0] == cells[-1][1] and bars:
        cells.pop()
    return cells
