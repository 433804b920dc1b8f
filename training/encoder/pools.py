"""Everything that the first pass is trained on, as token arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.encoder.batches import Int, PairPool, Pool, Ragged, SpanPool, encode
from training.sets import PAIR_FILES, Pair, Parallel, read_news, read_pairs, read_parallel
from training.sets.text import sentences

NEWS_PASSAGE = 220
"""Characters at which an article of crud_news is cut, at a sentence's end."""
SHORTEST_TRANSLATION = 10
"""Characters that a Chinese sentence needs for its passage to answer its English."""


def number(texts: Iterable[str]) -> tuple[list[str], Int]:
    """The distinct texts, and for each text its row among them."""
    rows: dict[str, int] = {}
    numbers = [rows.setdefault(text, len(rows)) for text in texts]
    return list(rows), np.array(numbers, dtype=np.int64)


def news_passages(articles: Iterable[str]) -> list[str]:
    """Articles cut into runs of whole sentences of about `NEWS_PASSAGE` characters."""
    passages: list[str] = []
    for article in articles:
        current = ""
        for sentence in sentences(article):
            if current and len(current) + len(sentence) > NEWS_PASSAGE:
                passages.append(current)
                current = ""
            current += sentence
        passages.append(current)
    return [passage for passage in passages if len(passage) > NEWS_PASSAGE // 4]


def translated(parallel: Sequence[Parallel], passages: Sequence[str]) -> tuple[Int, Int]:
    """English sentence → the passage that holds its Chinese: rows of both."""
    place: dict[str, int] = {}
    for row, passage in enumerate(passages):
        for sentence in sentences(passage):
            place.setdefault(sentence, row)
    found = [
        (row, place[pair.zh])
        for row, pair in enumerate(parallel)
        if len(pair.zh) > SHORTEST_TRANSLATION and pair.zh in place
    ]
    both = np.array(found, dtype=np.int64).reshape(-1, 2)
    return both[:, 0].copy(), both[:, 1].copy()


def make_pools(data: Path, tokenizer: Tokenizer) -> dict[str, Pool]:
    """By name, in the order in which they are drawn from."""
    pairs: list[Pair] = [pair for name in PAIR_FILES for pair in read_pairs(data, name)]
    parallel = read_parallel(data)
    queries, query_rows = number(pair.query for pair in pairs)
    texts, passage_rows = number(pair.passage for pair in pairs)
    english_rows, translation_rows = translated(parallel, texts)
    passages = encode(tokenizer, texts)
    english = encode(tokenizer, [pair.en for pair in parallel])
    chinese = encode(tokenizer, [pair.zh for pair in parallel])
    same = np.arange(len(parallel))
    return {
        "pairs": PairPool(encode(tokenizer, queries), passages, query_rows, passage_rows),
        "en-zh": PairPool(english, chinese, same, same),
        "en-passage": PairPool(english, passages, english_rows, translation_rows),
        "spans of passages": SpanPool(passages),
        "spans of news": SpanPool(encode(tokenizer, news_passages(read_news(data)))),
    }


def inverse_frequency(pools: Sequence[Pool], size: int) -> NDArray[np.float32]:
    """log((N + 1) / (df + 0.5)) of each token over all texts; shape (size,)."""
    texts: dict[int, Ragged] = {}
    for pool in pools:
        texts[id(pool.passages)] = pool.passages
        if isinstance(pool, PairPool):
            texts[id(pool.queries)] = pool.queries
    seen = np.zeros(size)
    for rows in texts.values():
        row = np.repeat(np.arange(len(rows.lengths)), rows.lengths)
        seen += np.bincount(np.unique(row * size + rows.tokens) % size, minlength=size)
    total = sum(len(rows.lengths) for rows in texts.values())
    return np.log((total + 1) / (seen + 0.5)).astype(np.float32)
