"""A question's terms with their weights, and how much of them stretches of text hold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

BoolArray = npt.NDArray[np.bool_]
Float64Array = npt.NDArray[np.float64]


class Terms:
    """Terms with their weights, in a fixed order: the rows of what `held` returns."""

    def __init__(self, weights: dict[str, float]) -> None:
        self.weights = weights
        self.total = sum(weights.values())
        self._values = np.array(list(weights.values()), np.float64)
        self._ascending = np.argsort(self._values, kind="stable")
        self._known = frozenset(weights)
        self._places = {term: at for at, term in enumerate(weights)}

    def __len__(self) -> int:
        return len(self.weights)

    def held(self, texts: Sequence[frozenset[str]]) -> BoolArray:
        """Which of the terms each text has, shape (terms, texts)."""
        held = np.zeros((len(self), len(texts)), bool)
        for number, text in enumerate(texts):
            for term in self._known & text:
                held[self._places[term], number] = True
        return held

    def shares(self, held: BoolArray, among: BoolArray | None = None) -> Float64Array:
        """The part of the weight that each text has, 0..1; 0 for no terms.

        `among`: which terms count at all, shape (terms, texts) or (terms, 1).
        """
        among = np.ones((len(self), 1), bool) if among is None else among
        values: Float64Array = self._values[:, None] * among
        met = _sums((values * held)[self._ascending])  # a sum of floats depends on its order
        return np.asarray(met / np.maximum(_sums(values), 1e-9))

    def missing(self, held: BoolArray) -> Float64Array:
        """The part of the weight of the heaviest term that each text lacks, 0..1."""
        heaviest = (self._values[:, None] * ~held).max(axis=0, initial=0.0)
        return np.asarray(heaviest / max(self.total, 1e-9))

    def part(self, terms: Sequence[str]) -> BoolArray:
        """Which are among these, shape (terms, 1)."""
        return self.held([frozenset(terms)])


def _sums(values: Float64Array) -> Float64Array:
    """Of each column, added up from the top down (`sum` would take another order for a single
    column)."""
    return np.asarray(np.cumsum(values, axis=0)[-1] if len(values) else np.zeros(values.shape[1]))


def longest_run(needle: str, text: str) -> str:
    """The longest substring that both have; of several the first of `needle`."""
    best = ""
    for at in range(len(needle)):
        while (run := needle[at : at + len(best) + 1]) in text and len(run) > len(best):
            best = run
    return best
