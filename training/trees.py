"""A trained LightGBM booster → qa.read.trees.Trees. Leaves point at themselves, so that a walk of
`depth` steps ends in one whatever a tree's own depth."""

from __future__ import annotations

from typing import Any

import numpy as np

from qa.read.trees import Trees

# LightGBM's parameters that make a training repeat itself, the same in all of ours.
REPEATABLE: dict[str, Any] = {
    "max_bin": 63,
    "verbose": -1,
    "num_threads": 2,
    "seed": 7,
    "deterministic": True,
    "force_row_wise": True,
}


def from_lightgbm(booster: Any, iterations: int | None = None) -> Trees:
    """The first `iterations` rounds (default: the best, or all) of a booster without
    categorical features or missing values."""
    dump = booster.dump_model(num_iteration=iterations or booster.best_iteration or -1)
    roots: list[int] = []
    feature: list[int] = []
    left: list[int] = []
    right: list[int] = []
    threshold: list[float] = []
    value: list[float] = []
    deepest = 0

    def add(node: dict[str, Any], depth: int) -> int:
        nonlocal deepest
        deepest = max(deepest, depth)
        at = len(feature)
        for integers in (feature, left, right):
            integers.append(0)
        for floats in (threshold, value):
            floats.append(0.0)
        if "leaf_value" in node:
            threshold[at], left[at], right[at] = np.inf, at, at
            value[at] = node["leaf_value"]
            return at
        if node["decision_type"] != "<=":
            raise ValueError(f"only numerical splits are supported, found {node['decision_type']}")
        feature[at], threshold[at] = node["split_feature"], node["threshold"]
        left[at] = add(node["left_child"], depth + 1)
        right[at] = add(node["right_child"], depth + 1)
        return at

    for tree in dump["tree_info"]:
        roots.append(add(tree["tree_structure"], 0))
    return Trees(
        tuple(dump["feature_names"]),
        np.array(roots, np.int32),
        np.array(feature, np.int32),
        np.array(threshold, np.float64),
        np.array(left, np.int32),
        np.array(right, np.int32),
        np.array(value, np.float64),
        deepest,
    )
