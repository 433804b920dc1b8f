"""Inline Markdown → the shown characters, each with its place in the source.

markdown-it-py gives no offsets inside a line, so its tokens are walked along the text again:
what each one takes up there is known exactly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.token import Token

from index.loaders.common.composer import Piece, Span, Written, text_of

_BLANKS = re.compile(r"[ \t\r\n]*")
_REFERENCE = re.compile(r"\[(?:[^\[\]\\]|\\.)*\]")
_STRUCK_TAG = re.compile(r"</?(?:del|s|strike)\s*>", re.IGNORECASE)
_BREAK_TAG = re.compile(r"<(?:br|/p|/div|/li|/td)\b", re.IGNORECASE)


@cache
def parser() -> MarkdownIt:
    """CommonMark with tables and ~~…~~. Escapes stay tokens of their own: their length differs."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("text_join")


class _Walk:
    """A position in the content that moves over one token after the other."""

    def __init__(self, content: str) -> None:
        self._content = content
        self._at = 0
        self._link_opened: list[str] = []
        self.shown: list[Piece] = []  # spans of the content
        self.breaks: list[tuple[int, bool]] = []  # where in `shown` a line ended; if on demand
        self.images: list[Span] = []
        self.struck: list[list[Piece]] = []  # what is crossed out, a list for each stretch
        self._struck_depth = 0
        self._after_struck = False

    def token(self, token: Token) -> None:
        match token.type:
            case "text":
                self._show(token.content)
            case "text_special":
                self._special(token)
            case "code_inline":
                self._code(token)
            case "softbreak" | "hardbreak":
                self._line_end(token.type == "hardbreak")
            case "html_inline":
                self._skip(token.content)
                if _BREAK_TAG.match(token.content):
                    self.breaks.append((len(self.shown), True))
                elif _STRUCK_TAG.match(token.content):
                    self._strike(not token.content.startswith("</"))
            case "s_open" | "s_close":
                self._skip(token.markup)
                self._strike(token.type == "s_open")
            case "link_open":
                self._link_opened.append(token.markup)
                self._skip("<" if token.markup == "autolink" else "[")
            case "link_close":
                self._link_close()
            case "image":
                self._image(token)
            case _:
                self._skip(token.markup)

    def _strike(self, opens: bool) -> None:
        if opens:
            self.struck += [] if self._struck_depth else [[]]
        self._struck_depth = max(0, self._struck_depth + (1 if opens else -1))
        self._after_struck = not self._struck_depth

    def _put(self, piece: Piece) -> None:
        """Show a piece; of the two blanks around what is crossed out one is enough."""
        if self._struck_depth:
            self.struck[-1].append(piece)
            return
        if self._after_struck and not isinstance(piece, Written):
            before = text_of(self._content, self.shown[-1:])[-1:]
            if not (before.isascii() and before.isalnum()):
                blanks = _after_blanks(self._content[: piece[1]], piece[0])
                piece = (blanks, piece[1])
        self._after_struck = False
        self.shown.append(piece)

    def _skip(self, markup: str) -> bool:
        found = self._content.startswith(markup, self._at)
        if found:
            self._at += len(markup)
        return found

    def _show(self, text: str) -> None:
        if not text:
            return
        start = self._at
        if not self._content.startswith(text, start):
            start = self._content.find(text, self._at)
        if start < 0:
            self._put(Written(text))
            return
        self._put((start, start + len(text)))
        self._at = start + len(text)

    def _special(self, token: Token) -> None:
        if not self._skip(token.markup):
            self._show(token.content)
        elif token.markup.endswith(token.content):  # an escape: \* shows *
            self._put((self._at - len(token.content), self._at))
        else:
            self._put(Written(token.content))

    def _code(self, token: Token) -> None:
        if not self._skip(token.markup):
            self._show(token.content)
            return
        inside = len(token.content)
        if not self._content.startswith(token.markup, self._at + inside):
            inside += 2  # one blank on each side is no part of it
            self._lines(self._at + 1, self._at + inside - 1)
        else:
            self._lines(self._at, self._at + inside)
        self._at += inside
        self._skip(token.markup)

    def _lines(self, start: int, end: int) -> None:
        """Show a stretch in which lines may end."""
        while (newline := self._content.find("\n", start, end)) >= 0:
            self._put((start, newline))
            self.breaks.append((len(self.shown), False))
            start = newline + 1
        self._put((start, end))

    def _line_end(self, hard: bool) -> None:
        self._skip("\\")
        blanks = _BLANKS.match(self._content, self._at)
        self._at = blanks.end() if blanks else self._at
        self.breaks.append((len(self.shown), hard))

    def _link_close(self) -> None:
        if self._link_opened and self._link_opened.pop() == "autolink":
            self._skip(">")
        elif self._skip("]"):
            self._at = self._target_end(self._at)

    def _image(self, token: Token) -> None:
        if not self._skip("!["):
            return
        start = self._at
        if token.content and self._content.startswith(token.content, start):
            self._at += len(token.content)
            self.images.append((start, self._at))
        if self._skip("]"):
            self._at = self._target_end(self._at)

    def _target_end(self, at: int) -> int:
        """The end of (destination "title") or [label] at this place, or the place itself."""
        text = self._content
        if text.startswith("(", at):
            end = _after_blanks(text, at + 1)
            destination = parseLinkDestination(text, end, len(text))
            if destination.ok:
                end = _after_blanks(text, destination.pos)
                title = parseLinkTitle(text, end, len(text))
                if title.ok:
                    end = _after_blanks(text, title.pos)
            if text.startswith(")", end):
                return end + 1
        reference = _REFERENCE.match(text, at)
        return reference.end() if reference else at


def _after_blanks(text: str, at: int) -> int:
    blanks = _BLANKS.match(text, at)
    return blanks.end() if blanks else at


@dataclass(frozen=True, slots=True)
class ShownLine:
    """What one line of an inline content shows, as spans of the content."""

    pieces: tuple[Piece, ...]
    text: str
    hard: bool  # a break that the author asked for stands before it


@dataclass(frozen=True, slots=True)
class Shown:
    """What an inline content shows: its lines that are not blank, the texts of its images, and
    what is crossed out."""

    lines: tuple[ShownLine, ...]
    images: tuple[Span, ...]
    struck: tuple[tuple[Piece, ...], ...]


def walk(content: str, tokens: Sequence[Token] | None) -> Shown:
    path = _Walk(content)
    for token in tokens or ():
        path.token(token)
    cuts = [(0, False), *path.breaks, (len(path.shown), False)]
    lines = (
        ShownLine(tuple(path.shown[a:b]), text_of(content, path.shown[a:b]), hard)
        for (a, hard), (b, _) in pairwise(cuts)
    )
    return Shown(
        tuple(line for line in lines if line.text.strip()),
        tuple(path.images),
        tuple(tuple(pieces) for pieces in path.struck if pieces),
    )
