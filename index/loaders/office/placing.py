"""In which order the shapes of a slide are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
_OVERLAP = 0.12  # of the smaller box: so much two boxes may overlap and still stand apart
_MOST = 300  # boxes; more are a drawing, and cutting takes quadratic time


@dataclass(frozen=True, slots=True)
class Box(Generic[T]):
    """Something and where it stands; x grows to the right, y downwards."""

    content: T
    x: float
    y: float
    width: float = 0
    height: float = 0


def reading_order(boxes: Sequence[Box[T]]) -> list[Box[T]]:
    """From the top down, columns from left to right.

    The boxes are cut in two where the widest straight gap runs between them, rows before columns
    when the gaps are alike, and each part in the same way (the recursive XY cut of Nagy and
    Seth). What no gap parts is read by the top edge.
    """
    if len(boxes) < 2:
        return list(boxes)
    rows = _cut([(b.y, b.y + b.height) for b in boxes])
    columns = _cut([(b.x, b.x + b.width) for b in boxes])
    cuts = [cut for cut in (rows, columns) if cut is not None]
    if not cuts or len(boxes) > _MOST:
        return sorted(boxes, key=lambda b: (b.y, b.x))
    first = set(max(cuts, key=lambda cut: cut[0])[1])
    before = [b for i, b in enumerate(boxes) if i in first]
    after = [b for i, b in enumerate(boxes) if i not in first]
    return reading_order(before) + reading_order(after)


def _cut(spans: Sequence[tuple[float, float]]) -> tuple[float, list[int]] | None:
    """(the widest gap along this axis, which spans lie before it); None where there is none."""
    order = sorted(range(len(spans)), key=lambda i: spans[i])
    best: tuple[float, list[int]] | None = None
    reach = spans[order[0]][1]
    shortest = min(end - start for start, end in spans)
    for at in range(1, len(order)):
        start = spans[order[at]][0]
        gap = start - reach
        if gap >= -_OVERLAP * shortest and (best is None or gap > best[0]):
            best = (gap, order[:at])
        reach = max(reach, spans[order[at]][1])
    return best
