from __future__ import annotations

import pytest

from qa.answer.cells import asked_cell
from qa.understand.intent import read_intent

HEADER = "批次 | 日期 | 涉及区域 | 涉及用户"
ROW = "第二批 | 11月14日 | 白沙港区 | 486条"


def asked(question: str, header: str | None, row: str) -> str | None:
    intent = read_intent(question)
    return asked_cell(header, row, intent, dict.fromkeys(intent.characters, 1.0))


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("第二批割接的日期是哪天？", "11月14日"),
        ("第二批割接涉及哪个区域？", "白沙港区"),
        ("第二批涉及多少用户？", "486条"),
        ("白沙港区的割接是哪天？", "11月14日"),
        ("第二批由谁负责？", None),
    ],
)
def test_the_cell_under_the_column_that_the_question_names(question: str, cell: str | None) -> None:
    assert asked(question, HEADER, ROW) == cell


def test_cells_that_name_their_column_themselves() -> None:
    row = "指标: 营业收入 | 2023年: 421.9 | 2022年: 386.4"
    assert asked("2022年营业收入是多少？", None, row) == "386.4"


def test_a_row_that_does_not_stand_under_the_header_gives_none() -> None:
    assert asked("第二批的日期？", HEADER, "第二批 | 11月14日") is None
    assert asked("日期？", None, "没有列名的一行 | 另一格") is None
