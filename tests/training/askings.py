"""Askings of a few sentences, made up."""

from __future__ import annotations

import numpy as np

from qa.read.features import NAMES
from qa.read.ranker import LENGTH, QUESTION
from training.askings import Askings


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
