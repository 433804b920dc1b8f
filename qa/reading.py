"""Passages as the ranker reads them: sentences with their terms and token ids, kept at hand."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt

from index.records import BlockKind, Passage
from index.sentences import sentences
from index.static_encoder import StaticEncoder
from index.store import Index
from index.tokenizer import characters, fold, words
from qa.spans import dates, numbers, titles

Int64Array = npt.NDArray[np.int64]
LONG = 120  # characters; a longer sentence is read by its parts between semicolons


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
    numbers: int
    dates: int
    titles: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One passage, read."""

    row: int
    passage: Passage
    units: tuple[Unit, ...]
    context: str  # title and headings, folded
    context_words: frozenset[str]
    context_grams: frozenset[str]
    context_tokens: Int64Array


class Reader:
    """Reads passages of one index, the last `keep` of them kept. Safe from several threads."""

    def __init__(self, index: Index, static: StaticEncoder, keep: int = 5_000) -> None:
        self._index = index
        self._static = static
        self.keep = keep
        self._kept: OrderedDict[int, Reading] = OrderedDict()
        self._lock = Lock()

    def read(self, row: int) -> Reading:
        with self._lock:
            kept = self._kept.get(row)
            if kept is not None:
                self._kept.move_to_end(row)
                return kept
        reading = self._read(row)
        with self._lock:
            self._kept[row] = reading
            if len(self._kept) > self.keep:
                self._kept.popitem(last=False)
        return reading

    def opening(self, row: int) -> frozenset[str]:
        """The grams of what opens the passage's document: title, headings, first sentence."""
        first = self._index.rows_by_document[self._index.passages[row].doc_id].start
        opening = self.read(first)
        grams = self.read(row).context_grams | opening.context_grams
        return grams | opening.units[0].grams if opening.units else grams

    def _read(self, row: int) -> Reading:
        passage = self._index.passages[row]
        spans = units_of(passage)
        texts = [passage.text[start:end] for start, end in spans]
        tokens = self._static.token_ids([*texts, passage.context])
        vectors = self._static.embed(tokens).astype(np.float16)
        units = tuple(
            Unit(
                start,
                end,
                text,
                fold(text),
                frozenset(words(text)),
                frozenset(characters(text)),
                ids,
                vector,
                len(numbers(text)),
                len(dates(text)),
                len(titles(text)),
            )
            for (start, end), text, ids, vector in zip(spans, texts, tokens, vectors, strict=False)
        )
        context = passage.context
        return Reading(
            row,
            passage,
            units,
            fold(context),
            frozenset(words(context)),
            frozenset(characters(context)),
            tokens[-1],
        )


def units_of(passage: Passage) -> list[tuple[int, int]]:
    """Spans in passage.text: sentences; in a table or list a row or item is one, whatever it
    ends in; a long sentence falls into its parts between semicolons."""
    text = passage.text
    if passage.kind in (BlockKind.TABLE_ROW, BlockKind.LIST_ITEM):
        spans = []
        at = 0
        for line in text.split("\n"):
            if line.strip():
                spans.append((at, at + len(line)))
            at += len(line) + 1
        return [part for span in spans for part in _parts(text, *span)]
    return [part for span in sentences(text) for part in _parts(text, *span)]


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    if end - start <= LONG or "|" in text[start:end]:
        return [(start, end)]
    parts = []
    at = start
    for place in range(start, end - 1):
        if text[place] in "；;" and place + 1 - at >= 12 and end - place - 1 >= 12:
            parts.append((at, place + 1))
            at = place + 1
    parts.append((at, end))
    return parts
