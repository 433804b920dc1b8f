"""The YAML block at the head of a Markdown file: its title, date, author and source.

Many are no YAML (`title: 通网: 记`, `日期：2021-03-09`): those are read line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from index.loaders.common.composer import Span
from index.loaders.plain.records import Part
from index.records import BlockKind

_BLOCK = re.compile(r"---[ \t]*\n((?:(?!---|\.\.\.).*\n)*)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_LINE = re.compile(r"^([A-Za-z_\u4e00-\u9fff]+)[ \t]*[:：][ \t]*(\S[^\n]*)$", re.MULTILINE)
_SHOWN = ("date", "source", "author", "publisher", "日期", "来源", "作者")
_SHOWN_TOO = ("发布人", "发布时间", "发布日期", "发布单位")
_TITLES = ("title", "标题", "题目")
_MOST = 10_000  # characters; a longer block is no front matter that a person wrote


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`end`: where the document proper begins; 0 where there is no front matter."""

    end: int = 0
    parts: tuple[Part, ...] = ()
    title: str | None = None


def front_matter(source: str) -> FrontMatter:
    block = _BLOCK.match(source)
    fields = list(_fields(source, *block.span(1))) if block else []
    if not block or not fields:
        return FrontMatter()
    shown = [s for key, _, s in fields if key in (*_SHOWN, *_SHOWN_TOO) and s[0] < s[1]]
    titles = [" ".join(value.split()) for key, value, _ in fields if key in _TITLES]
    return FrontMatter(
        block.end(),
        tuple(Part((span,), source[slice(*span)], kind=BlockKind.METADATA) for span in shown),
        (titles or [""])[-1] or None,
    )


def _fields(source: str, start: int, end: int) -> Iterator[tuple[str, str, Span]]:
    """(key, value, the line that holds both) of each field; an empty line where none does."""
    try:
        root = yaml.compose(source[start:end], yaml.SafeLoader) if end - start <= _MOST else None
    except (yaml.YAMLError, RecursionError):
        root = None
    if not isinstance(root, yaml.MappingNode):
        for line in _LINE.finditer(source, start, end):
            value = line[2].rstrip()
            yield line[1].lower(), value.strip("\"'"), (line.start(), line.start(2) + len(value))
        return
    for key, node in root.value:
        first, last = start + key.start_mark.index, start + node.end_mark.index
        shown = source[first:last].partition("\n")[0].rstrip()
        value = node.value if isinstance(node, yaml.ScalarNode) else ""
        indented = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
        beside = node.value and not indented and node.start_mark.line == key.start_mark.line
        yield str(key.value).lower(), value, (first, first + len(shown) if beside else first)
