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
from index.passages.tokenizer import characters, fold
from index.records import Block, BlockKind, Document
from index.store.store import Index
from qa.answer import lists as listing
from qa.answer.foremost import denies
from qa.answer.lists import MAX_LENGTH
from qa.answer.tables import block_at, first_row, rows_below
from qa.read.ranker import Sentence
from qa.understand.intent import Intent, Wants


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
YEARS_NEAR = 0.15  # less of the question's other words than the first place has, for another year
TOPIC_NEAR = 4.0  # a section that is the question's topic: how near its best sentence must be
TOPIC_SAID = 0.7  # share of the question that its headings say,
TOPIC_OWN = 0.7  # and of its own heading that the question says

TITLE = -1  # in place of a heading's number

_YEAR = re.compile(r"(?:19|20)\d\d")
_THEREFORE = re.compile(r"^[“\"]?(?:所以|因此|因而|为此|故而|于是|正因)")


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
    excepted = denies(intent.content) and denies(best.text)
    listed = (intent.several or intent.open) and not excepted
    topic = _topic(index, ranked, intent) if listed else None
    if topic:
        return topic
    block = _around(document, best, ranked, intent)
    stretches = [Stretch(document.doc_id, start, end, best) for start, end in block]
    years = _other_years(index, ranked, intent, stretches)
    if years:
        return (*stretches, *years)
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


def place(
    index: Index, ranked: Sequence[Sentence], intent: Intent, weight: dict[str, float]
) -> tuple[Stretch, ...]:
    """As `answer_block`, of the best place alone; of a figure or a name its sentence or row alone.

    A table's header is no place: what answers is elsewhere.
    """
    best = ranked[0]
    document = index.document_by_id[best.ranked.reading.passage.doc_id]
    if rows_below(document, block_at(document, best.start)):
        return answer_block(index, ranked, intent, weight)
    plain = intent.wants not in (Wants.LIST, Wants.OTHER) and not (intent.several or intent.open)
    if plain and not best.text.rstrip().endswith(("：", ":")):
        spans = _table_spans(document, best) or [(best.start, best.end)]
    else:
        spans = _around(document, best, ranked, intent)
    return tuple(Stretch(document.doc_id, start, end, best) for start, end in spans)


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
        if best.end >= block.end:
            return [own, *listing.opened(document, at, best.text)]
        return [_from_colon(document, block, best, intent)]
    listed = intent.several or intent.open
    if listed:
        whole = listing.items(document, at) or listing.enumeration(document, at)
        if whole and not _excepted(document, best, whole, intent):
            return _with(whole, own)
    if listed or intent.wants is Wants.OTHER:
        counted = listing.announced(document, at, own)
        if counted:
            return [own, *counted]
    if block.kind is BlockKind.LIST_ITEM:
        return [own]
    if intent.several:
        own = _sentence_of(document, block, best)
    return [_grown(document, block, best, own, ranked, intent)]


def _excepted(
    document: Document, best: Sentence, spans: Sequence[tuple[int, int]], intent: Intent
) -> bool:
    """Whether the question asks what is not so, the sentence says it, and most others of its list
    do not."""
    if not denies(intent.content) or not denies(best.text):
        return False
    others = [s for s in spans if not s[0] <= best.start < s[1]]
    return 2 * sum(denies(document.text[slice(*s)]) for s in others) < len(others)


def _with(spans: list[tuple[int, int]], own: tuple[int, int]) -> list[tuple[int, int]]:
    """The spans, and the best sentence's own in its place where the list was cut short of it."""
    if any(start <= own[0] < end for start, end in spans):
        return spans
    return sorted([*spans, own])


def _from_colon(
    document: Document, block: Block, best: Sentence, intent: Intent
) -> tuple[int, int]:
    """A line that ends in a colon inside its paragraph, with what it opens there: the sentence
    after it, or for a list the paragraph's rest."""
    text = document.text[best.end : block.end]
    spans = sentences(text)
    wanted = len(spans) if intent.several or intent.open else 1
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


def _table_spans(document: Document, best: Sentence) -> list[tuple[int, int]]:
    """A row, under its header row unless it names its columns itself; [] for no row."""
    at = block_at(document, best.start)
    block = document.blocks[at]
    if block.kind is not BlockKind.TABLE_ROW:
        return []
    first = first_row(document, at)
    header = document.blocks[first]
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
    intent: Intent,
) -> tuple[int, int]:
    """`own`, the sentence or more, with those of its paragraph beside it that belong to it."""
    if intent.several:
        growth = LIST
    else:
        growth = EXPLANATION if intent.open or intent.wants is Wants.OTHER else FACT
    units = {
        s.start: (s.score, s.end)
        for s in ranked
        if s.ranked.reading.passage.doc_id == document.doc_id and block.start <= s.start < block.end
    }
    starts = sorted(units)
    begin, end = own
    for start in starts:
        score, stop = units[start]
        if start < end:
            continue
        if best.score - score > growth.after or stop - begin > growth.length:
            break
        end = stop
    end = _denied_after(document, block, begin, end, intent)
    for start in reversed(starts):
        score, _ = units[start]
        if start >= begin:
            continue
        follows = _THEREFORE.match(document.text[begin : begin + 8])
        near = best.score - score <= growth.before or follows
        if not near or end - start > growth.length:
            break
        begin = start
    return begin, end


def _denied_after(document: Document, block: Block, begin: int, end: int, intent: Intent) -> int:
    """The end with the next sentence of the paragraph in it, where the question asks what is not
    so and that sentence is the first to say it: 每期收取行政费15元。长者可获豁免。"""
    if not denies(intent.content) or denies(document.text[begin:end]):
        return end
    for start, stop in sentences(document.text[end : block.end])[:1]:
        if denies(document.text[end + start : end + stop]):
            return end + stop
    return end


def _topic(index: Index, ranked: Sequence[Sentence], intent: Intent) -> tuple[Stretch, ...]:
    """What stands under a heading that is the question's very topic, as a list; () for none."""
    asked = {gram: index.characters.idf(gram) for gram in intent.characters}
    total = sum(asked.values())
    if not total:
        return ()
    found: list[tuple[float, Sentence, Document, int]] = []
    seen: set[tuple[str, int]] = set()
    for sentence in ranked:
        if ranked[0].score - sentence.score > TOPIC_NEAR:
            continue  # the order is the matcher's
        document = index.document_by_id[sentence.ranked.reading.passage.doc_id]
        chain = list(listing.headings_over(document, block_at(document, sentence.start)))
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
            weights = {gram: index.characters.idf(gram) for gram in grams if len(gram) > 1}
            own = sum(w for gram, w in weights.items() if gram in asked)
            precision = own / max(sum(weights.values()), 1e-9)
            recall = sum(w for gram, w in asked.items() if gram in said) / total
            if recall >= TOPIC_SAID and precision >= TOPIC_OWN:
                found.append((recall * precision, sentence, document, number))
    for _, sentence, document, number in sorted(found, key=lambda item: -item[0]):
        spans = listing.under(document, number) if number != TITLE else listing.alike_in(document)
        if spans:
            return tuple(Stretch(document.doc_id, *span, sentence) for span in spans)
    return ()


def _other_years(
    index: Index, ranked: Sequence[Sentence], intent: Intent, chosen: Sequence[Stretch]
) -> list[Stretch]:
    """Of a question about several years, the places for those that the first is not about."""
    years = list(dict.fromkeys(_YEAR.findall(intent.content)))
    if len(years) < 2:
        return []
    weights = {
        gram: index.characters.idf(gram) for gram in intent.characters if not _YEAR.fullmatch(gram)
    }
    total = sum(weights.values())

    def share(sentence: Sentence) -> float:
        held = sentence.ranked.reading.units[sentence.unit].grams
        return sum(w for gram, w in weights.items() if gram in held) / max(total, 1e-9)

    least = share(ranked[0]) - YEARS_NEAR
    here = _years_of(index, ranked[0])
    others: list[Stretch] = []
    for year in years:
        if year in here:
            continue
        for sentence in ranked[1:60]:
            document = index.document_by_id[sentence.ranked.reading.passage.doc_id]
            spans = _table_spans(document, sentence) or [(sentence.start, sentence.end)]
            taken = any(
                s.doc_id == document.doc_id and s.start < spans[-1][1] and spans[-1][0] < s.end
                for s in (*chosen, *others)
            )
            if not taken and year in _years_of(index, sentence) and share(sentence) >= least:
                others += [Stretch(document.doc_id, *span, sentence) for span in spans]
                break
    return others


def _years_of(index: Index, sentence: Sentence) -> set[str]:
    """The years that a sentence names, or else that its headings, its document's title or date
    do."""
    own = set(_YEAR.findall(fold(sentence.text)))
    if own:
        return own
    passage = sentence.ranked.reading.passage
    date = index.document_by_id[passage.doc_id].date or ""
    return set(_YEAR.findall(fold(passage.context))) or set(_YEAR.findall(date))


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
            continue
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
