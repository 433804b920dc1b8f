"""Signals of the confidence, worked by hand, and how sure known questions are."""

from __future__ import annotations

import numpy as np
import pytest

from qa.bot import Bot
from qa.read.confidence import SIGNALS, Ranked, confidence, signals
from qa.read.features import NAMES


def named(ranked: Ranked) -> dict[str, float]:
    return dict(zip(SIGNALS, signals(ranked).tolist(), strict=True))


def test_signals_by_hand() -> None:
    row = named(
        Ranked(
            match=np.array([2.0, 1.75, 0.0, -1.0]),
            trees=np.array([1.0, 3.0, 0.5, 2.0]),
            passage=np.array([7, 7, 8, 9]),
            document=np.array([0, 0, 0, 1]),
            features=np.arange(len(NAMES), dtype=np.float64),
        )
    )
    assert row["match"] == 2.0
    assert row["match_second"] == 1.75
    assert row["gap_passage"] == 2.0  # to the third, of another passage
    assert row["gap_document"] == 3.0  # to the fourth, of another document
    assert row["near_best"] == 1.0  # the second alone is within 0.5
    assert row["trees"] == 1.0
    assert row["trees_lead"] == -2.0  # the trees would have put the second first,
    assert row["trees_place"] == 2.0  # and the fourth before it too
    assert row["others"] == 1.0
    chances = 1 / (1 + np.exp(-np.array([2.0, 1.75, 0.0, -1.0])))
    assert row["chances"] == pytest.approx(1 - np.prod(1 - chances))
    assert row[NAMES[3]] == 3.0


def test_one_sentence_alone_leads_by_far() -> None:
    row = named(
        Ranked(np.array([0.5]), np.array([1.0]), np.array([3]), np.array([0]), np.zeros(len(NAMES)))
    )
    assert (row["gap_passage"], row["gap_document"], row["match_second"]) == (10.0, 10.0, -10.0)


def test_no_sentence_no_confidence() -> None:
    assert confidence(()) == 0.0


def test_surer_of_what_is_said_than_of_what_is_not(bot: Bot) -> None:
    said = bot.ask("山阴党支部建设了多少千兆小区？", threshold=0.0).confidence
    unsaid = bot.ask("山阴党支部的办公楼是哪一年粉刷的？", threshold=0.0).confidence
    assert said > 0.7
    assert unsaid < said / 2
