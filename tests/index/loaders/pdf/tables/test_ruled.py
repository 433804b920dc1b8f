"""Tables between rules: merged cells, names of columns."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from index.records import BlockKind
from tests.index.loaders.pdf.drawing import (
    FONT,
    HEIGHT,
    read,
    texts,
)
from tests.index.loaders.pdf.tables.ruling import grid


def test_merged_header_cells_name_every_column_below_them() -> None:
    xs = (90.0, 200.0, 290.0, 380.0, 470.0)

    def page(canvas: Canvas) -> None:
        top, high = 100.0, 24.0
        canvas.setFont(FONT, 10)

        def line(x0: float, y0: float, x1: float, y1: float) -> None:
            canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)

        for at in (0, 2, 3, 4):
            line(xs[0], top + at * high, xs[-1], top + at * high)
        line(xs[1], top + high, xs[-1], top + high)
        for x in (xs[0], xs[1], xs[3], xs[4]):
            line(x, top, x, top + 4 * high)
        line(xs[2], top + high, xs[2], top + 4 * high)
        cells = [
            (0, 24, "地区"),
            (1, 0, "收入"),
            (3, 0, "人数"),
            (1, 24, "上半年"),
            (2, 24, "下半年"),
            (3, 24, "年末"),
            *((c, 48, t) for c, t in enumerate(("东城", "310.5", "298.1", "45"))),
            *((c, 72, t) for c, t in enumerate(("西城", "270.0", "266.4", "39"))),
        ]
        for column, y, text in cells:
            canvas.drawString(xs[column] + 4, HEIGHT - top - y - 16, text)

    assert texts(read(page), BlockKind.TABLE_ROW) == [
        "地区 | 收入·上半年 | 收入·下半年 | 人数·年末",
        "地区: 东城 | 收入·上半年: 310.5 | 收入·下半年: 298.1 | 人数·年末: 45",
        "地区: 西城 | 收入·上半年: 270.0 | 收入·下半年: 266.4 | 人数·年末: 39",
    ]


def test_a_table_of_labels_and_values_has_no_header() -> None:
    def page(canvas: Canvas) -> None:
        grid(canvas, [["公司名称", "河滨渡运公司"], ["负责人", "老周"]], 100, (90.0, 230.0, 450.0))

    assert texts(read(page), BlockKind.TABLE_ROW) == ["公司名称: 河滨渡运公司", "负责人: 老周"]
