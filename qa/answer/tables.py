"""Tables among a document's blocks: which rows stand together, which one heads the others, which
cell a question asks for."""

from __future__ import annotations

from collections.abc import Mapping

from index.passages.tokenizer import characters, fold
from index.records import Block, BlockKind, Document
from qa.understand import Question, Wants
from qa.understand.spans import dates

BAR = " | "
Span = tuple[int, int]


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


def asked_cell(
    header: str | None, row: str, question: Question, weight: Mapping[str, float]
) -> Span | None:
    """Where in the row stands the cell under the column whose name the question holds most of;
    None where no column's name is in the question, or the row's cells do not stand under the
    header's.

    `header`: the table's first row; None where each cell names its column itself (指标: 值).
    `weight`: idf of the question's character terms.
    """
    cells, at = [], 0
    for cell in row.split(BAR):
        cells.append((at, at + len(cell)))
        at += len(cell) + len(BAR)
    if header is None:
        colons = [row.find(": ", *cell) for cell in cells]
        if min(colons) < 0:
            return None
        names = [row[start:colon] for (start, _), colon in zip(cells, colons, strict=True)]
        cells = [(colon + 2, end) for (_, end), colon in zip(cells, colons, strict=True)]
    else:
        names = header.split(BAR)
    if len(names) != len(cells) or len(names) < 2:
        return None
    values = [row[start:end].strip() for start, end in cells]
    # The first column names the row, and so does any cell that the question itself says, or one
    # of the names in it.
    columns = [
        n
        for n in range(1, len(names))
        if not any(part in question.content for part in fold(values[n]).split("、"))
    ]
    shares = {n: sum(weight.get(gram, 0.0) for gram in set(characters(names[n]))) for n in columns}
    if question.wants is Wants.DATE:  # 哪天 names no column: the one cell with a date is meant
        shares = {n: shares[n] + 1e-6 for n in columns if dates(values[n])}
    best = max(shares, key=lambda n: (shares[n], -n), default=0)
    if not best or not shares[best] > 0 or not values[best]:
        return None
    start = row.index(values[best], cells[best][0])
    return start, start + len(values[best])
