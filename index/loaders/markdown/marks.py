"""The marks that converters leave in Markdown: found outside of code, and covered."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from index.loaders.common.composer import Span
from index.loaders.plain.noise import Mark, find_marks

MASK = "\ufdd0"  # a character that no text holds: it keeps the place of markup taken out
P = TypeVar("P")
CALLOUT = "\ufdd1"  # the same, of [!NOTE]: what follows on its line is a title
_FENCE = re.compile(r"[ >]*(`{3,}|~{3,})")


def fences(source: str) -> list[Span]:
    """The fenced code blocks."""
    found: list[Span] = []
    opened: tuple[int, str] | None = None
    at = 0
    for line in re.findall(r"[^\n]*\n|[^\n]+", source):
        fence = _FENCE.match(line)
        if fence and opened is None:
            opened = (at, fence[1])
        elif fence and opened and fence[1].startswith(opened[1]):
            found.append((opened[0], at + len(line)))
            opened = None
        at += len(line)
    return found


def outside(places: Iterable[P], code: Sequence[Span], start: Callable[[P], int]) -> Iterator[P]:
    """Those that begin in none of these spans."""
    starts = [first for first, _ in code]
    for place in places:
        inside = bisect_right(starts, start(place)) - 1
        if inside < 0 or code[inside][1] <= start(place):
            yield place


def marks_outside_code(source: str) -> Iterator[Mark]:
    """The converter's marks, without those that a fenced code block shows."""
    yield from outside(find_marks(source), fences(source), lambda mark: mark.start)


def set_apart(masked: str, spans: Iterable[Span]) -> str:
    """The text with an empty place, a paragraph's end on either side, for each span."""
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces += (masked[at:start], "\n\n", " " * (end - start - 4), "\n\n")
        at = end
    return "".join((*pieces, masked[at:]))


_NOTE = re.compile(
    r"^[ >]{0,6}(\[\^[^\]\s]{1,40}\]:(?=[ \t]|$)|\[!\w{2,20}\][-+]?)|(\[\^[^\]\s]{1,40}\])",
    re.MULTILINE,
)


def without_note_marks(masked: str, code: Sequence[Span]) -> str:
    """Footnotes as paragraphs, for which CommonMark takes links' targets, and no marks of them or
    of callouts ([!NOTE])."""
    pieces: list[str] = []
    at = 0
    for note in outside(_NOTE.finditer(masked), code, lambda found: found.start()):
        start, end = note.span(1 if note[1] else 2)
        mask = CALLOUT if masked.startswith("[!", start) else MASK
        pieces += (masked[at:start], mask * (end - start))
        at = end
    return "".join((*pieces, masked[at:]))


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
