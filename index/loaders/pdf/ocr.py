"""Scanned pages → lines, by the optional extra `wenqu[ocr]` (RapidOCR, its models in the wheel).

The extra is imported when an `Ocr` is made. It gives a box for each line of type; what a line of a
PDF knows besides (size, baseline) is told from the box.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium

from index.errors import ReadCode, ReadError
from index.loaders.pdf.page.furniture import PageLines
from index.loaders.pdf.page.lines import is_wide
from index.loaders.pdf.reader import load
from index.loaders.pdf.records import Line
from index.records import Document

RESOLUTION = 200  # pixels an inch
MAX_SIDE = 3000  # pixels; a poster is read smaller
_POINTS = 72  # an inch
_LEAST_SCORE = 0.5  # below, the recognizer guesses
_SNAP = 0.15  # sizes this near the body's are the body's: boxes are not exact


@dataclass(slots=True)
class Box:
    """A line as found: text and its place in points, y down. `height` is that of the box."""

    text: str
    x0: float
    x1: float
    middle: float
    height: float

    @property
    def size(self) -> float:
        """Of the type: from its advance where it is Chinese, which is exact, else from the height.

        Boxes stand about a tenth of an em off the type.
        """
        by_height = 0.88 * self.height
        wide = sum(map(is_wide, self.text))
        by_width = (self.x1 - self.x0) / (wide + 0.55 * (len(self.text) - wide))
        exact = wide >= max(4, 0.7 * len(self.text)) and 0.75 < by_width / by_height < 1.25
        return by_width if exact else by_height


def load_scanned(data: bytes, path: str) -> Document:
    """Read a PDF, its scanned pages by OCR. Raises ReadError, as `load` does."""
    return load(data, path, Ocr(path))


class Ocr:
    """Reads pages, one after the other. Loads its models when made: about a second."""

    def __init__(self, path: str) -> None:
        """Raises ReadError NEEDS_OCR where the extra is there but does not start."""
        # One thread: as fast on a page as two, a third less memory, always the same result.
        threads = {
            f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")
        }
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        try:
            from rapidocr import RapidOCR

            self._engine: Any = RapidOCR(
                params={"Global.log_level": "error", "Global.use_cls": False, **threads}
            )
        except MemoryError:
            raise
        except Exception as exc:
            reason = f"scanned, and wenqu[ocr] does not start ({type(exc).__name__}: {exc})"[:300]
            raise ReadError(path, ReadCode.NEEDS_OCR, reason) from exc

    def read(self, page: pdfium.PdfPage, number: int) -> PageLines:
        """The lines of a page as it is seen, turned upright as a viewer shows it."""
        width, height = page.get_size()
        scale = min(RESOLUTION / _POINTS, MAX_SIDE / max(width, height, 1.0))
        bitmap = page.render(scale=scale, rev_byteorder=False)
        try:
            found = self._engine(bitmap.to_numpy())
        finally:
            bitmap.close()
        if found.boxes is None or not found.txts:
            return PageLines(number, width, height, [])
        boxes = [
            placed(text.strip(), corners, scale)
            for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
            if text.strip() and score >= _LEAST_SCORE
        ]
        return PageLines(number, width, height, as_lines(boxes, number))


def placed(text: str, corners: Sequence[Sequence[float]], scale: float) -> Box:
    """From four corners in pixels, the upper left one first, clockwise."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = ((float(x), float(y)) for x, y in corners)
    height = (dy - ay + cy - by) / 2
    return Box(
        text=text,
        x0=(ax + dx) / 2 / scale,
        x1=(bx + cx) / 2 / scale,
        middle=(ay + by + cy + dy) / 4 / scale,
        height=max(height / scale, 1.0),
    )


def as_lines(boxes: Sequence[Box], page: int) -> list[Line]:
    """Boxes beside one another get one baseline, sizes near the body's the body's."""
    if not boxes:
        return []
    sizes = sorted((box.size, len(box.text)) for box in boxes)
    body = _weighted_median(sizes)
    lines: list[Line] = []
    row: list[Line] = []
    for box in sorted(boxes, key=lambda box: box.middle):
        size = body if abs(box.size - body) <= _SNAP * body else round(box.size * 2) / 2
        size = round(size, 1)
        baseline = box.middle + 0.36 * size
        beside = row and abs(box.middle - row[-1].middle[1]) < 0.35 * min(size, row[-1].size)
        if beside and all(box.x0 >= x.x1 - size or box.x1 <= x.x0 + size for x in row):
            baseline = row[0].baseline
        else:
            row = []
        line = Line(
            text=box.text,
            page=page,
            x0=box.x0,
            x1=box.x1,
            baseline=baseline,
            size=size,
            bold=False,
            bold_start=False,
            face="",
            first_width=size,
        )
        row.append(line)
        lines.append(line)
    return lines


def _weighted_median(sizes: Sequence[tuple[float, int]]) -> float:
    """Of sorted (size, characters)."""
    half = sum(weight for _, weight in sizes) / 2
    for size, weight in sizes:
        half -= weight
        if half <= 0:
            return size
    return sizes[-1][0]
