"""Candidates → sentences in order of how well they answer, and the passages by their best one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from qa.read.features import NAMES, Ranked
from qa.read.terms import Float64Array
from qa.read.trees import Trees

MODEL = Path(__file__).parents[1] / "models" / "evidence.npz"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence (row, item) of a candidate passage. `start`, `end`: text offsets."""

    ranked: Ranked
    unit: int  # its number within the passage
    start: int
    end: int
    text: str
    score: float  # of the ranker, any real number; higher is better
    features: Float64Array  # shape (len(NAMES),)
    match: float | None = None  # the matcher's log-odds, where it read the sentence

    def feature(self, name: str) -> float:
        return float(self.features[NAMES.index(name)])


@cache
def ranker() -> Trees:
    """The bundled ranker of sentences; how it was made stands in qa/models/README.md."""
    return Trees.load_for(MODEL, NAMES, "training.ranker")


def rank_sentences(
    ranked: Sequence[Ranked],
    places: Sequence[tuple[int, int]],
    features: Float64Array,
    trees: Trees | None = None,
) -> tuple[Sentence, ...]:
    """All sentences, best first; ties by passage, then place. `trees`: default the bundled."""
    scores = np.round((trees or ranker()).predict(features), 9)
    order = np.lexsort((np.arange(len(scores)), -scores))
    sentences = []
    for at in order:
        passage_number, unit_number = places[at]
        reading = ranked[passage_number].reading
        unit = reading.units[unit_number]
        offset = reading.passage.start
        sentences.append(
            Sentence(
                ranked[passage_number],
                unit_number,
                offset + unit.start,
                offset + unit.end,
                unit.text,
                float(scores[at]),
                features[at],
            )
        )
    return tuple(sentences)
