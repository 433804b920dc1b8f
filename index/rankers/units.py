"""Passages cut into units (sentences, table rows, list items), and their terms kept as numbers:
cutting words costs more than all else that a ranker does with a passage, so it is done once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.passages.sentences import sentences
from index.passages.tokenizer import words
from index.rankers.static_encoder import StaticEncoder
from index.records import BlockKind, Passage

Int32Array = npt.NDArray[np.int32]
Int64Array = npt.NDArray[np.int64]
LONG = 120  # characters; a longer sentence is read by its parts between semicolons


@dataclass(frozen=True, slots=True)
class CutPassage:
    """A passage's units, then its context (title and headings) as one entry more of `words` and
    of `tokens`. `tokens`: ids of a static model; None where the index has none."""

    spans: tuple[tuple[int, int], ...]  # in passage.text
    words: tuple[frozenset[str], ...]
    tokens: tuple[Int64Array, ...] | None


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of unequal length: row i is values[starts[i]:starts[i + 1]]."""

    values: Int32Array
    starts: Int64Array  # one more than there are rows

    @classmethod
    def of(cls, rows: Sequence[Sequence[int] | npt.NDArray[np.integer]]) -> Rows:
        lengths = np.fromiter(map(len, rows), np.int64, len(rows))
        parts = [np.asarray(row, np.int32) for row in rows]
        values = np.concatenate(parts) if parts else np.zeros(0, np.int32)
        return cls(values, np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def row(self, at: int) -> Int32Array:
        return self.values[self.starts[at] : self.starts[at + 1]]


class UnitIndex:
    """What `CutPassage` says of every passage, in row order."""

    def __init__(
        self,
        terms: Sequence[str],
        entries: Int64Array,
        spans: Int32Array,
        word_ids: Rows,
        token_ids: Rows | None,
    ) -> None:
        """`entries`: passage row → its first entry, one more than there are passages;
        `spans`: shape (entries, 2), of a context (0, 0); `word_ids`: places in `terms`."""
        ends = entries[-1] if len(entries) else -1
        columns = [len(spans), len(word_ids), len(token_ids if token_ids else word_ids)]
        if any(length != ends for length in columns):
            raise ValueError(f"units disagree: {ends} entries, {columns} rows")
        self._terms = terms
        self._entries = entries
        self._spans = spans
        self._word_ids = word_ids
        self._token_ids = token_ids

    def __len__(self) -> int:
        return len(self._entries) - 1

    def spans(self, row: int) -> tuple[tuple[int, int], ...]:
        """The units of a passage, without their terms."""
        first, last = int(self._entries[row]), int(self._entries[row + 1])
        return tuple((start, end) for start, end in self._spans[first : last - 1].tolist())

    def of(self, row: int) -> CutPassage:
        first, last = int(self._entries[row]), int(self._entries[row + 1])
        terms = self._terms
        tokens = self._token_ids
        return CutPassage(
            self.spans(row),
            tuple(
                frozenset([terms[at] for at in self._word_ids.row(entry).tolist()])
                for entry in range(first, last)
            ),
            None
            if tokens is None
            else tuple(tokens.row(entry).astype(np.int64) for entry in range(first, last)),
        )

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(list(self._terms), ensure_ascii=False, separators=(",", ":"))
        (folder / "terms.json").write_text(text + "\n", "utf-8")
        arrays: dict[str, npt.NDArray[np.integer]] = {
            "entries": self._entries,
            "spans": self._spans,
            "words": self._word_ids.values,
            "words_starts": self._word_ids.starts,
        }
        if self._token_ids is not None:
            arrays["tokens"] = self._token_ids.values
            arrays["tokens_starts"] = self._token_ids.starts
        for name, array in arrays.items():
            np.save(folder / f"{name}.npy", array, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> UnitIndex:
        def array(name: str) -> npt.NDArray[np.integer]:
            return np.load(folder / f"{name}.npy", allow_pickle=False)  # type: ignore[no-any-return]

        def rows(name: str) -> Rows:
            return Rows(array(name).astype(np.int32), array(f"{name}_starts").astype(np.int64))

        terms = json.loads((folder / "terms.json").read_text("utf-8"))
        return cls(
            terms,
            array("entries").astype(np.int64),
            array("spans").astype(np.int32),
            rows("words"),
            rows("tokens") if (folder / "tokens.npy").is_file() else None,
        )


class UnitCutter:
    """Takes passages in row order and makes a UnitIndex of them."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._entries = [0]
        self._spans: list[tuple[int, int]] = []
        self._word_ids: list[list[int]] = []
        self._texts: list[str] = []

    def add(self, passage: Passage) -> None:
        spans = units_of(passage)
        texts = [*(passage.text[start:end] for start, end in spans), passage.context]
        places = self._places
        for text in texts:
            terms = dict.fromkeys(words(text))
            self._word_ids.append([places.setdefault(term, len(places)) for term in terms])
        self._spans += [*spans, (0, 0)]
        self._texts += texts
        self._entries.append(len(self._spans))

    def finish(self, static: StaticEncoder | None) -> UnitIndex:
        """`static`: the model whose token ids are kept too; None for none."""
        tokens = None
        if static is not None:
            unique = {text: at for at, text in enumerate(dict.fromkeys(self._texts))}
            ids = static.token_ids(list(unique))
            tokens = Rows.of([ids[unique[text]] for text in self._texts])
        return UnitIndex(
            tuple(self._places),
            np.array(self._entries, np.int64),
            np.array(self._spans, np.int32).reshape(-1, 2),
            Rows.of(self._word_ids),
            tokens,
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
