"""The answer block: which stretches of the documents, around the best sentence, answer.

A fact needs its sentence; a row its header; a list its items, wherever they stand (items of a
list, 一是…二是…, what follows a colon, what a heading opens); a question on two things both places.
Spans are text offsets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.passages.sentences import sentences
from index.passages.tokenizer import characters
from index.records import Block, BlockKind, Document
from index.store import Index
from qa.answer import lists
from qa.answer.lists import MAX_LENGTH
from qa.answer.tables import first_row, rows_below
from qa.read import Query, Sentence
from qa.understand import Question, Wants


@dataclass(frozen=True, slots=True)
class Growth:
    """How far an answer grows over the sentences of its paragraph: up to `length` characters,
    by sentences that rank within `after` (following) or `before` (preceding) of the best."""

    length: int
    after: float
    before: float


FACT = Growth(160, 1.0, 0.3)
EXPLANATION = Growth(220, 4.0, 1.0)
LIST = Growth(420, 3.0, 1.0)
SECOND_NEAR = 2.0  # and a second place this near may answer the rest of the question
UNMET = 0.2  # share of the question's weight that the first place must leave for a second
TOPIC_NEAR = 4.0  # a section that is the question's topic: how near its best sentence must be
TOPIC_SAID = 0.7  # share of the question that its headings say,
TOPIC_OWN = 0.7  # and of its own heading that the question says

TITLE = -1  # in place of a heading's number

_THEREFORE = re.compile(r"^[“\"]?(?:所以|因此|因而|为此|故而|于是|正因)")


@dataclass(frozen=True, slots=True)
class Stretch:
    """document.text[start:end], to be quoted; `by` is the sentence that led to it."""

    doc_id: str
    start: int
    end: int
    by: Sentence
    row: bool = False  # it is a row of a table, or its header


def answer_block(index: Index, query: Query, ranked: Sequence[Sentence]) -> tuple[Stretch, ...]:
    """The stretches that answer, best place first, in reading order within a place.

    `ranked`: sentences, best first, one at least.
    """
    question = query.question
    document = index.document_by_id[ranked[0].doc_id]
    at = document.block_at(ranked[0].start)
    best = _below(document, at, ranked)
    topic = _topic(index, query, ranked) if question.several or question.open else None
    if topic:
        return topic
    if best is not ranked[0]:
        at = document.block_at(best.start)
    row = document.blocks[at].kind is BlockKind.TABLE_ROW
    spans = _around(document, at, best, ranked, question)
    stretches = [Stretch(document.doc_id, start, end, best, row) for start, end in spans]
    second = _second_place(query, best, ranked, stretches)
    if second:
        other = index.document_by_id[second.doc_id]
        at = other.block_at(second.start)
        row = other.blocks[at].kind is BlockKind.TABLE_ROW
        spans = _under_header(other, at, second) if row else [(second.start, second.end)]
        taken = [(s.start, s.end) for s in stretches if s.doc_id == other.doc_id]
        stretches += [
            Stretch(other.doc_id, start, end, second, row)
            for start, end in spans
            if (start, end) not in taken
        ]
    return tuple(stretches)


def _below(document: Document, at: int, ranked: Sequence[Sentence]) -> Sentence:
    """The best sentence, which stands in block `at`; where that is a table's header, which holds
    many words and is no answer, the best row below it."""
    if document.blocks[at].kind is BlockKind.TABLE_ROW:
        rows = {row.start for row in rows_below(document, at)}
        for sentence in ranked[1:] if rows else ():
            here = sentence.doc_id == document.doc_id
            if here and sentence.start in rows:
                return sentence
    return ranked[0]


def _around(
    document: Document,
    at: int,
    best: Sentence,
    ranked: Sequence[Sentence],
    question: Question,
) -> list[tuple[int, int]]:
    own = (best.start, best.end)
    block = document.blocks[at]
    if block.kind is BlockKind.TABLE_ROW:
        return _under_header(document, at, best)
    if best.text.rstrip().endswith(("：", ":")):
        if best.end >= block.end:
            return [own, *lists.opened(document, at, best.text)]
        return [_from_colon(document, block, best, question)]
    if question.several or question.open:
        whole = lists.items(document, at) or lists.enumeration(document, at)
        if whole:
            return _with(whole, own)
    if block.kind is BlockKind.LIST_ITEM:
        return [own]
    if question.several:
        own = _sentence_of(document, block, best)
    return [_grown(document, block, best, own, ranked, question)]


def _with(spans: list[tuple[int, int]], own: tuple[int, int]) -> list[tuple[int, int]]:
    """The spans, and the best sentence's own in its place where the list was cut short of it."""
    if any(start <= own[0] < end for start, end in spans):
        return spans
    return sorted([*spans, own])


def _from_colon(
    document: Document, block: Block, best: Sentence, question: Question
) -> tuple[int, int]:
    """A line that ends in a colon inside its paragraph, with what it opens there: the sentence
    after it, or for a list the paragraph's rest."""
    text = document.text[best.end : block.end]
    spans = sentences(text)
    wanted = len(spans) if question.several or question.open else 1
    last = best.end
    for _, end in spans[:wanted]:
        if last > best.end and best.end + end - best.start > MAX_LENGTH:
            break
        last = best.end + end
    return best.start, last


def _sentence_of(document: Document, block: Block, best: Sentence) -> tuple[int, int]:
    """All of the sentence of which `best` may be a part between semicolons."""
    for start, end in sentences(document.text[block.start : block.end]):
        whole = block.start + start, block.start + end
        if whole[0] <= best.start and best.end <= whole[1] and end - start <= MAX_LENGTH:
            return whole
    return best.start, best.end


def _under_header(document: Document, at: int, best: Sentence) -> list[tuple[int, int]]:
    """A row, block `at`, under its header row unless it names its columns itself."""
    first = first_row(document, at)
    header, block = document.blocks[first], document.blocks[at]
    text = document.text[block.start : block.end]
    alone = first == at or sum(": " in cell or "：" in cell for cell in text.split(" | ")) >= 2
    row = (best.start, best.end)
    return [row] if alone else [(header.start, header.end), row]


def _grown(
    document: Document,
    block: Block,
    best: Sentence,
    own: tuple[int, int],
    ranked: Sequence[Sentence],
    question: Question,
) -> tuple[int, int]:
    """`own`, the sentence or more, with those of its paragraph beside it that belong to it.

    It stops at what was not read: a paragraph may be several passages.
    """
    if question.several:
        growth = LIST
    else:
        growth = EXPLANATION if question.open or question.wants is Wants.OTHER else FACT
    units = {
        s.start: (s.score, s.end)
        for s in ranked
        if s.doc_id == document.doc_id and block.start <= s.start < block.end
    }
    starts = sorted(units)
    begin, end = own
    for start in starts:
        score, stop = units[start]
        if start < end:
            continue
        unread = document.text[end:start].strip()
        if unread or best.score - score > growth.after or stop - begin > growth.length:
            break
        end = stop
    for start in reversed(starts):
        score, stop = units[start]
        if start >= begin:
            continue
        unread = document.text[stop:begin].strip()
        follows = _THEREFORE.match(document.text[begin : begin + 8])
        near = best.score - score <= growth.before or follows
        if unread or not near or end - start > growth.length:
            break
        begin = start
    return begin, end


def _topic(index: Index, query: Query, ranked: Sequence[Sentence]) -> tuple[Stretch, ...]:
    """What stands under a heading that is the question's very topic, as a list; () for none."""
    asked, total = query.grams.weights, query.grams.total
    if not total:
        return ()
    found: list[tuple[float, Sentence, Document, int]] = []
    seen: set[tuple[str, int]] = set()
    for sentence in ranked:
        if ranked[0].score - sentence.score > TOPIC_NEAR:
            continue  # the order is the matcher's
        document = index.document_by_id[sentence.doc_id]
        chain = list(lists.headings_over(document, document.block_at(sentence.start)))
        said: set[str] = set()
        for number in (TITLE, *reversed(chain)):
            heading = document.blocks[number]
            grams = set(
                characters(
                    document.title
                    if number == TITLE
                    else document.text[heading.start : heading.end]
                )
            )
            said |= grams
            if (document.doc_id, number) in seen:
                continue
            seen.add((document.doc_id, number))
            weights = index.characters.weights(gram for gram in grams if len(gram) > 1)
            own = sum(w for gram, w in weights.items() if gram in asked)
            precision = own / max(sum(weights.values()), 1e-9)
            recall = sum(w for gram, w in asked.items() if gram in said) / total
            if recall >= TOPIC_SAID and precision >= TOPIC_OWN:
                found.append((recall * precision, sentence, document, number))
    for _, sentence, document, number in sorted(found, key=lambda item: -item[0]):
        spans = lists.under(document, number) if number != TITLE else lists.alike_in(document)
        if spans:
            return tuple(Stretch(document.doc_id, *span, sentence) for span in spans)
    return ()


def _second_place(
    query: Query, best: Sentence, ranked: Sequence[Sentence], chosen: Sequence[Stretch]
) -> Sentence | None:
    """A sentence elsewhere that holds what the first place leaves unsaid of the question."""
    weight = query.words.weights
    unmet = weight.keys() - _held(best)
    missing = sum(weight[term] for term in weight if term in unmet)
    if not query.words.total or missing / query.words.total < UNMET:
        return None
    for sentence in ranked[1:12]:
        if best.score - sentence.score > SECOND_NEAR:
            continue
        inside = any(
            s.doc_id == sentence.doc_id and s.start <= sentence.start < s.end for s in chosen
        )
        own = sentence.ranked.reading.units[sentence.unit].words
        met = sum(weight[term] for term in weight if term in unmet and term in own)
        if not inside and met / missing >= 0.5:
            return sentence
    return None


def _held(sentence: Sentence) -> frozenset[str]:
    reading = sentence.ranked.reading
    return reading.units[sentence.unit].words | reading.context_words
