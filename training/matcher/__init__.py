"""The matcher: a small network over the trees' best sentences."""

from training.matcher.learn import Recipe, fit, new_network, scores_of
from training.matcher.lists import FIRST, SCORES
from training.matcher.network import Batch, Network
from training.matcher.stored import save_weights

__all__ = [
    "FIRST",
    "SCORES",
    "Batch",
    "Network",
    "Recipe",
    "fit",
    "new_network",
    "save_weights",
    "scores_of",
]
