from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.rankers.dense import DenseIndex


def unit(rows: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(rows, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@given(st.integers(1, 60), st.integers(0, 1000), st.integers(1, 70))
def test_top_k_equals_the_numpy_product(rows: int, seed: int, k: int) -> None:
    vectors, query = unit(rows, seed), unit(1, seed + 1)[0]
    found, scores = DenseIndex.build(vectors).search(query, k)
    product = vectors @ query
    expected = np.lexsort((np.arange(rows), -product))[:k]
    np.testing.assert_array_equal(found, expected)
    np.testing.assert_allclose(scores, product[expected], atol=1e-6)


def test_equal_vectors_come_in_row_order() -> None:
    vectors = np.repeat(unit(1, 3), 5, axis=0)
    rows, _ = DenseIndex.build(vectors).search(vectors[0], 5)
    assert rows.tolist() == [0, 1, 2, 3, 4]


def test_scores_of_given_rows_in_the_given_order() -> None:
    vectors, query = unit(9, 1), unit(1, 2)[0]
    rows = np.array([7, 0, 3], np.int64)
    np.testing.assert_allclose(
        DenseIndex.build(vectors).scores(query, rows), vectors[rows] @ query, atol=1e-6
    )


def test_saved_and_loaded_it_holds_the_same_vectors(tmp_path: Path) -> None:
    vectors = unit(4, 5)
    DenseIndex.build(vectors).save(tmp_path / "dense.faiss")
    loaded = DenseIndex.load(tmp_path / "dense.faiss")
    np.testing.assert_array_equal(loaded.vectors(), vectors)
    assert (len(loaded), loaded.dim) == (4, 16)
