"""Evidence → Answer with Citations, or "not found"."""

from __future__ import annotations

from collections.abc import Sequence

from index.records import BlockKind, Document, Passage
from index.store.store import Index
from qa.answer.block import answer_block, place
from qa.answer.cells import asked_cell
from qa.answer.foremost import foremost
from qa.answer.short.finder import short_answer
from qa.answer.tables import block_at
from qa.find.retriever import Found
from qa.read.confidence import THRESHOLD, confidence
from qa.read.ranker import Sentence
from qa.records import Answer, Citation, Evidence
from qa.understand.intent import Intent, read_intent

NOT_FOUND = "文档中没有找到能回答这个问题的内容。"
NOT_FOUND_EN = "The documents do not say."


def compose(
    index: Index,
    question: str,
    understood: str,
    found: Found,
    threshold: float = THRESHOLD,
    *,
    brief: bool = False,
) -> Answer:
    """The answer that was found; not found where its confidence is below `threshold`.

    `brief`: of the best place alone, and of a figure its sentence or row alone.
    """
    sure = confidence(found.sentences)
    if not found.sentences or sure < threshold:
        text = NOT_FOUND_EN if question.isascii() else NOT_FOUND
        return Answer(question, False, sure, text, None, (), found.hits, understood)
    intent = read_intent(understood)
    weight = {term: index.words.idf(term) for term in intent.words}
    ranked = foremost(index, found.sentences, understood, weight)
    best = ranked[0]
    citations: list[Citation] = []
    evidence = []
    for stretch in (place if brief else answer_block)(index, ranked, intent, weight):
        document = index.document_by_id[stretch.doc_id]
        passage = stretch.by.ranked.reading.passage
        own = cite(document, passage, stretch.start, stretch.end, len(citations) + 1)
        text = document.text[stretch.start : stretch.end]
        again: list[Citation] = []
        rows = found.same.get(stretch.by.ranked.reading.row, ())
        for other, start in elsewhere(index, passage, text, rows):
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
                stretch.by.ranked.reading.row,
                tuple(citation.n for citation in own),
                tuple(citation.n for citation in again),
            )
        )
    grams = {term: index.characters.idf(term) for term in intent.characters}
    return Answer(
        question=question,
        found=True,
        confidence=sure,
        text="\n".join(item.text for item in evidence),
        short=_short(index, evidence, best, intent, grams, understood),
        citations=tuple(citations),
        hits=found.hits,
        understood=understood,
        evidence=tuple(evidence),
    )


def _short(
    index: Index,
    evidence: Sequence[Evidence],
    best: Sentence,
    intent: Intent,
    grams: dict[str, float],
    understood: str,
) -> str | None:
    """The short answer: of a table the cell that is asked for, else a piece of the sentence."""
    rows = [item for item in evidence if _is_row(index, item)]
    if not rows or intent.several:
        return short_answer(intent, best.text, grams, understood)
    header = rows[0].text if len(rows) > 1 else None
    return asked_cell(header, rows[-1].text, intent, grams)


def _is_row(index: Index, item: Evidence) -> bool:
    document = index.document_by_id[item.doc_id]
    return document.blocks[block_at(document, item.start)].kind is BlockKind.TABLE_ROW


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
    pieces = _stretches(document, start, end)
    return [
        Citation(
            n=first + number,
            doc_id=document.doc_id,
            title=document.title,
            path=document.path,
            page=document.page_at(text_start),
            heading=passage.heading,
            start=source_start,
            end=source_end,
            quote=(document.text if document.original is None else document.original)[
                source_start:source_end
            ],
        )
        for number, (text_start, source_start, source_end) in enumerate(pieces)
    ]


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
