"""Which characters of a page are read, and which way up."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from tests.index.loaders.pdf.drawing import (
    FONT,
    LEADING,
    RIVER,
    SIZE,
    WIDTH,
    blocks,
    read,
    wrapped,
    write,
)


def test_a_slanted_watermark_is_dropped() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, wrapped(RIVER), 200)
        canvas.saveState()
        canvas.setFont(FONT, 60)
        canvas.translate(180, 380)
        canvas.rotate(45)
        canvas.drawString(0, 0, "内部资料")
        canvas.restoreState()

    assert blocks(read(page)) == [("paragraph", RIVER)]


def test_a_page_lying_on_its_side_reads_upright() -> None:
    def page(canvas: Canvas) -> None:
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        canvas.setFont(FONT, SIZE)
        for at, line in enumerate(wrapped(RIVER)):
            blank = len(line) - len(line.lstrip("　"))
            canvas.drawString(80 + blank * SIZE, 500 - at * LEADING, line.lstrip("　"))

    assert blocks(read(page)) == [("paragraph", RIVER)]
