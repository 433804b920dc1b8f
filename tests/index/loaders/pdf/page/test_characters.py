"""Which characters of a page are read, and which way up."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.index.loaders.pdf.drawing import (
    FONT,
    HEIGHT,
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


def test_text_of_one_character_whose_font_is_not_embedded_is_read() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, ["申请人："], 120)
        for at, character in enumerate("汤九"):
            write(canvas, [character], 120, x=170 + 30 * at)
        write(canvas, wrapped(RIVER), 200)

    assert read(page).text.replace(" ", "").startswith("申请人：汤九")


def vertical(canvas: Canvas, columns: Sequence[str], x: float = 440, step: float = 30) -> None:
    canvas.setFont(FONT, SIZE)
    for number, column in enumerate(columns):
        for at, character in enumerate(column):
            canvas.drawString(x - number * step, HEIGHT - 100 - at * 14, character)


@pytest.mark.parametrize("step", [20, 30, 40])
def test_text_set_from_the_top_down_is_read_in_its_order(step: float) -> None:
    columns = ["因换线北坡站定于本月九日", "二十三时起停电至次日五时", "请各户提前备好应急灯。"]
    document = read(lambda canvas: vertical(canvas, columns, step=step))
    assert "".join(columns) in "".join(document.text.split())


def test_a_column_of_single_signs_in_a_text_stays_where_it_is() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, wrapped(RIVER), 100)
        write(canvas, list("是否是是"), 260, x=300)
        write(canvas, wrapped(RIVER), 400)

    assert read(page).text.count("老人说，这条河他渡了四十年") == 2
