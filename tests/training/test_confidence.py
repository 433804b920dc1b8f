"""How much each asking weighs for the confidence."""

from __future__ import annotations

from tests.training.askings import asked
from training.confidence import NOWHERE, SMALL_NOWHERE, shares
from training.sets import FEW, FOREIGN


def test_in_small_indexes_what_is_answered_weighs_most() -> None:
    small = asked([1, 1, 1], [0])
    small.without[1], small.answerable[2] = True, False
    other = asked([1, 1], [0])
    other.answerable[1] = False
    assert shares({FEW: small, "own": other, FOREIGN: other}).tolist() == [
        *(1.0, SMALL_NOWHERE, SMALL_NOWHERE),
        *(1.0, NOWHERE),
        *(1.0, 1.0),
    ]
