"""Tables among blocks, and the cell that a question asks for: hand-made documents and rows."""

from __future__ import annotations

import pytest

from index.records import Block, BlockKind, Document
from qa.answer.tables import asked_cell, first_row, rows_below
from qa.understand import read_question


def document(*parts: tuple[BlockKind, str, str]) -> Document:
    """Blocks of (kind, text, what follows it)."""
    text, blocks = "", []
    for kind, said, after in parts:
        blocks.append(Block(kind, len(text), len(text) + len(said)))
        text += said + after
    return Document("a.md", "a.md", "a", text, tuple(blocks))


ROW, PARAGRAPH = BlockKind.TABLE_ROW, BlockKind.PARAGRAPH
TWO_TABLES = document(
    (PARAGRAPH, "前文", "\n"),
    (ROW, "项目 | 数量", "\n"),
    (ROW, "光猫 | 12", "\n"),
    (ROW, "交换机 | 3", "\n\n"),
    (ROW, "地区 | 人数", "\n"),
    (ROW, "城东 | 40", "\n"),
    (PARAGRAPH, "后文", "\n\n"),
    (ROW, "独行", ""),
)


def test_the_first_row_heads_those_of_its_own_table() -> None:
    below = {at: rows_below(TWO_TABLES, at) for at in range(len(TWO_TABLES.blocks))}
    blocks = TWO_TABLES.blocks
    assert below == {
        **dict.fromkeys((0, 2, 3, 5, 6, 7), ()),
        1: (blocks[2], blocks[3]),
        4: (blocks[5],),
    }


def test_a_row_stands_below_its_own_header() -> None:
    assert [first_row(TWO_TABLES, at) for at in (1, 2, 3, 4, 5, 7)] == [1, 1, 1, 4, 4, 7]


def test_an_offset_between_blocks_is_refused() -> None:
    assert TWO_TABLES.block_at(0) == 0
    assert TWO_TABLES.block_at(TWO_TABLES.blocks[3].end - 1) == 3
    with pytest.raises(ValueError, match="no block at"):
        TWO_TABLES.block_at(TWO_TABLES.blocks[3].end)


HEADER = "批次 | 日期 | 涉及区域 | 涉及用户"
SECOND = "第二批 | 11月14日 | 白沙港区 | 486条"


def asked(question: str, header: str | None, row: str) -> str | None:
    taken = read_question(question)
    span = asked_cell(header, row, taken, dict.fromkeys(taken.content_characters, 1.0))
    return row[slice(*span)] if span else None


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
    assert asked(question, HEADER, SECOND) == cell


def test_cells_that_name_their_column_themselves() -> None:
    row = "指标: 营业收入 | 2023年: 421.9 | 2022年: 386.4"
    assert asked("2022年营业收入是多少？", None, row) == "386.4"


def test_a_row_that_does_not_stand_under_the_header_gives_none() -> None:
    assert asked("第二批的日期？", HEADER, "第二批 | 11月14日") is None
    assert asked("日期？", None, "没有列名的一行 | 另一格") is None
    assert asked("日期？", "日期", "11月14日") is None  # one column names no other


def test_of_cells_that_read_alike_the_one_under_the_column_is_meant() -> None:
    question = read_question("一季度的用户数？")
    weight = dict.fromkeys(question.content_characters, 1.0)
    row = "城东 | 12 | 12"
    assert asked_cell("地区 | 机房 | 用户数", row, question, weight) == (10, 12)
    assert asked_cell("地区 | 用户数 | 机房", row, question, weight) == (5, 7)


def test_an_empty_cell_is_no_answer() -> None:
    assert asked("第二批的日期？", HEADER, "第二批 |  | 白沙港区 | 486条") is None


def test_the_weight_decides_between_columns_and_the_first_of_equals_is_taken() -> None:
    question = read_question("城东的机房和用户？")
    header, row = "地区 | 机房 | 用户", "城东 | 3 | 40"
    even = dict.fromkeys(question.content_characters, 1.0)
    assert asked_cell(header, row, question, even) == (5, 6)
    assert asked_cell(header, row, question, {**even, "用户": 9.0}) == (9, 11)
    assert asked_cell(header, row, question, {}) is None
