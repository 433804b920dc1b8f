"""Each question of a set asked, and what was read for it."""

from __future__ import annotations

import sys

import numpy as np
import numpy.typing as npt

from qa.find.retriever import Retriever
from qa.measure.judge import Judge
from qa.measure.sets import Example
from qa.read.passages import Reading
from qa.read.query import Query
from qa.read.ranker import LENGTH, QUESTION, sentence_tokens
from training.askings.askings import FOLDS, Askings
from training.sets import MUFFLED, REWORDED, LabelledSet, muffled, understood

# The large sets are asked without the answering document for one question in so many.
WITHOUT = {"drcd_dev": 2, REWORDED: 2}


class _Texts:
    """Every sentence read, with what stands around it, once."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, int], int] = {}
        self._rows: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]] = []

    def number(self, reading: Reading, unit: int) -> int:
        key = (reading.row, unit)
        if key not in self._numbers:
            self._numbers[key] = len(self._rows)
            units = [held.tokens for held in reading.units]
            self._rows.append(sentence_tokens(units, reading.context_tokens, unit))
        return self._numbers[key]

    def arrays(self) -> dict[str, npt.NDArray[np.integer]]:
        ids = np.zeros((len(self._rows), LENGTH), np.int32)
        parts = np.zeros((len(self._rows), LENGTH), np.int8)
        for row, (held, part) in enumerate(self._rows):
            ids[row, : len(held)], parts[row, : len(part)] = held, part
        return {"ids": ids, "parts": parts}


def collect(questions: LabelledSet) -> Askings:
    """Every asking of a set."""
    retriever = questions.retriever
    documents = {d.doc_id: number for number, d in enumerate(retriever.index.documents)}
    texts = _Texts()
    sentences: list[tuple[bool, bool, int, int, int]] = []
    askings: list[tuple[int, int, float, bool, bool, bool]] = []
    asked_ids: list[npt.NDArray[np.int32]] = []
    xs = []
    judge = Judge(retriever.index)
    for number, asked in enumerate(questions.questions):
        if number % 500 == 0:
            print(f"{questions.name}: {number}/{len(questions.questions)}", file=sys.stderr)
        key = asked.key
        home = judge.documents(key)
        for without, quiet in _ways(questions.name, key, number):
            query = _query(retriever, key.question, number if quiet else None)
            found = retriever.candidates(query)
            left_out = next(iter(home), None) if without else None
            ranked, places, x = retriever.read(query, found, left_out)
            if not places:
                continue
            right = [answers(judge, ranked[p].reading, u, key) for p, u in places]
            holding = {p for (p, _), holds in zip(places, right, strict=True) if holds}
            for (p, u), holds in zip(places, right, strict=True):
                reading = ranked[p].reading
                doc_id = reading.passage.doc_id
                at_home = doc_id in home if questions.one_paragraph else p in holding
                sentences.append(
                    (holds, at_home, reading.row, documents[doc_id], texts.number(reading, u))
                )
            xs.append(x.astype(np.float32))
            fold = asked.fold_key * 7919 % FOLDS
            askings.append((len(places), fold, asked.weight, quiet, without, key.answerable))
            asked_ids.append(_question_ids(query))
    right_, at_home_, passage, document, text = zip(*sentences, strict=True)
    sizes, folds, weight, quiet_, without_, answerable = zip(*askings, strict=True)
    return Askings(
        x=np.concatenate(xs),
        right=np.array(right_, bool),
        home=np.array(at_home_, bool),
        passage=np.array(passage, np.int32),
        document=np.array(document, np.int32),
        text=np.array(text, np.int32),
        sizes=np.array(sizes, np.int32),
        fold=np.array(folds, np.int8),
        weight=np.array(weight, np.float32),
        muffled=np.array(quiet_, bool),
        without=np.array(without_, bool),
        answerable=np.array(answerable, bool),
        question=np.stack(asked_ids),
        **texts.arrays(),  # type: ignore[arg-type]
    )


def answers(judge: Judge, reading: Reading, unit: int, key: Example) -> bool:
    found = reading.units[unit]
    return judge.answers(key, reading.passage, found.start, found.end)


def _ways(name: str, key: Example, number: int) -> list[tuple[bool, bool]]:
    """(without the document, muffled) of each asking of a question."""
    quiet = (False, True) if number % MUFFLED == 0 else (False,)
    if not key.answerable:
        return [(False, False)]
    without = number % WITHOUT.get(name, 1) == 0
    return [(False, q) for q in quiet] + [(True, q) for q in quiet if without]


def _query(retriever: Retriever, text: str, seed: int | None) -> Query:
    """The question weighed; with a `seed` muffled: some of its words kept from the lexical
    rankers, its meaning the whole question's."""
    question = understood(text)
    query = retriever.query(question)
    if seed is None:
        return query
    quiet = retriever.query(muffled(question, seed))
    quiet.tokens, quiet.weights = query.tokens, query.weights
    quiet.tail_tokens, quiet.focus_tokens = query.tail_tokens, query.focus_tokens
    return quiet


def _question_ids(query: Query) -> npt.NDArray[np.int32]:
    ids = np.full(QUESTION, -1, np.int32)
    held = query.ids[:QUESTION]
    ids[: len(held)] = held
    return ids
