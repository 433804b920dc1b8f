"""Train the confidence: is the best sentence right, given that the answer may not be there?

    python -m training.confidence [--data ../shared/data/eval] [--out qa/models/confidence.npz]

Each question is asked twice: of the whole index, and of the index without the paragraph that
answers; right only if the best sentence holds the key's answer. The sentence ranker is the one
that did not see the paragraph (folds over documents), so its scores are as on new text.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt

from bench.squad import DATA, QuestionSet, read_squad, write_documents
from index import build_index
from qa.confidence import SIGNALS, signals
from qa.evidence import rank_sentences
from qa.retriever import Retriever
from training.ranker import FOLDS, Table, answers, fold_of, join, tables, train
from training.trees import from_lightgbm

PARAMETERS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.04,
    "num_leaves": 8,
    "min_data_in_leaf": 80,
    "feature_fraction": 0.5,
    "lambda_l2": 10.0,
    "max_bin": 63,
    "verbose": -1,
    "num_threads": 2,
    "seed": 7,
    "deterministic": True,
    "force_row_wise": True,
}
ROUNDS = 200


@dataclass(slots=True)
class Asked:
    """One row a question asked."""

    x: npt.NDArray[np.float64]
    right: npt.NDArray[np.int8]
    there: npt.NDArray[np.int8]  # the answering paragraph was in the index
    fold: npt.NDArray[np.int8]


def ask(questions: QuestionSet, retriever: Retriever, boosters: list[Any]) -> Asked:
    rows, right, there, folds = [], [], [], []
    for asked in questions.questions:
        found = retriever.candidates(asked.question)
        for without in (None, asked.doc_id):
            ranked, places, features = retriever.read(asked.question, found, without)
            if not places:
                continue
            held_out = boosters[fold_of(asked)]
            sentences = rank_sentences(ranked, places, features, held_out)
            best = sentences[0]
            reading = best.ranked.reading
            rows.append(signals(sentences))
            right.append(
                reading.passage.doc_id == asked.doc_id
                and answers(retriever.index, reading, best.unit, asked)
            )
            there.append(without is None)
            folds.append(fold_of(asked))
    return Asked(
        np.array(rows), np.array(right, np.int8), np.array(there, np.int8), np.array(folds, np.int8)
    )


def fit(x: npt.NDArray[np.float64], right: npt.NDArray[np.int8]) -> Any:
    data = lightgbm.Dataset(x, right, feature_name=list(SIGNALS))
    return lightgbm.train(PARAMETERS, data, num_boost_round=ROUNDS)


def out_of_fold(asked: Asked) -> npt.NDArray[np.float64]:
    chance = np.zeros(len(asked.x))
    for fold in range(FOLDS):
        held = asked.fold == fold
        chance[held] = fit(asked.x[~held], asked.right[~held]).predict(asked.x[held])
    return chance


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA / "eval")
    parser.add_argument("--out", type=Path, default=Path("qa/models/confidence.npz"))
    options = parser.parse_args()
    everything: Table = join(list(tables(options.data).values()))
    boosters = [from_lightgbm(train(everything, everything.fold != f)) for f in range(FOLDS)]
    parts = []
    for name, step in (("cmrc_trial", 1), ("drcd_dev", 2)):  # every second of the larger set
        questions = read_squad(options.data / f"{name}.json")
        questions = replace(questions, questions=questions.questions[::step])
        with tempfile.TemporaryDirectory() as folder:
            corpus, where = Path(folder) / "corpus", Path(folder) / "index"
            write_documents(questions, corpus)
            build_index(corpus=corpus, where=where)
            parts.append((name, ask(questions, Retriever.load(where), boosters)))
    joined = Asked(
        *(np.concatenate([getattr(p, f) for _, p in parts]) for f in Asked.__dataclass_fields__)
    )
    chance = out_of_fold(joined)
    at = 0
    for name, part in parts:
        print(*report(name, part, chance[at : at + len(part.x)]), sep="\n")
        at += len(part.x)
    from_lightgbm(fit(joined.x, joined.right)).save(options.out)
    print(f"saved {options.out}, {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
