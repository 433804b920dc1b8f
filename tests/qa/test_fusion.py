from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qa.fusion import Weights, fuse, share_of_ideal


def array(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def test_a_weighted_mean_of_shares_and_cosines_worked_by_hand() -> None:
    fused = fuse(array(0.5, 0), array(1, 0), array(0.2, 0.8), Weights(1, 2, 1))
    np.testing.assert_allclose(fused, [(0.5 + 2 + 0.2) / 4, 0.8 / 4], rtol=1e-6)


def test_a_negative_cosine_says_nothing() -> None:
    assert fuse(array(0), array(0), array(-0.9), Weights()).tolist() == [0.0]


def test_every_term_once_in_an_average_passage_is_a_whole_share() -> None:
    k1, idf = 0.9, 3.0
    np.testing.assert_allclose(share_of_ideal(array(idf / (1 + k1)), idf, k1), [1.0], rtol=1e-6)


def test_a_question_without_weight_has_no_share() -> None:
    assert share_of_ideal(array(1, 2), 0.0, 0.9).tolist() == [0.0, 0.0]


@given(st.lists(st.floats(0, 1, width=32), min_size=2, max_size=8), st.integers(0, 7))
def test_a_better_score_of_one_ranker_never_lowers_the_fused(values: list[float], at: int) -> None:
    scores = array(*values)
    better = scores.copy()
    better[at % len(values)] += 0.5
    zero = np.zeros_like(scores)
    assert (fuse(better, zero, zero, Weights()) >= fuse(scores, zero, zero, Weights())).all()
