"""Texts of our own, and the blocks that are read of a text."""

from __future__ import annotations

from index.loaders.plain.text import read
from tests.index.loaders.reading import check_spans, outline

BODY = "去年冬天，山里的三个村子先后通了网，孩子们不用再爬到坡顶找信号。"
LONG = "去年冬天山里的三个村子先后通了网络，施工队顶着风雪把光缆一米一米地拉上山，"


def blocks(text: str, written: str = " ") -> list[tuple[str, str]]:
    """`written`: characters that the reader may have put in."""
    document = read(text, "a.txt")
    check_spans(document, text, written)
    return outline(document)
