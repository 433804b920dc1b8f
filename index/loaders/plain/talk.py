"""Exported chats: who speaks stands over what is said, and belongs to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.loaders.common.blanks import stray_blanks
from index.loaders.common.composer import Piece, Written, text_of
from index.loaders.plain.noise import without
from index.loaders.plain.records import Line, Part
from index.records import BlockKind

_WHEN = r"(?:\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s+)?(?:[上下]午\s?)?\d{1,2}:\d{2}(?::\d{2})?"
_WHO = r"[^\s:：，。；！？\d]{1,12}[^\s:：，。；！？]{0,4}(?:\s?[（(<][^)）>]{1,30}[)）>])?"
_SPEAKER = re.compile(rf"(?:{_WHO}\s+{_WHEN}|{_WHEN}\s+{_WHO})[:：]?")
_ASKS = re.compile("[?？]|[谁哪吗]|什么|多少|怎么|几[个点号天时]|是否|有没有")
_LEAST = 3  # speakers' lines, each over a line of another kind


def messages(source: str, lines: Sequence[Line]) -> dict[int, tuple[Part, int]]:
    """A speaker's line number → the message with who said it, and the number after its last
    line; {} where the text is no chat."""
    starts = [n for n, line in enumerate(lines) if _SPEAKER.fullmatch(line.text[:60])]
    ends = [*starts[1:], len(lines)][: len(starts)]
    spans = [(start, end) for start, end in zip(starts, ends, strict=True) if end > start + 1]
    if len(spans) < _LEAST or len(spans) < 0.7 * len(starts):
        return {}
    found: dict[int, tuple[Part, int]] = {}
    asked = None  # where a message that asks begins: the next one answers it
    for start, end in spans:
        stop = _stop(lines, start, end)
        if asked is not None:
            message, _ = found[asked]
            found[asked] = _joined(source, message, _message(source, lines[start:stop])), stop
            asked = None
        else:
            found[start] = _message(source, lines[start:stop]), stop
            if stop == end and _ASKS.search(found[start][0].text):
                asked = start
    return found


def _joined(source: str, one: Part, other: Part) -> Part:
    pieces = (*one.pieces, Written(" "), *other.pieces)
    return replace(one, pieces=pieces, text=text_of(source, pieces))


def _stop(lines: Sequence[Line], start: int, end: int) -> int:
    """A message ends at the next one; the last at an empty line, or with the file."""
    return next((n for n in range(start + 2, end) if lines[n].gap or lines[n].cut), end)


def _message(source: str, lines: Sequence[Line]) -> Part:
    pieces: list[Piece] = []
    for number, line in enumerate(lines):
        pieces += [Written(("：", " ")[min(number - 1, 1)])] if number else []
        cuts = (
            stray_blanks(line.text) if number else [(len(line.text.rstrip(":：")), len(line.text))]
        )
        pieces += without(line.spans, (cut for cut in cuts if cut[0] < cut[1]))
    first = lines[0]
    return Part(
        tuple(pieces),
        text_of(source, pieces),
        first.gap,
        first.cut,
        first.indented,
        BlockKind.PARAGRAPH,
        level_given=True,
    )
