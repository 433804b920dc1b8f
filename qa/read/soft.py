"""Soft shares: how near in meaning the question's tokens are to the tokens of a stretch of text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from index.rankers.static_encoder import Float32Array, StaticEncoder

Int64Array = npt.NDArray[np.int64]


class SoftShares:
    """The question's tokens against stretches of text.

    `best`: of each stretch for each question token the best cosine with one of its tokens, shape
    (stretches, question tokens), 0 at least. Its rows, and maxima of them, are what the methods
    take; these return one number a row.
    """

    def __init__(
        self,
        tokens: Float32Array,
        weights: Float32Array,
        static: StaticEncoder,
        stretches: Sequence[Int64Array],
    ) -> None:
        """`tokens`: the question's, unit vectors, with their `weights`; `stretches`: token ids."""
        self._weights = weights / max(float(weights.sum()), 1e-9)
        self.best = np.zeros((len(stretches), len(weights)), np.float32)
        lengths = np.array([len(stretch) for stretch in stretches])
        full = np.flatnonzero(lengths)
        if len(full) and len(weights):
            ids = np.concatenate(stretches)
            place = np.zeros(ids.max() + 1, np.intp)
            place[ids] = 1
            every = np.flatnonzero(place)
            place[every] = np.arange(len(every))
            cosines = static.token_cosines(tokens, every)[:, place[ids]]
            starts = np.cumsum(lengths[full]) - lengths[full]
            self.best[full] = np.maximum.reduceat(cosines, starts, axis=1).T
            np.maximum(self.best, 0, out=self.best)

    def low(self, best: Float32Array) -> npt.NDArray[np.float64]:
        """The mean of the worst third: what is met least."""
        third = max(1, best.shape[1] // 3)
        least = np.sort(best, axis=1)[:, :third]
        return np.asarray(least.sum(axis=1).astype(np.float64) / third)

    def part(self, best: Float32Array, which: npt.NDArray[np.bool_]) -> Float32Array:
        """The weighted mean over some of the question's tokens; -1 for none."""
        weights = self._weights[which]
        total = weights.sum()
        if not total > 0:
            return np.full(len(best), -1, np.float32)
        return np.asarray(dots(np.compress(which, best, axis=1), weights) / total)

    def mean(self, best: Float32Array) -> Float32Array:
        return dots(best, self._weights)


def dots(rows: npt.NDArray[Any], vector: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Each row's product with the vector, as if it stood alone: `rows @ vector` adds up in an
    order that depends on the number of rows."""
    return np.asarray((rows[:, None, :] @ vector[:, None])[:, 0, 0])
