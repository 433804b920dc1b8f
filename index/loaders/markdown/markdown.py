"""Markdown → Document, read as CommonMark with tables, mapped to the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import itemgetter

from index.loaders.common import shape
from index.loaders.common.composer import Composer, Written
from index.loaders.common.encoding import decode
from index.loaders.common.metadata import is_metadata
from index.loaders.markdown.blocks import BlockReader, is_noisy
from index.loaders.markdown.front_matter import front_matter
from index.loaders.markdown.html_text import HtmlReader, tables
from index.loaders.markdown.marks import (
    fences,
    marks_outside_code,
    masked,
    outside,
    set_apart,
    without_note_marks,
)
from index.loaders.plain.mending import mend
from index.loaders.plain.noise import Mark, MarkKind, page_breaks
from index.loaders.plain.outline import compose, mark_boilerplate, mark_questions
from index.loaders.plain.records import Part
from index.loaders.plain.text import publication_of, title_of
from index.records import BlockKind, Document

_HEAD = 8


def load(data: bytes, path: str) -> Document:
    """Raises ReadError where the bytes are no text."""
    source, _ = decode(data, path)
    return read(source, path)


def read(source: str, path: str) -> Document:
    """The Document of a decoded text; its offsets count in `source`."""
    front = front_matter(source)
    body = front.end
    marks = tuple(mark for mark in marks_outside_code(source) if mark.start >= body)
    covered, code = masked(source, body, marks), fences(source)
    laid_out = [
        span
        for span in outside(tables(covered), code, itemgetter(0))
        if covered[span[0] - 1 : span[0]] != "`"
    ]
    text = without_note_marks(set_apart(covered, laid_out), code)
    parts = _merge(BlockReader(source, text).parts(), _figures(source, marks))
    for span in laid_out:
        parts = _merge(parts, HtmlReader(source, covered).read(*span))
    parts = mark_questions(mark_boilerplate(_classified([*front.parts, *parts])))
    if is_noisy(source):
        parts = mend(parts)
    composer = Composer(source, page_breaks(source, marks))
    compose(composer, parts)
    published = publication_of(parts)
    has_title = any(part.kind is BlockKind.TITLE for part in parts)
    return composer.document(
        path,
        title=front.title if front.title and not has_title else title_of(parts, path),
        format="md",
        date=published.date,
        source=published.source,
    )


def _figures(source: str, marks: Sequence[Mark]) -> list[Part]:
    return [
        Part((mark.inner,), source[slice(*mark.inner)], kind=BlockKind.FIGURE)
        for mark in marks
        if mark.kind is MarkKind.FIGURE
    ]


def _place(part: Part) -> int:
    return next((p[0] for p in part.pieces if not isinstance(p, Written)), -1)


def _merge(parts: Sequence[Part], others: Sequence[Part]) -> list[Part]:
    """The parts with others, which stand together, at the first one's place; figures each at
    its own."""
    merged: list[Part] = []
    waiting = list(reversed(others))
    for part in parts:
        while waiting and _place(waiting[-1]) < _place(part):
            merged.append(waiting.pop())
        merged.append(part)
    return merged + waiting[::-1]


def _classified(parts: Sequence[Part]) -> list[Part]:
    """Metadata, credits and captions among the paragraphs, and the title: the first h1."""
    said: list[Part] = []
    titled = False
    for at, part in enumerate(parts):
        if part.kind is BlockKind.HEADING and part.level == 1 and not titled:
            titled = True
            part = replace(part, kind=BlockKind.TITLE, level=0)
        elif part.kind is BlockKind.PARAGRAPH and "\n" not in part.text:
            if is_metadata(part.text) and (at < _HEAD or at >= len(parts) - 4):
                part = replace(part, kind=BlockKind.METADATA)
            else:
                part = replace(part, kind=shape.plain_kind(part.text) or part.kind)
        said.append(part)
    body = any(p.kind not in (BlockKind.TITLE, BlockKind.METADATA) for p in said)
    return said if body else [
        replace(p, kind=BlockKind.PARAGRAPH) if p.kind is BlockKind.TITLE else p for p in said
    ]  # fmt: skip
