"""What the loaders of Office, HTML and CSV files find, one item after the other → Document.

These formats have no text of their own to point into: a citation names page and heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from index.characters import INVISIBLE
from index.loaders.common import shape
from index.loaders.common.blanks import stray_blanks
from index.loaders.common.composer import Composer, Written
from index.loaders.common.metadata import is_metadata, publication
from index.records import BlockKind, Document, Omitted

_HEAD, _TAIL = 8, 4  # items at the beginning and the end where metadata is looked for
_TITLE_LENGTH = 60
QUESTION_LEVEL = 6  # of a question over its answer: under every other heading
_LABEL = re.compile(  # the blank after a number stays: 1.1 总则, 第一章 总则, 图2 结构
    r"(?:\d{1,2}\.)*\d{1,2}[.、]? |第\S{1,5}[章节条编篇部分] |[图表] ?[\d.-]+ "
)
_FRAME = (BlockKind.METADATA, BlockKind.BOILERPLATE, BlockKind.CREDIT, BlockKind.FIGURE)


@dataclass(frozen=True, slots=True)
class Item:
    """One stretch of text. `kind` None: its look decides."""

    text: str
    kind: BlockKind | None = None
    level: int = 0  # of a heading
    page: int | None = None
    strong: bool = False  # bold, centred or larger than the text: it may be a heading
    table: int = 0  # rows of one table have the same number


def tidy(text: str) -> str:
    """One line: white space as one blank, invisible characters and stray blanks left out."""
    text = " ".join(INVISIBLE.sub("", text).split())
    label = _LABEL.match(text)
    kept = label.end() if label else 0
    for start, end in reversed(stray_blanks(text)):
        if start >= kept:
            text = text[:start] + text[end:]
    return text


def join_lines(lines: Iterable[str]) -> str:
    """Lines of one paragraph or heading: a blank between them, except beside Chinese."""
    whole = ""
    for line in filter(None, map(tidy, lines)):
        glued = whole and (shape.is_cjk(whole[-1]) or shape.is_cjk(line[0]))
        whole += line if glued or not whole else " " + line
    return whole


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text with line breaks (br, Shift+Enter): a long line that is no whole
    sentence goes on in the next one, any other ends a paragraph."""
    found: list[list[str]] = []
    for raw in text.split("\n"):
        line = tidy(raw)
        if not line:
            found.append([])
        elif found and found[-1] and not raw.startswith(("\u3000", "\xa0\xa0")) and (
            shape.continues(line) or _goes_on(found[-1][-1], line)
        ):  # fmt: skip
            found[-1].append(line)
        else:
            found.append([line])
    return [join_lines(lines) for lines in found if lines]


def _goes_on(line: str, following: str) -> bool:
    long = shape.columns(line) >= 50 and not shape.ends_sentence(line)
    return long and not shape.list_marker(following) and not shape.numbered_level(following)


def to_document(
    items: Sequence[Item],
    path: str,
    *,
    format: str,
    title: str | None = None,
    date: str | None = None,
    source: str | None = None,
    omitted: Sequence[Omitted] = (),
) -> Document:
    """Tidy, say the kinds that are not said, compose.

    `date` and `source` stand in for what the text itself does not say; `title` for a title that
    no block holds, if the text says it somewhere.
    """
    judged = judge([item for item in map(_tidied, items) if item.text])
    composer = Composer()
    before: Item | None = None
    for item in judged:
        kind = item.kind or BlockKind.PARAGRAPH
        composer.add(
            kind,
            [Written(item.text, item.page)],
            level=item.level,
            with_previous=before is not None and _same_group(before, item),
        )
        before = item
    published = publication(i.text for i in judged if i.kind is BlockKind.METADATA)
    return composer.document(
        path,
        title=_title(judged, path, title),
        format=format,
        date=published.date or date,
        source=published.source or source,
        omitted=omitted,
    )


def _tidied(item: Item) -> Item:
    """Rows are made of tidy cells; the blanks between these are meant."""
    text = item.text if item.kind is BlockKind.TABLE_ROW else tidy(item.text)
    return item if text == item.text else replace(item, text=text)


def _same_group(before: Item, item: Item) -> bool:
    if before.kind is not item.kind or before.page != item.page:
        return False
    if item.kind is BlockKind.TABLE_ROW:
        return before.table == item.table
    return item.kind is BlockKind.LIST_ITEM


def _title(items: Sequence[Item], path: str, said: str | None) -> str:
    for item in items:
        if item.kind is BlockKind.TITLE:
            return item.text
    if said:
        wanted = "".join(said.split())
        near = "".join("".join(item.text.split()) for item in items[:20])
        if wanted in near:
            return tidy(said)
    for item in items:
        if item.kind is BlockKind.HEADING:
            return item.text
    return PurePosixPath(path).stem


def judge(items: Sequence[Item]) -> list[Item]:
    """Every item with its kind. Where styles mark headings, only 一、 and the like is guessed
    to be one more, under them."""
    styled = max((item.level for item in items if item.kind is BlockKind.HEADING), default=0)
    judged = [
        item if item.kind else _by_look(item, min(at, len(items) - 1 - at + _HEAD - _TAIL), styled)
        for at, item in enumerate(items)
    ]
    _mark_title(items, judged)
    _unmark_runs(items, judged)
    kinds = [item.kind for item in judged]
    for at in shape.question_headings([item.text for item in judged], kinds):
        judged[at] = replace(judged[at], kind=BlockKind.HEADING, level=QUESTION_LEVEL)
    return judged


def _by_look(item: Item, from_edge: int, styled: int) -> Item:
    text = item.text
    if from_edge < _HEAD and is_metadata(text):
        return replace(item, kind=BlockKind.METADATA)
    if from_edge < _HEAD and shape.is_disclaimer(text):
        return replace(item, kind=BlockKind.BOILERPLATE)
    kind = shape.plain_kind(text)
    if kind is not None:
        return replace(item, kind=kind)
    if shape.heading_like(text):
        level, marker = shape.numbered_level(text), shape.list_marker(text)
        plain = marker is None or (marker in ("1.", "1、") and not styled)
        if plain and (level or (item.strong and not styled)):
            return replace(item, kind=BlockKind.HEADING, level=styled + (level or 2))
    short = len(text) <= shape.SHORT_ITEM
    if shape.list_marker(text) and short:
        return replace(item, kind=BlockKind.LIST_ITEM)
    return replace(item, kind=BlockKind.PARAGRAPH)


def _mark_title(items: Sequence[Item], judged: list[Item]) -> None:
    """Without a title by style: what stands first and looks like one."""
    if any(item.kind is BlockKind.TITLE for item in judged):
        return
    for at, item in enumerate(judged[:4]):
        if item.kind in _FRAME:
            continue
        guessed = items[at].kind is None and item.strong
        unnumbered = not shape.number_style(item.text)
        if guessed and unnumbered and shape.heading_like(item.text, _TITLE_LENGTH):
            judged[at] = replace(item, kind=BlockKind.TITLE, level=0)
        return


def _unmark_runs(items: Sequence[Item], judged: list[Item]) -> None:
    """Guessed headings of one style with nothing under them are a list; the last is a
    signature."""
    for at in range(len(judged) - 1, -1, -1):
        item = judged[at]
        if items[at].kind is not None or item.kind is not BlockKind.HEADING:
            continue
        style = shape.number_style(item.text)
        after = judged[at + 1] if at + 1 < len(judged) else None
        if after is None:
            judged[at] = replace(item, kind=BlockKind.PARAGRAPH, level=0)
        elif style and style == shape.number_style(after.text):
            judged[at] = replace(item, kind=BlockKind.LIST_ITEM, level=0)
            if after.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH):
                last = at + 2 >= len(judged) or judged[at + 2].kind is BlockKind.HEADING
                if last and items[at + 1].kind is None:
                    judged[at + 1] = replace(after, kind=BlockKind.LIST_ITEM, level=0)
