"""Lines of one paragraph → its text: nothing between Chinese, a blank between Latin words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.loaders.composer import Written
from index.loaders.pdf.lines import Line, is_wide
from index.loaders.shape import list_marker


def glue(before: str, after: str) -> str:
    """What stands between the end of one line and the beginning of the next."""
    if not before or not after or is_wide(before[-1]) or is_wide(after[0]):
        return ""
    if before[-1] in "-/–_@" or (before[-1].isdigit() and after[0] in ",.%"):
        return ""
    return " "


def join_texts(texts: Iterable[str]) -> str:
    whole: list[str] = []
    for text in texts:
        if whole:
            whole.append(glue(whole[-1], text))
        whole.append(text)
    return "".join(whole)


def join_lines(lines: Sequence[Line]) -> str:
    """A cell's lines. Items of a list within it are kept apart by a blank, and so are runs
    that stand apart on one line."""
    pieces: list[str] = []
    for at, line in enumerate(lines):
        if at:
            before = lines[at - 1]
            beside = abs(before.baseline - line.baseline) < 0.3 * line.size
            apart = beside or list_marker(line.text)
            goes_on = before.text[-1].isdigit() or before.text[-1] == ","
            number = goes_on and line.text[0].isdigit() and not beside
            pieces.append(" " if apart else "" if number else glue(before.text, line.text))
        pieces.append(line.text)
    return "".join(pieces)


def join_pages(lines: Iterable[Line]) -> list[Written]:
    """The same for a paragraph, each line's text with its page."""
    pieces: list[Written] = []
    before = ""
    for line in lines:
        pieces.append(Written(glue(before, line.text) + line.text, line.page))
        before = line.text
    return pieces


def join_title(lines: Sequence[Line], right: float) -> list[Written]:
    """The same for a title or heading: a line that ends short of the margin was ended on
    purpose, which a blank shows."""
    pieces: list[Written] = []
    for at, line in enumerate(lines):
        between = ""
        if at:
            before = lines[at - 1]
            ended = before.x1 + 2 * line.size < max(right, *(x.x1 for x in lines))
            closed = before.text[-1] in "，、—：" or line.text[0] in "——（"
            between = " " if ended and not closed else glue(before.text, line.text)
        pieces.append(Written(between + line.text, line.page))
    return pieces
