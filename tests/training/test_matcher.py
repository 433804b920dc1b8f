"""Which sentences the matcher learns from."""

from __future__ import annotations

import numpy as np

from qa.read.ranker import MATCHED
from tests.training.askings import asked
from training.matcher.lists import first_sentences, make_lists, some


def test_the_first_sentences_by_score_ties_by_place() -> None:
    askings = asked([3, 2], [])
    first = first_sentences(askings, np.array([1.0, 5.0, 1.0, 2.0, 2.0]), 4)
    assert first.tolist() == [[1, 0, 2, -1], [3, 4, -1, -1]]


def test_what_answers_is_always_learned_from() -> None:
    size = 2 * MATCHED
    askings = asked([size], [MATCHED - 1])
    lists = make_lists(askings, -np.arange(size, dtype=np.float64))
    for seed in range(20):
        places = some(lists, np.array([0]), 3, np.random.default_rng(seed))
        assert places[0, 0] == MATCHED - 1
        assert len(set(places[0].tolist())) == 3
