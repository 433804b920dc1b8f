"""The drawn things of a page that are no text: rules, shaded areas, pictures."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from index.loaders.pdf.page.characters import Frame

THIN = 3.0  # points; a filled rectangle up to this is a rule
MAX_OBJECTS = 20_000
MAX_SEGMENTS = 60_000  # a map or a plot has more; tables do not
MAX_DEPTH = 6  # forms within forms

Box = tuple[float, float, float, float]
"""left, top, right, bottom; y down"""
_Point = tuple[float, float]
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight rule: `at` is its y if horizontal and its x if vertical."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Drawing:
    horizontal: list[Rule] = field(default_factory=list)
    vertical: list[Rule] = field(default_factory=list)
    shaded: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    strokes: list[Box] = field(default_factory=list)  # of paths that are no rules: curves, charts


def read_drawing(page: pdfium.PdfPage, frame: Frame) -> Drawing:
    drawing = Drawing()
    budget = [MAX_OBJECTS, MAX_SEGMENTS]
    for object_, matrix in _objects(page.raw, _IDENTITY, 0, budget):
        kind = raw.FPDFPageObj_GetType(object_)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            _read_path(object_, matrix, frame, drawing, budget)
        elif kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            box = _bounds(object_, matrix, frame)
            if box and kind == raw.FPDF_PAGEOBJ_IMAGE:
                drawing.pictures.append(box)
    return drawing


def _objects(
    parent: ctypes.c_void_p, matrix: _Matrix, depth: int, budget: list[int]
) -> Iterator[tuple[ctypes.c_void_p, _Matrix]]:
    """Page objects with the matrix that leads to the page, those inside of forms too."""
    count = (raw.FPDFFormObj_CountObjects if depth else raw.FPDFPage_CountObjects)(parent)
    get = raw.FPDFFormObj_GetObject if depth else raw.FPDFPage_GetObject
    for at in range(count):
        budget[0] -= 1
        if budget[0] < 0:
            return
        object_ = get(parent, at)
        if not object_:
            continue
        kind = raw.FPDFPageObj_GetType(object_)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            if depth < MAX_DEPTH:
                inner = _times(_matrix_of(object_), matrix)
                yield from _objects(object_, inner, depth + 1, budget)
        elif kind != raw.FPDF_PAGEOBJ_TEXT:
            yield object_, matrix


def _matrix_of(object_: ctypes.c_void_p) -> _Matrix:
    m = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(object_, ctypes.byref(m)):
        return _IDENTITY
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _times(first: _Matrix, second: _Matrix) -> _Matrix:
    """The matrix that does `first`, then `second`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, l = second  # noqa: E741
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + l,
    )


def _apply(matrix: _Matrix, x: float, y: float) -> _Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounds(object_: ctypes.c_void_p, matrix: _Matrix, frame: Frame) -> Box | None:
    values = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(object_, *map(ctypes.byref, values)):
        return None
    left, bottom, right, top = (v.value for v in values)
    corners = [_apply(matrix, x, y) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    box = frame.box(min(xs), min(ys), max(xs), max(ys))
    return box if all(map(math.isfinite, box)) else None


def _read_path(
    object_: ctypes.c_void_p, matrix: _Matrix, frame: Frame, drawing: Drawing, budget: list[int]
) -> None:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(object_, ctypes.byref(mode), ctypes.byref(stroke))
    filled, stroked = mode.value != raw.FPDF_FILLMODE_NONE, bool(stroke.value)
    if not (filled or stroked):
        return
    box = _bounds(object_, matrix, frame)
    if box is None or box[2] < 0 or box[3] < 0 or box[0] > frame.width or box[1] > frame.height:
        return
    count = raw.FPDFPath_CountSegments(object_)
    budget[1] -= count
    if budget[1] < 0:
        return
    own = _times(_matrix_of(object_), matrix)
    paints = filled and not _is_white(object_)
    straight = True
    for points, closed in _subpaths(object_, count, own, frame):
        if not points:
            straight = False
            continue
        straight &= _read_polygon(points, closed, paints, stroked, drawing)
    if not straight and paints | stroked:
        drawing.strokes.append(box)


def _subpaths(
    object_: ctypes.c_void_p, count: int, matrix: _Matrix, frame: Frame
) -> Iterator[tuple[list[_Point], bool]]:
    """(points, closed) of each straight-lined part; ([], False) for one with curves."""
    x, y = ctypes.c_float(), ctypes.c_float()
    x_at, y_at = ctypes.byref(x), ctypes.byref(y)
    points: list[_Point] = []
    curved = closed = False
    for at in range(count):
        segment = raw.FPDFPath_GetPathSegment(object_, at)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO and points:
            yield ([], False) if curved else (points, closed)
            points, curved, closed = [], False, False
        raw.FPDFPathSegment_GetPoint(segment, x_at, y_at)
        curved |= kind == raw.FPDF_SEGMENT_BEZIERTO
        points.append(frame.point(*_apply(matrix, x.value, y.value)))
        closed |= bool(raw.FPDFPathSegment_GetClose(segment))
    if points:
        yield ([], False) if curved else (points, closed)


def _read_polygon(
    points: list[_Point], closed: bool, paints: bool, stroked: bool, drawing: Drawing
) -> bool:
    """Take the rules out of one polygon; False if it has slanted sides."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if not all(map(math.isfinite, (*xs, *ys))):
        return True
    left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    if paints and not stroked:
        flat, narrow = bottom - top <= THIN, right - left <= THIN
        if flat:  # what is both is a corner, or a dot of a dotted rule
            drawing.horizontal.append(Rule((top + bottom) / 2, left, right))
        if narrow:
            drawing.vertical.append(Rule((left + right) / 2, top, bottom))
        if flat or narrow:
            pass
        elif len(points) in (4, 5):
            drawing.shaded.append((left, top, right, bottom))
        else:
            return False
        return True
    if not stroked:
        return True
    if paints and bottom - top > THIN and right - left > THIN:
        drawing.shaded.append((left, top, right, bottom))
    straight = True
    ends = [*points, points[0]] if closed else points
    for (x0, y0), (x1, y1) in pairwise(ends):
        if abs(y0 - y1) <= 1 < abs(x0 - x1):
            drawing.horizontal.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x0 - x1) <= 1 < abs(y0 - y1):
            drawing.vertical.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
        elif abs(x0 - x1) > 1:
            straight = False
    return straight


def _is_white(object_: ctypes.c_void_p) -> bool:
    rgba = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFPageObj_GetFillColor(object_, *map(ctypes.byref, rgba)):
        return False
    red, green, blue, alpha = (v.value for v in rgba)
    return min(red, green, blue) >= 250 or alpha == 0
