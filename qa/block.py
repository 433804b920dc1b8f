"""The answer block: which stretches of the documents, around the best sentence, answer.

A fact needs its sentence; a row its header; a list its items, wherever they stand (items of a
list, 一是…二是…, what follows a colon, what a heading opens); a question on two things both places.
Spans are text offsets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.records import Block, BlockKind, Document
from index.sentences import sentences
from index.store import Index
from qa.evidence import Sentence
from qa.intent import Intent, Wants

MAX_LENGTH = 480  # characters of a list; a longer one is cut at its end, whole items only


@dataclass(frozen=True, slots=True)
class Growth:
    """How far an answer grows over the sentences of its paragraph: up to `length` characters,
    by sentences that rank within `after` (following) or `before` (preceding) of the best."""

    length: int
    after: float
    before: float


FACT = Growth(160, 1.0, 0.3)
EXPLANATION = Growth(220, 4.0, 1.0)
LIST = Growth(420, 5.0, 1.0)
SECOND_NEAR = 2.0  # and a second place this near may answer the rest of the question
UNMET = 0.2  # share of the question's weight that the first place must leave for a second

_MARKER = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+[是要、，,]|第[一二三四五六七八九十]+[，,、是]?|"
    r"[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.、．)]|[①-⑳]|[•·●\-*]|其[一二三四五][，是,])"
)
_BODY = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)


@dataclass(frozen=True, slots=True)
class Stretch:
    """document.text[start:end], to be quoted; `by` is the sentence that led to it."""

    doc_id: str
    start: int
    end: int
    by: Sentence


def answer_block(
    index: Index, ranked: Sequence[Sentence], intent: Intent, weight: dict[str, float]
) -> tuple[Stretch, ...]:
    """The stretches that answer, best place first, in reading order within a place.

    `ranked`: sentences, best first, one at least. `weight`: idf of the intent's word terms.
    """
    best = ranked[0]
    document = index.document_by_id[best.ranked.reading.passage.doc_id]
    block = _around(document, best, ranked, intent)
    stretches = [Stretch(document.doc_id, start, end, best) for start, end in block]
    second = _second_place(index, ranked, intent, weight, stretches)
    if second:
        other = index.document_by_id[second.ranked.reading.passage.doc_id]
        spans = _table_spans(other, second) or [(second.start, second.end)]
        taken = [(s.start, s.end) for s in stretches if s.doc_id == other.doc_id]
        stretches += [
            Stretch(other.doc_id, start, end, second)
            for start, end in spans
            if (start, end) not in taken
        ]
    return tuple(stretches)


def _around(
    document: Document, best: Sentence, ranked: Sequence[Sentence], intent: Intent
) -> list[tuple[int, int]]:
    own = (best.start, best.end)
    rows = _table_spans(document, best)
    if rows:
        return rows
    at = block_at(document, best.start)
    block = document.blocks[at]
    if best.text.rstrip().endswith(("：", ":")):
        return (
            [own, *_following(document, at, best)]
            if best.end >= block.end
            else [(best.start, _next_end(document, block, best.end))]
        )
    if intent.several:
        whole = _items(document, at) or _enumeration(document, at, best)
        if whole:
            return whole
    if block.kind is BlockKind.LIST_ITEM:
        return [own]
    return [_grown(document, block, best, ranked, intent)]


def block_at(document: Document, offset: int) -> int:
    """The number of the block that holds this text offset."""
    for at, block in enumerate(document.blocks):
        if block.start <= offset < block.end:
            return at
    raise ValueError(f"{document.doc_id} has no block at {offset}")


def _table_spans(document: Document, best: Sentence) -> list[tuple[int, int]]:
    """A row, under its header row unless it names its columns itself; [] for no row."""
    at = block_at(document, best.start)
    block = document.blocks[at]
    if block.kind is not BlockKind.TABLE_ROW:
        return []
    first = at
    while first > 0 and _same_table(document, first):
        first -= 1
    header = document.blocks[first]
    text = document.text[block.start : block.end]
    alone = first == at or sum(": " in cell or "：" in cell for cell in text.split(" | ")) >= 2
    row = (best.start, best.end)
    return [row] if alone else [(header.start, header.end), row]


def _same_table(document: Document, at: int) -> bool:
    """Whether the block before stands in one table with this row: on the line above it."""
    before, row = document.blocks[at - 1], document.blocks[at]
    above = document.text[before.end : row.start] == "\n"
    return before.kind is BlockKind.TABLE_ROW and above


def _items(document: Document, at: int) -> list[tuple[int, int]]:
    """The whole run of list items that this one is of."""
    if document.blocks[at].kind is not BlockKind.LIST_ITEM:
        return []
    first = at
    while first > 0 and document.blocks[first - 1].kind is BlockKind.LIST_ITEM:
        first -= 1
    return _within(_run(document, first, BlockKind.LIST_ITEM))


def _run(document: Document, first: int, kind: BlockKind) -> list[tuple[int, int]]:
    spans = []
    for block in document.blocks[first:]:
        if block.kind is not kind:
            break
        spans.append((block.start, block.end))
    return spans


def _following(document: Document, at: int, best: Sentence) -> list[tuple[int, int]]:
    """What a line that ends in a colon opens: items, rows, marked paragraphs, or one paragraph."""
    rest = document.blocks[at + 1 :]
    if not rest or rest[0].kind not in _BODY:
        return []
    if rest[0].kind is not BlockKind.PARAGRAPH:
        return _within(_run(document, at + 1, rest[0].kind))
    marked = _marked(document, rest)
    return _within(marked or [(rest[0].start, rest[0].end)])


def _next_end(document: Document, block: Block, start: int) -> int:
    """The end of the sentence after `start` within the block."""
    text = document.text[start : block.end]
    spans = sentences(text)
    return start + spans[0][1] if spans else block.end


def _marked(document: Document, blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """Leading paragraphs that begin with 一是, （二）, 3. and the like."""
    spans = []
    for block in blocks:
        if block.kind not in _BODY or not _MARKER.match(document.text[block.start : block.end]):
            break
        spans.append((block.start, block.end))
    return spans


def _enumeration(document: Document, at: int, best: Sentence) -> list[tuple[int, int]]:
    """一是…二是…三是…: the marked sentences of this paragraph, or the marked paragraphs."""
    block = document.blocks[at]
    text = document.text[block.start : block.end]
    spans = [(block.start + a, block.start + b) for a, b in sentences(text)]
    marked = [s for s in spans if _MARKER.match(document.text[s[0] : s[1]])]
    if len(marked) >= 2:
        first = spans.index(marked[0])
        return _within(spans[first : spans.index(marked[-1]) + 1])
    if not _MARKER.match(text):
        return []
    first = at
    while first > 0 and _is_marked(document, document.blocks[first - 1]):
        first -= 1
    group = _marked(document, document.blocks[first:])
    return _within(group) if len(group) >= 2 else []


def _is_marked(document: Document, block: Block) -> bool:
    return block.kind in _BODY and bool(_MARKER.match(document.text[block.start : block.end]))


def _grown(
    document: Document,
    block: Block,
    best: Sentence,
    ranked: Sequence[Sentence],
    intent: Intent,
) -> tuple[int, int]:
    """The sentence with those of its paragraph beside it that belong to the answer."""
    growth = LIST if intent.several else EXPLANATION if intent.wants is Wants.OTHER else FACT
    scores = {
        s.start: (s.score, s.end)
        for s in ranked
        if s.ranked.reading.passage.doc_id == document.doc_id and block.start <= s.start < block.end
    }
    starts = sorted(scores)
    first = last = starts.index(best.start)

    def fits(start: int, end: int) -> bool:
        return scores[starts[end]][1] - starts[start] <= growth.length

    while (
        last + 1 < len(starts)
        and best.score - scores[starts[last + 1]][0] <= growth.after
        and fits(first, last + 1)
    ):
        last += 1
    while (
        first > 0
        and best.score - scores[starts[first - 1]][0] <= growth.before
        and fits(first - 1, last)
    ):
        first -= 1
    return starts[first], scores[starts[last]][1]


def _within(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Whole spans from the first on, as far as MAX_LENGTH goes; at least one if there is one."""
    kept: list[tuple[int, int]] = []
    length = 0
    for start, end in spans:
        length += end - start
        if kept and length > MAX_LENGTH:
            break
        kept.append((start, end))
    return kept


def _second_place(
    index: Index,
    ranked: Sequence[Sentence],
    intent: Intent,
    weight: dict[str, float],
    chosen: Sequence[Stretch],
) -> Sentence | None:
    """A sentence elsewhere that holds what the first place leaves unsaid of the question."""
    best = ranked[0]
    held = _held(best)
    unmet = {term for term in intent.words if term not in held}
    total = sum(weight.values())
    missing = sum(weight[term] for term in unmet)
    if not total or missing / total < UNMET:
        return None
    for sentence in ranked[1:12]:
        if best.score - sentence.score > SECOND_NEAR:
            break
        inside = any(
            s.doc_id == sentence.ranked.reading.passage.doc_id and s.start <= sentence.start < s.end
            for s in chosen
        )
        own = sentence.ranked.reading.units[sentence.unit].words
        met = sum(weight[term] for term in unmet if term in own)
        if not inside and met / missing >= 0.5:
            return sentence
    return None


def _held(sentence: Sentence) -> frozenset[str]:
    reading = sentence.ranked.reading
    return reading.units[sentence.unit].words | reading.context_words
