"""Scores of several rankers → one score. Pure functions over arrays, one entry a candidate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.rankers.encoder import Float32Array


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each ranker counts. `dense` and `concepts` are for a question that the words do
    not cover."""

    words: float = 1.0
    characters: float = 2.0
    dense: float = 1.0
    concepts: float = 1.0


# Coverage of the question by the best passage's words: from FULL on, the words are trusted alone;
# down to NONE, the dense score counts in full. Found on CMRC trial and DRCD dev, where any dense
# share for well-covered questions loses (docs/quality.md).
NONE, FULL = 0.1, 0.3


def share_of_ideal(scores: Float32Array, ideal: float, k1: float) -> Float32Array:
    """BM25 scores as a share of what the question could reach: about 0..1.

    A term that occurs once in a passage of average length earns idf / (1 + k1), so that share is
    taken as whole. Unlike division by the best score found, this says how much of the question
    the words cover: where they cover nothing (another language, a paraphrase) every lexical
    share is small and the dense score leads by itself.
    """
    if ideal <= 0:
        return np.zeros_like(scores)
    return np.asarray(scores * ((1 + k1) / ideal), np.float32)


def fuse(
    words: Float32Array,
    characters: Float32Array,
    dense: Float32Array,
    concepts: Float32Array,
    weights: Weights,
) -> Float32Array:
    """A weighted mean of shares and cosines; the less of the question the words cover anywhere,
    the more cosines and concepts count. Negative cosines count as nothing said."""
    lexical = weights.words * words + weights.characters * characters
    heaviest = weights.words + weights.characters
    coverage = float(lexical.max()) / heaviest if heaviest and len(lexical) else 0.0
    doubt = min(1.0, max(0.0, (FULL - coverage) / (FULL - NONE)))
    total = heaviest + doubt * (weights.dense + weights.concepts)
    meaning = weights.dense * np.maximum(dense, 0) + weights.concepts * concepts
    fused = lexical + doubt * meaning
    return np.asarray(fused / total if total else fused, np.float32)
