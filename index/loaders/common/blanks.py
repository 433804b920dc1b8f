"""Blanks of a line that say nothing: those that converters strew in, and the outer ones."""

from __future__ import annotations

import re

from index.characters import INVISIBLE
from index.loaders.common.composer import Span
from index.loaders.common.shape import is_cjk, is_han

_BLANKS = re.compile(r"[ \t\u00a0\u2002-\u200a\u3000]+")
_NUMBER_CHARACTERS = frozenset("0123456789-/:.")
_FULL_WIDTH = frozenset("，。、；：？！（）《》〈〉【】「」『』〔〕％．")
_AMBIGUOUS = frozenset("“”‘’—…·～\"',;:!?()%")  # full width or not, the neighbours say
_QUOTES = frozenset("“”‘’")
_WIDE = re.compile(r"\s*\S[ \u3000]{1,2}\S(?:[ \u3000]|$)")
_COUNTING = frozenset("一二三四五六七八九十日〇零甲乙丙丁")  # 一 二 三 are columns' names
_LAYOUT = 3  # so many blanks in a row set columns, and are no converter's noise


def stray_blanks(text: str) -> list[Span]:
    """Blanks of one line to be left out: between a Han character and a number, and beside
    punctuation that is used the Chinese way. Those between Han words (slogans) and between
    Latin words stay, and so do runs of three and more, which set columns. Of a line that is set
    wide (租 赁 合 同) all are left out."""
    return list(wide_blanks(text)) or [
        blanks.span()
        for blanks in _BLANKS.finditer(text)
        if blanks.start() and blanks.end() < len(text) and _stray(text, *blanks.span())
    ]


def wide_blanks(text: str) -> tuple[Span, ...]:
    """The blanks of a line that has one between nearly all its characters, Han for the most
    part; none of any other line."""
    if not _WIDE.match(text):
        return ()
    tokens = text.split()
    single = [token for token in tokens if len(token) == 1]
    han = [token for token in single if is_han(token) and token not in _COUNTING]
    wide = len(single) >= 0.85 * len(tokens) and len(han) >= max(2, 0.5 * len(tokens))
    return tuple(b.span() for b in _BLANKS.finditer(text.rstrip(), 1)) if wide else ()


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


def outer_blanks(text: str) -> tuple[Span, ...]:
    """What `str.strip` would take away."""
    lead = len(text) - len(text.lstrip())
    tail = max(lead, len(text.rstrip()))
    return tuple(span for span in ((0, lead), (tail, len(text))) if span[0] < span[1])


def invisible(text: str) -> tuple[Span, ...]:
    """What nobody sees of a line, ascending."""
    return tuple(found.span() for found in INVISIBLE.finditer(text))
