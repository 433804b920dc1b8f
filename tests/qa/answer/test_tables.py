"""Tables among blocks: hand-made documents."""

from __future__ import annotations

import pytest

from index.records import Block, BlockKind, Document
from qa.answer.tables import block_at, first_row, rows_below


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
    assert block_at(TWO_TABLES, 0) == 0
    assert block_at(TWO_TABLES, TWO_TABLES.blocks[3].end - 1) == 3
    with pytest.raises(ValueError, match="no block at"):
        block_at(TWO_TABLES, TWO_TABLES.blocks[3].end)
