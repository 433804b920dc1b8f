"""Text → tokens, and the runs of tokens that could be a short answer.

Everything is read off the folded text (simplified, half width, lower case), whose offsets are
the text's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.passages.tokenizer import fold, tag
from qa.understand import spans

MAX_TOKENS = 12  # of a candidate within one clause
MAX_TEXT = 400  # characters looked at; a longer text is no sentence
MAX_CLAUSES = 12

_OPENS = {"《": "》", "“": "”", "「": "」", "『": "』", "(": ")", "〈": "〉", "【": "】", "[": "]"}
_CLOSES = {close: opens for opens, close in _OPENS.items()}
_CLAUSE_ENDS = frozenset(",。;!?:…|\t\n")
_NUMBER = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+\.\d+")
_FEW = frozenset(
    ["uj", "ul", "uz", "ug", "ud", "uv", "y", "e", "o"]
)  # particles: no answer starts or ends so
# 国人, 岛上, 年初: a word that jieba keeps whole, cut before its last character.
_TAIL = frozenset("人国岛区市县省州时初末底中上下内外前后者派军队党语史战奥")
_LEADS = frozenset(["是为有指叫称即由因以达约于", *list("是为有指叫称即由因以达约于")])


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    text: str  # folded
    tag: str  # jieba's part of speech


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text cut into tokens without gaps; `clause[i]` counts the clauses before token i."""

    text: str  # folded
    items: tuple[Token, ...]
    clause: tuple[int, ...]


def cut(text: str) -> Tokens:
    """Words of `text`, cut further at numbers, dates and titles and before a tail such as 人."""
    folded = fold(text)
    edges = {edge for find in (spans.numbers, spans.dates) for span in find(text) for edge in span}
    closed = {
        at for found in _NUMBER.finditer(folded) for at in range(found.start() + 1, found.end())
    }
    items: list[Token] = []
    start = at = 0
    for word, flag in tag(folded):
        at += len(word)
        if at in closed:
            continue
        inner = {edge for edge in edges if start < edge < at}
        if at - start > 2 and word[-1] in _TAIL and flag[0] == "n":
            inner.add(at - 1)
        for edge in (*sorted(inner), at):
            items.append(Token(start, edge, folded[start:edge], flag))
            start = edge
    clause, clauses, depth = [], 0, 0
    for item in items:
        depth += (item.text in _OPENS) - (item.text in _CLOSES)
        clause.append(clauses)
        if item.text in _CLAUSE_ENDS and depth <= 0:
            clauses, depth = clauses + 1, 0
    return Tokens(folded, tuple(items), tuple(clause))


def candidates(tokens: Tokens) -> list[tuple[int, int]]:
    """Runs (first, last) of token numbers, both inclusive, in order and without doubles.

    Runs of up to MAX_TOKENS within a clause, and longer ones that reach to a clause's end.
    """
    items = tokens.items
    starts = [_may_start(item) for item in items]
    ends = [_may_end(item) for item in items]
    found: dict[tuple[int, int], None] = {}
    for first, can in enumerate(starts):
        if not can:
            continue
        open_marks: list[str] = []
        said = False
        for last in range(first, min(len(items), first + 2 * MAX_TOKENS)):
            text = items[last].text
            if text in _OPENS:
                open_marks.append(text)
            elif text in _CLOSES:
                if not open_marks or open_marks.pop() != _CLOSES[text]:
                    break
            elif text in _CLAUSE_ENDS and not open_marks:
                break
            whole = last - first < MAX_TOKENS or (items[first].text in _OPENS and not open_marks)
            said = said or _is_word(items[last])
            if said and ends[last] and not open_marks and whole:
                found[first, last] = None
    for span in _long(tokens):
        found[span] = None
    return sorted(found)


def _is_word(item: Token) -> bool:
    return any(map(str.isalnum, item.text))


def _may_start(item: Token) -> bool:
    return item.text in _OPENS or (_is_word(item) and item.tag not in _FEW)


def _may_end(item: Token) -> bool:
    closes = item.text in _CLOSES or item.text in ("%", "‰", "℃", "°")
    return closes or (_is_word(item) and item.tag not in _FEW)


def _long(tokens: Tokens) -> list[tuple[int, int]]:
    """Runs that end where a clause ends and start where one starts, or after 是, 为, ….

    The last clause's own mark may be left out or (。) taken in by nobody: runs end in words.
    """
    items = tokens.items
    if not items:
        return []
    first_of: dict[int, list[int]] = {}
    last_of: dict[int, int] = {}
    for at, item in enumerate(items):
        number = tokens.clause[at]
        if _may_start(item) and (
            number not in first_of
            or (at and items[at - 1].text in _LEADS and len(first_of[number]) < 4)
        ):
            first_of.setdefault(number, []).append(at)
        if _may_end(item):
            last_of[number] = at
    return [
        (first, last_of[end])
        for number, firsts in first_of.items()
        for first in firsts
        for end in range(number, number + MAX_CLAUSES)
        if end in last_of
        and last_of[end] >= first
        and any(map(_is_word, items[first : last_of[end] + 1]))
    ]
