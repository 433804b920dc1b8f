"""The ranker of evidence sentences: trees over what speaks for each."""

from training.ranker.figures import show
from training.ranker.ranker import SCORES, learned_from, train

__all__ = ["SCORES", "learned_from", "show", "train"]
