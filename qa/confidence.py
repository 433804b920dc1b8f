"""How sure: the chance that the best sentence answers, from a calibrated model of plain signals.

Trained by training/confidence.py on questions whose answer is there, and on the same questions
asked of an index that lacks the document; how well it is calibrated stands in docs/quality.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from qa.evidence import Sentence
from qa.features import NAMES
from qa.terms import Float64Array
from qa.trees import Trees

MODEL = Path(__file__).parent / "models" / "confidence.npz"
THRESHOLD = 0.18

_GAPS = ("score", "gap_passage", "gap_document", "near_best")
SIGNALS = _GAPS + NAMES


def signals(sentences: Sequence[Sentence]) -> Float64Array:
    """One row, columns by SIGNALS: the best sentence, and how far it leads the others.

    `sentences`: best first, one at least.
    """
    best = sentences[0]
    row, doc_id = best.ranked.reading.row, best.ranked.reading.passage.doc_id
    others = [s.score for s in sentences[1:] if s.ranked.reading.row != row]
    elsewhere = [s.score for s in sentences[1:] if s.ranked.reading.passage.doc_id != doc_id]
    gaps = [
        best.score,
        min(10.0, best.score - others[0]) if others else 10.0,
        min(10.0, best.score - elsewhere[0]) if elsewhere else 10.0,
        float(sum(best.score - s.score < 0.5 for s in sentences[1:21])),
    ]
    return np.concatenate([gaps, best.features])


@cache
def _model() -> Trees:
    return Trees.load_for(MODEL, SIGNALS, "training.confidence")


def confidence(sentences: Sequence[Sentence]) -> float:
    """0..1; 0 for no sentence."""
    if not sentences:
        return 0.0
    log_odds = float(_model().predict(signals(sentences)[None, :])[0])
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, log_odds))))
