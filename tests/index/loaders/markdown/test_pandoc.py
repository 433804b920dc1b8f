"""Tables as pandoc draws them; the texts are our own."""

from __future__ import annotations

import pytest

from index.loaders.markdown.markdown import read
from tests.index.loaders.reading import check_spans, outline

GRID = """\
+----------+------------------+
| 岗位     | 职责             |
+:=========+==================+
| 门卫     | 登记来访人员，   |
|          | 收发邮件         |
+----------+------------------+
| 电工     | check the meters |
|          | daily            |
+----------+------------------+
"""
BARE = """\
+------+------+----+
| 门卫 | 登记 | 早 |
+------+------+----+
| 电工 | 抄表 | 晚 |
+------+------+----+
"""
SIMPLE = """\
 岗位     人数   楼层
------  ------ ------
 门卫        3   一层
 电工              负一层
"""
COLUMNS = ["岗位 | 人数 | 楼层", "岗位: 门卫 | 人数: 3 | 楼层: 一层", "岗位: 电工 | 楼层: 负一层"]
CLOSED = SIMPLE + "------  ------ ------\n"


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        (GRID, ["岗位 | 职责", "岗位: 门卫 | 职责: 登记来访人员，收发邮件",
                "岗位: 电工 | 职责: check the meters daily"]),
        (BARE, ["门卫 | 登记 | 早", "电工 | 抄表 | 晚"]),
        (SIMPLE, COLUMNS),
        (CLOSED, COLUMNS),
    ],
)  # fmt: skip
def test_drawn_tables_are_rows(table: str, rows: list[str]) -> None:
    source = f"前一段话。\n\n{table}\n后一段话。\n"
    document = read(source, "a.md")
    check_spans(document, source, written=" |")
    assert outline(document) == [
        ("paragraph", "前一段话。"),
        *(("table_row", row) for row in rows),
        ("paragraph", "后一段话。"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "```\n" + SIMPLE + "```\n",
        "一段长长的话，说了很多的事情。\n\n-- --\n\n又一段话。\n",
        "+ 甲\n+ 乙\n",
    ],
)
def test_what_only_looks_like_one_is_none(source: str) -> None:
    assert all(kind != "table_row" for kind, _ in outline(read(source, "a.md")))
