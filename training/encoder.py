"""Train the bundled encoder: `python -m training.encoder`.

A text's vector is the sum of its tokens' rows, made a unit. The rows start as a random projection
of idf-weighted words, which finds a passage by its words from the first step; training with
in-batch softmax (Henderson et al. 2017, arXiv:1705.00652), both ways, then turns words that mean
the same towards one another, and Chinese towards English.
"""

import argparse
import math
import shutil
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from training import vocabulary
from training.batches import Int, PairPool, Pool, Ragged, SpanPool, encode, epoch, keep
from training.data import (
    DEFAULT_DATA,
    PAIR_FILES,
    Pair,
    Parallel,
    read_news,
    read_pairs,
    read_parallel,
    sentences,
)
from training.measure_encoder import DEFAULT_MODEL
from training.tuning import TuneRecipe, tune

NEWS_PASSAGE = 220
"""Characters at which an article of crud_news is cut, at a sentence's end."""
SHORTEST_TRANSLATION = 10
"""Characters that a Chinese sentence needs for its passage to answer its English."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides the result, besides the data."""

    tokens: int = 44_000
    dim: int = 512
    epochs: int = 3
    batch: int = 2_048
    learning_rate: float = 0.02
    scale: float = 30.0  # of the cosine, in the softmax
    longest: int = 256  # tokens of a passage
    drop: float = 0.3  # of a passage's tokens, at random at each step
    block: int = 8  # neighbouring paragraphs kept in one batch
    seed: int = 7


def log(message: str) -> None:
    """Progress goes to stderr."""
    print(message, file=sys.stderr, flush=True)


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


def make_pools(data: Path, tokenizer: Tokenizer) -> list[Pool]:
    """Everything that is trained on, as token arrays."""
    pairs: list[Pair] = [pair for name in PAIR_FILES for pair in read_pairs(data, name)]
    parallel = read_parallel(data)
    queries, query_rows = number(pair.query for pair in pairs)
    texts, passage_rows = number(pair.passage for pair in pairs)
    english_rows, translation_rows = translated(parallel, texts)
    passages = encode(tokenizer, texts)
    english = encode(tokenizer, [pair.en for pair in parallel])
    chinese = encode(tokenizer, [pair.zh for pair in parallel])
    same = np.arange(len(parallel))
    pools: list[Pool] = [
        PairPool(encode(tokenizer, queries), passages, query_rows, passage_rows),
        PairPool(english, chinese, same, same),
        PairPool(english, passages, english_rows, translation_rows),
        SpanPool(passages),
        SpanPool(encode(tokenizer, news_passages(read_news(data)))),
    ]
    names = ("pairs", "en-zh", "en-passage", "spans of passages", "spans of news")
    log("; ".join(f"{name} {len(pool):,}" for name, pool in zip(names, pools, strict=True)))
    return pools


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


class Bag(nn.Module):
    """Rows of token numbers → unit vectors, shape (rows, dim); no token gives a zero vector."""

    def __init__(self, weights: Tensor) -> None:
        super().__init__()
        self.rows = nn.EmbeddingBag.from_pretrained(weights, freeze=False, mode="sum")

    def forward(self, texts: Ragged) -> Tensor:
        tokens = torch.from_numpy(texts.tokens.astype(np.int64))
        return F.normalize(self.rows(tokens, torch.from_numpy(texts.offsets[:-1])), dim=-1)


def same_elsewhere(keys: Int) -> Tensor:
    """Where two different rows have one key; shape (rows, rows)."""
    key = torch.from_numpy(keys)
    return (key[:, None] == key).fill_diagonal_(False)


def train(pools: Sequence[Pool], size: int, recipe: Recipe) -> Tensor:
    """The token rows after training, float32, shape (size, dim); row 0 (unknown) is zero."""
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    weights = torch.randn(size, recipe.dim) / math.sqrt(recipe.dim)
    weights *= torch.from_numpy(inverse_frequency(pools, size))[:, None]
    weights[0] = 0
    bag = Bag(weights)
    optimiser = torch.optim.Adam(bag.parameters(), lr=recipe.learning_rate, fused=True)
    plan = [
        step for _ in range(recipe.epochs) for step in epoch(pools, recipe.batch, recipe.block, rng)
    ]
    started, total = time.monotonic(), 0.0
    right = torch.arange(recipe.batch)
    for turn, (pool, rows) in enumerate(plan, start=1):
        rate = recipe.learning_rate * min(1.0, turn / 50) * (1 - (turn - 1) / len(plan))
        for group in optimiser.param_groups:
            group["lr"] = rate
        batch = pool.draw(rows, rng, recipe.longest)
        passages = keep(batch.passages, rng.random(len(batch.passages.tokens)) >= recipe.drop)
        scores = recipe.scale * bag(batch.queries) @ bag(passages).T
        duplicate = same_elsewhere(batch.query_key) | same_elsewhere(batch.passage_key)
        scores = scores.masked_fill(duplicate, -1e4)
        loss = (F.cross_entropy(scores, right) + F.cross_entropy(scores.T, right)) / 2
        optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        optimiser.step()
        total += loss.item()
        if turn % 100 == 0:
            seconds = time.monotonic() - started
            log(f"step {turn:,} of {len(plan):,}: loss {total / 100:.3f}, {seconds:.0f} s")
            total = 0.0
    return bag.rows.weight.detach()


def quantise(weights: Tensor) -> dict[str, Tensor]:
    """int8 rows and a float32 factor for each, under the names that StaticEmbedding loads.

    The stock loader multiplies them back to float32 (its Model2Vec form: `embeddings`, `weights`).
    """
    factor = weights.abs().amax(dim=1).clamp_min(1e-8) / 127
    rows = (weights / factor[:, None]).round().clamp(-127, 127).to(torch.int8)
    return {"embeddings": rows.contiguous(), "weights": factor}


def dequantise(stored: dict[str, Tensor]) -> Tensor:
    """What `quantise` stored, as float32."""
    return stored["embeddings"].float() * stored["weights"].float()[:, None]


def save(tokenizer: Tokenizer, weights: Tensor, out: Path) -> None:
    """Write a Sentence Transformers directory, aside first and then renamed; a README.md stays."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    aside = out.with_name(out.name + ".new")
    shutil.rmtree(aside, ignore_errors=True)
    modules = [StaticEmbedding(tokenizer, embedding_weights=weights), Normalize()]
    model = SentenceTransformer(modules=modules, device="cpu")
    model.save_pretrained(str(aside), create_model_card=False)
    save_file(quantise(weights), aside / "model.safetensors")
    tokenizer.save(str(aside / "tokenizer.json"), pretty=False)
    if (out / "README.md").exists():
        shutil.copy(out / "README.md", aside / "README.md")
    shutil.rmtree(out, ignore_errors=True)
    (aside / "model.safetensors").chmod(0o644)  # safetensors writes it for its owner alone
    aside.rename(out)


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the vocabulary, train, save."""
    recipe = Recipe()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--out", type=Path, default=DEFAULT_MODEL)
    parser.add_argument("--tokenizer", type=Path, help="a tokenizer.json made before")
    parser.add_argument(
        "--first", type=Path, help="weights of a first pass (.safetensors): only tune them further"
    )
    for name in ("tokens", "dim", "epochs", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(recipe, name))
    options = parser.parse_args(arguments)
    recipe = Recipe(options.tokens, options.dim, options.epochs, seed=options.seed)
    started = time.monotonic()
    if options.first and not options.tokenizer:
        parser.error("--first needs the --tokenizer that its rows belong to")
    if options.tokenizer:
        tokenizer = Tokenizer.from_file(str(options.tokenizer))
    else:
        tokenizer = vocabulary.build(options.data, recipe.tokens)
    log(f"vocabulary of {tokenizer.get_vocab_size():,} tokens, {time.monotonic() - started:.0f} s")
    pools = make_pools(options.data, tokenizer)
    if options.first:
        weights = dequantise(load_file(str(options.first)))
    else:
        weights = train(pools, tokenizer.get_vocab_size(), recipe)
        # Rounded as stored, so that tuning a stored first pass gives the same
        weights = dequantise(quantise(weights))
    weights = tune(weights, tokenizer, pools, TuneRecipe(seed=recipe.seed))
    save(tokenizer, weights, options.out)
    log(f"{options.out} written after {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
