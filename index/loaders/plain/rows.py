"""Rows of tables set with bars or tabs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.loaders.common.blanks import stray_blanks
from index.loaders.common.composer import text_of
from index.loaders.plain.noise import without
from index.loaders.plain.records import Line, Part
from index.records import BlockKind

_BARS = re.compile(r"^\||\|$")
_RULE = re.compile(r"[\s|:+-]+")


def _bars(line: Line) -> int:
    """How many bars part its cells; tabs, where there is no bar, count below zero."""
    return _BARS.sub("", line.text).count("|") or -line.text.count("\t")


def are_rows(lines: Sequence[Line]) -> list[bool]:
    """For each line: is it a row, which has as many bars as a neighbour?"""
    bars = [0 if line.figure else _bars(line) for line in lines]
    pairs = [
        bars[i] != 0 and bars[i] == bars[i + 1] and lines[i + 1].gap <= 1 and not lines[i + 1].cut
        for i in range(len(lines) - 1)
    ]
    return [
        a or b for a, b in zip([False, *pairs], [*pairs, False], strict=True)
    ] if lines else []  # fmt: skip


def row_part(source: str, line: Line) -> list[Part]:
    """The row without outer bars; the rule under a header makes none."""
    if _RULE.fullmatch(line.text):
        return []
    text = line.text
    cuts = list(stray_blanks(text))
    first = len(text) - len(text.lstrip("| \t\u3000")) if text.startswith("|") else 0
    last = len(text.rstrip("| \t\u3000")) if text.endswith("|") else len(text)
    if first >= last:
        return []
    cuts = [(0, first), *(c for c in cuts if first <= c[0] and c[1] <= last), (last, len(text))]
    pieces = without(line.spans, (c for c in cuts if c[0] < c[1]))
    return [
        Part(pieces, text_of(source, pieces), line.gap, line.cut, kind=BlockKind.TABLE_ROW)
    ]  # fmt: skip
