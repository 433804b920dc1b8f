"""What stands over a page and is no part of its text: form fields, free text, notes."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from index.loaders.pdf.page.characters import Frame, Glyph
from index.loaders.pdf.page.lines import is_wide

_HIDDEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_NOTES = frozenset(
    (raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_HIGHLIGHT, raw.FPDF_ANNOT_UNDERLINE,
     raw.FPDF_ANNOT_SQUIGGLY, raw.FPDF_ANNOT_STRIKEOUT, raw.FPDF_ANNOT_STAMP, raw.FPDF_ANNOT_CARET,
     raw.FPDF_ANNOT_SQUARE, raw.FPDF_ANNOT_CIRCLE, raw.FPDF_ANNOT_POLYGON, raw.FPDF_ANNOT_LINE,
     raw.FPDF_ANNOT_INK)
)  # fmt: skip
_MOST = 2000  # annotations of a page, characters of one
_LARGEST = 12.0  # points


@dataclass(frozen=True, slots=True)
class Overlay:
    """`glyphs`: of what is filled in, at its place; `notes`: of people who commented."""

    glyphs: list[Glyph]
    notes: list[str]
    files: int  # attached at places of the page


def read_overlay(page: pdfium.PdfPage, form: pdfium.PdfFormEnv | None, frame: Frame) -> Overlay:
    glyphs: list[Glyph] = []
    notes: list[str] = []
    files = 0
    for at in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST)):
        annotation = raw.FPDFPage_GetAnnot(page, at)
        try:
            if raw.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
                continue
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            if kind == raw.FPDF_ANNOT_WIDGET and form is not None:
                glyphs += _laid_out(_filled(annotation, form), _box(annotation, frame))
            elif kind == raw.FPDF_ANNOT_FREETEXT:
                glyphs += _laid_out(_string(annotation, "Contents"), _box(annotation, frame))
            elif kind == raw.FPDF_ANNOT_FILEATTACHMENT:
                files += 1
            elif kind in _NOTES and (said := " ".join(_string(annotation, "Contents").split())):
                author = _string(annotation, "T").strip()
                notes.append(f"批注（{author}）：{said}" if author else f"批注：{said}")
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    return Overlay(glyphs, list(dict.fromkeys(notes)), files)


def _filled(annotation: raw.FPDF_ANNOTATION, form: pdfium.PdfFormEnv) -> str:
    """The value of a field, as a person sees it."""
    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
        return "☑" if raw.FPDFAnnot_IsChecked(form, annotation) else "☐"
    if kind in (raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX):
        chosen = [
            _text(
                lambda buffer, size, at=at: raw.FPDFAnnot_GetOptionLabel(
                    form, annotation, at, buffer, size
                )
            )
            for at in range(min(max(0, raw.FPDFAnnot_GetOptionCount(form, annotation)), 500))
            if raw.FPDFAnnot_IsOptionSelected(form, annotation, at)
        ]
        if chosen:
            return "、".join(chosen)
    if kind in (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX):
        return _text(
            lambda buffer, size: raw.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size)
        )
    return ""


def _string(annotation: raw.FPDF_ANNOTATION, key: str) -> str:
    name = key.encode()
    return _text(lambda buffer, size: raw.FPDFAnnot_GetStringValue(annotation, name, buffer, size))


def _text(read: Callable[..., int]) -> str:
    """A text that PDFium writes as UTF-16 into a buffer whose size it tells."""
    size = read(None, 0)
    if not 2 < size <= 2 * _MOST:
        return ""
    buffer = ctypes.create_string_buffer(size)
    read(ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\x00")


def _box(annotation: raw.FPDF_ANNOTATION, frame: Frame) -> tuple[float, float, float, float]:
    box = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(annotation, ctypes.byref(box))
    return frame.box(box.left, box.bottom, box.right, box.top)


def _laid_out(text: str, box: tuple[float, float, float, float]) -> Iterator[Glyph]:
    """The text set into its field: one line in the middle, more from the top down."""
    left, top, right, bottom = box
    lines = [line for line in text.replace("\r", "\n").split("\n") if line.strip()]
    size = min(_LARGEST, max(4.0, 0.75 * (bottom - top)))
    if len(lines) > 1 or (lines and size * len(lines[0]) > 2 * (right - left)):
        size = min(size, 10.0)
        lines = [part for line in lines for part in _wrapped(line, size, right - left)]
    start = (top + bottom) / 2 + 0.36 * size if len(lines) == 1 else top + 1.1 * size
    for number, line in enumerate(lines):
        x, blank = left + 2, False
        for character in line:
            wide = size if is_wide(character) else 0.5 * size
            if not character.isspace():
                baseline = start + number * 1.2 * size
                yield Glyph(character, x, x + wide, baseline, size, False, "", blank)
            blank = character.isspace()
            x += wide


def _wrapped(line: str, size: float, width: float) -> Iterator[str]:
    part, length = "", 0.0
    for character in line:
        wide = size if is_wide(character) else 0.5 * size
        if part and length + wide > max(width - 4, size):
            yield part
            part, length = "", 0.0
        part += character
        length += wide
    if part:
        yield part
