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
from index.loaders.markdown.html_text import HtmlReader
from index.loaders.markdown.marks import CALLOUT, MASK
from index.loaders.plain.noise import without
from index.loaders.plain.paragraphs import glue, starts_block
from index.loaders.plain.records import Part
from index.records import BlockKind

_TASK = re.compile(r"\[([ xX])\][ \t]+")
_TITLE_LENGTH = 60


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
        self._in_row = self._in_head = False
        self._noisy = is_noisy(source)

    def parts(self) -> list[Part]:
        # markdown-it replaces NUL by U+FFFD, one for one: offsets stay true.
        tokens = inline.parser().parse(self._masked)
        for at, token in enumerate(tokens):
            following = tokens[at + 1] if at + 1 < len(tokens) else token
            self._token(token, following)
        return self._parts

    def _token(self, token: Token, following: Token) -> None:
        match token.type:
            case "heading_open" if token.markup[:1] in "-=" and not _is_name(following.content):
                self._heading = 0  # a paragraph over a rule
            case "heading_open":
                self._heading = int(token.tag[1:])
            case "heading_close":
                self._heading = 0
            case "list_item_open":
                self._items.append(self._marker(token))
            case "list_item_close":
                self._items.pop()
            case "bullet_list_open" | "ordered_list_open" | "table_open":
                self._cut = not self._items
            case "thead_open" | "thead_close":
                self._in_head = token.type == "thead_open"
            case "tr_open":
                self._in_row = True
                self._row(token)
            case "tr_close":
                self._in_row = False
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
        if MASK in masked or CALLOUT in masked:
            pieces = without(pieces, (m.span() for m in re.finditer(f"[{MASK}{CALLOUT}]+", masked)))
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
        kind = BlockKind.HEADING if self._heading else BlockKind.PARAGRAPH
        lead: tuple[Piece, ...] = ()
        if self._items and not self._heading:
            kind = BlockKind.LIST_ITEM
            marker = next((m for m in self._items[::-1] if m), None)
            self._items = [None] * len(self._items)
            lead = (marker,) if marker else ()
        for group in _stretches(shown.lines, whole=kind is not BlockKind.PARAGRAPH):
            task = (
                _TASK.match(text_of(token.content, group)) if kind is BlockKind.LIST_ITEM else None
            )
            if task:
                lead = (*lead, Written("☐" if task[1] == " " else "☑"))
                group = list(without(group, [task.span()]))
            pieces = [*lead, *(p for piece in group for p in _moved(piece, where, token.content))]
            self._add(kind, pieces, self._heading)
            lead = ()
        if shown.struck:
            struck = [p for piece in shown.struck for p in _moved(piece, where, token.content)]
            self._add(BlockKind.STRUCK, struck)
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
        """A table row, cells joined by " | ". Cells beyond the header's are kept."""
        if token.map is None:
            return
        pieces: list[Piece] = []
        struck: list[Piece] = []
        for number, (start, end) in enumerate(_cells(self._masked, *self._line(token.map[0]))):
            cell = self._masked[start:end]
            parsed = inline.parser().parseInline(cell)[0]
            shown = inline.walk(parsed.content, parsed.children)
            if number:
                pieces.append(Written(" | "))
            if "\\|" in cell:
                shown = replace(shown, lines=[_barred(line, cell) for line in shown.lines])
            between = "" if self._in_head or not are_names([x.text for x in shown.lines]) else "、"
            said: list[Piece] = []
            for group in _stretches(shown.lines, whole=True, between=between):
                for piece in group:
                    said += _moved(piece, [(0, start)], cell)
            pieces += without(said, outer_blanks(text_of(self._source, said)))
            for piece in shown.struck:
                struck += _moved(piece, [(0, start)], cell)
        if any(not isinstance(p, Written) for p in pieces):
            self._add(BlockKind.TABLE_ROW, pieces)
        if struck:
            self._add(BlockKind.STRUCK, struck)

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
        """What stands between the tags."""
        if token.map is None:
            return
        start, end = self._line(token.map[0])[0], self._line(token.map[1] - 1)[1]
        self._parts += HtmlReader(self._source, self._masked).read(start, end)


def _barred(line: inline.ShownLine, cell: str) -> inline.ShownLine:
    """A bar inside a cell (\\|) is no end of the cell: it is shown as a stroke."""
    if "|" not in line.text:
        return line
    pieces: list[Piece] = []
    for piece in line.pieces:
        if isinstance(piece, Written):
            pieces.append(piece)
            continue
        at = piece[0]
        for bar in re.finditer(r"\|", cell[slice(*piece)]):
            pieces += [(at, piece[0] + bar.start()), Written("/")]
            at = piece[0] + bar.end()
        pieces.append((at, piece[1]))
    kept = tuple(p for p in pieces if isinstance(p, Written) or p[0] < p[1])
    return replace(line, pieces=kept, text=text_of(cell, kept))


def _is_name(text: str) -> bool:
    return shape.heading_like("".join(text.split("\n")), _TITLE_LENGTH)


def is_noisy(source: str) -> bool:
    return "<PAGE_DIV>" in source or "<!-- Media -->" in source


def _stretches(
    lines: Sequence[inline.ShownLine], whole: bool, between: str = ""
) -> Iterator[list[Piece]]:
    """Lines joined into paragraphs: a new one begins where the author broke the line, and
    where a line cannot go on the one before (a numbered clause, a date, a footnote). `whole`:
    never; `between`: what then stands between them."""
    pieces: list[Piece] = []
    before = ""
    for line in lines:
        text = line.text.strip()
        apart = (
            line.hard
            or starts_block(text)
            or is_metadata(before.strip())
            or text[0] == MASK
            or (before.startswith(CALLOUT) and shape.heading_like(before.strip(CALLOUT + " ")))
        )
        if before and apart and not whole:
            yield pieces
            pieces = []
        elif before:
            blank = between or glue(before.strip(), text)
            pieces += [Written(blank)] if blank else []
        pieces += line.pieces
        before = line.text
    if before:
        yield pieces


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
