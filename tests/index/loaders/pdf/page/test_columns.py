"""The order of reading on a page."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from tests.index.loaders.pdf.drawing import (
    LEFT,
    LIBRARY,
    RIVER,
    SIZE,
    blocks,
    read,
    wrapped,
    write,
)


def test_two_columns_are_read_left_then_right() -> None:
    left = [wrapped(RIVER, 16), wrapped(LIBRARY, 16)]
    right = wrapped("渡口旁边" + RIVER, 16)

    def page(canvas: Canvas) -> None:
        write(canvas, ["河边的故事与城里的图书馆"], 80, x=180, size=18)
        y = write(canvas, left[0], 130, leading=18)
        write(canvas, left[1], y, leading=18)
        write(canvas, right, 137, x=LEFT + 16 * SIZE + 24, leading=18)

    document = read(page)
    assert blocks(document) == [
        ("title", "河边的故事与城里的图书馆"),
        ("paragraph", RIVER),
        ("paragraph", LIBRARY),
        ("paragraph", "渡口旁边" + RIVER),
    ]
