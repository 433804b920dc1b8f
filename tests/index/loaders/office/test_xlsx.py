from __future__ import annotations

import time
import tracemalloc
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from index.errors import ReadCode, ReadError
from index.loaders.office import xlsx
from index.loaders.office.number_format import formatted
from index.loaders.office.xlsx import load
from index.records import Document
from tests.index.loaders.office_files import altered


def saved(book: openpyxl.Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def sheet(*rows: tuple[object, ...]) -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "收支"
    for row in rows:
        page.append(list(row))
    return book, page


def blocks(document: Document) -> list[tuple[str, str]]:
    return [(b.kind.value, document.text[b.start : b.end]) for b in document.blocks]


def test_a_row_says_its_headers_and_numbers_are_as_shown() -> None:
    book, page = sheet(
        ("指标", "金额", "占比", "日期"),
        ("营业收入", 1234567.891, 0.2346, datetime(2023, 3, 15)),
        ("净利润", -5, 1, datetime(2023, 12, 1)),
    )
    for row in (2, 3):
        page[f"B{row}"].number_format = "#,##0.00"
        page[f"C{row}"].number_format = "0.00%"
        page[f"D{row}"].number_format = 'yyyy"年"m"月"d"日"'
    document = load(saved(book), "财务/收支.xlsx")
    assert blocks(document) == [
        ("heading", "收支"),
        ("table_row", "指标 | 金额 | 占比 | 日期"),
        ("table_row", "指标: 营业收入 | 金额: 1,234,567.89 | 占比: 23.46% | 日期: 2023年3月15日"),
        ("table_row", "指标: 净利润 | 金额: -5.00 | 占比: 100.00% | 日期: 2023年12月1日"),
    ]
    assert (document.format, document.source_runs, document.original) == ("xlsx", None, None)
    assert document.title == "收支"
    assert document.pages is None


def test_merged_headers_and_cells() -> None:
    book, page = sheet(
        ("2023年主要农产品产量表", None, None),
        ("地区", "产量", None),
        (None, "上半年", "下半年"),
        ("华北", 10, 12),
        (None, 11, 13),
    )
    for merged in ("A1:C1", "A2:A3", "B2:C2", "A4:A5"):
        page.merge_cells(merged)
    assert blocks(load(saved(book), "a.xlsx"))[1:] == [
        ("caption", "2023年主要农产品产量表"),
        ("table_row", "地区 | 产量 上半年 | 产量 下半年"),
        ("table_row", "地区: 华北 | 产量 上半年: 10 | 产量 下半年: 12"),
        ("table_row", "地区: 华北 | 产量 上半年: 11 | 产量 下半年: 13"),
    ]


def test_sheets_are_headings_and_hidden_ones_say_so() -> None:
    book, _ = sheet(("姓名", "电话"), ("张三", "010-1"))
    hidden = book.create_sheet("底稿")
    hidden.append(["项目", "数额"])
    hidden.append(["差旅", 300])
    hidden.sheet_state = "hidden"
    book.create_sheet("空表")
    document = load(saved(book), "a.xlsx")
    assert blocks(document) == [
        ("heading", "收支"),
        ("table_row", "姓名 | 电话"),
        ("table_row", "姓名: 张三 | 电话: 010-1"),
        ("heading", "底稿（隐藏）"),
        ("table_row", "项目 | 数额"),
        ("table_row", "项目: 差旅 | 数额: 300"),
    ]


def test_two_tables_on_a_sheet_have_their_own_headers() -> None:
    book, page = sheet(("品名", "数量"), ("水泵", 3))
    for at, row in enumerate([("工种", "人数"), ("焊工", 7)], start=6):
        for column, value in enumerate(row, start=2):
            page.cell(at, column, value)
    assert [text for _, text in blocks(load(saved(book), "a.xlsx"))] == [
        "收支", "品名 | 数量", "品名: 水泵 | 数量: 3", "工种 | 人数", "工种: 焊工 | 人数: 7",
    ]  # fmt: skip


def test_a_sheet_of_numbers_alone_has_no_header() -> None:
    book, _ = sheet((1, 2), (3, 4))
    assert [text for _, text in blocks(load(saved(book), "a.xlsx"))] == ["收支", "1 | 2", "3 | 4"]


def test_a_cell_at_the_far_corner_costs_nothing() -> None:
    book, page = sheet(("名称", "数值"), ("左上", 1))
    page["XFD1048576"] = "最远的格子"
    data = saved(book)
    tracemalloc.start()
    started = time.perf_counter()
    document = load(data, "a.xlsx")
    seconds, (_, peak) = time.perf_counter() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert blocks(document)[-1][1] == "最远的格子"
    assert seconds < 2
    assert peak < 20e6


def test_a_merge_over_the_whole_sheet_costs_nothing() -> None:
    book, page = sheet(("标题", None), ("甲", 1), ("乙", 2))
    page.merge_cells("A2:A3")
    data = altered(saved(book), lambda _, part: part.replace(b"A2:A3", b"A2:XFD1048576"))
    started = time.perf_counter()
    document = load(data, "a.xlsx")
    assert time.perf_counter() - started < 2
    assert "甲" in document.text
    assert len(document.text) < 200


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_CELLS", 3)
    book, _ = sheet(("甲", "乙"), ("丙", "丁"))
    with pytest.raises(ReadError, match="has over 3 cells") as caught:
        load(saved(book), "a.xlsx")
    assert caught.value.code is ReadCode.TOO_LARGE


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.2346, "0.00%", "23.46%"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (45000, "yyyy-mm-dd", "2023-03-15"),
        (45000.5, 'yyyy"年"m"月"d"日" h:mm', "2023年3月15日 12:00"),
        (-5, "#,##0;(#,##0)", "(5)"),
        (-0.004, "0.00", "0.00"),
        (0, '0;-0;"无"', "无"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (12345, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "12,345.00"),
        (1500000, '0.0,,"百万"', "1.5百万"),
        (7, "000", "007"),
        (12345, "0.00E+00", "1.23E+04"),
        (1.5, "[h]:mm", "36:00"),
        (0.75, "h:mm AM/PM", "6:00 PM"),
        (0.1 + 0.2, "", "0.3"),
        (3, 'General"元"', "3元"),
        (99, "[$¥-804]#,##0.00", "¥99.00"),
        (45000, "[$-804]aaaa", "星期三"),
        (13812345678, "000\\-0000\\-0000", "138-1234-5678"),
        (150, '[>=100]"高";"低"', "高"),
        (2.5, "0", "3"),
        (1.005, "0.00", "1.01"),
        (5.25, "# ?/?", "5.25"),
        (1e300, "yyyy", "1e+300"),
    ],
)
def test_number_formats(value: float, code: str, shown: str) -> None:
    assert formatted(value, code) == shown
