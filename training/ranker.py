"""Train the ranker of evidence sentences: LightGBM over qa.features, folds over documents.

    python -m training.ranker [--shared ../shared/data] [--out qa/models/evidence.npz]

Figures are out of fold: each article's (document's) questions are ranked by trees that saw none
of that article's questions. See training.questions for the sets.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt

from bench.squad import DATA
from qa.features import NAMES
from training.questions import MUFFLED, LabelledSet, answers, home_of, labelled_sets, muffled
from training.trees import REPEATABLE, from_lightgbm

FOLDS = 4
PARAMETERS: dict[str, Any] = {
    "objective": "lambdarank",
    "lambdarank_truncation_level": 30,
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    **REPEATABLE,
}
ROUNDS = 200


@dataclass(slots=True)
class Table:
    """Rows of all questions, question after question."""

    x: npt.NDArray[np.float32]
    right: npt.NDArray[np.int8]  # the sentence answers
    passage: npt.NDArray[np.int32]  # passage number within the question
    home: npt.NDArray[np.int8]  # the passage is of the paragraph, or holds the sentence
    sizes: npt.NDArray[np.int32]  # rows of each question
    fold: npt.NDArray[np.int8]  # of each question
    weight: npt.NDArray[np.float32]  # of each question
    plain: npt.NDArray[np.bool_]  # of each question: asked as it is, not muffled


def collect(questions: LabelledSet) -> Table:
    """Features of every sentence of every question's candidates, with what is right."""
    retriever = questions.retriever
    xs, right, passage, home = [], [], [], []
    sizes, folds, weights, plain = [], [], [], []
    for number, asked in enumerate(questions.questions):
        if not asked.answerable:
            continue
        if number % 500 == 0:
            print(f"{questions.name}: {number}/{len(questions.questions)}", file=sys.stderr)
        at_home = home_of(retriever.index, asked)
        for muffle in (False, True)[: 1 + (number % MUFFLED == 0)]:
            intent = muffled(asked.question, number) if muffle else None
            found = retriever.candidates(asked.question, intent=intent)
            ranked, places, x = retriever.read(asked.question, found, intent=intent)
            holding = {
                (p, u) for p, u in places if answers(retriever.index, ranked[p].reading, u, asked)
            }
            passages_holding = {p for p, _ in holding}
            for p, u in places:
                right.append((p, u) in holding)
                passage.append(p)
                of_paragraph = ranked[p].reading.passage.doc_id in at_home
                home.append(of_paragraph if questions.one_paragraph else p in passages_holding)
            xs.append(x.astype(np.float32))
            sizes.append(len(places))
            folds.append(asked.fold_key * 7919 % FOLDS)
            weights.append(asked.weight)
            plain.append(not muffle)
    return Table(
        np.concatenate(xs),
        np.array(right, np.int8),
        np.array(passage, np.int32),
        np.array(home, np.int8),
        np.array(sizes, np.int32),
        np.array(folds, np.int8),
        np.array(weights, np.float32),
        np.array(plain, bool),
    )


def join(tables: list[Table]) -> Table:
    return Table(
        *(
            np.concatenate([getattr(table, name) for table in tables])
            for name in Table.__dataclass_fields__
        )
    )


def train(table: Table, chosen: npt.NDArray[np.bool_]) -> Any:
    chosen = chosen & (table.weight > 0)
    rows = np.repeat(chosen, table.sizes)
    labels = table.right * 3 + table.home * (1 - table.right)
    data = lightgbm.Dataset(
        table.x[rows],
        labels[rows],
        group=table.sizes[chosen],
        weight=np.repeat(table.weight[chosen], table.sizes[chosen]),
        feature_name=list(NAMES),
        free_raw_data=False,
    )
    return lightgbm.train(PARAMETERS, data, num_boost_round=ROUNDS)


def out_of_fold(table: Table) -> npt.NDArray[np.float64]:
    scores = np.zeros(len(table.x))
    for fold in range(FOLDS):
        booster = train(table, table.fold != fold)
        held = np.repeat(table.fold == fold, table.sizes)
        scores[held] = booster.predict(table.x[held], raw_score=True)
    return scores


def figures(table: Table, scores: npt.NDArray[np.float64], plain: bool = True) -> dict[str, float]:
    """Shares of the questions (asked as they are, or muffled): passage right at 1 (of the best
    sentence), sentence right at 1, and the right sentence among the candidates at all."""
    ends = np.cumsum(table.sizes)
    passage = evidence = within = count = 0
    for start, end, is_plain in zip(ends - table.sizes, ends, table.plain, strict=True):
        if is_plain != plain:
            continue
        count += 1
        if start == end:
            continue
        best = start + int(np.argmax(scores[start:end]))
        passage += int(table.home[best])
        evidence += int(table.right[best])
        within += int(table.right[start:end].any())
    return {"R@1": passage / count, "evidence@1": evidence / count, "within": within / count}


def show(tables: dict[str, Table], scores: npt.NDArray[np.float64]) -> None:
    at = 0
    for name, table in tables.items():
        own = scores[at : at + len(table.x)]
        at += len(table.x)
        fused = table.x[:, NAMES.index("fused")].astype(np.float64)
        for label, values, plain in (
            ("fused", fused, True),
            ("ranker", own, True),
            ("ranker, muffled", own, False),
        ):
            shown = figures(table, values, plain)
            print(f"{name:24} {label:16}", {k: round(v, 3) for k, v in shown.items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=DATA)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--out", type=Path, default=Path("qa/models/evidence.npz"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sets = labelled_sets(options.shared, options.corpus, Path(folder))
        tables = {questions.name: collect(questions) for questions in sets}
    everything = join(list(tables.values()))
    show(tables, out_of_fold(everything))
    booster = train(everything, np.ones(len(everything.sizes), bool))
    gains = booster.feature_importance("gain")
    best = sorted(zip(gains, NAMES, strict=True), reverse=True)[:20]
    print("gain:", ", ".join(f"{name} {gain / sum(gains):.3f}" for gain, name in best))
    from_lightgbm(booster).save(options.out)
    print(f"saved {options.out}, {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
