"""Rows that can be read alone, over page breaks and where they are long."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from index.records import BlockKind
from tests.index.loaders.pdf.drawing import (
    FONT,
    HEIGHT,
    LIBRARY,
    RIVER,
    read,
    texts,
    wrapped,
    write,
)
from tests.index.loaders.pdf.tables.ruling import HEAD, XS, grid


def test_a_ruled_table_over_two_pages_repeats_no_header_and_each_row_stands_alone() -> None:
    rows = [[f"第{n}号仓库", f"{n},120", f"{n},080"] for n in range(1, 7)]

    def first(canvas: Canvas) -> None:
        y = write(canvas, wrapped(LIBRARY), 100)
        grid(canvas, [HEAD, *rows[:3]], y + 10, XS)

    def second(canvas: Canvas) -> None:
        y = grid(canvas, [HEAD, *rows[3:]], 90, XS)
        write(canvas, wrapped(RIVER), y + 40)

    document = read(first, second)
    assert texts(document, BlockKind.TABLE_ROW) == [
        "项目 | 2023年 | 2022年",
        *(f"项目: 第{n}号仓库 | 2023年: {n},120 | 2022年: {n},080" for n in range(1, 7)),
    ]
    pages = [document.page_at(b.start) for b in document.blocks]
    assert pages == [1, 1, 1, 1, 1, 2, 2, 2, 2]


def test_a_row_that_the_page_break_cut_is_whole_again() -> None:
    def first(canvas: Canvas) -> None:
        y = write(canvas, wrapped(LIBRARY), 100)
        grid(canvas, [HEAD, ["北门仓库（原第三", "1,120", "1,080"]], y + 10, XS)

    def second(canvas: Canvas) -> None:
        grid(canvas, [["粮站）", "", ""], ["南门仓库", "310", "298"]], 90, XS)

    document = read(first, second)
    assert texts(document, BlockKind.TABLE_ROW) == [
        "项目 | 2023年 | 2022年",
        "项目: 北门仓库（原第三粮站） | 2023年: 1,120 | 2022年: 1,080",
        "项目: 南门仓库 | 2023年: 310 | 2022年: 298",
    ]


def test_a_long_row_comes_in_parts_that_each_name_the_row() -> None:
    items = [f"{n}.第{n}项工作已经在本月底之前全部完成并且通过了检查；" for n in range(1, 15)]
    xs = (60.0, 150.0, 540.0)

    def page(canvas: Canvas) -> None:
        high = 24.0 * (len(items) + 1)
        canvas.setFont(FONT, 10)
        for y in (100.0, 124.0, 100.0 + high):
            canvas.line(xs[0], HEIGHT - y, xs[-1], HEIGHT - y)
        for x in xs:
            canvas.line(x, HEIGHT - 100, x, HEIGHT - 100 - high)
        for x, text in zip(xs, ("月份", "完成的工作"), strict=False):
            canvas.drawString(x + 4, HEIGHT - 116, text)
        canvas.drawString(64, HEIGHT - 140, "三月")
        for at, item in enumerate(items):
            canvas.drawString(154, HEIGHT - 140 - 24 * at, item)

    rows = texts(read(page), BlockKind.TABLE_ROW)
    assert len(rows) > 1
    joined = "".join(row.rpartition(": ")[2] if ": " in row else "" for row in rows)
    for item in items:
        assert item in joined.replace(" ", "")
    assert all(len(row) <= 320 and "三月" in row for row in rows if "工作已经" in row)
