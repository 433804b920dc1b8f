"""The encoder's second pass: office Chinese, other words for it, and English, of our own writing.

The first pass knows news, statutes and software; here the rows turn a little further, by the
lexicon's concepts (any way of saying one finds any other), by questions in other words to the
sentence that answers them (the other sentences of its passage being the hard negatives) and to
its passage. What the first pass saw is seen again beside it, a part at each epoch, so that
nothing is forgotten.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from index.passages.sentences import sentences
from index.passages.tokenizer import normalise
from qa.concepts.concepts import LEXICON
from training.encoder.bag import Bag
from training.encoder.batches import Int, Pool, Ragged, encode, epoch, keep, window
from training.sets import Reworded, for_encoder, read_reworded

_EMPTY = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class TuneRecipe:
    """What decides the second pass, besides the data."""

    epochs: int = 10
    batch: int = 1_024
    learning_rate: float = 0.015
    scale: float = 20.0
    drop: float = 0.2  # of a passage's tokens, at random at each step
    drop_query: float = 0.15
    seen_again: float = 0.04  # of the first pass's batches, at each epoch
    seed: int = 7


class Step(NamedTuple):
    """Row i of `queries` belongs to row i of `passages`; further passages belong to none."""

    queries: Ragged
    passages: Ragged
    key: Int  # rows with the same number are no negatives of one another


def take(rows: Ragged, chosen: Int) -> Ragged:
    lengths = rows.lengths[chosen]
    return window(rows, chosen, np.zeros_like(lengths), lengths)[0]


def concept_ways() -> list[list[str]]:
    """The lexicon: for each concept all its expressions."""
    lines = LEXICON.read_text("utf-8").splitlines()
    ways = [[*zh.split("|"), *en.split("|")] for zh, _, en in (x.partition("\t") for x in lines)]
    return [[normalise(way) for way in concept if way.strip()] for concept in ways]


class ConceptPool:
    """Two ways of saying each concept, drawn anew at each epoch."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        concepts = [ways for ways in concept_ways() if len(ways) > 1]
        self._ways = encode(tokenizer, [way for ways in concepts for way in ways])
        counts = np.array([len(ways) for ways in concepts])
        self._first = np.concatenate([[0], np.cumsum(counts)[:-1]])
        self._counts = counts

    def steps(self, batch: int, rng: np.random.Generator) -> Iterator[Step]:
        for _ in range(2):
            order = rng.permutation(len(self._counts))
            for at in range(0, len(order), batch):
                chosen = order[at : at + batch]
                counts = self._counts[chosen]
                one = (rng.random(len(chosen)) * counts).astype(np.int64)
                step = 1 + (rng.random(len(chosen)) * (counts - 1)).astype(np.int64)
                other = (one + step) % counts
                yield Step(
                    take(self._ways, self._first[chosen] + one),
                    take(self._ways, self._first[chosen] + other),
                    chosen,
                )


class QuestionPool:
    """Questions in other words → the sentence that answers (half of the steps), or its passage."""

    def __init__(self, tokenizer: Tokenizer, rows: Sequence[Reworded]) -> None:
        asked = [(row, q) for row, item in enumerate(rows) for q in (*item.zh, *item.en)]
        others = [
            sentence
            for item in rows
            for start, end in sentences(item.passage)
            if (sentence := item.passage[start:end].strip()) != item.answer.strip()
        ]
        self._row = np.array([row for row, _ in asked])
        self._questions = encode(tokenizer, [normalise(q) for _, q in asked])
        self._answers = encode(tokenizer, [normalise(item.answer) for item in rows])
        self._passages = encode(tokenizer, [normalise(item.passage) for item in rows])
        self._others = encode(tokenizer, [normalise(other) for other in others])

    def steps(self, batch: int, rng: np.random.Generator) -> Iterator[Step]:
        for answers in (True, False):
            order = rng.permutation(len(self._row))
            for at in range(0, len(order), batch):
                chosen = order[at : at + batch]
                rows = self._row[chosen]
                passages = take(self._answers if answers else self._passages, rows)
                if answers:
                    passages = joined(passages, self._others)
                yield Step(take(self._questions, chosen), passages, rows)


def joined(one: Ragged, other: Ragged) -> Ragged:
    return Ragged(
        np.concatenate([one.tokens, other.tokens]),
        np.concatenate([one.offsets, one.offsets[-1] + other.offsets[1:]]),
    )


def _thinned(rows: Ragged, share: float, rng: np.random.Generator) -> Ragged:
    """Without some tokens; a row that would lose all keeps all."""
    kept = rng.random(len(rows.tokens)) >= share
    total = np.concatenate([[0], np.cumsum(kept)])
    empty = total[rows.offsets[1:]] == total[rows.offsets[:-1]]
    return keep(rows, kept | np.repeat(empty, rows.lengths))


def loss_of(vectors: tuple[Tensor, Tensor], key: Int, scale: float) -> Tensor:
    """In-batch softmax both ways; passages past the queries are negatives alone."""
    queries, passages = vectors
    scores = scale * queries @ passages.T
    number = torch.from_numpy(key)
    same = (number[:, None] == number).fill_diagonal_(False)
    count = len(key)
    own = scores[:, :count].masked_fill(same, -1e4)
    right = torch.arange(count)
    whole = torch.cat([own, scores[:, count:]], dim=1)
    return (F.cross_entropy(whole, right) + F.cross_entropy(own.T, right)) / 2


def tune(
    weights: Tensor, tokenizer: Tokenizer, pools: Sequence[Pool], recipe: TuneRecipe
) -> Tensor:
    """The token rows turned further; float32, the shape of `weights`.

    `pools`: what the first pass was trained on.
    """
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    bag = Bag(weights.clone())
    optimiser = torch.optim.Adam(bag.parameters(), lr=recipe.learning_rate, fused=True)
    own: list[ConceptPool | QuestionPool] = [ConceptPool(tokenizer)]
    own.append(QuestionPool(tokenizer, for_encoder(read_reworded())))
    started = time.monotonic()
    for turn in range(recipe.epochs):
        plan = [step for pool in own for step in pool.steps(recipe.batch, rng)]
        again = [
            Step(batch.queries, batch.passages, _EMPTY)
            for pool, rows in _some(pools, recipe, rng)
            for batch in [pool.draw(rows, rng, 256)]
        ]
        steps = plan + again
        total = 0.0
        for number, at in enumerate(rng.permutation(len(steps))):
            progress = (turn + number / len(steps)) / recipe.epochs
            for group in optimiser.param_groups:
                group["lr"] = recipe.learning_rate * (1 - progress)
            step = steps[at]
            key = step.key if len(step.key) else np.arange(len(step.queries.offsets) - 1)
            queries = _thinned(step.queries, recipe.drop_query, rng)
            passages = _thinned(step.passages, recipe.drop, rng)
            loss = loss_of((bag(queries), bag(passages)), key, recipe.scale)
            optimiser.zero_grad(set_to_none=True)
            torch.autograd.backward(loss)
            optimiser.step()
            total += loss.item()
        seconds = time.monotonic() - started
        mean = total / len(steps)
        print(f"tuning {turn + 1}/{recipe.epochs}: {mean:.3f}, {seconds:.0f} s", file=sys.stderr)
    return bag.rows.weight.detach()


def _some(
    pools: Sequence[Pool], recipe: TuneRecipe, rng: np.random.Generator
) -> list[tuple[Pool, NDArray[np.int64]]]:
    plan = list(epoch(pools, recipe.batch, 8, rng))
    return plan[: max(1, int(len(plan) * recipe.seen_again))] if pools else []
