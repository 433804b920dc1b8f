"""What is kept of the askings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.training.askings import asked
from training.askings import Askings, join, of_sentences


def test_joined_askings_point_at_their_own_texts() -> None:
    one, other = asked([2, 1], [0]), asked([3], [2])
    both = join([one, other])
    assert both.sizes.tolist() == [2, 1, 3]
    assert both.text.tolist() == [0, 1, 2, 3, 4, 5]
    np.testing.assert_array_equal(both.ids[both.text[3]], other.ids[0])
    assert both.right.tolist() == [True, False, False, False, False, True]
    chosen = of_sentences(both, np.array([False, True, True]))
    assert chosen.tolist() == [False, False, True, True, True, True]


def test_saved_and_read_again(tmp_path: Path) -> None:
    askings = asked([2, 1], [1])
    askings.save(tmp_path / "set.npz")
    again = Askings.load(tmp_path / "set.npz")
    for name in Askings.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(again, name), getattr(askings, name))


def test_other_features_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "set.npz", names=np.array(["own_words"]))
    with pytest.raises(ValueError, match="other features"):
        Askings.load(tmp_path / "set.npz")
