"""Parts → parts that know their kind, by what they look like and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from index.loaders.common import shape
from index.loaders.common.composer import Composer
from index.loaders.common.metadata import is_metadata
from index.loaders.plain.records import Part
from index.records import BlockKind

_HEAD, _TAIL = 8, 4  # parts at the beginning and the end where metadata is looked for
_TITLE_LENGTH = 60
_QUESTION_LEVEL = 6
_CAPTION_LENGTH = 120
_FIRST = re.compile(r"[（(]?(?:第?一|第?1)(?![\d一二三四五六七八九十])")
_BODY_KINDS = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING)
_FRAME = (BlockKind.METADATA, BlockKind.BOILERPLATE, BlockKind.CREDIT, BlockKind.FIGURE)


def classify(parts: Sequence[Part]) -> list[Part]:
    """Say of each part what kind it is; the order stays."""
    said = [_by_itself(part, at, len(parts)) for at, part in enumerate(parts)]
    said = mark_boilerplate(said)
    _mark_title(said)
    for step in _STEPS:
        said = step(said)
    return said


def compose(composer: Composer, parts: Sequence[Part]) -> None:
    """Add the parts as blocks; items of one list and rows of one table stand close."""
    before: Part | None = None
    for part in parts:
        kind = part.kind or BlockKind.PARAGRAPH
        close = _same_group(before, part)
        composer.add(kind, part.pieces, level=part.level, with_previous=close)
        before = part


def _same_group(before: Part | None, part: Part) -> bool:
    if before is None or part.cut or before.kind is not part.kind:
        return False
    if part.kind is BlockKind.TABLE_ROW:
        same = before.text.count("|") == part.text.count("|")
        return part.gap == 0 or (part.gap == 1 and same)
    if part.kind is BlockKind.LIST_ITEM:
        same = shape.list_marker(before.text) == shape.list_marker(part.text)
        return part.gap == 0 or (part.gap == 1 and same)
    return False


def _by_itself(part: Part, at: int, count: int) -> Part:
    if part.kind is not None:
        return part
    text = part.text
    if is_metadata(text) and (at < _HEAD or at >= count - _TAIL):
        return replace(part, kind=BlockKind.METADATA)
    kind = shape.plain_kind(text)
    if kind is not None:
        return replace(part, kind=kind)
    if shape.is_subtitle(text) and at < _HEAD:
        return replace(part, kind=BlockKind.METADATA)  # a passage of its own, to be found
    if shape.heading_like(text):
        level = shape.numbered_level(text) or 2
        bullet = shape.list_marker(text)
        if bullet in (None, "1.", "1、"):
            return replace(part, kind=BlockKind.HEADING, level=level)
    if shape.list_marker(text) and len(text) <= shape.SHORT_ITEM:
        return replace(part, kind=BlockKind.LIST_ITEM)
    return replace(part, kind=BlockKind.PARAGRAPH)


def mark_boilerplate(parts: list[Part]) -> list[Part]:
    """Disclaimers: only what stands first or last, metadata aside."""
    for order in (range(len(parts)), range(len(parts) - 1, -1, -1)):
        for at in order:
            text = parts[at].text
            if shape.is_disclaimer(text):
                parts[at] = replace(parts[at], kind=BlockKind.BOILERPLATE, level=0)
            elif parts[at].kind not in _FRAME:
                break
    return parts


def _mark_title(parts: list[Part]) -> None:
    """The first heading, if no body stands before it and something after it."""
    for at, part in enumerate(parts):
        if part.kind in _FRAME or (part.text.isupper() and len(part.text) <= _TITLE_LENGTH
                                   and part.kind is BlockKind.PARAGRAPH):  # fmt: skip
            continue  # a letterhead: ACME CO., LTD.
        if _may_be_title(part, parts[at + 1 :]):
            rest = any(p.kind not in _FRAME for p in parts[at + 1 :])
            if rest:
                parts[at] = replace(part, kind=BlockKind.TITLE, level=0)
        return


def _under_title(parts: list[Part]) -> list[Part]:
    """Lines right under the title, and right over metadata: who issued it, which version."""
    title = next((at for at, p in enumerate(parts) if p.kind is BlockKind.TITLE), None)
    if title is None:
        return parts
    end = title + 1
    while end < len(parts) and _plain_heading(parts[end]) and (
        parts[end].gap == 0 or end == title + 1
    ):  # fmt: skip
        end += 1
    over_metadata = end < len(parts) and parts[end].kind is BlockKind.METADATA
    under = parts[title + 1].gap == 0 and end < len(parts) and parts[end].gap > 0
    if under or (over_metadata and parts[end].gap == 0):
        for at in range(title + 1, end):
            parts[at] = replace(parts[at], kind=BlockKind.METADATA, level=0)
    return parts


def _plain_heading(part: Part) -> bool:
    unmarked = part.kind is BlockKind.HEADING and not part.level_given
    return unmarked and shape.number_style(part.text) is None


def _may_be_title(part: Part, after: Sequence[Part]) -> bool:
    if part.kind is BlockKind.HEADING:
        marked = shape.number_style(part.text) is not None
        return not marked or not any(_same_numbers(part, p) for p in after[:200])
    plain = part.kind is BlockKind.PARAGRAPH and not part.level_given
    return plain and shape.heading_like(part.text, _TITLE_LENGTH)


def _same_numbers(a: Part, b: Part) -> bool:
    return shape.number_style(a.text) == shape.number_style(b.text)


def _runs(parts: list[Part], joined: Callable[[Part, Part], bool]) -> list[tuple[int, int]]:
    """The stretches (start, end) of at least two parts that are joined one to the next."""
    runs, start = [], 0
    for at in range(1, len(parts) + 1):
        if at == len(parts) or not joined(parts[at - 1], parts[at]):
            if at - start > 1:
                runs.append((start, at))
            start = at
    return runs


def _list_runs(parts: list[Part]) -> list[Part]:
    """Numbered lines one after the other, of one style, with nothing under them: a list."""

    def joined(a: Part, b: Part) -> bool:
        if not (a.kind in _BODY_KINDS and b.kind in _BODY_KINDS) or b.cut:
            return False
        if a.level_given or b.level_given:
            return False
        style = shape.list_marker(a.text)
        if style is None and all(map(_short_clause, (a, b))):
            style = shape.number_style(a.text)
        return style is not None and style == shape.number_style(b.text)

    for start, end in _runs(parts, joined):
        listed = shape.list_marker(parts[start].text) is not None
        if not listed and not (start and parts[start - 1].text.endswith(("：", ":"))):
            continue  # （一）…。 under a heading are paragraphs; after 如下： they are items
        for at in range(start, end):
            parts[at] = replace(parts[at], kind=BlockKind.LIST_ITEM, level=0)
    return parts


def _short_clause(part: Part) -> bool:
    return len(part.text) <= _CAPTION_LENGTH and shape.ends_sentence(part.text)


def _line_runs(parts: list[Part]) -> list[Part]:
    """Short lines under one another, such as 姓名：… or an address, are no headings."""

    def joined(a: Part, b: Part) -> bool:
        return _plain_heading(a) and _plain_heading(b) and b.gap == 0 and not b.cut

    def named(a: Part, b: Part) -> bool:
        both = all(p.kind in _BODY_KINDS and shape.is_named(p.text) for p in (a, b))
        return both and b.gap == 0 and not b.cut and not shape.is_reply(b.text)

    for start, end in _runs(parts, named):
        for at in range(start, end):
            parts[at] = replace(parts[at], kind=BlockKind.LIST_ITEM, level=0)

    first = next((at for at, p in enumerate(parts) if p.kind is BlockKind.TITLE), -1)
    for start, end in _runs(parts, joined):
        if start <= first + 1 and end - start < 4:
            continue  # a title and subtitles
        if end - start >= 3:
            for at in range(start, end):
                parts[at] = replace(parts[at], kind=BlockKind.LIST_ITEM, level=0)
    return parts


def _heading_runs(parts: list[Part]) -> list[Part]:
    """一、… 二、… with nothing under them list something, a table of contents for one."""

    def joined(a: Part, b: Part) -> bool:
        both = a.kind is BlockKind.HEADING and b.kind is BlockKind.HEADING and not b.cut
        if a.level_given or b.level_given:
            return False
        style = shape.number_style(a.text)
        begins = _FIRST.match(b.text) is not None  # a contents list is over, the text begins
        return both and not begins and style is not None and style == shape.number_style(b.text)

    for start, end in _runs(parts, joined):
        followed = end < len(parts) and parts[end].kind not in (*_FRAME, BlockKind.HEADING)
        for at in range(start, end - 1 if followed and end - start < 3 else end):
            parts[at] = replace(parts[at], kind=BlockKind.LIST_ITEM, level=0)
    return parts


def _closing_lines(parts: list[Part]) -> list[Part]:
    """A short last line is a signature, no heading: nothing stands under it."""
    for at in range(len(parts) - 1, -1, -1):
        part = parts[at]
        if part.kind is BlockKind.HEADING and not part.level_given:
            parts[at] = replace(part, kind=BlockKind.PARAGRAPH, level=0)
        elif part.kind not in _FRAME:
            break
    return parts


def _picture_lines(parts: list[Part]) -> list[Part]:
    """What follows the credit line at the end, one sentence each, says what pictures show."""
    credits = [at for at, part in enumerate(parts) if part.kind is BlockKind.CREDIT]
    last = credits[-1] if credits else len(parts)
    rest = range(last + 1, len(parts))
    body = [at for at in rest if parts[at].kind not in (*_FRAME, BlockKind.CAPTION)]
    if len(body) <= 6 and all(_picture_text(parts[at]) for at in body):
        for at in body:
            parts[at] = replace(parts[at], kind=BlockKind.CAPTION, level=0)
    return parts


def mark_questions(parts: list[Part]) -> list[Part]:
    """问：… over 答：…, and a question over what answers it, is the heading of its answer."""
    kinds = [part.kind for part in parts]
    for at in shape.question_headings([part.text for part in parts], kinds):
        parts[at] = replace(parts[at], kind=BlockKind.HEADING, level=_QUESTION_LEVEL)
    return parts


def _picture_text(part: Part) -> bool:
    return (
        part.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING)
        and len(part.text) <= _CAPTION_LENGTH
        and shape.sentence_count(part.text) <= 1
    )


_STEPS = (
    mark_questions,
    _under_title,
    _list_runs,
    _line_runs,
    _heading_runs,
    _closing_lines,
    _picture_lines,
)
