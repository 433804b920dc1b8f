"""Train the matcher: a small network over the trees' best sentences (see qa/read/ranker.py).

    python -m training.matcher [--askings build/askings] [--out qa/models/matcher.npz] [--seed 7]

It begins with the trees' order (their out-of-fold scores, training.ranker) and learns what they
get wrong: softmax over the sentences of a question, and for each whether it answers, so that its
score is a log-odds on questions that nothing there answers too. Figures are out of fold; these
scores are kept for training.confidence.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from training.askings import ASKINGS, FOLDS, Askings, join, load_all
from training.matcher import FIRST, SCORES, Recipe, fit, new_network, save_weights, scores_of
from training.matcher.lists import Lists, make_lists
from training.ranker import SCORES as TREES
from training.ranker import learned_from, show

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


def show_matched(
    sets: dict[str, Askings], first: npt.NDArray[np.int64], scores: npt.NDArray[np.float32]
) -> None:
    """As the trees' table, by the sentences put first now."""
    whole = np.full(sum(len(s.x) for s in sets.values()), -np.inf)
    held = first >= 0
    whole[first[held]] = scores[held]
    show(sets, whole, "matcher")


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
