"""The sentences of each asking that the network learns to order: the first by the trees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from qa.read.ranker import BOUND, MATCHED
from training.askings import Askings
from training.matcher.network import Batch

SCORES = "matcher.npy"  # (askings, MATCHED), out of fold
FIRST = "first.npy"  # (askings, MATCHED) the sentences they belong to, -1 for none


@dataclass(slots=True)
class Lists:
    """The first sentences of each asking by the trees."""

    askings: Askings
    rows: npt.NDArray[np.int64]  # (askings, MATCHED) sentences, -1 for none
    trees: npt.NDArray[np.float32]  # (askings, MATCHED)
    features: npt.NDArray[np.float32]  # (askings, MATCHED, 2 · len(NAMES))
    mean: npt.NDArray[np.float32]  # of the features, as they are
    deviation: npt.NDArray[np.float32]

    def right(self, chosen: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        rows = self.rows[chosen]
        return np.where(rows >= 0, self.askings.right[rows], False)


def first_sentences(
    askings: Askings, scores: npt.NDArray[np.float64], count: int = MATCHED
) -> npt.NDArray[np.int64]:
    """The rows of the `count` best of each asking, best first, -1 where there are fewer."""
    first = np.full((len(askings.sizes), count), -1)
    for at, (size, end) in enumerate(zip(askings.sizes, askings.ends, strict=True)):
        own = scores[end - size : end]
        best = np.argsort(-own, kind="stable")[:count]
        first[at, : len(best)] = end - size + best
    return first


def make_lists(askings: Askings, scores: npt.NDArray[np.float64]) -> Lists:
    rows = first_sentences(askings, scores)
    held = rows >= 0
    x = np.where(held[..., None], askings.x[rows], 0)
    learned = held & (askings.weight > 0)[:, None]
    mean, deviation = x[learned].mean(0), x[learned].std(0) + 1e-6
    z = np.clip((x - mean) / deviation, -BOUND, BOUND)
    best = np.where(held[..., None], z, -np.inf).max(1, keepdims=True)
    features = np.concatenate([z, np.where(held[..., None], z - best, 0)], -1)
    trees = np.where(held, scores[rows], 0)
    return Lists(
        askings,
        rows,
        trees.astype(np.float32),
        features.astype(np.float32),
        mean.astype(np.float32),
        deviation.astype(np.float32),
    )


def batch_of(
    lists: Lists, chosen: npt.NDArray[np.int64], places: npt.NDArray[np.int64] | None = None
) -> tuple[Batch, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """(batch, row, column): the sentences at `places` (default all) of the chosen askings, and
    where each stands among these."""
    askings = lists.askings
    rows, trees, features = lists.rows[chosen], lists.trees[chosen], lists.features[chosen]
    if places is not None:
        rows = np.take_along_axis(rows, places, 1)
        trees = np.take_along_axis(trees, places, 1)
        features = np.take_along_axis(features, places[..., None], 1)
    of, column = np.nonzero(rows >= 0)
    text = askings.text[rows[of, column]]
    parts = askings.parts[text].astype(np.int64)
    length = int((parts > 0).sum(1).max())
    question = askings.question[chosen].astype(np.int64)
    asked = max(1, int((question >= 0).sum(1).max()))
    arrays = (
        question[:, :asked],
        askings.ids[text][:, :length].astype(np.int64),
        parts[:, :length],
        features[of, column],
        trees[of, column],
        of,
    )
    return Batch(*map(torch.from_numpy, map(np.ascontiguousarray, arrays))), of, column


def some(
    lists: Lists, chosen: npt.NDArray[np.int64], count: int, rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Places of `count` sentences of each: all that answer, then the best, a little at random."""
    places = np.arange(MATCHED) + rng.random((len(chosen), MATCHED)) * 8
    places = places - 100 * lists.right(chosen) + 1_000 * (lists.rows[chosen] < 0)
    return np.argsort(places, 1, kind="stable")[:, :count]
