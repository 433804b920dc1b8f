"""Gradient-boosted trees at answering time, and the chances that their sums stand for.

Arrays only, no library that trains them.

A model is a .npz of flat arrays (no pickle): all trees' nodes one after the other. Node i asks
whether x[feature[i]] <= threshold[i] and goes to left[i] or right[i]; a leaf
(left == right == i) adds value[i]. training/trees.py writes them from LightGBM. Missing values
are not supported.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

Int32Array = npt.NDArray[np.int32]

FAR = 40.0  # log-odds beyond which a chance is as good as 0 or 1


def chance(log_odds: float) -> float:
    """0..1, the logistic function."""
    return 1 / (1 + math.exp(-max(-FAR, min(FAR, log_odds))))


def chances(log_odds: Iterable[float]) -> list[float]:
    return [chance(value) for value in log_odds]


def log_odds(share: float, least: float) -> float:
    """Of a chance; one nearer to 0 or to 1 than `least` counts as that near."""
    share = min(max(share, least), 1 - least)
    return math.log(share / (1 - share))


@dataclass(frozen=True, slots=True)
class Trees:
    """Summed regression trees over named features; see the module's docstring."""

    names: tuple[str, ...]
    roots: Int32Array  # (trees,)
    feature: Int32Array  # (nodes,)
    threshold: npt.NDArray[np.float64]  # (nodes,)
    left: Int32Array
    right: Int32Array
    value: npt.NDArray[np.float64]  # (nodes,), of leaves
    depth: int
    _walk: _Walk = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_walk", _Walk.of(self))

    @classmethod
    def load_for(cls, path: Path, names: tuple[str, ...], maker: str) -> Trees:
        """`load`, held against the features that will be given; `maker` makes the file anew."""
        trees = cls.load(path)
        if trees.names != names:
            raise ValueError(f"{path} was trained on other features; run `python -m {maker}`")
        return trees

    @classmethod
    def load(cls, path: Path) -> Trees:
        with np.load(path, allow_pickle=False) as arrays:
            return cls(
                tuple(str(name) for name in arrays["names"]),
                arrays["roots"].astype(np.int32),
                arrays["feature"].astype(np.int32),
                arrays["threshold"].astype(np.float64),
                arrays["left"].astype(np.int32),
                arrays["right"].astype(np.int32),
                arrays["value"].astype(np.float64),
                int(arrays["depth"]),
            )

    def save(self, path: Path) -> None:
        np.savez_compressed(
            path,
            names=np.array(self.names),
            roots=self.roots,
            feature=self.feature.astype(np.int16),
            threshold=self.threshold,
            left=self.left,
            right=self.right,
            value=self.value,
            depth=np.array(self.depth),
        )

    def predict(self, x: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """Raw scores, shape (rows,), of `x`, shape (rows, features) in the order of `names`.

        All rows walk all trees side by side: `depth` steps, each with the trees that go so deep.
        """
        if not len(x):
            return np.zeros(0)
        walk = self._walk
        at = np.repeat(walk.roots[:, None], len(x), axis=1)
        cells = np.asarray(x, np.float64).ravel()
        row_starts = np.arange(len(x)) * x.shape[1]
        for trees in walk.deeper:
            nodes = at[:trees]
            values = cells.take(walk.feature.take(nodes) + row_starts)
            right = values > self.threshold.take(nodes)
            at[:trees] = walk.children.take(2 * nodes + right)
        # Rows of leaves in the order of the trees: a sum of floats depends on its order
        return self.value.take(at[walk.places].T).sum(axis=1)  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class _Walk:
    """Trees laid out for walking: the deepest first, node numbers as NumPy takes them."""

    roots: npt.NDArray[np.intp]
    feature: npt.NDArray[np.intp]
    children: npt.NDArray[np.intp]  # of node i: left at 2i, right at 2i + 1
    deeper: tuple[int, ...]  # for each step how many trees still have inner nodes
    places: npt.NDArray[np.intp]  # of each tree in `roots`

    @classmethod
    def of(cls, trees: Trees) -> _Walk:
        depth = np.zeros(len(trees.roots), np.intp)
        tree, nodes = np.arange(len(trees.roots)), trees.roots
        while len(nodes):
            inner = trees.left[nodes] != nodes
            tree, nodes = tree[inner], nodes[inner]
            depth[tree] += 1
            tree = np.concatenate([tree, tree])
            nodes = np.concatenate([trees.left[nodes], trees.right[nodes]])
        order = np.argsort(-depth, kind="stable")
        return cls(
            trees.roots[order].astype(np.intp),
            trees.feature.astype(np.intp),
            np.column_stack([trees.left, trees.right]).ravel().astype(np.intp),
            tuple(int((depth > step).sum()) for step in range(trees.depth)),
            np.argsort(order),
        )
