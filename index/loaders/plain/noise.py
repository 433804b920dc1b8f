"""What converters leave in a text: comments, page marks, stray blanks. All in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TypeVar

from index.loaders.common.composer import Piece, Span, Written
from index.loaders.common.shape import is_cjk, is_han

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


_BLANKS = re.compile(r"[ \t\u00a0\u2002-\u200b\u3000\ufeff]+")
_NUMBER_CHARACTERS = frozenset("0123456789-/:.")
_FULL_WIDTH = frozenset("，。、；：？！（）《》〈〉【】「」『』〔〕％．")
_AMBIGUOUS = frozenset("“”‘’—…·～\"',;:!?()%")  # full width or not, the neighbours say
_QUOTES = frozenset("“”‘’")
_LAYOUT = 3  # so many blanks in a row set columns, and are no converter's noise


def stray_blanks(text: str) -> list[Span]:
    """Blanks of one line to be left out: between a Han character and a number, and beside
    punctuation that is used the Chinese way. Those between Han words (slogans) and between
    Latin words stay, and so do runs of three and more, which set columns."""
    return [
        blanks.span()
        for blanks in _BLANKS.finditer(text)
        if blanks.start() and blanks.end() < len(text) and _stray(text, *blanks.span())
    ]


def _stray(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1], text[end]
    if end - start >= _LAYOUT or "\t" in text[start:end] or "|" in (before, after):
        return False
    if after == "%" and before.isdigit():
        return True
    if before in _FULL_WIDTH or after in _FULL_WIDTH:
        return True
    if before in _AMBIGUOUS and _chinese_beside(text, start - 1, end, -1):
        return True
    if after in _AMBIGUOUS and _chinese_beside(text, end, start - 1, 1):
        return True
    if end - start > 1:
        return False
    if before in "0123456789" and is_han(after):
        return not _is_label(text[max(0, start - 12) : start][::-1])
    if is_han(before) and after in "0123456789":
        return not _is_label(text[end : end + 12])
    return False


def _chinese_beside(text: str, sign: int, across: int, direction: int) -> bool:
    """Is this sign, with blanks on one side, used the Chinese way?

    `across` is the character over the blanks, the other neighbour lies in `direction`.
    """
    beyond = text[across]
    inner = text[sign + direction] if 0 <= sign + direction < len(text) else ""
    if is_cjk(beyond):
        return text[sign] not in "()" or is_cjk(inner) or inner.isdigit()
    return (is_cjk(inner) or inner in _QUOTES) and (beyond.isdigit() or text[sign] in ",;:!?%")


def _is_label(near: str) -> bool:
    """A date, a time, a section or telephone number: it stands apart from what is beside it.

    `near` runs from the blank outwards.
    """
    length = next((i for i, c in enumerate(near) if c not in _NUMBER_CHARACTERS), len(near))
    number = near[:length]
    return length >= 7 or any(c in "-/:" for c in number.strip("-/:."))


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


def outer_blanks(text: str) -> tuple[Span, ...]:
    """What `str.strip` would take away."""
    lead = len(text) - len(text.lstrip())
    tail = max(lead, len(text.rstrip()))
    return tuple(span for span in ((0, lead), (tail, len(text))) if span[0] < span[1])
