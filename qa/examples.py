"""Example questions for a corpus, to begin with."""

from __future__ import annotations

from index.errors import QuestionsError
from index.records import BlockKind, Document
from index.store import Index
from qa.questions import read_examples

COUNT = 6


def example_questions(index: Index, count: int = COUNT) -> tuple[str, ...]:
    """Questions that the documents answer: those that lie beside them in questions.jsonl, one a
    document; else the documents' own headings that ask, else their titles."""
    try:
        known = read_examples(index.corpus / "questions.jsonl")
    except QuestionsError:
        known = ()
    by_document = {e.docs[0]: e.question for e in reversed(known) if e.kind == "plain" and e.docs}
    questions = [
        by_document[doc]
        for doc in dict.fromkeys(e.docs[0] for e in known if e.docs)
        if doc in by_document
    ]
    if not questions:
        questions = [asked for document in index.documents for asked in _asking(document)[:1]]
    if not questions:
        questions = [f"《{document.title}》讲了什么？" for document in index.documents]
    return tuple(dict.fromkeys(questions))[:count]


def _asking(document: Document) -> list[str]:
    headings = [
        document.text[block.start : block.end]
        for block in document.blocks
        if block.kind is BlockKind.HEADING
    ]
    return [heading for heading in headings if heading.endswith(("？", "?")) and len(heading) < 40]
