"""Example questions for a corpus, to begin with."""

from __future__ import annotations

from index.errors import QuestionsError
from index.records import BlockKind, Document
from index.store import Index
from qa.measure.judge import Judge
from qa.measure.sets import read_examples

COUNT = 6


def example_questions(index: Index, count: int = COUNT) -> tuple[str, ...]:
    """Questions that the documents of the index answer, one a document: those that lie beside
    them in questions.jsonl; then the other documents' own headings that ask; else titles."""
    known = _beside(index)
    questions = list(known.values())
    for document in index.documents:
        if document.doc_id not in known:
            questions += _asking(document)[:1]
    if not questions:
        questions = [f"《{document.title}》讲了什么？" for document in index.documents]
    return tuple(dict.fromkeys(questions))[:count]


def _beside(index: Index) -> dict[str, str]:
    """doc_id → the first plain question about it; in the file's order, of documents held."""
    try:
        examples = read_examples(index.corpus / "questions.jsonl")
    except QuestionsError:
        return {}
    judge = Judge(index)
    questions: dict[str, str] = {}
    for example in examples:
        held = judge.documents(example)
        if example.kind == "plain" and example.answerable and held:
            questions.setdefault(held[0], example.question)
    return questions


def _asking(document: Document) -> list[str]:
    headings = [
        document.text[block.start : block.end]
        for block in document.blocks
        if block.kind is BlockKind.HEADING
    ]
    return [heading for heading in headings if heading.endswith(("？", "?")) and len(heading) < 40]
