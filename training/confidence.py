"""Train the confidence: is the best sentence right, given that the answer may not be there?

    python -m training.confidence [--shared ../shared/data] [--out qa/models/confidence.npz]

Each question is asked twice: of the whole index, and of the index without the document that
answers; right only if the best sentence answers. Questions of the corpus that no document
answers are asked once. The sentence ranker is the one that did not see the document (folds), so
its scores are as on new text.
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

from bench.squad import DATA
from qa.confidence import SIGNALS, signals
from qa.evidence import rank_sentences
from qa.trees import Trees
from training.questions import (
    MUFFLED,
    LabelledSet,
    answers,
    few_documents,
    home_of,
    labelled_sets,
    muffled,
)
from training.ranker import FOLDS, collect, join, train
from training.trees import REPEATABLE, from_lightgbm

EVERY = {"drcd_dev": 2}  # every second question of the large sets
PARAMETERS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.03,
    "num_leaves": 31,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.5,
    "lambda_l2": 10.0,
    **REPEATABLE,
}
ROUNDS = 500


@dataclass(slots=True)
class Asked:
    """One row a question asked."""

    x: npt.NDArray[np.float64]
    right: npt.NDArray[np.int8]
    there: npt.NDArray[np.int8]  # the answering document was in the index
    fold: npt.NDArray[np.int8]
    weight: npt.NDArray[np.float64]


def ask(questions: LabelledSet, rankers: list[Trees]) -> Asked:
    rows, right, there, folds, weights = [], [], [], [], []
    retriever = questions.retriever
    step = EVERY.get(questions.name, 1)
    for number, asked in enumerate(questions.questions[::step]):
        home = home_of(retriever.index, asked)
        muffle = asked.answerable and number % MUFFLED == 0
        fold = asked.fold_key * 7919 % FOLDS
        for without in (None, next(iter(home), None))[: 1 + asked.answerable]:
            for quiet in (False, True)[: 1 + muffle]:
                intent = muffled(asked.question, number) if quiet else None
                found = retriever.candidates(asked.question, intent=intent)
                ranked, places, features = retriever.read(asked.question, found, without, intent)
                if not places:
                    continue
                sentences = rank_sentences(ranked, places, features, rankers[fold])
                best = sentences[0]
                reading = best.ranked.reading
                rows.append(signals(sentences))
                right.append(
                    asked.answerable and answers(retriever.index, reading, best.unit, asked)
                )
                there.append(asked.answerable and without is None)
                folds.append(fold)
                weights.append(asked.weight)
    return Asked(
        np.array(rows),
        np.array(right, np.int8),
        np.array(there, np.int8),
        np.array(folds, np.int8),
        np.array(weights),
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


def join_asked(parts: list[Asked]) -> Asked:
    return Asked(
        *(np.concatenate([getattr(p, f) for p in parts]) for f in Asked.__dataclass_fields__)
    )


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


def show(parts: dict[str, Asked], chance: npt.NDArray[np.float64]) -> None:
    at = 0
    for name, part in parts.items():
        print(*report(name, part, chance[at : at + len(part.x)]), sep="\n")
        at += len(part.x)
    print(*report("all", join_asked(list(parts.values())), chance), sep="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=DATA)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--out", type=Path, default=Path("qa/models/confidence.npz"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sets = list(labelled_sets(options.shared, options.corpus, Path(folder)))
        everything = join([collect(questions) for questions in sets])
        rankers = [from_lightgbm(train(everything, everything.fold != f)) for f in range(FOLDS)]
        parts = {questions.name: ask(questions, rankers) for questions in sets}
        few = [ask(questions, rankers) for questions in few_documents(Path(folder))]
        parts["few documents"] = join_asked(few)
    joined = join_asked(list(parts.values()))
    show(parts, out_of_fold(joined))
    from_lightgbm(fit(joined, np.ones(len(joined.x), bool))).save(options.out)
    print(f"saved {options.out}, {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
