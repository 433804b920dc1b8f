"""How sure: the chance that the best sentence answers, from a calibrated model of plain signals.

Trained by training/confidence.py on questions whose answer is there, and on the same questions
asked of an index that lacks the document; how well it is calibrated stands in docs/quality.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa.read.features import NAMES
from qa.read.query import Float64Array
from qa.read.ranker import Sentence
from qa.read.trees import Trees, chance, log_odds

MODEL = Path(__file__).parents[1] / "models" / "confidence.npz"
THRESHOLD = 0.16

_RANKED = (
    *("match", "match_second", "gap_passage", "gap_document", "near_best", "chances"),
    *("trees", "trees_lead", "trees_place", "others"),
)
SIGNALS = _RANKED + NAMES
_FAR = 10.0  # of a gap


@dataclass(frozen=True, slots=True)
class Ranked:
    """The sentences that were matched (qa.read.ranker), best first; arrays agree."""

    match: npt.NDArray[np.floating]  # log-odds
    trees: npt.NDArray[np.floating]
    passage: npt.NDArray[np.integer]  # a number for each passage, and for
    document: npt.NDArray[np.integer]  # each document
    features: Float64Array  # of the best, shape (len(NAMES),)


def signals(ranked: Ranked) -> Float64Array:
    """One row, columns by SIGNALS: the best sentence, and how far it leads the others."""
    match, trees = ranked.match, ranked.trees
    best = match[0]
    elsewhere = match[ranked.document != ranked.document[0]]
    beside = match[ranked.passage != ranked.passage[0]]
    missed = np.prod(1 / (1 + np.exp(np.clip(match, -_FAR, _FAR))))
    row = [
        best,
        match[1] if len(match) > 1 else -_FAR,
        min(_FAR, best - beside.max()) if len(beside) else _FAR,
        min(_FAR, best - elsewhere.max()) if len(elsewhere) else _FAR,
        float((best - match[1:] < 0.5).sum()),
        1 - missed,
        trees[0],
        trees[0] - trees.max(),
        float((trees > trees[0]).sum()),
        float(len(np.unique(ranked.document)) - 1),
    ]
    return np.concatenate([np.array(row, np.float64), ranked.features])


def ranked_of(sentences: Sequence[Sentence]) -> Ranked:
    """`sentences`: best first; those that were matched are looked at, and the first anyhow."""
    held = [sentences[0], *(s for s in sentences[1:] if s.match is not None)]
    least = min((s.match for s in held if s.match is not None), default=-_FAR)
    documents = {s.ranked.reading.passage.doc_id: at for at, s in enumerate(held)}
    return Ranked(
        np.array([least if s.match is None else s.match for s in held]),
        np.array([s.score for s in held]),
        np.array([s.ranked.reading.row for s in held]),
        np.array([documents[s.ranked.reading.passage.doc_id] for s in held]),
        held[0].features,
    )


@cache
def _model() -> Trees:
    return Trees.load_for(MODEL, SIGNALS, "training.confidence")


def confidence(sentences: Sequence[Sentence]) -> float:
    """0..1; 0 for no sentence."""
    if not sentences:
        return 0.0
    return chance(float(_model().predict(signals(ranked_of(sentences))[None, :])[0]))


def surety(sure: float) -> float:
    """A confidence as log-odds, to compare; surer than one in a million, either way, is alike."""
    return log_odds(sure, 1e-6)
