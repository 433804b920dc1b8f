"""The labelled questions asked of their indexes, and what was read for each."""

from training.askings.askings import ASKINGS, FOLDS, Askings, join, load_all, of_sentences

__all__ = ["ASKINGS", "FOLDS", "Askings", "join", "load_all", "of_sentences"]
