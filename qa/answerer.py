"""Evidence → Answer with Citations, or "not found"."""

from __future__ import annotations

from collections.abc import Sequence

from index.encoder import Encoder
from index.records import Block, BlockKind, Document
from index.store import Index
from qa.confidence import THRESHOLD, Calibration
from qa.evidence import Sentence, rank_sentences
from qa.intent import Intent, read_intent
from qa.records import Answer, Citation, Evidence, Hit
from qa.short import short_answer

NOT_FOUND = "文档中没有找到能回答这个问题的内容。"
NOT_FOUND_EN = "The documents do not say."
MAX_ITEMS = 12
MAX_LIST_LENGTH = 600


def compose(
    index: Index,
    encoder: Encoder,
    question: str,
    understood: str,
    hits: Sequence[Hit],
    threshold: float = THRESHOLD,
    calibration: Calibration | None = None,
) -> Answer:
    """The answer that the hits support; not found where its confidence is below `threshold`."""
    intent = read_intent(understood)
    ranked = rank_sentences(index, encoder, intent, understood, hits)
    confidence = (calibration or Calibration()).confidence(ranked[0]) if ranked else 0.0
    if not ranked or confidence < threshold:
        text = NOT_FOUND_EN if question.isascii() else NOT_FOUND
        return Answer(question, False, confidence, text, None, (), tuple(hits), understood)
    best = ranked[0]
    document = index.document_by_id[best.hit.passage.doc_id]
    spans = answer_spans(document, best, intent)
    citations: list[Citation] = []
    evidence = []
    for start, end in spans:
        own = cite(document, best.hit, start, end, len(citations) + 1)
        citations += own
        evidence.append(
            Evidence(
                document.doc_id,
                start,
                end,
                document.text[start:end],
                best.score,
                best.hit.row,
                tuple(citation.n for citation in own),
            )
        )
    weight = {term: index.characters.idf(term) for term in intent.characters}
    return Answer(
        question=question,
        found=True,
        confidence=confidence,
        text="\n".join(item.text for item in evidence),
        short=short_answer(intent, best.text, weight),
        citations=tuple(citations),
        hits=tuple(hits),
        understood=understood,
        evidence=tuple(evidence),
    )


def answer_spans(document: Document, best: Sentence, intent: Intent) -> list[tuple[int, int]]:
    """Text spans of the answer block, in reading order: the sentence; a table row under its
    header; a line that opens a list, or asks for one, with the list's items."""
    at, block = _block_at(document, best.start)
    if block.kind is BlockKind.TABLE_ROW:
        header = _table_header(document, at)
        rows = [(header.start, header.end)] if header.start != block.start else []
        return [*rows, (best.start, best.end)]
    opens = best.text.endswith(("：", ":"))
    if opens or (intent.several and block.kind is BlockKind.LIST_ITEM):
        first = at + 1 if opens else _run_start(document, at)
        items = _run(document, first, BlockKind.LIST_ITEM)
        if opens and not items:
            items = _run(document, first, BlockKind.PARAGRAPH)[:1]
        spans = [(item.start, item.end) for item in items]
        total = sum(end - start for start, end in spans)
        if 0 < len(spans) <= MAX_ITEMS and total <= MAX_LIST_LENGTH:
            return [(best.start, best.end), *spans] if opens else spans
    return [(best.start, best.end)]


def _block_at(document: Document, offset: int) -> tuple[int, Block]:
    for at, block in enumerate(document.blocks):
        if block.start <= offset < block.end:
            return at, block
    raise ValueError(f"{document.doc_id} has no block at {offset}")


def _run_start(document: Document, at: int) -> int:
    kind = document.blocks[at].kind
    while at > 0 and document.blocks[at - 1].kind is kind:
        at -= 1
    return at


def _run(document: Document, at: int, kind: BlockKind) -> list[Block]:
    end = at
    while end < len(document.blocks) and document.blocks[end].kind is kind:
        end += 1
    return list(document.blocks[at:end])


def _table_header(document: Document, at: int) -> Block:
    return document.blocks[_run_start(document, at)]


def cite(document: Document, hit: Hit, start: int, end: int, first: int) -> list[Citation]:
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
            heading=hit.passage.heading,
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
