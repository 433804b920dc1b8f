"""Train the confidence: is the best sentence right, given that the answer may not be there?

    python -m training.confidence [--askings build/askings] [--out qa/models/confidence.npz]

Each question was asked twice (training.askings): of the whole index, and of the index without the
document that answers; right only if the best sentence answers. The sentences' scores are those of
trees and a matcher that did not see the document (training.ranker, training.matcher), so they
are as on new text. Questions on anything (own/elsewhere.txt), from which neither learns, are asked
of our own documents with the models that ship.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt

from qa.read.confidence import SIGNALS, THRESHOLD, Ranked, ranked_of, signals
from training.askings import ASKINGS, FOLDS, Askings, join, load_all
from training.matcher import FIRST
from training.matcher import SCORES as MATCHED
from training.own import read_elsewhere
from training.questions import FEW, FOREIGN, over_our_own
from training.ranker import SCORES as TREES
from training.trees import REPEATABLE, from_lightgbm

PARAMETERS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.03,
    "num_leaves": 31,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.5,
    "lambda_l2": 10.0,
    **REPEATABLE,
}
ROUNDS = 1000
# Questions on the documents' own matters that nothing answers are few in training, and what a
# folder is asked; in the small indexes three in four questions are not answered.
NOWHERE = 6.0
SMALL_NOWHERE = 0.3
ANYTHING = "anything"
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
            sentences = retriever.find(question, 8, documents).sentences
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


def fit(asked: Asked, chosen: npt.NDArray[np.bool_]) -> Any:
    chosen = chosen & (asked.weight > 0)
    data = lightgbm.Dataset(
        asked.x[chosen],
        asked.right[chosen],
        weight=asked.weight[chosen],
        feature_name=list(SIGNALS),
    )
    return lightgbm.train(PARAMETERS, data, num_boost_round=ROUNDS)


def out_of_fold(asked: Asked) -> npt.NDArray[np.float64]:
    chance = np.zeros(len(asked.x))
    for fold in range(FOLDS):
        held = asked.fold == fold
        chance[held] = fit(asked, ~held).predict(asked.x[held])
    return chance


def part(asked: Asked, chosen: slice) -> Asked:
    return Asked(*(getattr(asked, name)[chosen] for name in Asked.__dataclass_fields__))


def report(name: str, asked: Asked, chance: npt.NDArray[np.float64]) -> Iterator[str]:
    """Calibration, and what is answered when false answers to the unanswerable are held low."""
    there = asked.there == 1
    for rate in (0.05, 0.10, 0.20):
        bar = np.quantile(chance[~there], 1 - rate)
        given = chance > bar
        yield (
            f"{name}: false answers held at {rate:.0%}: threshold {bar:.3f}, answered "
            f"{given[there].mean():.3f}, right among them {asked.right[there & given].mean():.3f}"
        )
    edges = np.linspace(0, 1, 11)
    at = np.clip(np.digitize(chance, edges) - 1, 0, 9)
    error = sum(
        abs(chance[at == b].mean() - asked.right[at == b].mean()) * (at == b).mean()
        for b in range(10)
        if (at == b).any()
    )
    yield f"{name}: expected calibration error {error:.3f} over {len(chance)} askings"


def show(sets: dict[str, Askings], asked: Asked, chance: npt.NDArray[np.float64]) -> None:
    at = 0
    for name, askings in sets.items():
        own = slice(at, at + len(askings.sizes))
        at = own.stop
        if name == FOREIGN:
            print(f"{name}: answered {(chance[own] >= THRESHOLD).mean():.3f} at {THRESHOLD}")
            continue
        print(*report(name, part(asked, own), chance[own]), sep="\n")
    print(f"{ANYTHING}: answered {(chance[at:] >= THRESHOLD).mean():.3f} at {THRESHOLD}")
    print(*report("all", asked, chance), sep="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--askings", type=Path, default=ASKINGS)
    parser.add_argument("--out", type=Path, default=Path("qa/models/confidence.npz"))
    options = parser.parse_args()
    sets = load_all(options.askings)
    first, matched, trees = (np.load(options.askings / name) for name in (FIRST, MATCHED, TREES))
    asked = read_asked(join(list(sets.values())), first, matched, trees)
    asked.weight *= shares(sets)
    with tempfile.TemporaryDirectory() as folder:
        asked = both(asked, read_anything(Path(folder)))
    show(sets, asked, out_of_fold(asked))
    from_lightgbm(fit(asked, np.ones(len(asked.x), bool))).save(options.out)
    print(f"saved {options.out}, {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
