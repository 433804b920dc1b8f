"""The marks that converters leave in Markdown: found outside of code, and covered."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from index.loaders.common.composer import Span
from index.loaders.plain.noise import Mark, find_marks

MASK = "\ufdd0"  # a character that no text holds: it keeps the place of markup taken out
_HIGHLIGHT = re.compile(r"(?<![=\w`])(==)(?=[^\s=])[^=\n]{1,400}(?<=\S)(==)(?![=`])")
_FOOTNOTE = re.compile(r"^ {0,3}\[\^[^\]\s\[]{1,40}\]:", re.MULTILINE)
_FOOTNOTE_SIGN = re.compile(r"(?<![`\\])(\[\^[^\]\s\[]{1,40}\])(?![:`])")
_CONTAINER = re.compile(
    r"^ {0,3}(:{3,}[ \t]*(?:\{[^}\n]{0,200}\}|[A-Za-z][\w-]*(?:\{[^}\n]{0,200}\})?)?)", re.MULTILINE
)
_FENCE = re.compile(r"[ >]*(`{3,}|~{3,})")


def code_fences(source: str) -> list[Span]:
    """The fenced code blocks that are closed."""
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
    return fences


def inside(fences: Sequence[Span], place: int) -> bool:
    at = bisect_right(fences, place, key=lambda fence: fence[0]) - 1
    return at >= 0 and place < fences[at][1]


def marks_outside_code(source: str, fences: Sequence[Span]) -> Iterator[Mark]:
    """The converter's marks, without those that a fenced code block shows."""
    return (mark for mark in find_marks(source) if not inside(fences, mark.start))


def without_extensions(text: str, fences: Sequence[Span]) -> str:
    """Marks that CommonMark does not know, covered, every offset as it was: ==…==, ::: and
    footnotes. A footnote becomes an item of a list, since CommonMark takes it for a link."""

    def cover(found: re.Match[str]) -> str:
        if inside(fences, found.start()):
            return found[0]
        whole = found[0]
        for number in range(1, (found.re.groups or 0) + 1):
            first, last = (at - found.start() for at in found.span(number))
            whole = whole[:first] + MASK * (last - first) + whole[last:]
        return whole

    def item(found: re.Match[str]) -> str:
        if inside(fences, found.start()):
            return found[0]
        return "- " + MASK * (len(found[0]) - 2)

    if "==" in text:
        text = _HIGHLIGHT.sub(cover, text)
    if "[^" in text and _FOOTNOTE.search(text):
        text = _FOOTNOTE_SIGN.sub(cover, _FOOTNOTE.sub(item, text))
    return _blank(_CONTAINER.sub(cover, text)) if ":::" in text else text


def masked(source: str, body: int, marks: Sequence[Mark]) -> str:
    """The source with front matter and marks covered, every offset and line as it was."""
    front = re.sub(r"[^\n]", " ", source[:body])
    return covered(front + source[body:], [(mark.start, mark.end) for mark in marks])


def covered(text: str, spans: Sequence[Span]) -> str:
    """The text with these spans, in order, covered."""
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces += (text[at:start], re.sub(r"[^\n]", MASK, text[start:end]))
        at = end
    return _blank("".join((*pieces, text[at:])))


def set_apart(text: str, spans: Sequence[Span]) -> str:
    """The text with an empty place, a paragraph's end on either side, for each of these spans."""
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces += (text[at:start], "\n\n", " " * (end - start - 4), "\n\n")
        at = end
    return "".join((*pieces, text[at:]))


def _blank(text: str) -> str:
    """Lines of which nothing but covered marks is left are blank lines."""
    blank = re.compile(rf"^(?=[ \t]*{MASK})[ \t{MASK}]*$", re.MULTILINE)
    return blank.sub(lambda line: " " * len(line[0]), text)
