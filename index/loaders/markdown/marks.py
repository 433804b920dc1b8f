"""The marks that converters leave in Markdown: found outside of code, and covered."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from index.loaders.common.composer import Span
from index.loaders.plain.noise import Mark, find_marks

MASK = "\ufdd0"  # a character that no text holds: it keeps the place of markup taken out
_FENCE = re.compile(r"[ >]*(`{3,}|~{3,})")


def marks_outside_code(source: str) -> Iterator[Mark]:
    """The converter's marks, without those that a fenced code block shows."""
    fences: list[Span] = []
    opened: tuple[int, str] | None = None
    at = 0
    for line in re.findall(r"[^\n]*\n|[^\n]+", source):
        fence = _FENCE.match(line)
        if fence and opened is None:
            opened = (at, fence[1])
        elif fence and opened and fence[1].startswith(opened[1]):
            fences.append((opened[0], at + len(line)))
            opened = None
        at += len(line)
    starts = [start for start, _ in fences]
    for mark in find_marks(source):
        inside = bisect_right(starts, mark.start) - 1
        if inside < 0 or fences[inside][1] <= mark.start:
            yield mark


def masked(source: str, body: int, marks: Sequence[Mark]) -> str:
    """The source with front matter and marks covered, every offset and line as it was."""
    pieces = [re.sub(r"[^\n]", " ", source[:body])]
    at = body
    for mark in marks:
        pieces += (source[at : mark.start], re.sub(r"[^\n]", MASK, source[mark.start : mark.end]))
        at = mark.end
    covered = "".join((*pieces, source[at:]))
    blank = re.compile(rf"^[ \t{MASK}]*{MASK}[ \t{MASK}]*$", re.MULTILINE)
    return blank.sub(lambda line: " " * len(line[0]), covered)
