"""Sets that the confidence learns from alone: small indexes, and questions on other matters."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from index import build_index
from qa.find.retriever import Retriever
from qa.measure.sets import UNANSWERABLE, Example, read_examples, read_paragraphs
from training.sets.labelled import OWN_WEIGHT, Labelled, LabelledSet, over_our_own, understood
from training.sets.places import OWN

FEW, FOREIGN = "few documents", "foreign"
# How many indexes our own documents are parted into, and of their questions one in so many
GROUPS = ((40, 3), (160, 4))
ELSEWHERE = 120  # of the questions on other documents one in so many, in each
FOREIGN_EVERY = 2  # of CMRC trial's questions


def foreign(shared: Path, work: Path) -> LabelledSet:
    """An encyclopaedia's questions asked of our own office documents: nothing there answers."""
    paragraphs = read_paragraphs(shared / "eval" / "cmrc_trial.json")
    asked = [(e.question, p.article) for p in paragraphs for e in p.examples][::FOREIGN_EVERY]
    labelled = tuple(
        Labelled(Example(str(number), question, UNANSWERABLE, answerable=False), article)
        for number, (question, article) in enumerate(asked)
    )
    return LabelledSet(FOREIGN, over_our_own(work / FOREIGN), labelled, False)


def few_documents(work: Path) -> Iterator[LabelledSet]:
    """Our own documents, a few in each index, as somebody's first folder or as one document that
    the asker confined the search to: some of the questions on them, the questions that nothing
    answers which come nearest to them, and some on the others, which they cannot answer."""
    asked = [e for e in read_examples(OWN / "questions.jsonl") if not e.history]
    examples = [e for e in asked if e.docs]
    names = sorted({example.docs[0] for example in examples})
    keys = {doc: number for number, doc in enumerate(["", *names])}  # as of "own"
    near = _nearest([e for e in asked if not e.docs], work / "near")
    for groups, step in GROUPS:
        for group in range(groups):
            own = set(names[group::groups])
            corpus = work / f"few-{groups}-{group}" / "corpus"
            corpus.mkdir(parents=True)
            for name in sorted(own):
                shutil.copy(OWN / "documents" / name, corpus / name)
            build_index(corpus=corpus, where=corpus.parent / "index")
            here = [e for e in examples if e.docs[0] in own][group % step :: step]
            elsewhere = [e for e in examples if e.docs[0] not in own][group::ELSEWHERE]
            labelled = (
                *(Labelled(e, keys[e.docs[0]], OWN_WEIGHT) for e in here),
                *(Labelled(e, keys[doc], OWN_WEIGHT) for e, doc in near if doc in own),
                *(Labelled(_unanswerable(e), keys[e.docs[0]], OWN_WEIGHT) for e in elsewhere),
            )
            retriever = Retriever.load(corpus.parent / "index")
            yield LabelledSet(f"{FEW}, {groups}, {group}", retriever, labelled, False)


def _nearest(examples: Sequence[Example], work: Path) -> list[tuple[Example, str]]:
    """Each with the document of our own that comes first for it."""
    retriever = over_our_own(work)
    queries = [retriever.query(understood(e.question)) for e in examples]
    asked = [(e, retriever.candidates(q)) for e, q in zip(examples, queries, strict=True)]
    return [
        (e, retriever.index.passages[found.rows[found.fused.argmax()]].doc_id)
        for e, found in asked
        if len(found.rows)
    ]


def _unanswerable(example: Example) -> Example:
    return replace(example, kind=UNANSWERABLE, answerable=False, evidence=())
