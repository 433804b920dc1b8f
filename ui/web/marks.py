"""Which stretches of a text to mark: the evidence, and in it the short answer, stronger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum

from ui.web.safe import encode

Span = tuple[int, int]


class Mark(IntEnum):
    """How strong a mark is; the stronger one wins where two meet."""

    NONE = 0
    EVIDENCE = 1
    SHORT = 2


_OPEN = {
    Mark.EVIDENCE: '<mark class="wq-evidence">',
    Mark.SHORT: '<mark class="wq-evidence wq-hit">',
}


def find_short(text: str, short: str | None) -> Span | None:
    """Where the short answer stands in a text, blanks aside; never inside a longer number or word.

    "34个" is found in "千兆小区 34 个", and "3" is not found in "34".
    """
    letters = [re.escape(character) for character in "".join((short or "").split())]
    if not letters:
        return None
    before = r"(?<![0-9A-Za-z])(?<![0-9][.,])" if (short or "").strip()[0].isalnum() else ""
    after = r"(?![0-9A-Za-z])(?![.,][0-9])" if (short or "").strip()[-1].isalnum() else ""
    for pattern in (f"{before}{{}}{after}", "{}"):
        body = r"\s*".join(letters)
        found = re.search(pattern.replace("{}", body), text)
        if found and (pattern != "{}" or not _cuts_number(text, found.span())):
            return found.span()
    return None


def _cuts_number(text: str, span: Span) -> bool:
    start, end = span
    return (start > 0 and text[start - 1].isdigit() and text[start].isdigit()) or (
        end < len(text) and text[end - 1].isdigit() and text[end].isdigit()
    )


def paint(text: str, spans: Iterable[tuple[Span, Mark]]) -> str:
    """The text as safe HTML with the spans marked; spans may overlap and are clipped to it."""
    clipped = [
        (max(0, start), min(len(text), end), mark)
        for (start, end), mark in spans
        if max(0, start) < min(len(text), end)
    ]
    cuts = sorted({0, len(text), *(s for s, _, _ in clipped), *(e for _, e, _ in clipped)})
    pieces = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        mark = max((m for s, e, m in clipped if s <= start and end <= e), default=Mark.NONE)
        inner = encode(text[start:end])
        pieces.append(f"{_OPEN[mark]}{inner}</mark>" if mark else inner)
    return "".join(pieces)


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
