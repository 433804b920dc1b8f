"""The questions asked, a row of signals each, and whether the best sentence was right."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa.read.confidence import Ranked, ranked_of, signals
from training.askings import FOLDS, Askings
from training.sets import FEW, FOREIGN, over_our_own, read_elsewhere, understood

# Questions on the documents' own matters that nothing answers are few in training, and what a
# folder is asked; in the small indexes three in four questions are not answered.
NOWHERE = 6.0
SMALL_NOWHERE = 0.3
CONFINED = (1, 3)  # documents that a question on anything is asked of, besides all


@dataclass(slots=True)
class Asked:
    """One row a question asked."""

    x: npt.NDArray[np.float64]
    right: npt.NDArray[np.int8]
    there: npt.NDArray[np.int8]  # the answering document was in the index
    fold: npt.NDArray[np.int8]
    weight: npt.NDArray[np.float64]


def read_asked(
    askings: Askings,
    first: npt.NDArray[np.int64],
    matched: npt.NDArray[np.float32],
    trees: npt.NDArray[np.float64],
) -> Asked:
    """`first`, `matched`: (askings, …) sentences and their scores; `trees`: of every sentence."""
    rows, right = [], []
    for sentences, scores in zip(first, matched, strict=True):
        order = np.argsort(-scores[sentences >= 0], kind="stable")
        held = sentences[order]
        rows.append(
            signals(
                Ranked(
                    scores[order],
                    trees[held],
                    askings.passage[held],
                    askings.document[held],
                    askings.x[held[0]].astype(np.float64),
                )
            )
        )
        right.append(askings.right[held[0]])
    return Asked(
        np.array(rows),
        np.array(right, np.int8),
        askings.whole.astype(np.int8),
        askings.fold,
        askings.weight.astype(np.float64),
    )


def shares(sets: dict[str, Askings]) -> npt.NDArray[np.float64]:
    """What each asking's weight is multiplied with."""
    return np.concatenate(
        [
            np.where(a.whole, 1.0, SMALL_NOWHERE)
            if name == FEW
            else np.where(a.answerable | (name == FOREIGN), 1.0, NOWHERE)
            for name, a in sets.items()
        ]
    )


def read_anything(work: Path) -> Asked:
    """Questions that nothing answers, asked of all our own documents and of a few of them."""
    retriever = over_our_own(work)
    names = sorted(d.doc_id for d in retriever.index.documents)
    rows, numbers = [], []
    for number, question in enumerate(read_elsewhere()):
        some = [names[number % (len(names) - count) :][:count] for count in CONFINED]
        for documents in (None, *some):
            sentences = retriever.find(understood(question), 8, documents).sentences
            if sentences:
                rows.append(signals(ranked_of(sentences)))
                numbers.append(number)
    none = np.zeros(len(rows), np.int8)
    fold = (np.array(numbers) % FOLDS).astype(np.int8)
    return Asked(np.array(rows), none, none, fold, np.ones(len(rows)))


def both(one: Asked, other: Asked) -> Asked:
    return Asked(
        *(
            np.concatenate([getattr(one, name), getattr(other, name)])
            for name in Asked.__dataclass_fields__
        )
    )


def part(asked: Asked, chosen: slice) -> Asked:
    return Asked(*(getattr(asked, name)[chosen] for name in Asked.__dataclass_fields__))
