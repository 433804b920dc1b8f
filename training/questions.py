"""Labelled questions for the rankers: what is asked, of which index, and which sentence is right.

Three forms of sets under one roof: SQuAD's paragraphs, the project's own corpus, the contest's
key. `muffled` makes a harder copy of a question: some of its words are kept from the lexical
rankers, as if the question had been put in other words or another language.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench.squad import Question, QuestionSet, read_articles, read_squad, write_documents
from index import Index, build_index
from index.passages.tokenizer import characters, words
from qa.find.retriever import Retriever
from qa.measure.metrics import squeeze
from qa.measure.sets import UNANSWERABLE, Example, read_examples
from qa.read.reading import Reading
from qa.understand.intent import Intent, read_intent
from training.own import OWN, for_rankers, read_reworded, reworded_questions, write_reworded

FOREIGN = "foreign"
FOREIGN_EVERY = 2  # of CMRC trial's questions
REWORDED, FEW = "own, reworded", "few documents"
# How many indexes our own documents are parted into, and of their questions one in so many
GROUPS = ((40, 3), (160, 4))
ELSEWHERE = 120  # of the questions on other documents one in so many, in each
MUFFLED = 4  # one question in so many is asked a second time, muffled
OWN_WEIGHT = 2.0  # of a question on our own office documents: they are what is meant
LIGHT_WEIGHT = 0.5  # of one that the ranker's trees do not learn from (training.own)
MEASURED = 0.0  # of one that nothing is trained on: the contest's and the corpus's


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question with its key, whatever form it came in."""

    question: str
    key: Question | Example
    fold_key: int
    weight: float = 1.0

    @property
    def answerable(self) -> bool:
        return not isinstance(self.key, Example) or self.key.answerable


@dataclass(frozen=True, slots=True)
class LabelledSet:
    name: str
    retriever: Retriever
    questions: tuple[Labelled, ...]
    one_paragraph: bool  # each document is one paragraph


def labelled_sets(
    shared: Path, corpus: Path, work: Path, only: Collection[str] | None = None
) -> Iterator[LabelledSet]:
    """CMRC trial, DRCD dev, DRCD's articles, what is of our own writing; and, to measure alone,
    the contest's documents and the project's corpus. `only`: those of these names."""
    for squad in (
        read_squad(shared / "eval" / "cmrc_trial.json"),
        read_squad(shared / "eval" / "drcd_dev.json"),
        read_articles(shared / "eval" / "drcd_dev.json"),
    ):
        if only is None or squad.name in only:
            yield _squad_set(squad, work)
    contest = shared / "ccf"
    for name, documents, questions, weight in (
        ("ccf", contest / "documents", contest / "questions.jsonl", MEASURED),
        ("corpus", corpus, corpus / "questions.jsonl", MEASURED),
        ("own", OWN / "documents", OWN / "questions.jsonl", OWN_WEIGHT),
    ):
        if only is not None and name not in only:
            continue
        build_index(corpus=documents, where=work / name)
        examples = read_examples(questions)
        names = {example.docs[0] if example.docs else "" for example in examples}
        keys = {doc: number for number, doc in enumerate(sorted(names))}
        labelled = tuple(
            Labelled(
                example.question,
                example,
                keys[example.docs[0]] if example.docs else number,
                weight,
            )
            for number, example in enumerate(examples)
            if not example.history
        )
        yield LabelledSet(name, Retriever.load(work / name), labelled, False)
    if only is not None and REWORDED not in only:
        return
    rows = for_rankers(read_reworded())
    yield LabelledSet(
        REWORDED,
        Retriever.load(write_reworded(rows, work / "reworded")),
        tuple(
            Labelled(example.question, example, row, LIGHT_WEIGHT if rows[row].light else 1.0)
            for row, example in reworded_questions(rows)
        ),
        False,
    )


def foreign(shared: Path, work: Path) -> LabelledSet:
    """An encyclopaedia's questions asked of our own office documents: nothing there answers."""
    asked = read_squad(shared / "eval" / "cmrc_trial.json").questions[::FOREIGN_EVERY]
    labelled = tuple(
        Labelled(
            q.question, Example(str(n), q.question, UNANSWERABLE, answerable=False), q.fold_key
        )
        for n, q in enumerate(asked)
    )
    return LabelledSet(FOREIGN, over_our_own(work / FOREIGN), labelled, False)


def over_our_own(where: Path) -> Retriever:
    """Of an index of all our own documents."""
    build_index(corpus=OWN / "documents", where=where)
    return Retriever.load(where)


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
                *(Labelled(e.question, e, keys[e.docs[0]], OWN_WEIGHT) for e in here),
                *(Labelled(e.question, e, keys[doc], OWN_WEIGHT) for e, doc in near if doc in own),
                *(
                    Labelled(e.question, _unanswerable(e), keys[e.docs[0]], OWN_WEIGHT)
                    for e in elsewhere
                ),
            )
            retriever = Retriever.load(corpus.parent / "index")
            yield LabelledSet(f"{FEW}, {groups}, {group}", retriever, labelled, False)


def _nearest(examples: list[Example], work: Path) -> list[tuple[Example, str]]:
    """Each with the document of our own that comes first for it."""
    retriever = over_our_own(work)
    asked = [(e, retriever.candidates(e.question)) for e in examples]
    return [
        (e, retriever.index.passages[found.rows[found.fused.argmax()]].doc_id)
        for e, found in asked
        if len(found.rows)
    ]


def _unanswerable(example: Example) -> Example:
    return replace(example, kind=UNANSWERABLE, answerable=False, evidence=())


def _squad_set(squad: QuestionSet, work: Path) -> LabelledSet:
    folder = work / squad.name
    write_documents(squad, folder / "corpus")
    build_index(corpus=folder / "corpus", where=folder / "index")
    labelled = tuple(Labelled(q.question, q, q.fold_key) for q in squad.questions)
    return LabelledSet(squad.name, Retriever.load(folder / "index"), labelled, squad.one_paragraph)


def home_of(index: Index, asked: Labelled) -> frozenset[str]:
    """The doc_ids that hold the answer."""
    if isinstance(asked.key, Question):
        return frozenset({asked.key.doc_id})
    named = set(asked.key.docs)
    whole = named & index.document_by_id.keys()
    if whole == named:  # a look at every document, for each sentence, takes long
        return frozenset(whole)
    return frozenset(d.doc_id for d in index.documents if {d.doc_id, Path(d.doc_id).stem} & named)


def answers(index: Index, reading: Reading, unit: int, asked: Labelled) -> bool:
    """Whether the unit answers: it holds the key's answer at its place, or the key's words."""
    if reading.passage.doc_id not in home_of(index, asked):
        return False
    found = reading.units[unit]
    if isinstance(asked.key, Question):
        document = index.document_by_id[reading.passage.doc_id]
        offset = reading.passage.start
        spans = document.source_span(offset + found.start, offset + found.end)
        if not spans:
            return False
        start, end = spans[0][0], spans[-1][1]
        return any(start <= begins < end for begins in asked.key.starts)
    held = squeeze(found.text)
    holds = any(squeeze(word) in held for word in asked.key.evidence)
    if not asked.key.blocks:
        return holds
    blocks = [squeeze(block.text) for block in asked.key.blocks]
    return holds and any(_inside(held, block) for block in blocks)


def _inside(held: str, block: str) -> bool:
    grams = {held[i : i + 2] for i in range(len(held) - 1)}
    return sum(gram in block for gram in grams) >= 0.8 * len(grams)


def muffled(question: str, seed: int) -> Intent:
    """The question's intent with only some of its words to look for; the meaning stays."""
    intent = read_intent(question)
    chance = random.Random(seed)
    share = chance.choice((0.0, 0.0, 0.3, 0.5))
    kept = [word for word in intent.words if chance.random() < share]
    said = " ".join(kept)
    return replace(
        intent,
        content=said,
        words=tuple(dict.fromkeys(words(said))),
        characters=tuple(dict.fromkeys(characters(said))),
    )
