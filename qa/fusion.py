"""Scores of several rankers → one score. Pure functions over arrays, one entry a candidate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.encoder import Float32Array


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each ranker counts. Fitted by bench/tune_fusion.py; see docs/quality.md."""

    words: float = 1.0
    characters: float = 2.0
    dense: float = 0.4


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
    words: Float32Array, characters: Float32Array, dense: Float32Array, weights: Weights
) -> Float32Array:
    """A weighted sum of shares and cosines; negative cosines count as nothing said."""
    total = weights.words + weights.characters + weights.dense
    return np.asarray(
        (
            weights.words * words
            + weights.characters * characters
            + weights.dense * np.maximum(dense, 0)
        )
        / total,
        np.float32,
    )
