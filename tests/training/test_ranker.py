"""Which askings the trees learn from."""

from __future__ import annotations

import numpy as np

from tests.training.askings import asked
from training.askings import join
from training.ranker import train
from training.sets import LIGHT_WEIGHT


def test_the_trees_learn_from_askings_of_full_weight_alone() -> None:
    """With those of less weight labelled the wrong way round, the trees are the same."""
    heavy, light = asked([4] * 60, list(range(0, 240, 4))), asked([4] * 60, list(range(1, 240, 4)))
    light.weight[:] = LIGHT_WEIGHT
    light.fold[:] = 1
    alone = train(heavy, np.ones(60, bool)).predict(heavy.x)
    beside = train(join([heavy, light]), np.ones(120, bool)).predict(heavy.x)
    np.testing.assert_array_equal(beside, alone)
