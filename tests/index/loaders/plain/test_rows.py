"""Rows of tables set with bars or tabs."""

from __future__ import annotations

from tests.index.loaders.plain.village import blocks


def test_table_rows() -> None:
    text = "表\n\n| 村 | 户 |\n|---|---|\n| 东村 | 34 |\n| 西村 | 5 |\n\n单独一行 | 不是 | 表格。"
    assert blocks(text)[1:] == [
        ("table_row", "村 | 户"),
        ("table_row", "东村 | 34"),
        ("table_row", "西村 | 5"),
        ("paragraph", "单独一行 | 不是 | 表格。"),
    ]


def test_columns_set_with_tabs_are_rows() -> None:
    assert blocks("价目\n品名\t元\n光缆\t12\n光猫\t34\n")[1:] == [
        ("table_row", "品名\t元"),
        ("table_row", "光缆\t12"),
        ("table_row", "光猫\t34"),
    ]
