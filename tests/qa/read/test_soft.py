"""How near stretches of text are to a question in meaning, against cosines taken one by one."""

from __future__ import annotations

import numpy as np
import pytest

from index.rankers.encoder import Encoder
from index.rankers.static_encoder import StaticEncoder, unit
from qa.read.soft import SoftShares, dots


def test_of_each_stretch_the_best_cosine_of_every_token(encoder: Encoder) -> None:
    assert isinstance(encoder, StaticEncoder)
    asked, *stretches = encoder.token_ids(
        ["山阴建设了多少基站", "新建5G基站34个", "", "会议在太原召开"]
    )
    vectors = encoder.token_vectors(asked)
    weights = np.linalg.norm(vectors, axis=1)
    soft = SoftShares(unit(vectors), weights, encoder, stretches)
    expected = np.zeros((len(stretches), len(asked)))
    for number, stretch in enumerate(stretches):
        others = unit(encoder.token_vectors(stretch))
        for at, own in enumerate(unit(vectors)):
            expected[number, at] = max((float(own @ other) for other in others), default=0)
    expected = np.maximum(expected, 0)
    np.testing.assert_allclose(soft.best, expected, atol=1e-5)
    share = weights / weights.sum()
    np.testing.assert_allclose(soft.mean(soft.best), expected @ share, atol=1e-5)
    third = max(1, len(asked) // 3)
    least = np.sort(expected, axis=1)[:, :third].mean(axis=1)
    np.testing.assert_allclose(soft.low(soft.best), least, atol=1e-5)
    first = np.arange(len(asked)) == 0
    np.testing.assert_allclose(soft.part(soft.best, first), expected[:, 0], atol=1e-5)
    assert soft.part(soft.best, np.zeros(len(asked), bool)).tolist() == [-1, -1, -1]


@pytest.mark.parametrize("count", [1, 2, 9])
def test_a_product_does_not_depend_on_the_rows_beside_it(count: int) -> None:
    rows = np.random.default_rng(3).normal(size=(9, 37)).astype(np.float32)
    alone = [row @ rows[0] for row in rows[:count]]
    np.testing.assert_array_equal(dots(rows[:count], rows[0]), alone)
