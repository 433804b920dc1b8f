"""The trees of the confidence."""

from __future__ import annotations

from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt

from qa.read.confidence import SIGNALS
from training.askings import FOLDS
from training.confidence.asked import Asked
from training.trees import REPEATABLE

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
