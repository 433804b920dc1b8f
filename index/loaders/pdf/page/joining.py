"""Lines of one paragraph → its text: nothing between Chinese, a blank between Latin words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.loaders.common.composer import Written
from index.loaders.common.shape import list_marker
from index.loaders.pdf.page.lines import AMBIGUOUS, is_wide
from index.loaders.pdf.page.symbols import SOFT_HYPHEN
from index.loaders.pdf.records import Line


def _is_wide(edge: str) -> bool:
    """Is the outermost character a wide one? Of a quotation mark, what it encloses says it."""
    inner = edge[1:2] if edge[0] in AMBIGUOUS else edge[0]
    return is_wide(inner) if inner else True


def glue(before: str, after: str) -> str:
    """What stands between the end of one line and the beginning of the next."""
    if not before or not after or _is_wide(before[:-3:-1]) or _is_wide(after[:2]):
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


def _texts(lines: Sequence[Line]) -> list[str]:
    """The lines' texts, words that were broken over two lines without their hyphen."""
    texts = [line.text for line in lines]
    for at, text in enumerate(texts):
        if text.endswith(SOFT_HYPHEN):
            following = texts[at + 1] if at + 1 < len(texts) else ""
            broken = text[-2:-1].islower() and following[:1].islower()
            texts[at] = text if broken else text[:-1] + "-"
    return texts


def _joined(before: str, after: str) -> tuple[str, str]:
    """(what `before` becomes, what stands between the two)."""
    if before.endswith(SOFT_HYPHEN):
        return before[:-1], ""
    return before, glue(before, after)


def join_lines(lines: Sequence[Line]) -> str:
    """A cell's lines. Items of a list within it are kept apart by a blank, and so are runs
    that stand apart on one line."""
    texts = _texts(lines)
    pieces = texts[:1]
    for at, text in enumerate(texts[1:], start=1):
        beside = abs(lines[at - 1].baseline - lines[at].baseline) < 0.3 * lines[at].size
        pieces[-1], between = _joined(pieces[-1], text)
        goes_on = pieces[-1][-1:].isdigit() or pieces[-1].endswith(",")
        if beside or list_marker(text):
            between = " "
        elif goes_on and text[0].isdigit():
            between = ""  # a number that the cell was too narrow for
        pieces += (between, text)
    return "".join(pieces)


def join_pages(lines: Sequence[Line]) -> list[Written]:
    """The same for a paragraph, each line's text with its page."""
    texts = _texts(lines)
    pieces: list[Written] = []
    between = ""
    for at, line in enumerate(lines):
        text, following = texts[at], texts[at + 1] if at + 1 < len(texts) else ""
        text, after = _joined(text, following)
        pieces.append(Written(between + text, line.page))
        between = after
    return pieces


def join_title(lines: Sequence[Line], right: float) -> list[Written]:
    """The same for a title or heading: a line that ends short of the margin was ended on
    purpose, which a blank shows."""
    pieces = join_pages(lines)
    reach = max(right, *(line.x1 for line in lines), 0.0)
    for at in range(1, len(lines)):
        before, line = lines[at - 1], lines[at]
        ended = before.x1 + 2 * line.size < reach
        closed = before.text[-1] in "，、—：" or line.text[0] in "—（" or len(line.text) < 3
        if ended and not closed and not pieces[at].text.startswith(" "):
            pieces[at] = Written(" " + pieces[at].text, line.page)
    return pieces
