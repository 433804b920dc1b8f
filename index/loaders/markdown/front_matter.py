"""The block of fields at the head of a Markdown file: what they say of the document.

Many are no YAML (`title: 通网: 记`, `日期：2021-03-09`) or TOML: those are read line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from index.loaders.common.composer import Span, Written, text_of
from index.loaders.plain.records import Part
from index.records import BlockKind

_BLOCK = re.compile(
    r"(?:---[ \t]*\n((?:(?!---|\.\.\.).*\n)*)(?:---|\.\.\.)"
    r"|\+\+\+[ \t]*\n((?:(?!\+\+\+).*\n)*)\+\+\+)"
    r"[ \t]*(?:\n|\Z)"
)
_LINE = re.compile(
    r"^([\w\u4e00-\u9fff][\w \u4e00-\u9fff.-]{0,40}?)[ \t]*[:：=][ \t]*(\S[^\n]*)$", re.MULTILINE
)
# What programs need and no reader asks for
_HIDDEN = frozenset(
    ("layout", "permalink", "draft", "slug", "weight", "toc", "lang", "language", "id", "uuid",
     "url",
     "aliases", "template", "theme", "css", "output", "comments", "hide", "sidebar", "nav_order",
     "parent", "cover", "image", "thumbnail", "math", "mermaid", "type", "marp", "paginate", "sort")
)  # fmt: skip
_CHINESE = {
    "version": "版本", "revision": "版本", "author": "作者", "authors": "作者", "date": "日期",
    "number": "编号", "doc-number": "编号", "doc_number": "编号", "docno": "编号", "doc-id": "编号",
    "approver": "批准人", "approved-by": "批准人", "approved_by": "批准人", "reviewer": "审核人",
    "status": "状态", "department": "部门", "effective": "生效日期", "effective-date": "生效日期",
    "effective_date": "生效日期", "expires": "失效日期", "updated": "更新日期", "owner": "负责人",
    "keywords": "关键词", "tags": "标签", "description": "摘要", "summary": "摘要",
    "abstract": "摘要",
    "category": "分类", "categories": "分类", "classification": "密级", "contact": "联系人",
    "subtitle": "副标题", "publisher": "发布单位",
}  # fmt: skip
_PUBLICATION = (  # read as they stand: index.loaders.common.metadata
    *("date", "author", "publisher", "source", "日期", "来源", "作者"),
    *("发布人", "发布时间", "发布日期", "发布单位"),
)
_TITLES = ("title", "标题", "题目")
_LONGEST = 300  # characters of a field
_FIELDS = 40  # of more, only those that are known
_MOST = 10_000  # characters; a longer block is no front matter that a person wrote


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`end`: where the document proper begins; 0 where there is no front matter."""

    end: int = 0
    parts: tuple[Part, ...] = ()
    title: str | None = None


def front_matter(source: str) -> FrontMatter:
    block = _BLOCK.match(source)
    inside = block.span(1 if block[1] is not None else 2) if block else (0, 0)
    fields = list(_fields(source, *inside)) if block else []
    if not block or not fields:
        return FrontMatter()
    titles = [" ".join(value.split()) for key, value, _ in fields if key in _TITLES]
    shown = [
        _part(source, key, span)
        for key, _, span in fields
        if key not in (*_TITLES, *_HIDDEN)
        and 0 < span[1] - span[0] <= _LONGEST
        and (len(fields) <= _FIELDS or key in _CHINESE or key in _PUBLICATION)
    ]
    return FrontMatter(block.end(), tuple(shown), (titles or [""])[-1] or None)


def _part(source: str, key: str, span: Span) -> Part:
    """The field as it stands; before an English key the Chinese one that is asked for."""
    name = _CHINESE.get(key)
    pieces = (Written(f"{name} "), span) if name and key not in _PUBLICATION else (span,)
    return Part(pieces, text_of(source, pieces), kind=BlockKind.METADATA)


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
