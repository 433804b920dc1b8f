"""Which stretches of a text to mark: the evidence, and in it the short answer, stronger."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from itertools import pairwise

from ui.web.markup import Html, render

Span = tuple[int, int]


class Mark(IntEnum):
    """How strong a mark is; the stronger one wins where two meet."""

    NONE = 0
    EVIDENCE = 1
    SHORT = 2


def paint(text: str, spans: Iterable[tuple[Span, Mark]], at: int = 0) -> Html:
    """The text as HTML with the spans marked; spans may overlap and are clipped to it.

    `at`: where the text begins in that which the spans count in.
    """
    clipped = [
        (max(0, start - at), min(len(text), end - at), mark)
        for (start, end), mark in spans
        if max(0, start - at) < min(len(text), end - at)
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
