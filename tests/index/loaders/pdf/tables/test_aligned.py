"""Tables without rules."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from reportlab.pdfgen.canvas import Canvas

from index.records import BlockKind
from tests.index.loaders.pdf.drawing import (
    LEADING,
    LIBRARY,
    read,
    texts,
    wrapped,
    write,
)
from tests.index.loaders.pdf.tables.ruling import HEAD


def test_a_table_without_rules_reads_by_rows() -> None:
    def page(canvas: Canvas) -> None:
        y = write(canvas, wrapped(LIBRARY), 100) + 10
        for row in (
            HEAD,
            ["借出", "1,204", "1,150"],
            ["归还", "1,190", "1,149"],
            ["遗失", "14", "1"],
        ):
            for x, text in zip((90, 230, 340), row, strict=True):
                write(canvas, [text], y, x=x)
            y += LEADING

    assert texts(read(page), BlockKind.TABLE_ROW) == [
        "项目 | 2023年 | 2022年",
        "项目: 借出 | 2023年: 1,204 | 2022年: 1,150",
        "项目: 归还 | 2023年: 1,190 | 2022年: 1,149",
        "项目: 遗失 | 2023年: 14 | 2022年: 1",
    ]


def placed(canvas: Canvas, rows: Sequence[Sequence[str]], xs: Sequence[float]) -> None:
    y = write(canvas, wrapped(LIBRARY), 100) + 10
    for row in rows:
        for x, text in zip(xs, row, strict=True):
            if text:
                write(canvas, [text], y, x=x)
        y += LEADING


@pytest.mark.parametrize(
    ("rows", "xs", "told"),
    [
        (
            [["站点", "带班人", "结论"], ["北坡站", "汤九", "合格"], ["南坡站", "娄一", "待修"]],
            (90, 220, 350),
            ["站点 | 带班人 | 结论", "站点: 北坡站 | 带班人: 汤九 | 结论: 合格",
             "站点: 南坡站 | 带班人: 娄一 | 结论: 待修"],
        ),
        (
            [["品名", "余缆架", "编号", "QB-7"], ["产地", "坡顶", "质检员", "尤大川"]],
            (90, 170, 300, 380),
            ["品名: 余缆架 | 编号: QB-7", "产地: 坡顶 | 质检员: 尤大川"],
        ),
        (
            [["项目", "限值", "结果", "判定"], ["水分", "10.0", "8.2", "合格"],
             ["铅", "0.2", "", "合格"], ["菌落", "30", "未检出", "合格"]],
            (90, 200, 300, 400),
            ["项目 | 限值 | 结果 | 判定", "项目: 水分 | 限值: 10.0 | 结果: 8.2 | 判定: 合格",
             "项目: 铅 | 限值: 0.2 | 判定: 合格",
             "项目: 菌落 | 限值: 30 | 结果: 未检出 | 判定: 合格"],
        ),
    ],
)  # fmt: skip
def test_names_that_are_lined_up_are_a_table(
    rows: list[list[str]], xs: tuple[float, ...], told: list[str]
) -> None:
    assert texts(read(lambda canvas: placed(canvas, rows, xs)), BlockKind.TABLE_ROW) == told


def test_text_in_two_columns_is_no_table() -> None:
    def page(canvas: Canvas) -> None:
        for x in (70, 310):
            write(canvas, wrapped(LIBRARY, 17), 100, x=x)

    assert texts(read(page), BlockKind.TABLE_ROW) == []


def test_a_line_signed_by_two_is_no_table() -> None:
    def page(canvas: Canvas) -> None:
        y = write(canvas, wrapped(LIBRARY), 100)
        write(canvas, ["甲方：北坡公司"], y, x=90)
        write(canvas, ["乙方：南坡公司"], y, x=320)

    assert texts(read(page), BlockKind.TABLE_ROW) == []


@pytest.mark.parametrize("over", ["单位：万元", "各站收入表（单位：万元）"])
def test_the_unit_over_a_table_stands_with_its_figures(over: str) -> None:
    def page(canvas: Canvas) -> None:
        y = write(canvas, wrapped(LIBRARY), 100) + 10
        y = write(canvas, [over], y) + 6
        for row in (
            ["站点", "收入", "增幅"],
            ["甲", "501.2", "3%"],
            ["乙", "640.0", "4%"],
            ["丙", "7.5", "1%"],
        ):
            for x, text in zip((90, 230, 340), row, strict=True):
                write(canvas, [text], y, x=x)
            y += LEADING

    assert "站点: 甲 | 收入（万元）: 501.2 | 增幅: 3%" in texts(read(page), BlockKind.TABLE_ROW)
