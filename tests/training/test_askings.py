"""What is kept of the askings, and which sentences the matcher learns from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from qa.read.features import NAMES
from qa.read.matcher import LENGTH, MATCHED, QUESTION
from training.askings import Askings, join, of_sentences
from training.confidence import NOWHERE, SMALL_NOWHERE, shares
from training.matcher import first_sentences, make_lists, some
from training.own import read_elsewhere, read_reworded
from training.questions import FEW, FOREIGN, LIGHT_WEIGHT
from training.ranker import train


def asked(sizes: list[int], right: list[int]) -> Askings:
    """Askings of so many sentences; `right`: rows that answer."""
    count, askings = sum(sizes), len(sizes)
    answers = np.zeros(count, bool)
    answers[right] = True
    rng = np.random.default_rng(0)
    return Askings(
        x=rng.normal(size=(count, len(NAMES))).astype(np.float32),
        right=answers,
        home=answers,
        passage=np.arange(count, dtype=np.int32),
        document=np.zeros(count, np.int32),
        text=np.arange(count, dtype=np.int32),
        sizes=np.array(sizes, np.int32),
        fold=np.zeros(askings, np.int8),
        weight=np.ones(askings, np.float32),
        muffled=np.zeros(askings, bool),
        without=np.zeros(askings, bool),
        answerable=np.ones(askings, bool),
        question=np.full((askings, QUESTION), -1, np.int32),
        ids=np.arange(count * LENGTH, dtype=np.int32).reshape(count, LENGTH),
        parts=np.ones((count, LENGTH), np.int8),
    )


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


def test_the_trees_learn_from_askings_of_full_weight_alone() -> None:
    """With those of less weight labelled the wrong way round, the trees are the same."""
    heavy, light = asked([4] * 60, list(range(0, 240, 4))), asked([4] * 60, list(range(1, 240, 4)))
    light.weight[:] = LIGHT_WEIGHT
    light.fold[:] = 1
    alone = train(heavy, np.ones(60, bool)).predict(heavy.x)
    beside = train(join([heavy, light]), np.ones(120, bool)).predict(heavy.x)
    np.testing.assert_array_equal(beside, alone)


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


def test_questions_on_anything_stand_once_each_and_no_passage_asks_them() -> None:
    anything = read_elsewhere()
    assert len(anything) == len(set(anything)) > 100
    assert all(question == question.strip() != "" for question in anything)
    rows = read_reworded()
    assert {row.light for row in rows} == {False, True}
    assert not {question for row in rows for question in row.zh} & set(anything)
