"""The trees: what they learn, from which askings, and their scores out of fold."""

from __future__ import annotations

from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt

from qa.read.features import NAMES
from training.askings import FOLDS, Askings, of_sentences
from training.sets import FEW, FOREIGN, LIGHT_WEIGHT
from training.trees import REPEATABLE

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


def learned_from(sets: dict[str, Askings]) -> npt.NDArray[np.bool_]:
    """Askings of all sets but those for the confidence alone: the small indexes, whose questions
    are asked elsewhere too, and what nothing answers."""
    return np.concatenate(
        [np.full(len(s.sizes), name not in (FEW, FOREIGN)) for name, s in sets.items()]
    )
