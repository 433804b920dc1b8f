"""Passages as the ranker reads them: sentences with their terms and token ids, kept at hand."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

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


class Reader:
    """Reads passages of one index, the last `keep` of them kept. Safe from several threads."""

    def __init__(self, index: Index, static: StaticEncoder, keep: int = 5_000) -> None:
        self._index = index
        self._static = static
        self.keep = keep
        # The index keeps the token ids of the model it was made with.
        self._kept_tokens = static.fingerprint == index.manifest.model_fingerprint
        self._kept: OrderedDict[int, Reading] = OrderedDict()
        self._openings: dict[str, frozenset[str]] = {}  # one a document
        self._lock = Lock()

    def read(self, rows: Sequence[int]) -> list[Reading]:
        """The readings of these rows, in their order."""
        with self._lock:
            kept = {row: self._kept[row] for row in rows if row in self._kept}
            for row in kept:
                self._kept.move_to_end(row)
        new = {row: self._read(row) for row in rows if row not in kept}
        with self._lock:
            self._kept |= new
            while len(self._kept) > self.keep:
                self._kept.popitem(last=False)
        return [kept[row] if row in kept else new[row] for row in rows]

    def _opening(self, doc_id: str) -> frozenset[str]:
        """The grams of what opens a document: title, headings, first sentence."""
        opening = self._openings.get(doc_id)
        if opening is not None:
            return opening
        first = self._index.rows_by_document[doc_id].start
        passage = self._index.passages[first]
        grams = _context_grams(passage.context)
        for start, end in self._index.units.spans(first)[:1]:
            grams |= frozenset(characters(passage.text[start:end]))
        self._openings[doc_id] = grams
        return grams

    def _read(self, row: int) -> Reading:
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
