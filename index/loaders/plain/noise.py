"""What converters leave in a text: comments and page marks. All in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TypeVar

from index.loaders.common.composer import Piece, Span, Written

P = TypeVar("P", Span, Piece)


class MarkKind(Enum):
    COMMENT = auto()
    FIGURE = auto()
    PAGE = auto()


@dataclass(frozen=True, slots=True)
class Mark:
    """Markup at source[start:end]; `inner` is the text inside it that is worth keeping."""

    kind: MarkKind
    start: int
    end: int
    inner: Span = (0, 0)


_OPENING = re.compile(r"<!--|<PAGE_DIV>")
_FIGURE = re.compile(r"\s*figureText\s*[:：]\s*")


def find_marks(source: str) -> tuple[Mark, ...]:
    """Comments and page marks in order. A comment that is never closed is text, and so is one
    in which another opens: it was not closed either."""
    marks: list[Mark] = []
    done = 0
    close = -2  # the next "-->", looked up only when passed; -1: there is none
    for opening in _OPENING.finditer(source):
        at = opening.start()
        if at < done:
            continue
        if opening[0] != "<!--":
            marks.append(Mark(MarkKind.PAGE, at, opening.end()))
            continue
        if close != -1 and close < opening.end():
            close = source.find("-->", opening.end())
        if close == -1 or source.find("<!--", opening.end(), close) != -1:
            continue
        done = close + 3
        marks.append(_comment(source, at, done))
    return tuple(marks)


def _comment(source: str, start: int, end: int) -> Mark:
    inside = source[start + 4 : end - 3]
    figure = _FIGURE.match(inside)
    text = inside[figure.end() :].rstrip() if figure else ""
    if not figure or not text:
        return Mark(MarkKind.COMMENT, start, end)
    first = start + 4 + figure.end()
    return Mark(MarkKind.FIGURE, start, end, (first, first + len(text)))


def page_breaks(source: str, marks: Iterable[Mark]) -> tuple[int, ...]:
    """Where a new page begins; empty where the source says nothing about pages."""
    return tuple(mark.end for mark in marks if mark.kind is MarkKind.PAGE)


def without(pieces: Sequence[P], cuts: Iterable[Span]) -> tuple[P, ...]:
    """The pieces less some of their characters.

    `cuts` count in the text that the pieces spell together, ascending, not overlapping.
    """
    kept: list[P] = []
    todo = iter(cuts)
    cut = next(todo, None)
    offset = 0  # of the present piece in the text
    for piece in pieces:
        end = offset + length(piece)
        at = offset
        while cut is not None and cut[0] < end:
            if at < cut[0]:
                kept.append(_part_of(piece, at - offset, cut[0] - offset))
            at = max(at, min(cut[1], end))
            if cut[1] > end:
                break
            cut = next(todo, None)
        if at < end:
            kept.append(_part_of(piece, at - offset, end - offset))
        offset = end
    return tuple(kept)


def length(piece: Piece) -> int:
    return len(piece.text) if isinstance(piece, Written) else piece[1] - piece[0]


def _part_of(piece: P, start: int, end: int) -> P:
    if isinstance(piece, Written):
        return replace(piece, text=piece.text[start:end])
    return (piece[0] + start, piece[0] + end)
