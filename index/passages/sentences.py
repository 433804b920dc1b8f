"""Where sentences end, in Chinese and English."""

from __future__ import annotations

import re

_CLOSERS = r"”’』」》）)】\]\"'"
# A full stop ends a sentence only before white space or Chinese; never inside 3.2, nor after
# one capital (U. S.) or a common abbreviation.
_END = re.compile(
    rf"[。！？!?…]+[{_CLOSERS}]*"
    rf"|(?<!\b[A-Z])(?<!\bNo)(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bvs)(?<!\be\.g)(?<!\bi\.e)"
    rf"(?<!^\d)(?<!\n\d)\.[{_CLOSERS}]*(?=\s|$|[\u4e00-\u9fff])"
    r"|\n+"
)
_CLAUSE = re.compile(rf"[；;][{_CLOSERS}]*|\n+")
_COMMA = re.compile(r"[，,、：:]\s*|\s+")


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) of the sentences in order, outer white space left out.

    Every character that is not white space stands in exactly one span.
    """
    return _split(text, 0, len(text), _END)


def clauses(text: str, limit: int) -> list[tuple[int, int]]:
    """Sentences; one over `limit` characters is cut at semicolons, then commas, then anywhere."""
    spans: list[tuple[int, int]] = []
    for start, end in sentences(text):
        spans += _within(text, start, end, limit)
    return spans


def _within(text: str, start: int, end: int, limit: int) -> list[tuple[int, int]]:
    for pattern in (_CLAUSE, _COMMA):
        if end - start <= limit:
            break
        parts = _split(text, start, end, pattern)
        if len(parts) > 1:
            packed = _pack(parts, limit)
            return [piece for part in packed for piece in _within(text, *part, limit)]
    if end - start <= limit:
        return [(start, end)]
    return [(at, min(at + limit, end)) for at in range(start, end, limit)]


def _pack(parts: list[tuple[int, int]], limit: int) -> list[tuple[int, int]]:
    packed = [parts[0]]
    for start, end in parts[1:]:
        if end - packed[-1][0] <= limit:
            packed[-1] = (packed[-1][0], end)
        else:
            packed.append((start, end))
    return packed


def _split(text: str, start: int, end: int, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    spans = []
    at = start
    for match in pattern.finditer(text, start, end):
        spans.append((at, match.end()))
        at = match.end()
    spans.append((at, end))
    trimmed = (_trim(text, *span) for span in spans)
    return [span for span in trimmed if span[0] < span[1]]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
