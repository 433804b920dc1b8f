from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qa.read.trees import Trees

# Tree 0: x0 <= 1 ? (x1 <= 5 ? 10 : 20) : 30.  Tree 1: x1 <= 0 ? 1 : 2.
TREES = Trees(
    names=("x0", "x1"),
    roots=np.array([0, 5], np.int32),
    feature=np.array([0, 1, 0, 0, 0, 1, 0, 0], np.int32),
    threshold=np.array([1, 5, np.inf, np.inf, np.inf, 0, np.inf, np.inf]),
    left=np.array([1, 2, 2, 3, 4, 6, 6, 7], np.int32),
    right=np.array([4, 3, 2, 3, 4, 7, 6, 7], np.int32),
    value=np.array([0, 0, 10, 20, 30, 0, 1, 2], np.float64),
    depth=2,
)


def test_rows_walk_all_trees_and_sum_their_leaves() -> None:
    rows = np.array([[1, 5], [1, 6], [2, 0], [0, -1]], np.float32)
    assert TREES.predict(rows).tolist() == [12, 22, 31, 11]
    assert TREES.predict(np.zeros((0, 2), np.float32)).tolist() == []


def test_saved_and_loaded_they_say_the_same(tmp_path: Path) -> None:
    TREES.save(tmp_path / "trees.npz")
    loaded = Trees.load(tmp_path / "trees.npz")
    assert loaded.names == ("x0", "x1")
    assert loaded.predict(np.array([[1, 6]], np.float32)).tolist() == [22]


def test_they_equal_the_library_that_trained_them() -> None:
    lightgbm = pytest.importorskip("lightgbm", reason="lightgbm is needed for training alone")
    from training.trees import from_lightgbm

    random = np.random.default_rng(3)
    x = random.normal(size=(400, 6))
    y = (x[:, 0] * x[:, 1] > 0).astype(int)
    booster = lightgbm.train(
        {"objective": "binary", "verbose": -1, "num_threads": 1},
        lightgbm.Dataset(x, y),
        num_boost_round=20,
    )
    np.testing.assert_allclose(
        from_lightgbm(booster).predict(x), booster.predict(x, raw_score=True), rtol=1e-9
    )


def test_trees_of_other_features_are_refused_with_the_command_that_makes_them(
    tmp_path: Path,
) -> None:
    TREES.save(tmp_path / "trees.npz")
    with pytest.raises(ValueError, match=r"other features; run `python -m training\.ranker`"):
        Trees.load_for(tmp_path / "trees.npz", ("x0",), "training.ranker")
