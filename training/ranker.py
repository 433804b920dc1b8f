"""Train the ranker of evidence sentences: LightGBM over qa.features, folds over documents.

    python -m training.ranker [--data ../shared/data/eval] [--out qa/models/evidence.npz]

Questions of CMRC 2018 trial and DRCD dev, each set's paragraphs indexed as one document each; a
sentence is right if the key's answer stands in it. Figures are out of fold: each paragraph's
questions are ranked by a model that saw none of that paragraph's questions.
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

from bench.squad import DATA, Question, QuestionSet, read_articles, read_squad, write_documents
from index import Index, build_index
from qa.features import NAMES
from qa.reading import Reading
from qa.retriever import Retriever
from training.trees import from_lightgbm

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
    "max_bin": 63,
    "verbose": -1,
    "num_threads": 2,
    "seed": 7,
    "deterministic": True,
    "force_row_wise": True,
}
ROUNDS = 200


@dataclass(slots=True)
class Table:
    """Rows of all questions, question after question."""

    x: npt.NDArray[np.float32]
    right: npt.NDArray[np.int8]  # the sentence holds the answer
    passage: npt.NDArray[np.int32]  # passage number within the question
    home: npt.NDArray[np.int8]  # the passage is of the paragraph, or holds the sentence
    sizes: npt.NDArray[np.int32]  # rows of each question
    fold: npt.NDArray[np.int8]  # of each question


def collect(questions: QuestionSet, retriever: Retriever) -> Table:
    """Features of every sentence of every question's candidates, with what is right."""
    xs, right, passage, home, sizes, folds = [], [], [], [], [], []
    for number, asked in enumerate(questions.questions):
        if number % 500 == 0:
            print(f"{questions.name}: {number}/{len(questions.questions)}", file=sys.stderr)
        ranked, places, x = retriever.read(asked.question, retriever.candidates(asked.question))
        xs.append(x.astype(np.float32))
        sizes.append(len(places))
        folds.append(fold_of(asked))
        holding = {
            (p, u)
            for p, u in places
            if ranked[p].reading.passage.doc_id == asked.doc_id
            and answers(retriever.index, ranked[p].reading, u, asked)
        }
        passages_holding = {p for p, _ in holding}
        for p, u in places:
            right.append((p, u) in holding)
            passage.append(p)
            of_paragraph = ranked[p].reading.passage.doc_id == asked.doc_id
            home.append(of_paragraph if questions.one_paragraph else p in passages_holding)
    return Table(
        np.concatenate(xs),
        np.array(right, np.int8),
        np.array(passage, np.int32),
        np.array(home, np.int8),
        np.array(sizes, np.int32),
        np.array(folds, np.int8),
    )


def fold_of(asked: Question) -> int:
    """All questions of a paragraph fall into one fold."""
    return asked.fold_key * 7919 % FOLDS


def answers(index: Index, reading: Reading, unit: int, asked: Question) -> bool:
    """Whether the unit holds one of the key's answers, at its place in the paragraph."""
    found = reading.units[unit]
    document = index.document_by_id[reading.passage.doc_id]
    spans = document.source_span(
        reading.passage.start + found.start, reading.passage.start + found.end
    )
    return any(
        start <= begins < end
        for begins in asked.starts
        for start, end in [(spans[0][0], spans[-1][1])]
    )


def join(tables: list[Table]) -> Table:
    return Table(
        *(
            np.concatenate([getattr(table, name) for table in tables])
            for name in Table.__dataclass_fields__
        )
    )


def train(table: Table, chosen: npt.NDArray[np.bool_]) -> Any:
    rows = np.repeat(chosen, table.sizes)
    labels = table.right * 3 + table.home * (1 - table.right)
    data = lightgbm.Dataset(
        table.x[rows],
        labels[rows],
        group=table.sizes[chosen],
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


def figures(table: Table, scores: npt.NDArray[np.float64]) -> dict[str, float]:
    """Shares of questions: passage right at 1 (of the best sentence), sentence right at 1,
    and how many have the right sentence among the candidates at all."""
    ends = np.cumsum(table.sizes)
    passage = evidence = within = 0
    for start, end in zip(ends - table.sizes, ends, strict=True):
        if start == end:
            continue
        best = start + int(np.argmax(scores[start:end]))
        passage += int(table.home[best])
        evidence += int(table.right[best])
        within += int(table.right[start:end].any())
    count = len(table.sizes)
    return {"R@1": passage / count, "evidence@1": evidence / count, "within": within / count}


def tables(data: Path) -> dict[str, Table]:
    """The sets as they are, and DRCD's articles as whole documents with title and paragraphs:
    real documents have both, and the ranker must know what they mean."""
    made = {}
    for questions in (
        read_squad(data / "cmrc_trial.json"),
        read_squad(data / "drcd_dev.json"),
        read_articles(data / "drcd_dev.json"),
    ):
        name = questions.name
        with tempfile.TemporaryDirectory() as folder:
            corpus, where = Path(folder) / "corpus", Path(folder) / "index"
            write_documents(questions, corpus)
            build_index(corpus=corpus, where=where)
            made[name] = collect(questions, Retriever.load(where))
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA / "eval")
    parser.add_argument("--out", type=Path, default=Path("qa/models/evidence.npz"))
    options = parser.parse_args()
    made = tables(options.data)
    everything = join(list(made.values()))
    scores = out_of_fold(everything)
    at = 0
    for name, table in made.items():
        shown = figures(table, scores[at : at + len(table.x)])
        fused = figures(table, table.x[:, NAMES.index("fused")].astype(np.float64))
        at += len(table.x)
        print(name, "fused", {k: round(v, 4) for k, v in fused.items()})
        print(name, "ranker, out of fold", {k: round(v, 4) for k, v in shown.items()})
    booster = train(everything, np.ones(len(everything.sizes), bool))
    gains = booster.feature_importance("gain")
    best = sorted(zip(gains, NAMES, strict=True), reverse=True)[:20]
    print("gain:", ", ".join(f"{name} {gain / sum(gains):.3f}" for gain, name in best))
    from_lightgbm(booster).save(options.out)
    print(f"saved {options.out}, {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
