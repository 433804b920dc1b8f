"""Running lines and page numbers, and what only looks like them."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from index.records import BlockKind
from tests.index.loaders.pdf.drawing import (
    HEIGHT,
    LIBRARY,
    Draw,
    read,
    texts,
    wrapped,
    write,
)


def test_headers_footers_and_page_numbers_are_dropped() -> None:
    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            write(canvas, ["河滨新城建设年度报告"], 45, size=9)
            write(canvas, ["内部编号 2023-7"], 45, x=430, size=9)
            write(canvas, wrapped(f"第{number}天，" + LIBRARY), 110)
            write(canvas, [f"{number} / 4"], HEIGHT - 40, x=290, size=9)

        return draw

    document = read(*(page(number) for number in range(1, 5)))
    assert texts(document, BlockKind.PARAGRAPH) == [f"第{n}天，{LIBRARY}" for n in range(1, 5)]
    assert len(document.blocks) == 4
    assert document.pages == 4


def test_a_chapter_name_beside_the_page_number_is_dropped() -> None:
    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            write(canvas, ["渡口" if number < 3 else "图书馆"], 45, x=220, size=10)
            write(canvas, [str(number + 6)], 45, x=480, size=10)
            write(canvas, wrapped(f"第{number}天，" + LIBRARY), 110)

        return draw

    document = read(*(page(number) for number in range(1, 5)))
    assert texts(document, BlockKind.PARAGRAPH) == [f"第{n}天，{LIBRARY}" for n in range(1, 5)]
    assert len(document.blocks) == 4


def test_a_number_in_the_text_is_no_page_number() -> None:
    def page(canvas: Canvas) -> None:
        y = write(canvas, wrapped(LIBRARY), 100)
        write(canvas, ["　　2023"], y)

    assert "2023" in read(page).text
