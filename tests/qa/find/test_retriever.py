from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qa.find.fusion import Weights, fuse, share_of_ideal


def array(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def test_where_the_words_cover_the_question_they_decide_alone() -> None:
    fused = fuse(array(0.5, 0), array(1, 0), array(0.2, 0.8), array(0, 0), Weights(1, 2, 1, 0))
    np.testing.assert_allclose(fused, [(0.5 + 2) / 3, 0], rtol=1e-6)


def test_where_they_cover_nothing_the_cosines_lead() -> None:
    fused = fuse(array(0.03, 0), array(0.0, 0), array(0.2, 0.8), array(0, 0), Weights(1, 2, 1, 0))
    np.testing.assert_allclose(fused, [(0.03 + 0.2) / 4, 0.8 / 4], rtol=1e-6)


def test_in_between_they_share() -> None:
    # coverage (0.2 + 2·0.2) / 3 = 0.2: half-way between NONE and FULL, so the dense weight is ½
    fused = fuse(array(0.2, 0), array(0.2, 0), array(0, 1), array(0, 0), Weights(1, 2, 1, 0))
    np.testing.assert_allclose(fused, [0.6 / 3.5, 0.5 / 3.5], rtol=1e-5)


def test_a_negative_cosine_says_nothing() -> None:
    assert fuse(array(0), array(0), array(-0.9), array(0), Weights()).tolist() == [0.0]


def test_every_term_once_in_an_average_passage_is_a_whole_share() -> None:
    k1, idf = 0.9, 3.0
    np.testing.assert_allclose(share_of_ideal(array(idf / (1 + k1)), idf, k1), [1.0], rtol=1e-6)


def test_a_question_without_weight_has_no_share() -> None:
    assert share_of_ideal(array(1, 2), 0.0, 0.9).tolist() == [0.0, 0.0]


@given(st.lists(st.floats(0, 1, width=32), min_size=2, max_size=8))
def test_the_order_of_one_ranker_alone_is_kept(values: list[float]) -> None:
    scores, zero = array(*values), array(*[0] * len(values))
    for fused in (
        fuse(scores, zero, zero, zero, Weights(1, 0, 0, 0)),
        fuse(zero, scores, zero, zero, Weights(0, 1, 0, 0)),
        fuse(zero, zero, scores, zero, Weights(0, 0, 1, 0)),
        fuse(zero, zero, zero, scores, Weights(0, 0, 0, 1)),
    ):
        np.testing.assert_allclose(fused, scores, rtol=1e-6)
