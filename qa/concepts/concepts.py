"""Which passages and sentences speak of what a question names, in whatever words.

Coverage by concepts (lexicon.py) instead of terms: a concept is met by any of its ways of being
said, names in Latin letters by the Chinese names read so. Weights are inverse frequencies of the
concepts themselves, over passages: ln(1 + (N - n + 0.5) / (n + 0.5)), as BM25's.
"""

from __future__ import annotations

import math
import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

import numpy as np
import numpy.typing as npt

from index.store import Index
from qa.concepts.lexicon import Concept, Lexicon, lexicon, stem
from qa.concepts.names import Romanised, latin_names
from qa.understand import Question

Rows = npt.NDArray[np.int32]
Float32Array = npt.NDArray[np.float32]
_PIECE = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+(?:[-_.+/&'’][a-z0-9]+)*\+*")
_LATIN = re.compile("[a-z]")
_NONE: Rows = np.zeros(0, np.int32)
KEPT = 20_000  # expressions whose rows are kept at hand


@dataclass(frozen=True, slots=True)
class Known:
    """A concept with the rows that speak of it and its weight. `ways`: those that some row
    holds; `pattern` finds the English ones among them."""

    ways: tuple[str, ...]
    pattern: re.Pattern[str] | None
    rows: Rows
    weight: float

    def is_in(self, folded: str) -> bool:
        for way in self.ways:
            if way in folded:
                return True
        return self.pattern is not None and self.pattern.search(folded) is not None


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names."""

    concepts: tuple[Known, ...]
    size: int  # passages of the index

    @property
    def total(self) -> float:
        return sum(concept.weight for concept in self.concepts)

    def shares(self) -> Float32Array:
        """Of each passage (title and headings too) the part of the weight it speaks of, 0..1."""
        shares = np.zeros(self.size, np.float32)
        for concept in self.concepts:
            shares[concept.rows] += concept.weight
        return shares / max(self.total, 1e-9)

    def held(self, rows: Sequence[int]) -> npt.NDArray[np.bool_]:
        """Which of the concepts each passage speaks of, shape (len(rows), concepts)."""
        held = np.zeros((len(rows), len(self.concepts)), bool)
        for number, concept in enumerate(self.concepts):
            held[:, number] = _among(rows, concept.rows)
        return held

    def weights(self) -> npt.NDArray[np.float64]:
        """Shape (concepts,), summing to 1; empty for none."""
        weights = np.array([concept.weight for concept in self.concepts], np.float64)
        return weights / max(float(weights.sum()), 1e-9)


class Concepts:
    """Looks concepts up in one index. Safe to use from several threads."""

    def __init__(self, index: Index, words: Lexicon | None = None) -> None:
        self._index = index
        self._lexicon = words or lexicon()
        self._romanised = Romanised(index.characters.terms)
        self._kept: OrderedDict[str, Rows] = OrderedDict()
        self._lock = Lock()

    def named(self, question: Question) -> Named:
        """What a question names."""
        concepts = list(self._lexicon.concepts(question.content))
        for name in latin_names(question.text) if _LATIN.search(question.content) else ():
            chinese = self._romanised.names(name) if name in question.content else ()
            if chinese:
                concepts = [c for c in concepts if c.said != name]
                concepts.append(Concept(name, chinese))
        return Named(tuple(self._known(concept) for concept in concepts), len(self._index.passages))

    def _known(self, concept: Concept) -> Known:
        found = {
            way: rows for way in (concept.said, *concept.others) if len(rows := self._rows(way))
        }
        rows = _union(list(found.values()))
        size, count = len(self._index.passages), len(rows)
        english = [way for way in found if way.isascii()]
        starts = "|".join(
            r"\W+".join(re.escape(stem(word)) + r"\w*" for word in way.split()) for way in english
        )
        return Known(
            tuple(way for way in found if not way.isascii()),
            re.compile(rf"\b(?:{starts})") if english else None,
            rows,
            math.log1p((size - count + 0.5) / (count + 0.5)),
        )

    def _rows(self, expression: str) -> Rows:
        """Rows of passages that hold the expression: all of its characters' pairs and words."""
        with self._lock:
            kept = self._kept.get(expression)
        if kept is not None:
            return kept
        rows = self._find(expression)
        with self._lock:
            self._kept[expression] = rows
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return rows

    def _find(self, expression: str) -> Rows:
        view = self._index.characters
        rows: Rows | None = None
        for piece in _PIECE.findall(expression):
            if piece.isascii():
                terms = self._by_stem.get(stem(piece), (piece,))
                own = _union([np.sort(view.rows_with(term)) for term in terms])
                rows = own if rows is None else rows[_among(rows, own)]
                continue
            for term in [piece[i : i + 2] for i in range(len(piece) - 1)] or [piece]:
                own = np.sort(view.rows_with(term))
                rows = own if rows is None else rows[_among(rows, own)]
                if not len(rows):
                    return _NONE
        return _NONE if rows is None else np.asarray(rows, np.int32)

    @cached_property
    def _by_stem(self) -> dict[str, list[str]]:
        terms: dict[str, list[str]] = {}
        for term in self._index.characters.terms:
            if term.isascii() and term[:1].isalnum():
                terms.setdefault(stem(term), []).append(term)
        return terms


def _union(parts: Sequence[Rows]) -> Rows:
    """Of parts in ascending order, each without doubles."""
    return parts[0] if len(parts) == 1 else np.unique(np.concatenate([_NONE, *parts]))


def _among(rows: Sequence[int] | Rows, others: Rows) -> npt.NDArray[np.bool_]:
    """Which of the rows are among the others, which are in ascending order."""
    if not len(others):
        return np.zeros(len(rows), bool)
    return np.asarray(others.take(np.searchsorted(others, rows), mode="clip") == rows)
