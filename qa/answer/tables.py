"""Tables among a document's blocks: which rows stand together, and which one heads the others."""

from __future__ import annotations

from index.records import Block, BlockKind, Document


def block_at(document: Document, offset: int) -> int:
    """The number of the block that holds this text offset."""
    for at, block in enumerate(document.blocks):
        if block.start <= offset < block.end:
            return at
    raise ValueError(f"{document.doc_id} has no block at {offset}")


def first_row(document: Document, at: int) -> int:
    """The number of the first row of the table that the row `at` stands in."""
    while at > 0 and _same_table(document, at):
        at -= 1
    return at


def rows_below(document: Document, at: int) -> tuple[Block, ...]:
    """The rows of the table whose first row is the block `at`; none where it is no such row."""
    blocks = document.blocks
    if blocks[at].kind is not BlockKind.TABLE_ROW or first_row(document, at) != at:
        return ()
    last = at
    while last + 1 < len(blocks) and _same_table(document, last + 1):
        last += 1
    return blocks[at + 1 : last + 1]


def _same_table(document: Document, at: int) -> bool:
    """Whether the block stands in one table with the row before it: on the line below."""
    before, row = document.blocks[at - 1], document.blocks[at]
    both = before.kind is BlockKind.TABLE_ROW and row.kind is BlockKind.TABLE_ROW
    return both and document.text[before.end : row.start] == "\n"
