"""The cell of a table that a question asks for: its row is known, its column is named."""

from __future__ import annotations

from index.passages.tokenizer import characters, fold
from qa.understand.intent import Intent, Wants
from qa.understand.spans import dates

BAR = " | "


def asked_cell(
    header: str | None, row: str, intent: Intent, weight: dict[str, float]
) -> str | None:
    """The cell under the column whose name the question holds most of; None where no column's
    name is in the question, or the row's cells do not stand under the header's.

    `header`: the table's first row; None where each cell names its column itself (指标: 值).
    `weight`: idf of the intent's character terms.
    """
    cells = row.split(BAR)
    if header is None:
        named = [cell.partition(": ") for cell in cells]
        if not all(separator for _, separator, _ in named):
            return None
        names, values = [name for name, _, _ in named], [value for _, _, value in named]
    else:
        names, values = header.split(BAR), cells
    if len(names) != len(values) or len(names) < 2:
        return None
    asked = set(intent.characters)
    # The first column names the row, and so does any cell that the question itself says.
    columns = [at for at in range(1, len(names)) if fold(values[at].strip()) not in intent.content]
    shares = {
        at: sum(weight.get(gram, 0.0) for gram in set(characters(names[at])) & asked)
        for at in columns
    }
    if intent.wants is Wants.DATE:  # 哪天 names no column: the one cell with a date is meant
        dated = [at for at in columns if dates(values[at])]
        shares = {at: shares[at] + 1e-6 for at in dated}
    if not shares:
        return None
    best = max(shares, key=lambda at: (shares[at], -at))
    value = values[best].strip()
    return value if shares[best] > 0 and value else None
