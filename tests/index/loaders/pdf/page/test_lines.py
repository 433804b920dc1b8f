"""Characters that stand in one line: which blanks are meant, what is there twice."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from tests.index.loaders.pdf.drawing import (
    LEFT,
    LIBRARY,
    blocks,
    read,
    wrapped,
    write,
)


def test_gaps_that_the_page_shows_between_words_stay() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, ["齐心协力　共建家园"], 100, size=16)
        write(canvas, wrapped(LIBRARY), 160)

    document = read(page)
    assert document.title == "齐心协力 共建家园"


def test_type_drawn_twice_reads_once() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, ["谢谢大家的帮助"], 100)
        write(canvas, ["谢谢大家的帮助"], 100, x=LEFT + 0.4)
        write(canvas, wrapped(LIBRARY), 130)

    assert blocks(read(page)) == [("heading", "谢谢大家的帮助"), ("paragraph", LIBRARY)]
