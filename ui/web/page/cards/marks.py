"""Which stretches of a text to mark: the evidence, and in it the short answer, stronger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum
from itertools import pairwise

from ui.web.markup import Html, render

Span = tuple[int, int]


class Mark(IntEnum):
    """How strong a mark is; the stronger one wins where two meet."""

    NONE = 0
    EVIDENCE = 1
    SHORT = 2


def find_short(text: str, short: str | None) -> Span | None:
    """Where the short answer stands in a text, blanks aside; never inside a longer number or word.

    "34个" is found in "千兆小区 34 个", and "3" is not found in "34" or "3.5".
    """
    characters = "".join((short or "").split())
    if not characters:
        return None
    body = r"\s*".join(map(re.escape, characters))
    found = re.search(f"{_edge(characters[0], False)}{body}{_edge(characters[-1], True)}", text)
    return found.span() if found else None


def _edge(character: str, after: bool) -> str:
    """What may not stand next to the short answer's first or last character."""
    if character.isdecimal():
        return r"(?!\d|[.,]\d)" if after else r"(?<!\d)(?<!\d[.,])"
    if character.isascii() and character.isalpha():
        return "(?![A-Za-z])" if after else "(?<![A-Za-z])"
    return ""


def paint(text: str, spans: Iterable[tuple[Span, Mark]]) -> Html:
    """The text as HTML with the spans marked; spans may overlap and are clipped to it."""
    clipped = [
        (max(0, start), min(len(text), end), mark)
        for (start, end), mark in spans
        if max(0, start) < min(len(text), end)
    ]
    cuts = sorted({0, len(text), *(s for s, _, _ in clipped), *(e for _, e, _ in clipped)})
    runs = [
        (
            text[start:end],
            max((m for s, e, m in clipped if s <= start and end <= e), default=Mark.NONE),
        )
        for start, end in pairwise(cuts)
    ]
    return render("cards/marks", runs=runs)


def locate(whole: str, parts: Sequence[str]) -> tuple[Span, ...] | None:
    """Where the parts stand in a text one after the other; None if they do not."""
    spans, at = [], 0
    for part in parts:
        start = whole.find(part, at)
        if start < 0 or not part:
            return None
        at = start + len(part)
        spans.append((start, at))
    return tuple(spans)
