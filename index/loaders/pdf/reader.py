"""The way through a PDF: bytes → pages → lines and tables → paragraphs → Document."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Protocol

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from index.errors import ReadCode, ReadError
from index.loaders.common.composer import Composer, Written
from index.loaders.common.extra import NEXT_STEP
from index.loaders.common.metadata import publication
from index.loaders.pdf.page.characters import Glyph, PageText, read_characters
from index.loaders.pdf.page.columns import Column, read_columns, settle_margins
from index.loaders.pdf.page.fields import read_overlay
from index.loaders.pdf.page.figures import mark_captions, mark_figures
from index.loaders.pdf.page.fonts import use_box_font
from index.loaders.pdf.page.furniture import PageLines, drop_furniture
from index.loaders.pdf.page.lines import read_lines
from index.loaders.pdf.page.rulings import Drawing, Rule, read_drawing
from index.loaders.pdf.records import Line, Table
from index.loaders.pdf.tables.aligned import aligned_tables
from index.loaders.pdf.tables.grids import find_grids, joined
from index.loaders.pdf.tables.rows import continue_tables
from index.loaders.pdf.tables.ruled import ruled_table
from index.loaders.pdf.text.blocks import Piece, make_blocks
from index.loaders.pdf.text.paragraphs import read_layout, read_paragraphs
from index.records import BlockKind, Document, Omission, Omitted

MAX_PAGES = 20_000
SCANNED = 0.9  # of the pages: so many without text but with a picture need OCR
_PICTURE = 120.0  # points, 4.2 cm
_FEW = 12  # characters; a page with a picture and fewer is scanned (a stamp, a page number)


class PageReader(Protocol):
    """Reads a page that is a picture."""

    def read(self, page: pdfium.PdfPage, number: int) -> PageLines: ...


def load(data: bytes, path: str, ocr: PageReader | None = None) -> Document:
    """Read a PDF. With `ocr` its scanned pages too; without, `Document.unread` names them.

    Raises ReadError: EMPTY, ENCRYPTED, CORRUPT, WRONG_TYPE, NEEDS_OCR, TOO_LARGE.
    """
    use_box_font()
    pdf = _open(data, path)
    try:
        pages, unread = _read_pages(pdf, path, ocr)
        name = _metadata_title(pdf)
        files = raw.FPDFDoc_GetAttachmentCount(pdf) + sum(page.files for page in pages)
    finally:
        pdf.close()
    omitted = [
        Omitted(what, sum(counts.values()), ", ".join(map(str, list(counts)[:10])))
        for what in (Omission.FONT, Omission.PICTURE)
        if (counts := {p.text.page: p.unread[what] for p in pages if p.unread[what]})
    ]
    omitted += [Omitted(Omission.OBJECT, files)] if files else []
    return replace(_document(pages, name, path), unread=tuple(unread), omitted=tuple(omitted))


def _open(data: bytes, path: str) -> pdfium.PdfDocument:
    if not data:
        raise ReadError(path, ReadCode.EMPTY, "the file has no bytes")
    if b"%PDF" not in data[:1024]:
        head = data[:1024].lstrip().lower()
        if head.startswith((b"<!doctype", b"<html", b"<?xml", b"pk\x03\x04", b"{\\rtf")):
            raise ReadError(path, ReadCode.WRONG_TYPE, "named .pdf, but something else inside")
        raise ReadError(path, ReadCode.CORRUPT, "no PDF: the mark %PDF is missing")
    end = data.rstrip(b"\x00 \t\r\n")[-4096:]
    if b"%%EOF" not in end and b"startxref" not in end:
        raise ReadError(path, ReadCode.CORRUPT, "truncated: the end of the PDF is missing")
    try:
        pdf = pdfium.PdfDocument(data)
        count = len(pdf)
    except pdfium.PdfiumError as exc:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "assword" in str(exc):
            reason = "asks for a password. Next: save a copy without one"
            raise ReadError(path, ReadCode.ENCRYPTED, reason) from exc
        raise ReadError(path, ReadCode.CORRUPT, f"PDFium cannot open it: {exc}") from exc
    if count == 0:
        raise ReadError(path, ReadCode.CORRUPT, "has no pages")
    if count > MAX_PAGES:
        raise ReadError(path, ReadCode.TOO_LARGE, f"{count} pages, at most {MAX_PAGES} are read")
    return pdf


@dataclass(slots=True)
class _Page:
    text: PageLines
    tables: list[Table]
    rules: list[Rule]  # horizontal
    notes: list[str] = field(default_factory=list)
    files: int = 0
    unread: Counter[Omission] = field(default_factory=Counter)


def _read_pages(
    pdf: pdfium.PdfDocument, path: str, ocr: PageReader | None
) -> tuple[list[_Page], list[int]]:
    """The pages, and the numbers of those that are scanned and were not read."""
    pages: list[_Page] = []
    scanned: list[int] = []
    broken = readable = unreadable = 0
    with suppress(pdfium.PdfiumError):  # without, its fields stay unread
        pdf.init_forms()
    for at in range(len(pdf)):
        try:
            page = pdf[at]
        except pdfium.PdfiumError:
            broken += 1
            continue
        try:
            text = read_characters(page)
            drawing = read_drawing(page, text.frame)
            overlay = read_overlay(page, pdf.formenv, text.frame)
            if _is_scanned(text, drawing):
                scanned.append(at + 1)
                if ocr:
                    pages.append(_Page(ocr.read(page, at + 1), [], []))
                    continue
        except pdfium.PdfiumError:
            broken += 1
            continue
        finally:
            page.close()
        readable += len(text.glyphs)
        unreadable += text.unreadable
        glyphs = text.glyphs + overlay.glyphs
        lines, tables = _lines_and_tables(glyphs, drawing, at + 1, text.frame.height)
        rules = sorted(drawing.horizontal, key=lambda rule: rule.at)
        page_lines = PageLines(at + 1, text.frame.width, text.frame.height, lines)
        unread = Counter(
            {
                Omission.FONT: text.unreadable > _FEW,
                Omission.PICTURE: 0 if at + 1 in scanned else _pictures(drawing),
            }
        )
        pages.append(_Page(page_lines, tables, joined(rules), overlay.notes, overlay.files, unread))
    if not pages or broken > 0.5 * len(pdf):
        raise ReadError(path, ReadCode.CORRUPT, f"{broken} of {len(pdf)} pages cannot be read")
    if ocr:
        return pages, []
    if scanned and len(scanned) >= SCANNED * len(pages):
        reason = f"scanned: {len(scanned)} of {len(pages)} pages are pictures. Next: {NEXT_STEP}"
        raise ReadError(path, ReadCode.NEEDS_OCR, reason, scanned=len(scanned))
    if unreadable > readable + 20:
        reason = f"its fonts do not say which characters they draw. Next: {NEXT_STEP}"
        raise ReadError(path, ReadCode.NEEDS_OCR, reason, scanned=len(scanned))
    return pages, scanned


def _is_scanned(text: PageText, drawing: Drawing) -> bool:
    """A picture or type turned into curves, without text; or text that no one can read."""
    area = text.frame.width * text.frame.height
    pictured = sum((b[2] - b[0]) * (b[3] - b[1]) for b in drawing.pictures) > 0.2 * area
    outlined = len(drawing.strokes) >= 100
    bare = (pictured or outlined) and len(text.glyphs) <= _FEW
    return bare or text.unreadable > len(text.glyphs) + 20


def _pictures(drawing: Drawing) -> int:
    """Those large enough to hold text, no photograph's strip or logo."""
    return sum(
        right - left >= _PICTURE and bottom - top >= _PICTURE
        for left, top, right, bottom in drawing.pictures
    )


def _lines_and_tables(
    glyphs: list[Glyph], drawing: Drawing, page: int, height: float
) -> tuple[list[Line], list[Table]]:
    tables: list[Table] = []
    for grid in find_grids(drawing):
        left, top, right, bottom = grid.box
        inside: list[Glyph] = []
        outside: list[Glyph] = []
        for glyph in glyphs:
            x, y = glyph.middle
            (inside if left <= x <= right and top <= y <= bottom else outside).append(glyph)
        table = ruled_table(grid, inside, drawing.shaded, page)
        if table is not None:
            tables.append(table)
            glyphs = outside
    lines = read_lines(glyphs, page)
    boxes = [(t.edges[0], t.top, t.edges[-1], t.bottom) for t in tables]
    mark_figures(lines, drawing, boxes)
    mark_captions(lines, drawing, height)
    return lines, tables


def _document(pages: list[_Page], name: str | None, path: str) -> Document:
    lined = [page.text for page in pages]
    rough = read_layout([Column(page.lines, 0, page.width) for page in lined])
    drop_furniture(lined, rough.size)
    columns: list[Column] = []
    ended: Table | None = None  # a table without rules that ends a page
    for page in pages:
        free = [line for line in page.text.lines if not line.figure]
        loose, rest = aligned_tables(free, page.text.page, page.rules, ended)
        lowest = max((line.bottom for line in rest), default=0.0)
        ended = loose[-1] if loose and loose[-1].bottom > lowest else None
        rest += [line for line in page.text.lines if line.figure]
        placed = rest + [_place(table) for table in (*page.tables, *loose)]
        columns += read_columns(placed)
    settle_margins(columns)
    _mark_continued(columns)
    layout = read_layout(columns)
    _unite(columns)
    blocks = make_blocks(read_paragraphs(columns, layout), layout)
    notes = [(note, page.text.page) for page in pages for note in page.notes]
    return _compose(blocks, notes, name, path)


def _place(table: Table) -> Line:
    """A line that holds the table's place."""
    left, right = table.edges[0], table.edges[-1]
    baseline = table.top + 8.6
    return Line("", table.page, left, right, baseline, 10, False, False, "", 0, table=table)


def _mark_continued(columns: list[Column]) -> None:
    before: Line | None = None
    for column in columns:
        for line in column.lines:
            if line.table and before and before.table:
                line.table.follows = before.page == line.page - 1
            before = line


def _unite(columns: list[Column]) -> None:
    """Tables that go on over a page break stand where they began."""
    places = [line for column in columns for line in column.lines if line.table]
    whole = continue_tables([line.table for line in places if line.table])
    kept = {id(table) for table in whole}
    for column in columns:
        column.lines[:] = [x for x in column.lines if x.table is None or id(x.table) in kept]
    columns[:] = [column for column in columns if column.lines]


def _compose(
    blocks: list[Piece], notes: list[tuple[str, int]], name: str | None, path: str
) -> Document:
    composer = Composer()
    for block in blocks:
        composer.add(block.kind, block.pieces, level=block.level, with_previous=block.with_previous)
    for note, page in notes:
        composer.add(BlockKind.PARAGRAPH, [Written(note, page)])
    front = [b.text for b in blocks if b.kind is BlockKind.METADATA]
    said = publication(front)
    source = said.source or next((text for text in front if _PUBLISHER.fullmatch(text)), None)
    title = "".join(b.text for b in blocks if b.kind is BlockKind.TITLE) or name
    if not title:
        heads = (b.text for b in blocks if b.kind is BlockKind.HEADING)
        title = next(heads, PurePosixPath(path).stem)
    document = composer.document(path, title=title, format="pdf", date=said.date, source=source)
    if not document.text.strip():
        raise ReadError(path, ReadCode.EMPTY, "no page holds text")
    return document


_PUBLISHER = re.compile(
    r"[^\W\d_]{2,24}(?:公司|集团|研究[院所]|委员会|办公室|大学|学院|学会|协会|联盟|中心|出版社"
    r"|[^全布]部|局|厅|署|政府|银行|报社|通讯社)"
)
_FILE_NAME = re.compile(r"\.(?:docx?|wps|pdf|pptx?|xlsx?|indd)$|^Microsoft|untitled|无标题", re.I)


def _metadata_title(pdf: pdfium.PdfDocument) -> str | None:
    """The title that the file claims, where it looks like one."""
    title = pdf.get_metadata_value("Title").strip().replace("\x00", "")
    sensible = 6 <= len(title) <= 80 and not _FILE_NAME.search(title)
    return title if sensible else None
