"""The encoder's first pass: everything there is, in batches of pairs and of passages asked for by
their own words."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from training.encoder.bag import Bag
from training.encoder.batches import Int, Pool, epoch, keep
from training.encoder.pools import inverse_frequency


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
            said = f"step {turn:,} of {len(plan):,}: loss {total / 100:.3f}, {seconds:.0f} s"
            print(said, file=sys.stderr, flush=True)
            total = 0.0
    return bag.rows.weight.detach()
