from __future__ import annotations

import csv

import pytest

from index.errors import ReadCode, ReadError
from index.loaders.csv import load, sniff
from index.records import BlockKind, Document


def rows(document: Document) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks]


TABLE = '姓名,部门,工资\n张三,财务部,"8,000"\n李四,工程部,7500.5\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_rows_carry_headers_in_every_encoding(encoding: str) -> None:
    document = load(TABLE.encode(encoding), "工资.csv")
    assert rows(document) == [
        "姓名 | 部门 | 工资",
        "姓名: 张三 | 部门: 财务部 | 工资: 8,000",
        "姓名: 李四 | 部门: 工程部 | 工资: 7500.5",
    ]
    assert {b.kind for b in document.blocks} == {BlockKind.TABLE_ROW}
    assert (document.title, document.format, document.source_runs) == ("工资", "csv", None)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = f"编号{delimiter}说明\n1{delimiter}水压、水质，均正常\n2{delimiter}待检\n"
    assert sniff(text) == delimiter
    assert rows(load(text.encode(), "a.csv"))[1] == "编号: 1 | 说明: 水压、水质，均正常"


def test_tsv_is_cut_at_tabs_even_where_commas_are_more() -> None:
    data = "项目\t备注\n甲\t一,二,三\n乙\t四,五,六\n".encode()
    assert rows(load(data, "a.tsv"))[1:] == [
        "项目: 甲 | 备注: 一,二,三",
        "项目: 乙 | 备注: 四,五,六",
    ]


def test_line_breaks_in_quotes_and_empty_cells() -> None:
    data = '标题,内容,备注\n公告,"第一行内容比较长，在这里写完了\n第二行",\n'.encode()
    assert (
        rows(load(data, "a.csv"))[1] == "标题: 公告 | 内容: 第一行内容比较长，在这里写完了 第二行"
    )


def test_numbers_without_header_stay_plain() -> None:
    assert rows(load(b"1,2\n3,4\n", "a.csv")) == ["1 | 2", "3 | 4"]


def test_an_office_file_named_csv_is_refused() -> None:
    with pytest.raises(ReadError, match="Office") as caught:
        load(b"PK\x03\x04" + b"\0" * 50, "a.csv")
    assert caught.value.code is ReadCode.WRONG_TYPE


def test_the_limit_of_a_cell_is_the_loaders_own() -> None:
    before = csv.field_size_limit()
    document = load(("名称,说明\n甲," + "长" * 200_000 + "\n").encode(), "a.csv")
    assert "长" * 200_000 in document.text
    assert csv.field_size_limit() == before


def test_the_line_that_names_the_separator_is_no_row() -> None:
    document = load("sep=|\n站点|库存\n北苑|12\n".encode(), "a.csv")
    assert rows(document) == ["站点 | 库存", "站点: 北苑 | 库存: 12"]


def test_a_number_kept_as_text_for_excel_is_its_text() -> None:
    document = load('编码,品名\n="00731",扳手\n'.encode(), "a.csv")
    assert rows(document)[1] == "编码: 00731 | 品名: 扳手"


@pytest.mark.parametrize(
    "over",
    ["单位：万元,,,", ",,,单位：万元", "编制：财务部,,,（单位：万元）", "收支表,,,\n,,单位: 万元,"],
)
def test_the_unit_over_a_header_is_said_with_its_figures(over: str) -> None:
    document = load(f"{over}\n部门,收入,增长率,员工人数\n北区,89.5,3,12\n".encode(), "a.csv")
    assert rows(document)[-1] == "部门: 北区 | 收入（万元）: 89.5 | 增长率: 3 | 员工人数: 12"
