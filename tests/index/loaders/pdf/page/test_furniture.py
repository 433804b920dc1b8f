"""Running lines and page numbers, and what only looks like them."""

from __future__ import annotations

import pytest
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


@pytest.mark.parametrize(
    "line",
    [
        "证书编号：QB-2024-0{}7",
        "检定日期：2024年{}月15日",
        "本次检定的压力表示值误差为0.{}级。",
        "合同金额{}8000元",
        "流水号 90{}31{}",
    ],
)
@pytest.mark.parametrize("y", [45, HEIGHT - 45])
def test_lines_that_differ_in_figures_from_page_to_page_are_text(line: str, y: float) -> None:
    numbers = (3, 8, 5, 9, 4)

    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            write(canvas, [line.format(number, number)], y)
            write(canvas, wrapped(f"第{number}号，" + LIBRARY), 110)

        return draw

    text = read(*map(page, numbers)).text.replace(" ", "")
    for number in numbers:
        assert line.format(number, number).replace(" ", "") in text


@pytest.mark.parametrize(
    "line", ["第{}页 共9页", "年度报告 {}", "- {} -", "{}/9", "2023年报·第{}页"]
)
def test_lines_that_count_the_pages_are_none(line: str) -> None:
    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            write(canvas, [line.format(number)], HEIGHT - 45, x=280, size=9)
            write(canvas, wrapped(f"第{number}天，" + LIBRARY), 110)

        return draw

    document = read(*(page(number) for number in range(1, 6)))
    assert texts(document, BlockKind.PARAGRAPH) == [f"第{n}天，{LIBRARY}" for n in range(1, 6)]
    assert len(document.blocks) == 5
