"""Passages as the ranker reads them: sentences with their terms and token ids, kept at hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from index.passages.tokenizer import characters, fold
from index.rankers.static_encoder import StaticEncoder
from index.records import BlockKind, Passage
from index.store import Index
from qa.understand.spans import dates, numbers, titles

Int64Array = npt.NDArray[np.int64]

# What a unit is, whatever is asked: columns of Reading.plain, features of features.py
PLAIN = (
    "length", "place", "units", "first", "numbers", "dates", "titles", "is_row", "is_item",
    "is_metadata", "is_caption", "ends_colon", "lists",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, table row or list item: passage.text[start:end]."""

    start: int
    end: int
    text: str
    folded: str
    words: frozenset[str]
    grams: frozenset[str]  # characters and bigrams
    tokens: Int64Array  # ids in the static model's vocabulary
    vector: npt.NDArray[np.float16]  # of the static model, unit length


@dataclass(frozen=True, slots=True)
class Reading:
    """One passage, read."""

    row: int
    passage: Passage
    units: tuple[Unit, ...]
    plain: npt.NDArray[np.float64]  # shape (units, len(PLAIN))
    folded: str  # title, headings and text
    context_words: frozenset[str]
    context_grams: frozenset[str]
    context_tokens: Int64Array
    opening: frozenset[str]  # grams of the document's title, its headings, its first sentence


@dataclass(frozen=True, slots=True)
class Ranked:
    """What the rankers said of a passage."""

    reading: Reading
    words: float
    characters: float
    dense: float
    fused: float


@dataclass(frozen=True, slots=True)
class Read:
    """The passages that have units, and all their units, passage after passage."""

    numbers: tuple[int, ...]  # of the passages, among those ranked
    ranked: tuple[Ranked, ...]
    units: tuple[Unit, ...]
    starts: npt.NDArray[np.intp]  # of each passage its first unit
    owner: npt.NDArray[np.intp]  # of each unit its passage

    @classmethod
    def of(cls, ranked: Sequence[Ranked]) -> Read:
        full = [(number, r) for number, r in enumerate(ranked) if r.reading.units]
        counts = np.array([len(r.reading.units) for _, r in full], np.intp)
        return cls(
            tuple(number for number, _ in full),
            tuple(r for _, r in full),
            tuple(unit_ for _, r in full for unit_ in r.reading.units),
            np.cumsum(counts) - counts,
            np.repeat(np.arange(len(full)), counts),
        )

    def before(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Of each unit (last axis) what the one before it in its passage has; else 0."""
        before = np.zeros_like(values)
        before[..., 1:] = values[..., :-1]
        before[..., self.starts] = 0
        return before

    def after(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        after = np.zeros_like(values)
        after[..., :-1] = values[..., 1:]
        after[..., self.starts[1:] - 1] = 0
        return after

    def near(self, held: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """What a unit has or one beside it in its passage."""
        near: npt.NDArray[np.bool_] = held | self.before(held) | self.after(held)
        return near


class Reader:
    """Reads passages of one index, the last `keep` of them kept. Safe from several threads."""

    def __init__(self, index: Index, static: StaticEncoder, keep: int = 5_000) -> None:
        self.keep = keep
        self._read = lru_cache(keep)(_Reads(index, static))

    def read(self, rows: Sequence[int]) -> list[Reading]:
        """The readings of these rows, in their order."""
        return [self._read(row) for row in rows]


class _Reads:
    """A row → its passage, read."""

    def __init__(self, index: Index, static: StaticEncoder) -> None:
        self._index = index
        self._static = static
        # The index keeps the token ids of the model it was made with.
        self._kept_tokens = static.fingerprint == index.manifest.model_fingerprint
        self._openings: dict[str, frozenset[str]] = {}  # one a document

    def __call__(self, row: int) -> Reading:
        passage = self._index.passages[row]
        cut = self._index.units.of(row)
        context = passage.context
        texts = [passage.text[start:end] for start, end in cut.spans]
        if self._kept_tokens and cut.tokens is not None:
            tokens: Sequence[Int64Array] = cut.tokens
        else:
            tokens = self._static.token_ids([*texts, context])
        vectors = self._static.embed(tokens[:-1]).astype(np.float16)
        folded = fold(passage.text)  # character by character: of a piece it is a piece
        units = tuple(
            Unit(
                start,
                end,
                text,
                folded[start:end],
                held,
                frozenset(characters(text)),
                ids,
                vector,
            )
            for (start, end), text, held, ids, vector in zip(
                cut.spans, texts, cut.words, tokens, vectors, strict=False
            )
        )
        return Reading(
            row,
            passage,
            units,
            _plain(passage.kind, texts),
            f"{_folded_context(context)}\n{folded}",
            cut.words[-1],
            _context_grams(context),
            tokens[-1],
            self._opening(passage.doc_id),
        )

    def _opening(self, doc_id: str) -> frozenset[str]:
        """The grams of what opens a document: title, headings, first sentence."""
        if doc_id not in self._openings:
            first = self._index.rows_by_document[doc_id].start
            passage = self._index.passages[first]
            grams = _context_grams(passage.context)
            for start, end in self._index.units.spans(first)[:1]:
                grams |= frozenset(characters(passage.text[start:end]))
            self._openings[doc_id] = grams
        return self._openings[doc_id]


def _plain(kind: BlockKind, texts: Sequence[str]) -> npt.NDArray[np.float64]:
    rows = [
        (
            math.log1p(len(text)),
            at / len(texts),
            len(texts),
            at == 0,
            min(len(numbers(text)), 6),
            min(len(dates(text)), 4),
            min(len(titles(text)), 4),
            kind is BlockKind.TABLE_ROW,
            kind is BlockKind.LIST_ITEM,
            kind is BlockKind.METADATA,
            kind is BlockKind.CAPTION,
            text.endswith(("：", ":")),
            min(text.count("、") + text.count("；"), 8),
        )
        for at, text in enumerate(texts)
    ]
    return np.array(rows, np.float64).reshape(-1, len(PLAIN))


@lru_cache(maxsize=1024)  # a title stands over all passages of its document
def _folded_context(context: str) -> str:
    return fold(context)


@lru_cache(maxsize=1024)
def _context_grams(context: str) -> frozenset[str]:
    return frozenset(characters(context))
