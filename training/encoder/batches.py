"""Token arrays of the training text, and the batches drawn from them.

A text is a bag of token numbers, so a batch is two flat arrays with offsets. Everything here is
NumPy on ragged arrays; the same generator state gives the same batches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Int = NDArray[np.int64]


class Ragged(NamedTuple):
    """Rows of token numbers: row i is `tokens[offsets[i]:offsets[i + 1]]`."""

    tokens: NDArray[np.int32]
    offsets: Int  # one more than there are rows

    @property
    def lengths(self) -> Int:
        return np.diff(self.offsets)


def encode(tokenizer: Tokenizer, texts: Sequence[str], chunk: int = 20_000) -> Ragged:
    """Token numbers of the texts, the unknown token (0) left out."""
    parts: list[NDArray[np.int32]] = []
    lengths: list[int] = []
    for start in range(0, len(texts), chunk):
        batch = list(texts[start : start + chunk])
        for encoding in tokenizer.encode_batch_fast(batch, add_special_tokens=False):
            ids = np.array(encoding.ids, dtype=np.int32)
            parts.append(ids[ids != 0])
            lengths.append(len(parts[-1]))
    tokens = np.concatenate(parts) if parts else np.zeros(0, np.int32)
    return Ragged(tokens, np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]))


def window(rows: Ragged, chosen: Int, start: Int, length: Int) -> tuple[Ragged, Int]:
    """Tokens [start, start + length) of the chosen rows, and each token's position in its row."""
    offsets = np.concatenate([[0], np.cumsum(length)])
    inside = np.arange(offsets[-1]) - np.repeat(offsets[:-1], length)
    position = inside + np.repeat(start, length)
    return Ragged(
        rows.tokens[np.repeat(rows.offsets[chosen], length) + position], offsets
    ), position


def keep(rows: Ragged, kept: NDArray[np.bool_]) -> Ragged:
    """The rows without the tokens that are not kept."""
    total = np.concatenate([[0], np.cumsum(kept)])
    return Ragged(rows.tokens[kept], total[rows.offsets])


@dataclass(frozen=True, slots=True)
class Batch:
    """Row i of `queries` belongs to row i of `passages`.

    Rows with the same number in `query_key` or in `passage_key` are no negatives of one another.
    """

    queries: Ragged
    passages: Ragged
    query_key: Int
    passage_key: Int


@dataclass(frozen=True, slots=True)
class PairPool:
    """Fixed pairs: row numbers of `queries` and of `passages`, neighbours in document order."""

    queries: Ragged
    passages: Ragged
    query_rows: Int
    passage_rows: Int

    def __len__(self) -> int:
        return len(self.query_rows)

    def draw(self, chosen: Int, rng: np.random.Generator, longest: int) -> Batch:
        """The chosen pairs; a passage longer than `longest` gives a window at a random place."""
        query_rows, passage_rows = self.query_rows[chosen], self.passage_rows[chosen]
        lengths = self.queries.lengths[query_rows]
        queries, _ = window(self.queries, query_rows, np.zeros_like(lengths), lengths)
        passages = _random_window(self.passages, passage_rows, rng, longest)[0]
        return Batch(queries, passages, query_rows, passage_rows)


@dataclass(frozen=True, slots=True)
class SpanPool:
    """Passages that are asked for by a run of their own words (inverse cloze task)."""

    passages: Ragged
    shortest: int = 4
    longest_span: int = 20
    drop: float = 0.25
    removed: float = 0.5

    def __len__(self) -> int:
        return len(self.passages.offsets) - 1

    def draw(self, chosen: Int, rng: np.random.Generator, longest: int) -> Batch:
        """4 to 20 tokens, a quarter of them dropped → the passage, half of them without the run."""
        passages, position = _random_window(self.passages, chosen, rng, longest)
        room = passages.lengths
        wanted = rng.integers(self.shortest, self.longest_span + 1, len(chosen))
        length = np.maximum(np.minimum(wanted, room // 2), np.minimum(room, 1))
        start = (rng.random(len(chosen)) * (room - length + 1)).astype(np.int64)
        queries, _ = window(passages, np.arange(len(chosen)), start, length)
        queries = keep(queries, rng.random(len(queries.tokens)) >= self.drop)
        cut = np.repeat(rng.random(len(chosen)) < self.removed, room)
        inside = np.arange(len(position)) - np.repeat(passages.offsets[:-1] + start, room)
        cut &= (inside >= 0) & (inside < np.repeat(length, room))
        return Batch(queries, keep(passages, ~cut), np.arange(len(chosen)), chosen)


def _random_window(
    rows: Ragged, chosen: Int, rng: np.random.Generator, longest: int
) -> tuple[Ragged, Int]:
    full = rows.lengths[chosen]
    length = np.minimum(full, longest)
    start = (rng.random(len(chosen)) * (full - length + 1)).astype(np.int64)
    return window(rows, chosen, start, length)


Pool = PairPool | SpanPool


def epoch(
    pools: Sequence[Pool], size: int, block: int, rng: np.random.Generator
) -> Iterator[tuple[Pool, Int]]:
    """Every row of every pool once, in batches of one pool each, batches shuffled.

    Blocks of `block` neighbours stay together: paragraphs of one document are hard negatives.
    """
    plan: list[tuple[int, Int]] = []
    for number, pool in enumerate(pools):
        starts = rng.permutation(np.arange(0, len(pool), block))
        order = (starts[:, None] + np.arange(block)).ravel()
        order = order[order < len(pool)]
        plan += [(number, order[i : i + size]) for i in range(0, len(order) - size + 1, size)]
    for turn in rng.permutation(len(plan)):
        number, rows = plan[turn]
        yield pools[number], rows
