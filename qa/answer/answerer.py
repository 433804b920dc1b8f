"""What was found → Answer with Citations and a short answer, or "not found"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.editions import repeal_notice
from index.records import Document, Passage
from index.store import Index
from qa.answer.block import Stretch, answer_block
from qa.answer.reckoned import Reckoned, reckoned
from qa.answer.short import short_answer
from qa.answer.tables import asked_cell
from qa.answer.topic import is_topic, speaking
from qa.find import Found
from qa.read import THRESHOLD, Query
from qa.records import Answer, Citation, Evidence, ShortSpan

DECIDED = 0.75  # how sure a table makes that decides a question,
NAMED = 0.6  # and a passage that says the very name
NOT_FOUND = "文档中没有找到能回答这个问题的内容。"
NOT_FOUND_EN = "The documents do not say."


def compose(
    index: Index, asked: str, understood: str, found: Found, threshold: float = THRESHOLD
) -> Answer:
    """The answer that was found; not found where its confidence is below `threshold`.

    `asked`: the question as it was typed; `understood`: as it is shown to have been understood.
    """
    chosen = _choose(index, found) if found.sentences else None
    if chosen is None or chosen.sure < threshold:
        text = NOT_FOUND_EN if asked.isascii() else NOT_FOUND
        sure = chosen.sure if chosen else 0.0
        return Answer(asked, False, sure, text, (), found.hits, understood)
    stretches = chosen.stretches or answer_block(index, found.query, found.sentences)
    first = stretches[0].doc_id
    notice = repeal_notice(index.document_by_id[first]) if first in index.repealed else None
    if notice and not any(s.start <= notice[0] < s.end for s in stretches):
        stretches += (Stretch(stretches[0].doc_id, *notice, stretches[0].by),)
    citations: list[Citation] = []
    evidence = []
    for stretch in stretches:
        document = index.document_by_id[stretch.doc_id]
        reading = stretch.by.ranked.reading
        own = cite(document, reading.passage, stretch.start, stretch.end, len(citations) + 1)
        text = document.text[stretch.start : stretch.end]
        again: list[Citation] = []
        for other, start in elsewhere(
            index, reading.passage, text, found.same.get(reading.row, ())
        ):
            held = index.document_by_id[other.doc_id]
            number = len(citations) + len(own) + len(again) + 1
            again += cite(held, other, start, start + len(text), number)
        citations += own + again
        evidence.append(
            Evidence(
                document.doc_id,
                stretch.start,
                stretch.end,
                text,
                stretch.by.score,
                reading.row,
                tuple(citation.n for citation in own),
                tuple(citation.n for citation in again),
            )
        )
    return Answer(
        question=asked,
        found=True,
        confidence=chosen.sure,
        text="\n".join(item.text for item in evidence),
        citations=tuple(citations),
        hits=found.hits,
        understood=understood,
        evidence=tuple(evidence),
        short_span=None
        if chosen.topic
        else _of_table(index, evidence, citations, chosen.table)
        if chosen.table
        else _short(index, stretches, evidence, citations, found.query),
    )


@dataclass(frozen=True, slots=True)
class _Chosen:
    """How sure, and what answers where that is not what the best sentence is part of."""

    sure: float
    stretches: tuple[Stretch, ...] = ()
    table: Reckoned | None = None
    topic: bool = False


def _choose(index: Index, found: Found) -> _Chosen:
    if is_topic(found.query.question):
        stretches = speaking(found)
        if stretches:
            return _Chosen(max(found.confidence, NAMED), stretches, topic=True)
    table = reckoned(index, found)
    if table is None:
        return _Chosen(found.confidence)
    stretches = tuple(Stretch(table.doc_id, *span, table.by, True) for span in table.spans)
    return _Chosen(max(found.confidence, DECIDED), stretches, table)


def _of_table(
    index: Index, evidence: Sequence[Evidence], citations: Sequence[Citation], table: Reckoned
) -> ShortSpan | None:
    """The cell that a table's rows answer with."""
    if table.short is None:
        return None
    start, end = table.short
    at = next((n for n, item in enumerate(evidence) if item.start <= start and end <= item.end), -1)
    return _placed(index, evidence, citations, at, start, end) if at >= 0 else None


def _short(
    index: Index,
    stretches: Sequence[Stretch],
    evidence: Sequence[Evidence],
    citations: Sequence[Citation],
    query: Query,
) -> ShortSpan | None:
    """The short answer, of the best place: of a table the cell that is asked for, else a piece of
    the sentence."""
    question = query.question
    rows = [at for at, s in enumerate(stretches) if s.row and s.by is stretches[0].by]
    if rows and question.several:
        return None  # whole rows answer: none of their cells does
    if rows:
        at = rows[-1]
        header = evidence[rows[0]].text if len(rows) > 1 else None
        cell = asked_cell(header, evidence[at].text, question, query.grams.weights)
        offset = evidence[at].start
    else:
        best = stretches[0].by
        doc_id, offset = best.doc_id, best.start
        holding = (
            at
            for at, item in enumerate(evidence)
            if item.doc_id == doc_id and item.start <= best.start and best.end <= item.end
        )
        at = next(holding, -1)
        cell = short_answer(question, best.text, query.grams.weights) if at >= 0 else None
    if cell is None:
        return None
    return _placed(index, evidence, citations, at, offset + cell[0], offset + cell[1])


def _placed(
    index: Index,
    evidence: Sequence[Evidence],
    citations: Sequence[Citation],
    at: int,
    start: int,
    end: int,
) -> ShortSpan | None:
    """The text span with its place in a citation; None where no single one holds it, or where the
    reader put some of its words in."""
    document = index.document_by_id[evidence[at].doc_id]
    spans = document.source_span(start, end)
    source = document.text if document.original is None else document.original
    quoted_text = "".join(source[first:last] for first, last in spans)
    if "".join(quoted_text.split()) != "".join(document.text[start:end].split()):
        return None
    for citation in citations if spans else ():
        inside = citation.start <= spans[0][0] and spans[-1][1] <= citation.end
        if citation.n in evidence[at].citations and inside:
            quoted = spans[0][0] - citation.start, spans[-1][1] - citation.start
            return ShortSpan(at, start, end, citation.n, *quoted)
    return None


def elsewhere(
    index: Index, passage: Passage, text: str, rows: Sequence[int]
) -> list[tuple[Passage, int]]:
    """The other passages of `rows`, which say the same, around which the very same words stand,
    and the text offsets where they begin there."""
    found: dict[tuple[str, int], tuple[Passage, int]] = {}
    for row in rows:
        other = index.passages[row]
        if other.passage_id == passage.passage_id:
            continue
        held = index.document_by_id[other.doc_id].text
        start = held.find(text, other.start, other.end)
        if start < 0 and other.doc_id != passage.doc_id:
            start = held.find(text)  # a list's items, a table's header: beyond the passage
        if start >= 0:
            found.setdefault((other.doc_id, start), (other, start))
    return list(found.values())


def cite(document: Document, passage: Passage, start: int, end: int, first: int) -> list[Citation]:
    """Citations, numbered from `first`, for document.text[start:end]: one for each stretch of
    the source that nothing but blanks and marks (a table's bars, **) interrupts."""
    source = document.text if document.original is None else document.original
    citations: list[Citation] = []
    for text_start, source_start, source_end in _stretches(document, start, end):
        citations.append(
            Citation(
                n=first + len(citations),
                doc_id=document.doc_id,
                title=document.title,
                path=document.path,
                page=document.page_at(text_start),
                heading=passage.heading,
                start=source_start,
                end=source_end,
                quote=source[source_start:source_end],
            )
        )
    return citations


def _stretches(document: Document, start: int, end: int) -> list[tuple[int, int, int]]:
    """(text offset, source start, source end) of each stretch."""
    if document.source_runs is None or document.original is None:
        return [(start, start, end)]
    stretches: list[tuple[int, int, int]] = []
    text_at = start
    for source_start, source_end in document.source_span(start, end):
        gap = document.original[stretches[-1][2] : source_start] if stretches else ""
        if stretches and source_start >= stretches[-1][2] and not any(map(str.isalnum, gap)):
            stretches[-1] = (stretches[-1][0], stretches[-1][1], source_end)
        else:
            stretches.append((text_at, source_start, source_end))
        text_at += source_end - source_start
    return stretches
