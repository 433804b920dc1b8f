"""Source text → lines → parts: paragraphs whose hard wraps are undone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.loaders.common import shape
from index.loaders.common.blanks import invisible, outer_blanks, stray_blanks, wide_blanks
from index.loaders.common.composer import Piece, Span, Written, text_of
from index.loaders.common.metadata import is_metadata
from index.loaders.plain import columns, talk
from index.loaders.plain.noise import Mark, MarkKind, without
from index.loaders.plain.records import Line, Part
from index.loaders.plain.rows import are_rows, row_part
from index.loaders.plain.words import crosses_word
from index.records import BlockKind


class _LineReader:
    """Gathers spans into lines, while marks are left out."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._spans: list[Span] = []
        self._gap = 0
        self._cut = False
        self._split = False  # the line was ended before its newline
        self.lines: list[Line] = []

    def text(self, start: int, end: int) -> None:
        while start < end:
            newline = self._source.find("\n", start, end)
            self._spans.append((start, end if newline < 0 else newline))
            if newline < 0:
                return
            if not self.flush() and not self._split:
                self._gap += 1
            self._split = False
            start = newline + 1

    def mark(self, mark: Mark) -> None:
        if mark.kind is MarkKind.PAGE:
            if shape.ends_sentence(text_of(self._source, self._spans[-3:])[-40:].rstrip()):
                self._split = self.flush() or self._split
            return
        self._split = self.flush() or self._split
        self._cut = True
        if mark.kind is MarkKind.FIGURE:
            start, end = mark.inner
            text = self._source[start:end]
            self.lines.append(Line((mark.inner,), text, self._gap, True, figure=True))

    def flush(self) -> bool:
        """End the line; False where it is blank."""
        spans, self._spans = tuple(self._spans), []
        text = text_of(self._source, spans)
        if cuts := invisible(text):
            spans = without(spans, cuts)
            text = text_of(self._source, spans)
        body = text.strip()
        spans = without(spans, outer_blanks(text))
        if not body:
            return False
        if cuts := wide_blanks(body):
            spans = without(spans, cuts)
            body = text_of(self._source, spans)
        indent = text[: len(text) - len(text.lstrip())]
        indented = "\u3000" in indent or "\t" in indent or len(indent) > 1
        self.lines.append(Line(spans, body, self._gap, self._cut, indented))
        self._gap, self._cut = 0, False
        return True


def read_lines(source: str, marks: Sequence[Mark]) -> list[Line]:
    """The lines in order; a comment ends one, a page mark does only after a whole sentence."""
    reader = _LineReader(source)
    at = 0
    for mark in marks:
        reader.text(at, mark.start)
        reader.mark(mark)
        at = mark.end
    reader.text(at, len(source))
    reader.flush()
    return reader.lines


_HASHES = re.compile(r"(#{1,6})(?:\s+|$)")
_KINSOKU = 4  # columns that punctuation may leave free, since none begins a line


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file sets its paragraphs."""

    width: int | None  # columns of its hard-wrapped lines; None: lines are not wrapped
    indents: bool  # an indented line begins a paragraph
    spaced: bool  # blank lines or indents stand between paragraphs

    def full(self, line: Line, following: Line) -> bool:
        """Could the next line's first word not have stood at the end of this one?"""
        if self.width is None:
            return False
        first = following.text[0]
        if not shape.is_cjk(first):
            first = " " + following.text[:40].split()[0]
            first = re.split(r"(?<=.)(?=[\u3000-\u9fff\uff00-\uffef])", first)[0]
        return shape.columns(line.text[:1000]) + shape.columns(first) > self.width - _KINSOKU


def layout(lines: Sequence[Line]) -> Layout:
    pairs = [(a, b) for a, b in pairwise(lines) if b.gap <= 1 and not b.cut]
    tight = sum(b.gap == 0 for _, b in pairs)
    width = _wrap_width(
        [
            a
            for a, b in pairs
            if (b.gap == 0 or tight * 4 < len(pairs))
            and not (shape.is_named(a.text) and shape.is_named(b.text))
        ]
    )
    indented = sum(line.indented for line in lines)
    mixed = 0 < indented < 0.8 * len(lines)
    indents = mixed or (width is None and indented > 0)
    return Layout(width, indents, spaced=mixed or any(line.gap for line in lines[1:]))


def _wrap_width(lines: Sequence[Line]) -> int | None:
    """The width that most lines come up to, if their ends fall anywhere in a sentence."""
    widths = [shape.columns(line.text[:400]) for line in lines]
    ended = [shape.ends_sentence(line.text[-40:]) for line in lines]
    counts = Counter(widths)
    slack = _slack(lines)
    best, most = 0, 0
    for width in sorted(counts):
        near = sum(counts[w] for w in range(width - slack, width + 1))
        if width >= 30 and near >= most:
            best, most = width, near
    inside = [best - slack <= w <= best for w in widths]
    full = sum(inside)
    full_ended = sum(a and b for a, b in zip(inside, ended, strict=True))
    unended = ended.count(False)
    if full < 3 or best > 240 or full_ended > 0.4 * full or full - full_ended < 0.6 * unended:
        return None
    return best


def _slack(lines: Sequence[Line]) -> int:
    """Columns that a full line may leave free: a word's length, in Chinese a sign's or two."""
    han = sum(shape.is_cjk(line.text[0]) or shape.is_cjk(line.text[-1]) for line in lines[:200])
    return 6 if han * 2 > min(len(lines), 200) else 14


def assemble(source: str, lines: Sequence[Line]) -> list[Part]:
    """Parts in order: a table row or a figure each, else a paragraph of one or more lines."""
    how = layout(lines)
    rows = are_rows(lines)
    columned = {} if any(rows) else columns.columned(source, lines)
    spoken = talk.messages(source, lines)
    parts: list[Part] = []
    open_lines: list[Line] = []
    said = 0  # lines before this one are part of a message
    for at, line in enumerate(lines):
        if at < said:
            continue
        if open_lines and not (
            not rows[at]
            and at not in columned
            and at not in spoken
            and not line.figure
            and _goes_on(open_lines[-1], line, how)
        ):
            parts.append(_paragraph(source, open_lines))
            open_lines = []
        if line.figure:
            parts.append(Part(line.spans, line.text, line.gap, True, kind=BlockKind.FIGURE))
        elif at in spoken:
            message, said = spoken[at]
            parts.append(message)
        elif rows[at]:
            parts += row_part(source, line)
        elif at in columned:
            row = columned[at]
            parts += [row] if row else []
        elif not shape.is_separator(line.text):
            open_lines.append(line)
    if open_lines:
        parts.append(_paragraph(source, open_lines))
    return parts


def _goes_on(line: Line, following: Line, how: Layout) -> bool:
    """Does the paragraph of `line` go on in `following`?"""
    if following.cut or following.gap > 1 or (how.indents and following.indented):
        return False
    if _stands_alone(line.text) or starts_block(following.text):
        return False
    if shape.is_named(line.text) and shape.is_named(following.text):
        return False
    ended = shape.ends_sentence(line.text[-40:])
    if following.gap:
        return not ended and how.full(line, following)
    if how.full(line, following):
        return how.spaced or not ended
    if ended:
        return False
    if shape.ends_open(line.text) or shape.continues(following.text):
        return True
    if len(line.text) > shape.HEADING_LENGTH and not shape.heading_like(line.text, 60):
        return True
    if len(line.text) > shape.HEADING_LENGTH:
        return how.width is None and crosses_word(line.text, following.text)
    comma = "，" in line.text or "," in line.text
    return comma and not how.indents and crosses_word(line.text, following.text)


def _stands_alone(text: str) -> bool:
    return bool(
        _HASHES.match(text)
        or is_metadata(text)
        or shape.plain_kind(text)
        or shape.is_subtitle(text)
    )


def starts_block(text: str) -> bool:
    """Can this text not be the rest of a sentence that began before it?"""
    return bool(
        _stands_alone(text)
        or shape.is_separator(text)
        or shape.list_marker(text)
        or shape.numbered_level(text)
    )


def _paragraph(source: str, lines: Sequence[Line]) -> Part:
    first = lines[0]
    hashes = _HASHES.match(first.text)
    pieces: list[Piece] = []
    before = ""
    for line in lines:
        cuts: list[Span] = []
        if line is first and hashes:
            cuts.append((0, hashes.end()))
        if not is_metadata(line.text):
            kept = max(_label_end(line.text), cuts[0][1] if cuts else 0)
            cuts += [c for c in stray_blanks(line.text) if c[0] >= kept]
        if before and glue(before, line.text):
            pieces.append(Written(glue(before, line.text)))
        pieces += without(line.spans, cuts)
        before = line.text
    return Part(
        tuple(pieces),
        text_of(source, pieces),
        first.gap,
        first.cut,
        first.indented,
        BlockKind.HEADING if hashes else None,
        len(hashes[1]) if hashes else 0,
        hashes is not None,
    )


_LABEL = re.compile(r"(?:\d{1,2}\.)*\d{1,2}[ \u3000]+|第\S{1,5}[章节条编篇部分]+[ \u3000]+")


def _label_end(text: str) -> int:
    """Where the number of a heading ends: the blank after it (1.1 总则) is none of the stray."""
    label = _LABEL.match(text)
    return label.end() if label and shape.heading_like(text) else 0


def glue(before: str, after: str) -> str:
    """What stands between two lines of one paragraph: a blank between Latin words, else nothing."""
    left, right = before[-1], after[0]
    if not (left.isascii() and right.isascii()) or left in "([{/" or right in ")]},.;:!?%":
        return ""
    if left == "-" and before[-2:-1].isalpha():
        return ""
    if left.isdigit() and right.isdigit():
        return "" if any(map(shape.is_han, before[-20:])) else " "
    if not left.isalnum():  # the punctuation belongs to what stands before it
        return "" if shape.is_han(before[-2:-1] or " ") else " "
    return " "
