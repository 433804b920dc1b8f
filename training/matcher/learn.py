"""The network's training: it begins with the trees' order and learns what they get wrong."""

from __future__ import annotations

import copy
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

from index.rankers.encoder import BUNDLED, model_folder
from index.rankers.static_encoder import StaticEncoder
from qa.read.features import NAMES
from qa.read.ranker import MATCHED, token_characters
from training.matcher.lists import Lists, batch_of, some
from training.matcher.network import Network


@dataclass(frozen=True, slots=True)
class Recipe:
    epochs: int = 5
    batch: int = 24  # questions
    sentences: int = 6  # of each: those that answer, and the best of the others
    learning_rate: float = 1.5e-3
    warm_up: int = 100
    decay: float = 0.02
    dropout: float = 0.2
    unseen: float = 0.1  # of a question's tokens, hidden at random
    each: float = 0.3  # weight of the sentences' own loss beside the list's
    width: int = 64
    average: float = 0.998  # of the weights, over the steps
    lean: float = 1.5  # on the trees once more: learned from so few questions, it corrects too much


def loss_of(
    scores: Tensor, spot: tuple[Tensor, Tensor], right: Tensor, weight: Tensor, each: float
) -> Tensor:
    """`right` (askings, sentences) at once 0 or 1; `spot`: (row, column) of each score."""
    full = torch.full(right.shape, -1e4).index_put(spot, scores)
    answered = right.sum(1) > 0
    likely = torch.log_softmax(full, 1).masked_fill(right == 0, -1e9)
    listwise = -(torch.logsumexp(likely, 1) * weight)[answered].sum()
    own = F.binary_cross_entropy_with_logits(scores, right[spot], reduction="none")
    return (listwise + each * (own * weight[spot[0]]).sum()) / len(right)


def fit(
    lists: Lists, chosen: npt.NDArray[np.int64], network: Network, recipe: Recipe, seed: int
) -> Network:
    """The network trained on the chosen askings; its weights are an average over the steps."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    optimiser = torch.optim.AdamW(
        network.parameters(), lr=recipe.learning_rate, weight_decay=recipe.decay
    )
    averaged = copy.deepcopy(network)
    total = recipe.epochs * -(-len(chosen) // recipe.batch)
    step, started = 0, time.monotonic()
    for turn in range(recipe.epochs):
        network.train()
        lost = 0.0
        for part in _parts(rng.permutation(chosen), recipe.batch):
            rate = min(1.0, step / recipe.warm_up) * (1 - step / total)
            for group in optimiser.param_groups:
                group["lr"] = recipe.learning_rate * rate
            step += 1
            places = some(lists, part, recipe.sentences, rng)
            batch, of, column = batch_of(lists, part, places)
            hidden = (torch.rand(batch.question.shape) < recipe.unseen) & (batch.question >= 0)
            batch = batch._replace(question=batch.question.masked_fill(hidden, 0))
            right = torch.from_numpy(
                np.take_along_axis(lists.right(part), places, 1).astype(np.float32)
            )
            weight = torch.from_numpy(lists.askings.weight[part])
            spot = (torch.from_numpy(of), torch.from_numpy(column))
            loss = loss_of(network(batch), spot, right, weight, recipe.each)
            optimiser.zero_grad(set_to_none=True)
            torch.autograd.backward(loss)
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            lost += loss.item() * len(part)
            keep = min(recipe.average, step / (step + 20))
            with torch.no_grad():
                for slow, fast in zip(averaged.parameters(), network.parameters(), strict=True):
                    slow.mul_(keep).add_(fast, alpha=1 - keep)
        print(
            f"epoch {turn + 1}/{recipe.epochs}: {lost / len(chosen):.3f}, "
            f"{time.monotonic() - started:.0f} s",
            file=sys.stderr,
        )
    averaged.sc.data.add_(recipe.lean)
    return averaged.eval()


def scores_of(
    lists: Lists, chosen: npt.NDArray[np.int64], network: Network
) -> npt.NDArray[np.float32]:
    """(chosen, MATCHED); -inf where there is no sentence."""
    scores = np.full((len(chosen), MATCHED), -np.inf, np.float32)
    with torch.no_grad():
        for at in range(0, len(chosen), 64):
            batch, of, column = batch_of(lists, chosen[at : at + 64])
            scores[at + of, column] = network(batch).numpy()
    return scores


def _parts(order: npt.NDArray[np.int64], count: int) -> Iterator[npt.NDArray[np.int64]]:
    return (order[at : at + count] for at in range(0, len(order), count))


def new_network(recipe: Recipe, seed: int) -> Network:
    static = StaticEncoder(BUNDLED, model_folder(BUNDLED))
    vocabulary = static.vocabulary()
    vectors = torch.from_numpy(static.token_vectors(np.arange(len(vocabulary))))
    characters = torch.from_numpy(token_characters(vocabulary)).long()
    torch.manual_seed(seed)
    return Network(vectors, characters, 2 * len(NAMES), recipe.width, recipe.dropout)
