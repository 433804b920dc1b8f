"""Train the ranker of evidence sentences: LightGBM over qa.read.features, folds over documents.

    python -m training.ranker [--askings build/askings] [--out qa/models/evidence.npz]

Figures are out of fold: each article's (document's) questions are ranked by trees that saw none
of that article's questions; these scores are kept beside the askings (training.askings), for the
matcher and the confidence to learn from.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt

from qa.read.features import NAMES
from training.askings import ASKINGS, FOLDS, Askings, join, load_all, of_sentences
from training.questions import FEW, FOREIGN, LIGHT_WEIGHT
from training.trees import REPEATABLE, from_lightgbm

SCORES = "trees.npy"  # one a sentence of all the askings, out of fold
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


def train(askings: Askings, chosen: npt.NDArray[np.bool_]) -> Any:
    """On the chosen askings of those that have their full weight and an answer in the index."""
    chosen = chosen & (askings.weight > LIGHT_WEIGHT) & askings.whole
    rows = of_sentences(askings, chosen)
    labels = askings.right * 3 + (askings.home & ~askings.right)
    data = lightgbm.Dataset(
        askings.x[rows],
        labels[rows],
        group=askings.sizes[chosen],
        weight=np.repeat(askings.weight[chosen], askings.sizes[chosen]),
        feature_name=list(NAMES),
        free_raw_data=False,
    )
    return lightgbm.train(PARAMETERS, data, num_boost_round=ROUNDS)


def out_of_fold(askings: Askings, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Scores of all sentences by trees that saw no question on their documents. `chosen`: what
    may be learned from at all."""
    scores = np.zeros(len(askings.x))
    for fold in range(FOLDS):
        booster = train(askings, chosen & (askings.fold != fold))
        held = of_sentences(askings, askings.fold == fold)
        scores[held] = booster.predict(askings.x[held], raw_score=True)
    return np.round(scores, 9)


def figures(
    askings: Askings, scores: npt.NDArray[np.float64], muffled: bool = False
) -> dict[str, float]:
    """Shares of the questions (asked as they are, or muffled): passage right at 1 (of the best
    sentence), sentence right at 1, and the right sentence among the candidates at all."""
    counted = askings.whole & (askings.muffled == muffled)
    best = best_of(askings, scores)[counted]
    ends = askings.ends[counted]
    spans = zip(ends - askings.sizes[counted], ends, strict=True)
    within = [askings.right[start:end].any() for start, end in spans]
    return {
        "R@1": float(askings.home[best].mean()),
        "evidence@1": float(askings.right[best].mean()),
        "within": float(np.mean(within)),
    }


def best_of(askings: Askings, scores: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """The sentence with the highest score of each asking."""
    ends = askings.ends
    return np.array(
        [
            start + int(np.argmax(scores[start:end]))
            for start, end in zip(ends - askings.sizes, ends, strict=True)
        ]
    )


def show(sets: dict[str, Askings], scores: npt.NDArray[np.float64], name: str) -> None:
    """The figures of each set that something answers; `scores`: of every sentence of all sets."""
    at = 0
    for label, askings in sets.items():
        own = scores[at : at + len(askings.x)]
        at += len(askings.x)
        if label == FOREIGN:
            continue
        for said, muffled in ((name, False), (f"{name}, muffled", True)):
            shown = figures(askings, own, muffled)
            print(f"{label:24} {said:16}", {k: round(v, 3) for k, v in shown.items()})


def learned_from(sets: dict[str, Askings]) -> npt.NDArray[np.bool_]:
    """Askings of all sets but those for the confidence alone: the small indexes, whose questions
    are asked elsewhere too, and what nothing answers."""
    return np.concatenate(
        [np.full(len(s.sizes), name not in (FEW, FOREIGN)) for name, s in sets.items()]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--askings", type=Path, default=ASKINGS)
    parser.add_argument("--out", type=Path, default=Path("qa/models/evidence.npz"))
    options = parser.parse_args()
    sets = load_all(options.askings)
    everything = join(list(sets.values()))
    chosen = learned_from(sets)
    show(sets, everything.x[:, NAMES.index("fused")].astype(np.float64), "fused")
    scores = out_of_fold(everything, chosen)
    show(sets, scores, "trees")
    np.save(options.askings / SCORES, scores)
    booster = train(everything, chosen)
    gains = booster.feature_importance("gain")
    best = sorted(zip(gains, NAMES, strict=True), reverse=True)[:20]
    print("gain:", ", ".join(f"{name} {gain / sum(gains):.3f}" for gain, name in best))
    from_lightgbm(booster).save(options.out)
    print(f"saved {options.out}, {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
