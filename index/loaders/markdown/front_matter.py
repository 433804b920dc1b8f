"""The YAML (or TOML) block at the head of a Markdown file: its fields, searched as metadata.

Many are no YAML (`title: 通网: 记`, `日期：2021-03-09`): those are read line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from index.loaders.common.composer import Piece, Span, Written, text_of
from index.loaders.plain.records import Part
from index.records import BlockKind

_BLOCK = re.compile(
    r"---[ \t]*\n((?:(?!---|\.\.\.).*\n)*)(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
    r"|\+\+\+[ \t]*\n((?:(?!\+\+\+).*\n)*)\+\+\+[ \t]*(?:\n|\Z)"
)
_LINE = re.compile(
    r"^([A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff-]*)[ \t]*[:：=][ \t]*(\S[^\n]*)$", re.MULTILINE
)
_PUBLISHED = frozenset({
    "date", "source", "author", "publisher", "日期", "来源", "作者", "发布人", "发布时间",
    "发布日期", "发布单位",
})  # fmt: skip
_TITLES = ("title", "标题", "题目")
_MACHINE = frozenset({  # said to a program, not to a reader
    "layout", "permalink", "slug", "url", "draft", "toc", "weight", "aliases", "template", "theme",
    "comments", "mathjax", "math", "katex", "sidebar", "cssclass", "cssclasses", "lang", "encoding",
    "output", "documentclass", "geometry", "header-includes", "cover", "image", "thumbnail", "top",
    "published", "type", "sidebar_position", "sidebar_label", "id", "uuid", "hidden", "nav_order",
    "parent", "typora-root-url", "typora-copy-images-to", "publish", "mainfont", "fontsize",
    "cjkmainfont", "papersize", "pagetitle", "highlight", "marp", "paginate", "style",
})  # fmt: skip
_MEANS = {  # what a question calls it
    "version": "版本", "revision": "版本", "approver": "批准人", "approved-by": "批准人",
    "approved": "批准", "reviewer": "审核人", "reviewed-by": "审核人", "owner": "负责人",
    "maintainer": "维护人", "contact": "联系人", "phone": "电话", "tel": "电话", "email": "邮箱",
    "department": "部门", "dept": "部门", "organization": "单位", "company": "公司",
    "doc-number": "文件编号", "document-number": "文件编号", "doc-no": "文件编号",
    "doc-id": "文件编号", "number": "编号", "no": "编号", "effective": "生效日期",
    "effective-date": "生效日期", "expires": "失效日期", "expiry-date": "失效日期",
    "created": "创建日期", "updated": "更新日期", "modified": "更新日期", "lastmod": "更新日期",
    "last-updated": "更新日期", "status": "状态", "tags": "标签", "keywords": "关键词",
    "category": "分类", "categories": "分类", "description": "摘要", "summary": "摘要",
    "subtitle": "副标题", "classification": "密级", "confidentiality": "密级", "scope": "适用范围",
    "location": "地点", "subject": "主题",
}  # fmt: skip
_MOST = 10_000  # characters; a longer block is no front matter that a person wrote
_DEEP = 4


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`end`: where the document proper begins; 0 where there is no front matter."""

    end: int = 0
    parts: tuple[Part, ...] = ()
    title: str | None = None


@dataclass(frozen=True, slots=True)
class _Field:
    key: str  # lower case
    value: str
    pieces: tuple[Piece, ...]  # key and value as they are shown; none: nothing to show


def front_matter(source: str) -> FrontMatter:
    block = _BLOCK.match(source)
    fields = list(_fields(source, *block.span(block.lastindex or 0))) if block else []
    if not block or not fields:
        return FrontMatter()
    titles = [" ".join(field.value.split()) for field in fields if field.key in _TITLES]
    parts: list[Part] = []
    for field in fields:
        if field.key in (*_TITLES, *_MACHINE) or not field.pieces:
            continue
        means = _MEANS.get(field.key.replace("_", "-"))
        pieces = (Written(f"{means} "), *field.pieces) if means else field.pieces
        parts.append(Part(pieces, text_of(source, pieces), kind=_kind(field.key)))
    return FrontMatter(block.end(), tuple(parts), (titles or [""])[-1] or None)


def _kind(key: str) -> BlockKind:
    return BlockKind.METADATA if key in _PUBLISHED else BlockKind.LIST_ITEM


def _fields(source: str, start: int, end: int) -> Iterator[_Field]:
    """The fields of the block source[start:end]; none where it holds none."""
    try:
        root = yaml.compose(source[start:end], yaml.SafeLoader) if end - start <= _MOST else None
    except (yaml.YAMLError, RecursionError):
        root = None
    if isinstance(root, yaml.MappingNode):
        yield from _of_mapping(source, start, root, _DEEP)
        return
    for line in _LINE.finditer(source, start, end):
        value = line[2].rstrip()
        pieces = ((line.start(), line.start(2) + len(value)),)
        yield _Field(line[1].lower(), value.strip("\"'"), pieces)


def _of_mapping(source: str, start: int, root: yaml.MappingNode, deep: int) -> Iterator[_Field]:
    for key, node in root.value:
        first = start + key.start_mark.index
        name = str(key.value).lower()
        if isinstance(node, yaml.MappingNode) and deep:
            yield from _of_mapping(source, start, node, deep - 1)
            continue
        values = [span for leaf in _leaves(node, deep) for span in _spans(source, start, leaf)]
        value = node.value if isinstance(node, yaml.ScalarNode) else ""
        if not values:
            yield _Field(name, value, ())
        elif values[0][0] - first < 200 and "\n" not in source[first : values[-1][1]]:
            flow = isinstance(node, yaml.SequenceNode)
            last = start + node.end_mark.index if flow else values[-1][1]
            yield _Field(name, value, ((first, last),))
        else:
            pieces: list[Piece] = [(first, start + key.end_mark.index), Written(": ")]
            joint = "、" if isinstance(node, yaml.SequenceNode) else " "
            for number, span in enumerate(values):
                pieces += [Written(joint), span] if number else [span]
            yield _Field(name, value, tuple(pieces))


def _leaves(node: yaml.Node, deep: int) -> Iterator[yaml.ScalarNode]:
    """The scalars of a value, as deep as people write."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode) and deep:
        for item in node.value:
            yield from _leaves(item, deep - 1)
    elif isinstance(node, yaml.MappingNode) and deep:
        for _, item in node.value:
            yield from _leaves(item, deep - 1)


def _spans(source: str, start: int, node: yaml.ScalarNode) -> Iterator[Span]:
    """The lines of a scalar that hold something, quotes and the sign | or > left out."""
    if not node.value.strip():
        return
    first, last = start + node.start_mark.index, start + node.end_mark.index
    if node.style in ("|", ">"):
        first = source.find("\n", first, last) + 1 or last
    for line in re.finditer(r"\S[^\n]*", source[first:last]):
        said = line[0].rstrip()
        yield first + line.start(), first + line.start() + len(said)
