"""Scanned pages: the lines that OCR's boxes make, and, with `wenqu[ocr]`, real pages read."""

from __future__ import annotations

import io
from itertools import chain
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from index.build import build_index
from index.errors import ReadCode, ReadError
from index.loaders.common.extra import NEXT_STEP, ocr_installed
from index.loaders.pdf import load
from index.loaders.pdf.ocr import Box, as_lines, placed
from index.rankers.encoder import Encoder
from index.records import BlockKind, Document
from index.sandbox.pool import read_file
from index.store.store import Index
from tests.index.loaders.pdf.drawing import (
    HEIGHT,
    LIBRARY,
    RIVER,
    WIDTH,
    pdf,
    scan,
    texts,
    wrapped,
)
from tests.index.loaders.pdf.drawing import text_page as typed

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
)
FONT = next((font for font in FONTS if Path(font).is_file()), None)
DOTS = 200 / 72  # pixels a point

needs_ocr = pytest.mark.skipif(
    not ocr_installed() or FONT is None,
    reason=f"no Chinese font at {FONTS[0]}" if ocr_installed() else f"not there: {NEXT_STEP}",
)


def photograph(number: int, *paragraphs: str) -> Image.Image:
    """A page as a scanner makes it: a heading, paragraphs, a page number; a little askew."""
    assert FONT is not None
    page = Image.new("L", (round(WIDTH * DOTS), round(HEIGHT * DOTS)), 250)
    draw = ImageDraw.Draw(page)
    body, head = ImageFont.truetype(FONT, 40), ImageFont.truetype(FONT, 60)
    draw.text((400, 200), f"第{'一二三'[number - 1]}章渡口的故事", font=head, fill=20)
    y = 350
    for line in chain.from_iterable(wrapped(text, 32) for text in paragraphs):
        x = 206 + 40 * (len(line) - len(line.lstrip("　")))
        draw.text((x, y), line.lstrip("　"), font=body, fill=20)
        y += 68
    draw.text((790, 2240), f"- {number} -", font=body, fill=20)
    return page.rotate(0.3, fillcolor=250)


def drawn(canvas: Canvas, page: Image.Image) -> None:
    canvas.drawImage(ImageReader(page), 0, 0, WIDTH, HEIGHT)


def put(folder: Path, data: bytes) -> tuple[str, Path]:
    file = folder / "扫描.pdf"
    file.write_bytes(data)
    return file.name, file


# ---------------------------------------------------------------- without the extra


def test_a_box_is_placed_in_points_and_knows_the_size_of_its_type() -> None:
    corners = [[200.0, 352.0], [1480.0, 360.0], [1480.0, 406.0], [200.0, 398.0]]
    box = placed("镰" * 32, corners, DOTS)
    assert (box.x0, box.x1) == pytest.approx((72.0, 532.8))
    assert box.middle == pytest.approx(379 / DOTS)
    assert box.size == pytest.approx(14.4)  # 40 pixels a character
    assert placed("Total 12", corners, DOTS).size == pytest.approx(0.88 * 46 / DOTS)


def test_boxes_beside_one_another_share_a_baseline_and_sizes_near_the_bodys_are_the_bodys() -> None:
    lines = as_lines(
        [
            Box("第二行" * 8, 72, 360, 120.4, 16.5),
            Box("右" * 10, 300, 425, 101.0, 13.5),
            Box("左" * 12, 72, 216, 100.0, 13.6),
            Box("标题" * 3, 72, 180, 60.0, 20.5),
        ],
        7,
    )
    by_text = {line.text[0]: line for line in lines}
    assert {line.page for line in lines} == {7}
    assert by_text["左"].baseline == by_text["右"].baseline
    assert by_text["第"].baseline > by_text["左"].baseline + 15
    assert [by_text[c].size for c in "左右第"] == [12.0] * 3
    assert by_text["标"].size == 18.0
    assert as_lines([], 1) == []


def test_no_ocr_says_the_next_step_and_how_many_pages() -> None:
    with pytest.raises(ReadError) as caught:
        load(pdf(scan, scan), "a.pdf")
    assert caught.value.code is ReadCode.NEEDS_OCR
    assert caught.value.scanned == 2
    assert caught.value.reason.endswith('Next: pip install "wenqu[ocr]"')


def test_no_ocr_names_the_pages_of_a_mixed_file() -> None:
    document = load(pdf(typed, scan, typed, scan), "a.pdf")
    assert document.unread == (2, 4)
    assert texts(document, BlockKind.PARAGRAPH) == [LIBRARY, LIBRARY]


# ---------------------------------------------------------------- with it


@needs_ocr
def test_a_scanned_file_is_read_with_its_pages(tmp_path: Path) -> None:
    pages = [photograph(1, RIVER, LIBRARY), photograph(2, LIBRARY)]
    buffer = io.BytesIO()
    pages[0].save(buffer, "pdf", save_all=True, append_images=pages[1:], resolution=200)
    document = read_file(*put(tmp_path, buffer.getvalue()))
    assert document.title == "第一章渡口的故事"
    assert texts(document, BlockKind.PARAGRAPH) == [RIVER, LIBRARY, LIBRARY]
    assert texts(document, BlockKind.HEADING) == ["第二章渡口的故事"]
    assert document.unread == ()
    assert document.page_at(document.text.index(RIVER)) == 1
    assert document.page_at(document.text.rindex(LIBRARY)) == 2


@needs_ocr
def test_a_mixed_file_gets_both_and_the_index_finds_the_page(
    tmp_path: Path, encoder: Encoder
) -> None:
    """The page that has text is not read by OCR: its picture says something else."""
    other, page = photograph(3, "画在下面的字不该读到。"), photograph(2, RIVER)

    def both(canvas: Canvas) -> None:
        drawn(canvas, other)
        typed(canvas)

    (tmp_path / "docs").mkdir()
    put(tmp_path / "docs", pdf(both, lambda canvas: drawn(canvas, page)))
    build_index(corpus=tmp_path / "docs", where=tmp_path / "index", encoder=encoder)
    index = Index.open(tmp_path / "index")
    assert [file.note for file in index.manifest.files] == [None]
    (document,) = index.documents
    assert isinstance(document, Document)
    assert texts(document, BlockKind.PARAGRAPH) == [LIBRARY, RIVER]
    assert [p.page for p in index.passages if p.text in RIVER] == [2]
    assert "不该读到" not in document.text
