"""BM25 over terms: (row, score), higher is better. bm25s does the sums.

`method="lucene"`: score(q, d) = Σ idf(t) · tf / (tf + k1 · (1 − b + b · |d| / avg|d|)),
idf(t) = ln(1 + (N − df + 0.5) / (df + 0.5)). (Kamphuis et al., "Which BM25 Do You Mean?", 2020)
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt

from index.rankers.encoder import Float32Array


class BM25Index:
    """One view of the passages (words, or characters) and its BM25 scores."""

    def __init__(self, model: bm25s.BM25, size: int) -> None:
        self._model = model
        self._size = size
        self._document_counts = np.diff(model.scores["indptr"])

    @classmethod
    def build(cls, terms: Sequence[Sequence[str]], k1: float, b: float) -> BM25Index:
        """`terms`: one sequence a passage, in row order."""
        vocabulary = {term: i for i, term in enumerate(sorted({t for p in terms for t in p}))}
        ids = [[vocabulary[term] for term in passage] for passage in terms]
        # bm25s needs one term and one passage at least, and numbers its own set of strings by
        # hash order: ids of ours keep the files the same from run to run.
        vocabulary.setdefault("", len(vocabulary))
        model = bm25s.BM25(method="lucene", k1=k1, b=b)
        with np.errstate(invalid="ignore"):  # no term in any passage: their average length is 0
            model.index((ids or [[]], vocabulary), create_empty_token=False, show_progress=False)
        return cls(model, len(terms))

    @classmethod
    def load(cls, folder: Path, size: int) -> BM25Index:
        return cls(bm25s.BM25.load(folder, show_progress=False, load_corpus=False), size)

    def save(self, folder: Path) -> None:
        self._model.save(folder, show_progress=False)

    def __len__(self) -> int:
        return self._size

    @property
    def terms(self) -> Collection[str]:
        """Every term that some passage holds."""
        return self._model.vocab_dict.keys()  # type: ignore[no-any-return]

    def scores(self, terms: Sequence[str]) -> Float32Array:
        """The score of every row, shape (passages,); zeros when no term is known."""
        known = self._model.get_tokens_ids([term for term in terms if term])
        if not known or not self._size:
            return np.zeros(self._size, np.float32)
        return np.asarray(self._model.get_scores_from_ids(known), np.float32)

    def rows_with(self, term: str) -> npt.NDArray[np.int32]:
        """The rows of the passages that hold the term, in no order."""
        at = self._model.vocab_dict.get(term) if term else None
        if at is None:
            return np.zeros(0, np.int32)
        first, last = self._model.scores["indptr"][at : at + 2]
        return np.asarray(self._model.scores["indices"][first:last], np.int32)

    def weights(self, terms: Iterable[str]) -> dict[str, float]:
        """Of each term its idf, in the order of first mention; an unknown one is as rare as can
        be."""
        vocabulary, counts, size = self._model.vocab_dict, self._document_counts, self._size
        weights: dict[str, float] = {}
        for term in terms:
            at = vocabulary.get(term) if term else None
            count = int(counts[at]) if at is not None else 0
            weights[term] = math.log1p((size - count + 0.5) / (count + 0.5))
        return weights
