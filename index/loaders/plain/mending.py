"""Sentences that a caption, a page or a blank line broke in two → one part again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from index.loaders.common import shape
from index.loaders.common.composer import Piece, Written
from index.loaders.common.metadata import is_metadata
from index.loaders.plain.paragraphs import glue, starts_block
from index.loaders.plain.records import Part
from index.loaders.plain.words import crosses_word
from index.records import BlockKind

_AHEAD = 4  # parts looked at for the one that goes on
_CAPTION_LENGTH = 120
_CLOSING_WITHIN = 400  # characters of a part in which it may close what was opened before
_PAIRS = ("“”", "‘’", "「」", "『』", "（）", "()", "《》", "【】")
_BODY = (None, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


@dataclass(slots=True)
class _Open:
    """A part that grows. Kept in pieces: adding up strings would take quadratic time."""

    first: Part
    pieces: list[Piece]
    tail: str  # the text of the last part taken in
    texts: list[str]
    length: int
    title: bool  # it may be the title of the document
    opened: dict[str, int] = field(default_factory=dict)

    @classmethod
    def at(cls, part: Part, title: bool) -> _Open:
        whole = cls(part, [], "", [], 0, title)
        whole.take(part)
        return whole

    def take(self, part: Part) -> None:
        blank = glue(self.tail, part.text) if self.tail else ""
        if blank:
            self.pieces.append(Written(blank))
            self.texts.append(blank)
        self.pieces += part.pieces
        self.texts.append(part.text)
        self.tail = part.text
        self.length += len(part.text)
        for pair in _PAIRS:
            change = part.text.count(pair[0]) - part.text.count(pair[1])
            self.opened[pair] = max(0, self.opened.get(pair, 0) + change)

    def part(self) -> Part:
        return replace(self.first, pieces=tuple(self.pieces), text="".join(self.texts))

    @property
    def ended(self) -> bool:
        return shape.ends_sentence(self.tail[-40:])

    @property
    def may_be_heading(self) -> bool:
        limit = 60 if self.title else shape.HEADING_LENGTH
        return self.length <= limit and shape.heading_like(self.tail, limit)


def mend(parts: Sequence[Part]) -> list[Part]:
    """Join what belongs together. Captions that stood between come after it, as CAPTION."""
    mended: list[Part] = []
    queue = list(reversed(parts))
    begun = False
    while queue:
        first = queue.pop()
        before, begun = begun, begun or _is_content(first)
        if not _may_break(first):
            mended.append(first)
            continue
        whole = _Open.at(first, title=not before)
        between: list[Part] = []
        while (steps := _continuation(whole, queue)) is not None:
            between += (queue.pop() for _ in range(steps))
            whole.take(queue.pop())
        mended.append(whole.part())
        mended += (part if part.kind else replace(part, kind=BlockKind.CAPTION) for part in between)
    return mended


def _is_content(part: Part) -> bool:
    """Not what may stand over a title."""
    return part.kind is not BlockKind.FIGURE and not (
        shape.is_disclaimer(part.text) or is_metadata(part.text)
    )


def _may_break(part: Part) -> bool:
    """Could this part be the first half of something?"""
    if part.kind not in _BODY or shape.ends_sentence(part.text[-40:]):
        return False
    marked = shape.numbered_level(part.text) or shape.list_marker(part.text)
    if marked:
        return not shape.heading_like(part.text)
    return part.kind is not None or not starts_block(part.text)


def _continuation(whole: _Open, queue: Sequence[Part]) -> int | None:
    """How many parts (captions) stand before the one that goes on; None: it does not go on.

    `queue` holds the parts that follow, the next one last.
    """
    if whole.ended:
        return None
    for steps, part in enumerate(islice(reversed(queue), _AHEAD + 1)):
        if part.kind is BlockKind.FIGURE:
            continue
        if part.kind in _BODY and _completes(whole, part):
            return steps
        if not _caption_like(part) or (whole.may_be_heading and not shape.is_caption(part.text)):
            break
    for steps, part in enumerate(islice(reversed(queue), _AHEAD + 1)):
        if part.kind is not BlockKind.FIGURE and not shape.is_caption(part.text):
            return steps if _follows(whole, part, after_picture=steps > 0) else None
    return None


def _completes(whole: _Open, part: Part) -> bool:
    """Certain signs: punctuation first, a quote or bracket closed, a word made whole."""
    if shape.list_marker(part.text) or shape.numbered_level(part.text):
        return False
    if shape.continues(part.text):
        return not whole.may_be_heading or part.text[0] in "，。、；：！？,;"
    if part.indented or whole.may_be_heading or starts_block(part.text):
        return False
    return _closes(whole, part.text) or crosses_word(whole.tail, part.text)


def _closes(whole: _Open, text: str) -> bool:
    near = text[:_CLOSING_WITHIN]
    for pair, count in whole.opened.items():
        if count:
            closing = near.find(pair[1])
            if closing >= 0 and pair[0] not in near[:closing]:
                return True
    return False


def _follows(whole: _Open, part: Part, after_picture: bool) -> bool:
    """A long part without an end, and right after it, or after a picture and what is said to
    be its caption, one that could be the rest."""
    if part.kind not in _BODY or part.indented:
        return False
    if not after_picture and (part.cut or part.gap > 1):
        return False
    if starts_block(part.text) or shape.heading_like(part.text):
        return False
    if shape.ends_open(whole.tail):
        return True
    return whole.length > shape.HEADING_LENGTH and not whole.may_be_heading


def _caption_like(part: Part) -> bool:
    if part.kind not in (None, BlockKind.PARAGRAPH):
        return part.kind is BlockKind.CAPTION
    if len(part.text) > _CAPTION_LENGTH or shape.sentence_count(part.text) > 2:
        return False
    if shape.is_caption(part.text):
        return True
    whole = shape.ends_sentence(part.text) or shape.heading_like(part.text)
    return whole and not starts_block(part.text)
