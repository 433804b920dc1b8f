"""PDFium's characters of one page → glyphs with box, size and weight, y growing downwards.

Dropped here: characters that PDFium invents (line ends), those at an angle (watermarks) and
those outside the page. Blanks are not glyphs; each glyph knows whether one stood before it.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from index.loaders.pdf.page.symbols import readable
from index.loaders.pdf.records import EmBox

MAX_ANGLE = 3.0  # degrees; more is a watermark
_VERTICAL = 8  # characters under one another, the least
MAX_CHARACTERS = 200_000  # a page with more is a bomb, not a page


@dataclass(slots=True)
class Glyph(EmBox):
    """One drawn character. x0..x1 is its advance; top and bottom are its em box."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    bold: bool
    face: str
    blank_before: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """How the page's own coordinates turn into reading ones: quarter turns, then y down."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int  # quarter turns clockwise that make the text upright
    laid_down: bool = False  # text set from the top down, read as if its columns were lines

    @property
    def width(self) -> float:
        across = self.turns % 2 != self.laid_down
        return self.top - self.bottom if across else self.right - self.left

    @property
    def height(self) -> float:
        across = self.turns % 2 != self.laid_down
        return self.right - self.left if across else self.top - self.bottom

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.turns == 0:
            return x - self.left, self.top - y
        if self.turns == 1:
            return y - self.bottom, x - self.left
        if self.turns == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) with y down."""
        (a, b), (c, d) = self.point(x0, y0), self.point(x1, y1)
        return min(a, c), min(b, d), max(a, c), max(b, d)


@dataclass(frozen=True, slots=True)
class _Style:
    """What a text object gives to all of its characters."""

    angle: float  # degrees, anticlockwise, in the page's own coordinates
    size: float
    bold: bool
    face: str


@dataclass(frozen=True, slots=True)
class PageText:
    frame: Frame
    glyphs: list[Glyph]
    unreadable: int  # characters whose font does not say what they are


def read_characters(page: pdfium.PdfPage) -> PageText:
    """The glyphs of a page, in no order that may be relied on."""
    textpage = page.get_textpage()
    try:
        drawn = _drawn(textpage.raw)
    finally:
        textpage.close()
    quarters: Counter[int] = Counter(round(style.angle / 90) % 4 for _, _, style, *_ in drawn)
    # Text drawn anticlockwise by n quarters reads upright after n quarters clockwise.
    turns = quarters.most_common(1)[0][0] if quarters else page.get_rotation() // 90 % 4
    left, bottom, right, top = page.get_bbox()
    frame = Frame(left, bottom, right, top, turns)
    upright = 90.0 * turns
    glyphs = []
    unreadable = 0
    for code, blank, style, origin, box in drawn:
        if abs((style.angle - upright + 180) % 360 - 180) > MAX_ANGLE:
            continue
        text = readable(code, style.face)
        if not text:
            unreadable += 1
            continue
        _, baseline = frame.point(*origin)
        x0, _, x1, _ = frame.box(*box)
        glyph = Glyph(text, x0, x1, baseline, style.size, style.bold, style.face, blank)
        x, y = glyph.middle
        if 0 <= x <= frame.width and 0 <= y <= frame.height:
            glyphs.append(glyph)
    if _is_vertical(glyphs):
        glyphs, frame = _laid_down(glyphs, frame)
    return PageText(frame, glyphs, unreadable)


def _is_vertical(glyphs: Sequence[Glyph]) -> bool:
    """Does nearly each character, in the order of the file, stand under the one before it?"""
    below = beside = 0
    for one, other in pairwise(glyphs):
        across = abs(other.middle[0] - one.middle[0])
        down = other.baseline - one.baseline
        below += across < 0.3 * one.size and 0.7 * one.size < down < 2.2 * one.size
        beside += abs(down) < 0.3 * one.size
    return below >= _VERTICAL and below > 4 * beside


def _laid_down(glyphs: Sequence[Glyph], frame: Frame) -> tuple[list[Glyph], Frame]:
    """Columns from right to left as lines from the top down, what stands below as what is right."""
    laid: list[Glyph] = []
    for glyph in glyphs:
        x, y = glyph.middle
        half = 0.5 * glyph.size
        laid.append(
            replace(glyph, x0=y - half, x1=y + half, baseline=frame.width - x + 0.36 * glyph.size)
        )
    return laid, replace(frame, laid_down=True)


_Drawn = tuple[int, bool, _Style, tuple[float, float], tuple[float, float, float, float]]


def _drawn(textpage: ctypes.c_void_p) -> list[_Drawn]:
    """(code, blank before, style, origin, loose box) of each character that is drawn."""
    count = min(raw.FPDFText_CountChars(textpage), MAX_CHARACTERS)
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    box_at, x_at, y_at = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    get_code, get_object = raw.FPDFText_GetUnicode, raw.FPDFText_GetTextObject
    get_box, get_origin = raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin
    is_generated = raw.FPDFText_IsGenerated
    drawn: list[_Drawn] = []
    blank, high, last, style = False, 0, 0, _Style(0, 0, False, "")
    for at in range(count):
        code = get_code(textpage, at)
        if code in (0x20, 0xA0, 0x3000, 0x09):
            blank = True
            continue
        if is_generated(textpage, at) == 1:
            blank = blank or code in (0x0A, 0x0D)
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
        high = 0
        address = ctypes.cast(get_object(textpage, at), ctypes.c_void_p).value or 0
        if address != last or not address:
            last, style = address, _style(textpage, at)
        if not (style.size and get_box(textpage, at, box_at)):
            continue
        get_origin(textpage, at, x_at, y_at)
        values = (x.value, y.value, box.left, box.bottom, box.right, box.top)
        if not all(map(math.isfinite, values)):
            continue
        drawn.append((code, blank, style, values[:2], values[2:]))
        blank = False
    return drawn


def _style(textpage: ctypes.c_void_p, at: int) -> _Style:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFText_GetMatrix(textpage, at, ctypes.byref(matrix)):
        return _Style(0, 0, False, "")
    size = raw.FPDFText_GetFontSize(textpage, at) * math.hypot(matrix.c, matrix.d)
    if not (math.isfinite(size) and 0.5 < abs(size) < 5000):
        return _Style(0, 0, False, "")
    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(textpage, at, buffer, 128, ctypes.byref(flags))
    face = _face(buffer.value)
    object_ = raw.FPDFText_GetTextObject(textpage, at)
    # Word processors that lack a bold face stroke the outline of the plain one.
    stroked = bool(object_) and raw.FPDFTextObj_GetTextRenderMode(object_) in (2, 6)
    bold = stroked or _is_heavy(face) or raw.FPDFText_GetFontWeight(textpage, at) >= 650
    return _Style(math.degrees(math.atan2(matrix.b, matrix.a)), abs(size), bold, face)


def _face(name: bytes) -> str:
    """The font's name without the subset's tag; Chinese names come in UTF-8 or GBK."""
    try:
        text = name.decode("utf-8")
    except UnicodeDecodeError:
        text = name.decode("gb18030", "replace")
    text = unicodedata.normalize("NFKC", text)
    return text[7:] if len(text) > 7 and text[6] == "+" else text


def _is_heavy(face: str) -> bool:
    lowered = face.lower()
    return any(word in lowered for word in ("bold", "heavy", "black", "simhei", "heiti", "黑"))
