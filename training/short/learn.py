"""The finder of short answers: rates of runs of words, and trees over what speaks for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt

from qa.answer.short.features import (
    Columns,
    Float64Array,
    Rates,
    join,
    keep,
    place_columns,
    rate_columns,
    rate_keys,
)
from qa.answer.short.finder import Runs, read_runs
from qa.measure.metrics import character_f1, exact_match
from qa.read.trees import Trees
from training.short.examples import Example
from training.trees import from_lightgbm

SETS = ("cmrc_trial", "drcd_dev")
FOLDS = 5
ROUNDS = 220
EXPECTED = 1.5  # answers expected by chance that a learned rate is smoothed with
PARAMETERS: dict[str, Any] = {
    "objective": "lambdarank",
    "label_gain": [0, 1, 2, 3, 8],
    "lambdarank_truncation_level": 8,
    "learning_rate": 0.09,
    "num_leaves": 31,
    "max_depth": 8,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "max_bin": 127,
    "num_threads": 2,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """An example's runs with all that does not depend on what was learned."""

    example: Example
    runs: Runs
    keys: npt.NDArray[np.uint32]  # of the learned rates
    places: Columns
    exact: npt.NDArray[np.bool_]
    f1: Float64Array


def prepare(example: Example) -> Prepared | None:
    runs = read_runs(example.question.asked, example.text)
    if not len(runs.runs):
        return None
    spots = [runs.spot(row) for row in range(len(runs.runs))]
    texts = [example.text[start:end] for start, end in spots]
    return Prepared(
        example,
        runs,
        rate_keys(runs.asked, runs.tokens, runs.runs),
        place_columns(runs.asked, runs.tokens, runs.runs, example.weight),
        np.array([exact_match(text, example.answers) > 0 for text in texts]),
        np.array([character_f1(text, example.answers) for text in texts]),
    )


def fit_rates(rows: Sequence[Prepared]) -> Rates:
    """See qa.answer.short.features.Rates. Every example counts once, however many runs it has."""
    rows = [row for row in rows if row.exact.any()]
    keys = np.concatenate([row.keys for row in rows])
    found = np.concatenate([row.exact / row.exact.sum() for row in rows])
    chance = np.concatenate([np.full(len(row.exact), 1 / len(row.exact)) for row in rows])
    kept_keys, kept_values = [], []
    for column in range(keys.shape[1]):
        unique, inverse = np.unique(keys[:, column], return_inverse=True)
        value = np.log(
            (np.bincount(inverse, found) + EXPECTED) / (np.bincount(inverse, chance) + EXPECTED)
        )
        tells = np.abs(value) > 0.05
        kept_keys.append(unique[tells])
        kept_values.append(value[tells])
    unique, first = np.unique(np.concatenate(kept_keys), return_index=True)
    # As stored: float16.
    values = np.concatenate(kept_values)[first].astype(np.float16).astype(np.float32)
    return Rates(unique, values)


def rows_of(
    row: Prepared, rates: Rates
) -> tuple[npt.NDArray[np.int64], tuple[str, ...], Float64Array]:
    looked_up = rates.look_up(row.keys)
    kept = keep(looked_up)
    names, values = join(
        rate_columns(looked_up[kept]), {name: column[kept] for name, column in row.places.items()}
    )
    return kept, names, values


def fit(rows: Sequence[Prepared], seed: int) -> tuple[Rates, Trees]:
    """Rates from all rows; trees on rates that each row had no part in."""
    groups = sorted({row.example.group for row in rows})
    part = {group: number % FOLDS for number, group in enumerate(groups)}
    features, labels, sizes = [], [], []
    names: tuple[str, ...] = ()
    for fold in range(FOLDS):
        rates = fit_rates([row for row in rows if part[row.example.group] != fold])
        for row in rows:
            if part[row.example.group] == fold:
                kept, names, values = rows_of(row, rates)
                features.append(values.astype(np.float32))
                labels.append(np.where(row.exact[kept], 4, np.floor(row.f1[kept] * 3)))
                sizes.append(len(kept))
    data = lightgbm.Dataset(
        np.concatenate(features),
        np.concatenate(labels),
        group=sizes,
        feature_name=list(names),
    )
    booster = lightgbm.train({**PARAMETERS, "seed": seed}, data, ROUNDS)
    return fit_rates(rows), from_lightgbm(booster)


def fold_of(examples: Sequence[Example], seed: int) -> dict[str, int]:
    """Articles to folds."""
    groups = sorted({example.group for example in examples})
    order = np.random.default_rng(seed).permutation(len(groups))
    return {group: int(place) % FOLDS for group, place in zip(groups, order, strict=True)}


def calibrate(points: Float64Array, reached: Float64Array) -> tuple[float, float, float]:
    """Logistic regression of F1 on (1, log-odds of likeness, of likelihood); Newton's method."""
    design = np.column_stack((np.ones(len(points)), points))
    beta = np.zeros(3)
    for _ in range(25):
        expected = 1 / (1 + np.exp(-design @ beta))
        slope = design * (expected * (1 - expected))[:, None]
        beta += np.linalg.solve(
            design.T @ slope + 1e-6 * np.eye(3), design.T @ (reached - expected)
        )
    return float(beta[0]), float(beta[1]), float(beta[2])
