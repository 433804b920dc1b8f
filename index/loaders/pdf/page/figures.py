"""Charts and pictures: the labels among drawn shapes, the lines that say what is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from index.loaders.pdf.page.rulings import Box, Drawing
from index.loaders.pdf.records import Line

_NEAR = 14.0  # points between two shapes of one figure
_LEAST_SHAPES = 4
_AROUND = 26.0  # points outside the shapes where labels of axes stand
_MAX_SHAPES = 1500
_LABEL = 14.0  # em; a longer run is running text


def mark_figures(lines: Sequence[Line], drawing: Drawing, tables: Sequence[Box]) -> None:
    """Set `figure` on lines that are labels in a figure."""
    regions = _regions(drawing, tables)
    sizes = Counter(x.size for x in lines if x.x1 - x.x0 > _LABEL * x.size)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    for left, top, right, bottom in regions:
        inside, around = [], []
        for line in lines:
            x, y = line.middle
            if left <= x <= right and top <= y <= bottom:
                inside.append(line)
            elif (
                left - _AROUND <= line.x0
                and line.x1 <= right + _AROUND
                and top - _AROUND <= y <= bottom + _AROUND
            ):
                around.append(line)
        text = sum(line.x1 - line.x0 > _LABEL * line.size for line in inside)
        if text > 0.2 * len(inside):
            continue  # a box drawn around text
        for line in inside:
            line.figure = True
        for line in around:
            short = line.x1 - line.x0 <= 6 * line.size and abs(line.size - body) > 0.05 * body
            line.figure |= short and not any(_beside(line, other) for other in lines)


def mark_captions(lines: Sequence[Line], drawing: Drawing, height: float) -> None:
    """Set `caption` on short lines in the middle right below a picture."""
    sizes = Counter(x.size for x in lines if x.x1 - x.x0 > _LABEL * x.size)
    if not sizes:
        return
    body = sizes.most_common(1)[0][0]
    first, last = min(line.x0 for line in lines), max(line.x1 for line in lines)
    for left, top, right, bottom in drawing.pictures:
        if right - left < 80 or bottom - top < 50 or bottom - top > 0.6 * height:
            continue  # an ornament, or the page's background
        for line in lines:
            line.caption |= (
                0 < line.baseline - bottom < 4 * line.size
                and abs(line.middle[0] - (left + right) / 2) < 2.5 * line.size
                and line.x1 - line.x0 < 0.95 * (right - left)
                and line.x0 > first + 2.5 * line.size
                and line.x1 < last - 2.5 * line.size
                and line.size <= 1.05 * body
            )


def _beside(line: Line, other: Line) -> bool:
    """On one baseline with running text: the rest of a sentence."""
    same = other is not line and abs(other.baseline - line.baseline) < 0.3 * line.size
    return same and other.x1 - other.x0 > _LABEL * other.size


def _regions(drawing: Drawing, tables: Sequence[Box]) -> list[Box]:
    shapes = [*drawing.strokes, *(b for b in drawing.shaded if b[3] - b[1] > 3)]
    shapes += [(r.start, r.at, r.end, r.at) for r in drawing.horizontal if r.end - r.start > 5]
    shapes += [(r.at, r.start, r.at, r.end) for r in drawing.vertical if r.end - r.start > 5]
    shapes = [box for box in shapes if not any(_within(box, table) for table in tables)]
    if not shapes or len(shapes) > _MAX_SHAPES:
        return []
    drawn = {id(box) for box in (*drawing.strokes, *drawing.shaded)}
    groups: list[tuple[Box, int, int]] = []
    for shape in shapes:
        box, count, solid = shape, 1, int(id(shape) in drawn)
        apart = []
        for other, size, solids in groups:
            if _touch(box, other):
                box = (
                    min(box[0], other[0]),
                    min(box[1], other[1]),
                    max(box[2], other[2]),
                    max(box[3], other[3]),
                )
                count += size
                solid += solids
            else:
                apart.append((other, size, solids))
        groups = [*apart, (box, count, solid)]
    return [
        box
        for box, count, solid in groups
        if count >= _LEAST_SHAPES and solid >= 2 and box[2] - box[0] > 60 and box[3] - box[1] > 40
    ]


def _touch(a: Box, b: Box) -> bool:
    return (
        a[0] - _NEAR <= b[2]
        and b[0] - _NEAR <= a[2]
        and a[1] - _NEAR <= b[3]
        and b[1] - _NEAR <= a[3]
    )


def _within(box: Box, table: Box) -> bool:
    return (
        table[0] - 4 <= box[0]
        and table[1] - 4 <= box[1]
        and box[2] <= table[2] + 4
        and box[3] <= table[3] + 4
    )
