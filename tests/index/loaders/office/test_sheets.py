"""Sheets as offices keep them: units over the table, wide rows, notes, struck cells, drawings."""

from __future__ import annotations

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from index.loaders.office.xlsx import load
from index.passages import chunk
from index.settings import IndexSettings
from tests.index.loaders.office.test_xlsx import blocks, saved, sheet


def rows_of(*rows: tuple[object, ...]) -> list[str]:
    book, _ = sheet(*rows)
    return [text for kind, text in blocks(load(saved(book), "a.xlsx")) if kind == "table_row"]


@pytest.mark.parametrize(
    ("over", "header", "row", "told"),
    [
        ([("单位：万元",)], ("科目", "本年", "上年"), ("货币资金", 5, 4),
         "科目: 货币资金 | 本年（万元）: 5 | 上年（万元）: 4"),
        ([("编制单位：北坡站", None, "单位：元")], ("项目", "金额", "人数"), ("工资", 9000, 3),
         "项目: 工资 | 金额（元）: 9000 | 人数: 3"),
        ([("北坡站用电表",), (None, None, "计量单位：千瓦时")],
         ("月份", "照明", "动力"), ("一月", 20, 70),
         "月份: 一月 | 照明（千瓦时）: 20 | 动力（千瓦时）: 70"),
        ([("资产表（单位：亿元）",)], ("项目", "期末", "增长率"), ("固定资产", 7, "3%"),
         "项目: 固定资产 | 期末（亿元）: 7 | 增长率: 3%"),
        ([("金额单位：人民币元",)], ("序号", "名称", "单价（角）"), (1, "信封", 3),
         "序号: 1 | 名称: 信封 | 单价（角）: 3"),
        ([("填表人：汤九", "日期：2024-01-02")], ("品名", "库存", "库位"), ("余缆", 8, "甲一"),
         "品名: 余缆 | 库存: 8 | 库位: 甲一"),
    ],
)  # fmt: skip
def test_what_stands_over_the_header_does_not_hide_it(
    over: list[tuple[object, ...]],
    header: tuple[object, ...],
    row: tuple[object, ...],
    told: str,
) -> None:
    rows = rows_of(*over, header, row, row)
    assert rows[1] == told


def test_two_tables_with_one_empty_row_between() -> None:
    rows = rows_of(
        ("站点", "投产"), ("北坡站", 2021), (), ("二、耗材",), ("品名", "数量"), ("热缩管", 40)
    )
    assert rows == [
        "站点 | 投产",
        "站点: 北坡站 | 投产: 2021",
        "品名 | 数量",
        "品名: 热缩管 | 数量: 40",
    ]


def test_a_gap_in_one_table_stays_a_gap() -> None:
    rows = rows_of(("站点", "投产"), ("北坡站", 2021), (), ("南坡站", 2022))
    assert rows[-1] == "站点: 南坡站 | 投产: 2022"


WIDE = [f"第{n}项检查情况的说明" for n in range(30)]


@pytest.mark.parametrize("count", [12, 20, 30])
def test_a_row_longer_than_a_passage_says_its_key_in_every_line(count: int) -> None:
    header = ("工号", "姓名", *WIDE[:count])
    book, _ = sheet(
        header,
        *(
            (f"K{row}", name, *(f"结果{row}{n}良好且没有问题" for n in range(count)))
            for row, name in enumerate(("汤九", "娄一", "尤大川"))
        ),
    )
    document = load(saved(book), "a.xlsx")
    for passage in chunk(document, IndexSettings()):
        for line in passage.text.split("\n")[passage.text.startswith("工号 |") :]:
            if "结果" in line:
                assert line.startswith("工号: K")
                assert " | 姓名: " in line
    told = [text for kind, text in blocks(document) if kind == "table_row"][1:]
    for row in range(3):
        for n in range(count):
            assert sum(f"{WIDE[n]}: 结果{row}{n}良好" in line for line in told) == 1
    assert all(len(line) <= 300 for line in told)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("石磊\n栾华", "石磊、栾华"),
        ("粮油\n蔬菜\n蛋类", "粮油、蔬菜、蛋类"),
        ("每周一检查，\n每月汇总。", "每周一检查，每月汇总。"),
        ("6611\n6612", "6611、6612"),
        (
            "这一项由北坡站的值班人员在每天上午完成\n并且写入台账",
            "这一项由北坡站的值班人员在每天上午完成 并且写入台账",
        ),
    ],
)
def test_lines_of_a_cell_stay_apart(cell: str, told: str) -> None:
    assert (
        rows_of(("小组", "内容", "数"), ("甲组", cell, 1))[1]
        == f"小组: 甲组 | 内容: {told} | 数: 1"
    )


def test_a_header_that_is_broken_is_one_name() -> None:
    assert rows_of(("站\n点", "投产\n年份"), ("北坡站", 2021))[1] == "站点: 北坡站 | 投产年份: 2021"


def test_notes_stand_with_their_rows() -> None:
    book, page = sheet(("站点", "里程"), ("北坡站", 12), ("南坡站", 30))
    page["B3"].comment = Comment("含支线\n8公里", "汤九")
    page["B1"].comment = Comment("单位为公里", "汤九")
    rows = [text for kind, text in blocks(load(saved(book), "a.xlsx")) if kind == "table_row"]
    assert rows == [
        "站点 | 里程",
        "批注: 单位为公里",
        "站点: 北坡站 | 里程: 12",
        "站点: 南坡站 | 里程: 30 | 批注: 含支线8公里",
    ]


def test_struck_cells_and_runs_no_longer_hold() -> None:
    book, page = sheet(("站点", "补贴"), ("北坡站", 300), ("南坡站", "x"), ("东坡站", 90))
    page["B2"].font = Font(strike=True)
    page["B3"] = CellRichText(TextBlock(InlineFont(strike=True), "300元"), "180元")
    told = blocks(load(saved(book), "a.xlsx"))
    assert told[1:] == [
        ("table_row", "站点 | 补贴"),
        ("table_row", "站点: 北坡站"),
        ("struck", "300"),
        ("table_row", "站点: 南坡站 | 补贴: 180元"),
        ("struck", "300元"),
        ("table_row", "站点: 东坡站 | 补贴: 90"),
    ]


def test_a_struck_row_is_kept_apart() -> None:
    book, page = sheet(("站点", "投产"), ("旧站", 1999), ("新站", 2021))
    for column in "AB":
        page[f"{column}2"].font = Font(strike=True)
    told = blocks(load(saved(book), "a.xlsx"))
    assert [text for kind, text in told if kind == "table_row"] == [
        "站点 | 投产",
        "站点: 新站 | 投产: 2021",
    ]
    assert [text for kind, text in told if kind == "struck"] == ["旧站", "1999"]


def test_a_workbook_that_is_only_numbers_keeps_every_cell() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append((1, 2, 3))
    assert "1 | 2 | 3" in load(saved(book), "a.xlsx").text
