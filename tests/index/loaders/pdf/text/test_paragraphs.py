"""Paragraphs whole over pages and round pictures."""

from __future__ import annotations

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from index.records import BlockKind
from tests.index.loaders.pdf.drawing import (
    HEIGHT,
    LIBRARY,
    RIVER,
    SIZE,
    blocks,
    read,
    texts,
    wrapped,
    write,
)


def test_paragraph_over_a_page_break_is_whole_and_knows_both_pages() -> None:
    lines = wrapped(RIVER)

    def first(canvas: Canvas) -> None:
        y = write(canvas, wrapped(LIBRARY), 100)
        write(canvas, lines[:3], y)

    def second(canvas: Canvas) -> None:
        y = write(canvas, lines[3:], 100)
        write(canvas, wrapped(LIBRARY), y)

    document = read(first, second)
    assert blocks(document) == [
        ("paragraph", LIBRARY),
        ("paragraph", RIVER),
        ("paragraph", LIBRARY),
    ]
    start = document.blocks[1].start
    turn = start + len("".join(lines[:3]).strip("　"))
    assert [(p.start, p.page) for p in document.page_starts] == [(0, 1), (turn, 2)]
    assert document.page_at(turn - 1) == 1
    assert document.page_at(turn) == 2
    assert (document.doc_id, document.path, document.format) == ("folder/a.pdf",) * 2 + ("pdf",)
    assert document.source_runs is None
    assert document.original is None


def test_page_break_after_a_whole_paragraph_joins_nothing() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, wrapped(LIBRARY), 100)

    assert texts(read(page, page), BlockKind.PARAGRAPH) == [LIBRARY, LIBRARY]


def test_a_paragraph_that_a_picture_and_its_caption_cut_is_whole_again() -> None:
    lines = wrapped(RIVER)

    def page(canvas: Canvas) -> None:
        y = write(canvas, lines[:3], 100)
        picture = ImageReader(Image.new("L", (30, 20), 128))
        canvas.drawImage(picture, 197, HEIGHT - y - 140, 200, 140)
        y = write(canvas, ["渡口边的老人和小船"], y + 160, x=297 - 4.5 * SIZE)
        write(canvas, lines[3:], y + 20)

    assert blocks(read(page)) == [("paragraph", RIVER), ("caption", "渡口边的老人和小船")]
