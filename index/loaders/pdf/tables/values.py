"""Which cells hold values: they tell a table from text, and its body from its head."""

from __future__ import annotations

import re

from index.loaders.pdf.records import Row

_NUMBER = re.compile(r"[+\-–−（(]?[¥$￥]?[\d,，.]+[%％‰]?[)）]?(?:[万亿]?[元户个股人倍天年页]?)?")
_YEAR = re.compile(r"(?:19|20)\d\d(?:年.*|[A-Z].*)?")


def is_value(text: str) -> bool:
    """A number as it stands in a table's body; a year alone is a column's name."""
    text = text.replace(" ", "")
    return bool(_NUMBER.fullmatch(text)) and not _YEAR.fullmatch(text)


def has_values(row: Row) -> bool:
    return any(is_value(f.text) or f.text in ("-", "–", "—", "不适用", "无") for f in row.fields)
