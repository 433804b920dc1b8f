"""Tables whose columns are set with blanks alone."""

from __future__ import annotations

import pytest

from index.loaders.plain.text import read
from tests.index.loaders.plain.village import blocks

LEFT = """库房领料单

品名          数量    领料人
光缆接头盒    12      韩小满
余缆架        4       尤大川
热缩管        150     韩小满
"""
RIGHT = """水电费

      房间      水费     电费
       101     23.50   118.00
       102      9.00    86.40
"""
RULED = """站点      投产日期      容量
--------  ----------  ------
北坡站    2021-03-01     20
南坡站    2022-11-15     35
"""
WIDE_BLANKS = "班次　　　带班人　　　电话\n早班　　　汤九　　　6611\n晚班　　　娄一　　　6612\n"
GAPS = """线路      里程      备注
一线      12.5      全线架空
二线      8.1
三线      20.3      跨河
"""
SPACED = """设备    台数

交换机    8

路由器    3

光端机    14
"""


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (LEFT, "品名: 余缆架 | 数量: 4 | 领料人: 尤大川"),
        (RIGHT, "房间: 102 | 水费: 9.00 | 电费: 86.40"),
        (RULED, "站点: 南坡站 | 投产日期: 2022-11-15 | 容量: 35"),
        (WIDE_BLANKS, "班次: 晚班 | 带班人: 娄一 | 电话: 6612"),
        (GAPS, "线路: 二线 | 里程: 8.1"),
        (GAPS, "线路: 三线 | 里程: 20.3 | 备注: 跨河"),
        (SPACED, "设备: 路由器 | 台数: 3"),
    ],
)
def test_each_cell_stands_under_its_header(text: str, row: str) -> None:
    assert ("table_row", row) in blocks(text, text + " |:：")
    kinds = [kind for kind, _ in blocks(text, text + " |:：")]
    assert kinds.count("table_row") == len([b for b in kinds if b not in ("title", "heading")])


def test_a_row_slices_its_source() -> None:
    document = read(LEFT, "a.txt")
    block = next(b for b in document.blocks if "余缆架" in document.text[b.start : b.end])
    spans = document.source_span(block.start, block.end)
    assert LEFT[spans[0][0] : spans[-1][1]] == "余缆架        4       尤大川"


@pytest.mark.parametrize(
    "text",
    [
        "口号\n\n听党话  跟党走\n\n大家都说好。",  # one line is no table
        "落款\n\n甲方（盖章）：        乙方（盖章）：\n日期：              日期：\n",
        "第一段文字说的是今年的事，写得很长，后面还有  两个空格。\n第二段也是一样。\n",
    ],
)
def test_what_only_holds_wide_blanks_is_no_table_with_headers(text: str) -> None:
    assert not any(
        kind == "table_row" and ": " in row for kind, row in blocks(text, text + " |:：")
    )


def test_without_names_over_the_columns_none_are_made_up() -> None:
    rows = [row for kind, row in blocks("101    汤九    6611\n102    娄一    6612\n", " |") if kind]
    assert rows == ["101 | 汤九 | 6611", "102 | 娄一 | 6612"]
