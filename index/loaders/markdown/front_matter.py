"""The YAML block at the head of a Markdown file. Its simple fields only: `key: value`."""

from __future__ import annotations

import re

from index.loaders.plain.paragraphs import Part
from index.records import BlockKind

_BLOCK = re.compile(r"---[ \t]*\n(?:(?!---|\.\.\.).*\n)*(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_FIELD = re.compile(r"^([A-Za-z_\u4e00-\u9fff]+)[ \t]*[:：][ \t]*(\S[^\n]*)$", re.MULTILINE)
_SHOWN = ("date", "source", "author", "publisher", "日期", "来源", "作者")
_SHOWN_TOO = ("发布人", "发布时间", "发布日期", "发布单位")
_TITLES = ("title", "标题", "题目")


def front_matter_end(source: str) -> int:
    """Where the document proper begins; 0 where there is no front matter."""
    block = _BLOCK.match(source)
    return block.end() if block and _FIELD.search(block[0]) else 0


def front_matter(block: str) -> tuple[list[Part], str | None]:
    """Date, author and source as metadata lines, and the title. `block` begins the source."""
    parts: list[Part] = []
    title: str | None = None
    for field in _FIELD.finditer(block):
        key = field[1].lower()
        if key in _TITLES:
            title = field[2].strip().strip("\"'") or None
        elif key in _SHOWN or key in _SHOWN_TOO:
            text = field[0].rstrip()
            span = (field.start(), field.start() + len(text))
            parts.append(Part((span,), text, kind=BlockKind.METADATA))
    return parts, title
