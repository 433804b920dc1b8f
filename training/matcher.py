"""Train the matcher: a small network over the trees' best sentences (see qa/read/matcher.py).

    python -m training.matcher [--askings build/askings] [--out qa/models/matcher.npz] [--seed 7]

It begins with the trees' order (their out-of-fold scores, training.ranker) and learns what they
get wrong: softmax over the sentences of a question, and for each whether it answers, so that its
score is a log-odds on questions that nothing there answers too. Figures are out of fold; these
scores are kept for training.confidence.
"""

from __future__ import annotations

import argparse
import copy
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

from index.rankers.encoder import BUNDLED, model_folder
from index.rankers.static_encoder import StaticEncoder
from qa.read.features import NAMES
from qa.read.matcher import BOUND, MATCHED, token_characters
from training.askings import ASKINGS, FOLDS, Askings, join, load_all
from training.network import Batch, Network
from training.ranker import SCORES as TREES
from training.ranker import learned_from, show

SCORES = "matcher.npy"  # (askings, MATCHED), out of fold
FIRST = "first.npy"  # (askings, MATCHED) the sentences they belong to, -1 for none


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


@dataclass(slots=True)
class Lists:
    """The first sentences of each asking by the trees."""

    askings: Askings
    rows: npt.NDArray[np.int64]  # (askings, MATCHED) sentences, -1 for none
    trees: npt.NDArray[np.float32]  # (askings, MATCHED)
    features: npt.NDArray[np.float32]  # (askings, MATCHED, 2 · len(NAMES))
    mean: npt.NDArray[np.float32]  # of the features, as they are
    deviation: npt.NDArray[np.float32]

    def right(self, chosen: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        rows = self.rows[chosen]
        return np.where(rows >= 0, self.askings.right[rows], False)


def first_sentences(
    askings: Askings, scores: npt.NDArray[np.float64], count: int = MATCHED
) -> npt.NDArray[np.int64]:
    """The rows of the `count` best of each asking, best first, -1 where there are fewer."""
    first = np.full((len(askings.sizes), count), -1)
    for at, (size, end) in enumerate(zip(askings.sizes, askings.ends, strict=True)):
        own = scores[end - size : end]
        best = np.argsort(-own, kind="stable")[:count]
        first[at, : len(best)] = end - size + best
    return first


def make_lists(askings: Askings, scores: npt.NDArray[np.float64]) -> Lists:
    rows = first_sentences(askings, scores)
    held = rows >= 0
    x = np.where(held[..., None], askings.x[rows], 0)
    learned = held & (askings.weight > 0)[:, None]
    mean, deviation = x[learned].mean(0), x[learned].std(0) + 1e-6
    z = np.clip((x - mean) / deviation, -BOUND, BOUND)
    best = np.where(held[..., None], z, -np.inf).max(1, keepdims=True)
    features = np.concatenate([z, np.where(held[..., None], z - best, 0)], -1)
    trees = np.where(held, scores[rows], 0)
    return Lists(
        askings,
        rows,
        trees.astype(np.float32),
        features.astype(np.float32),
        mean.astype(np.float32),
        deviation.astype(np.float32),
    )


def batch_of(
    lists: Lists, chosen: npt.NDArray[np.int64], places: npt.NDArray[np.int64] | None = None
) -> tuple[Batch, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """(batch, row, column): the sentences at `places` (default all) of the chosen askings, and
    where each stands among these."""
    askings = lists.askings
    rows, trees, features = lists.rows[chosen], lists.trees[chosen], lists.features[chosen]
    if places is not None:
        rows = np.take_along_axis(rows, places, 1)
        trees = np.take_along_axis(trees, places, 1)
        features = np.take_along_axis(features, places[..., None], 1)
    of, column = np.nonzero(rows >= 0)
    text = askings.text[rows[of, column]]
    parts = askings.parts[text].astype(np.int64)
    length = int((parts > 0).sum(1).max())
    question = askings.question[chosen].astype(np.int64)
    asked = max(1, int((question >= 0).sum(1).max()))
    arrays = (
        question[:, :asked],
        askings.ids[text][:, :length].astype(np.int64),
        parts[:, :length],
        features[of, column],
        trees[of, column],
        of,
    )
    return Batch(*map(torch.from_numpy, map(np.ascontiguousarray, arrays))), of, column


def some(
    lists: Lists, chosen: npt.NDArray[np.int64], count: int, rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Places of `count` sentences of each: all that answer, then the best, a little at random."""
    places = np.arange(MATCHED) + rng.random((len(chosen), MATCHED)) * 8
    places = places - 100 * lists.right(chosen) + 1_000 * (lists.rows[chosen] < 0)
    return np.argsort(places, 1, kind="stable")[:, :count]


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


def show_matched(
    sets: dict[str, Askings], first: npt.NDArray[np.int64], scores: npt.NDArray[np.float32]
) -> None:
    """As the trees' table, by the sentences put first now."""
    whole = np.full(sum(len(s.x) for s in sets.values()), -np.inf)
    held = first >= 0
    whole[first[held]] = scores[held]
    show(sets, whole, "matcher")


def new_network(recipe: Recipe, seed: int) -> Network:
    static = StaticEncoder(BUNDLED, model_folder(BUNDLED))
    vocabulary = static.vocabulary()
    vectors = torch.from_numpy(static.token_vectors(np.arange(len(vocabulary))))
    characters = torch.from_numpy(token_characters(vocabulary)).long()
    torch.manual_seed(seed)
    return Network(vectors, characters, 2 * len(NAMES), recipe.width, recipe.dropout)


def save_weights(
    weights: Mapping[str, npt.NDArray[np.float32]],
    mean: npt.NDArray[np.float32],
    deviation: npt.NDArray[np.float32],
    path: Path,
) -> None:
    """For the matcher. `weights`: the network's by name; `mean`, `deviation`: of the features."""
    static = StaticEncoder(BUNDLED, model_folder(BUNDLED))
    vectors = static.token_vectors(np.arange(len(static.vocabulary())))
    halved: dict[str, Any] = {name: array.astype(np.float16) for name, array in weights.items()}
    np.savez_compressed(
        path,
        names=np.array(NAMES),
        mean=mean,
        deviation=deviation,
        mean_length=np.linalg.norm(vectors, axis=1).mean(),
        **halved,
    )


_shared: list[Lists] = []  # what forked processes look at: too much to send to each


def train(
    seen: npt.NDArray[np.int64], held: npt.NDArray[np.int64], seed: int
) -> tuple[npt.NDArray[np.float32], dict[str, npt.NDArray[np.float32]]]:
    """(scores of what was held out, the network's weights), with one thread: the sums' order, and
    so the bytes, are then the same wherever it runs."""
    torch.set_num_threads(1)
    lists, recipe = _shared[0], Recipe()
    network = fit(lists, seen, new_network(recipe, seed), recipe, seed)
    weights = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    return scores_of(lists, held, network), weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--askings", type=Path, default=ASKINGS)
    parser.add_argument("--out", type=Path, default=Path("qa/models/matcher.npz"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--jobs", type=int, default=2, help="networks trained side by side")
    options = parser.parse_args()
    sets = load_all(options.askings)
    everything = join(list(sets.values()))
    lists = make_lists(everything, np.load(options.askings / TREES))
    may = learned_from(sets) & (everything.weight > 0)
    nothing = np.zeros(len(may), bool)
    # The one that ships learns from all
    holds = [nothing, *(everything.fold == fold for fold in range(FOLDS))]
    scores = np.full(lists.rows.shape, -np.inf, np.float32)
    _shared.append(lists)
    with ProcessPoolExecutor(options.jobs, get_context("fork")) as pool:
        jobs = [
            pool.submit(train, np.flatnonzero(may & ~hold), np.flatnonzero(hold), options.seed)
            for hold in holds
        ]
        _, weights = jobs[0].result()
        for hold, job in zip(holds[1:], jobs[1:], strict=True):
            scores[hold], _ = job.result()
    show_matched(sets, lists.rows, scores)
    np.save(options.askings / FIRST, lists.rows)
    np.save(options.askings / SCORES, scores)
    save_weights(weights, lists.mean, lists.deviation, options.out)
    print(f"saved {options.out}, {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
