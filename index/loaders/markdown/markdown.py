"""Markdown → Document, read as CommonMark with tables, mapped to the source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.loaders.common import shape
from index.loaders.common.composer import Composer, Span, Written, text_of
from index.loaders.common.encoding import decode
from index.loaders.common.metadata import is_metadata
from index.loaders.markdown.blocks import BlockReader, html_parts, is_noisy
from index.loaders.markdown.front_matter import front_matter
from index.loaders.markdown.html_blocks import table_spans
from index.loaders.markdown.marks import (
    code_fences,
    covered,
    inside,
    marks_outside_code,
    masked,
    set_apart,
    without_extensions,
)
from index.loaders.markdown.pandoc import PandocTable, pandoc_tables
from index.loaders.markdown.tables import table_lines
from index.loaders.plain.mending import mend
from index.loaders.plain.noise import Mark, MarkKind, page_breaks
from index.loaders.plain.outline import compose, mark_boilerplate, mark_questions
from index.loaders.plain.records import Part
from index.loaders.plain.text import publication_of, title_of
from index.records import BlockKind, Document, Omission, Omitted

_HEAD = 8
_PICTURE = re.compile(
    r"!\[[^\]\n]{0,500}\]\(\s?<?([^\s)>]{1,500})|<img\b[^<>]{0,500}?\bsrc\s?=\s?[\"']?([^\s\"'<>]{1,500})",
    re.IGNORECASE,
)
_BADGE = re.compile(r"shields\.io|badge|logo|icon|\.svg|data:", re.IGNORECASE)


def load(data: bytes, path: str) -> Document:
    """Raises ReadError where the bytes are no text."""
    source, _ = decode(data, path)
    return read(source, path)


def read(source: str, path: str) -> Document:
    """The Document of a decoded text; its offsets count in `source`."""
    front = front_matter(source)
    body = front.end
    fences = code_fences(source)
    marks = tuple(mark for mark in marks_outside_code(source, fences) if mark.start >= body)
    plain = masked(source, body, marks)
    tables = tuple(table_spans(plain, body, fences))
    without_html = set_apart(plain, tables)
    drawn = tuple(pandoc_tables(without_html, body, fences))
    text = covered(without_html, [table.span for table in drawn])
    text = without_extensions(text, fences)
    apart = [
        *((mark.start, part) for mark, part in _figures(source, marks)),
        *((table.span[0], part) for table in drawn for part in _drawn(source, table)),
        *((span[0], part) for span in tables for part in html_parts(source, plain, span)),
    ]
    parts = _merge(BlockReader(source, text).parts(), sorted(apart, key=lambda a: a[0]))
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
        omitted=_pictures(text, fences),
    )


def _pictures(text: str, fences: Sequence[Span]) -> tuple[Omitted, ...]:
    """The pictures that the file shows; the words in them are in another file."""
    found = [
        (picture[1] or picture[2]).rpartition("/")[2][:80]
        for picture in _PICTURE.finditer(text)
        if not inside(fences, picture.start()) and not _BADGE.search(picture[0])
    ]
    names = list(dict.fromkeys(found))
    where = ", ".join(names[:5]) + ", …" * (len(names) > 5)
    return (Omitted(Omission.PICTURE, len(found), where),) if found else ()


def _figures(source: str, marks: Sequence[Mark]) -> list[tuple[Mark, Part]]:
    return [
        (mark, Part((mark.inner,), source[slice(*mark.inner)], kind=BlockKind.FIGURE))
        for mark in marks
        if mark.kind is MarkKind.FIGURE
    ]


def _drawn(source: str, table: PandocTable) -> Iterator[Part]:
    for at, (kind, pieces) in enumerate(table_lines(source, table.cells, table.header_rows)):
        yield Part(tuple(pieces), text_of(source, pieces), cut=at == 0, kind=kind)


def _place(part: Part) -> int:
    return next((p[0] for p in part.pieces if not isinstance(p, Written)), -1)


def _merge(parts: Sequence[Part], apart: Sequence[tuple[int, Part]]) -> list[Part]:
    """The parts with those that were read apart, each with the place where it begins."""
    merged: list[Part] = []
    waiting = list(reversed(apart))
    for part in parts:
        while waiting and waiting[-1][0] < _place(part):
            merged.append(waiting.pop()[1])
        merged.append(part)
    return merged + [part for _, part in reversed(waiting)]


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
