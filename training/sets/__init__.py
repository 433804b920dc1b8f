"""What is learned from: the training text, our own writing, and labelled questions of both."""

from training.sets.labelled import (
    LIGHT_WEIGHT,
    MUFFLED,
    REWORDED,
    Labelled,
    LabelledSet,
    labelled_sets,
    muffled,
    over_our_own,
    understood,
)
from training.sets.own import Reworded, for_encoder, read_elsewhere, read_reworded
from training.sets.places import DATA
from training.sets.small import FEW, FOREIGN, few_documents, foreign
from training.sets.text import (
    HELD_OUT_FILES,
    PAIR_FILES,
    Pair,
    Parallel,
    read_held_out,
    read_news,
    read_pairs,
    read_parallel,
)

__all__ = [
    "DATA",
    "FEW",
    "FOREIGN",
    "HELD_OUT_FILES",
    "LIGHT_WEIGHT",
    "MUFFLED",
    "PAIR_FILES",
    "REWORDED",
    "Labelled",
    "LabelledSet",
    "Pair",
    "Parallel",
    "Reworded",
    "few_documents",
    "for_encoder",
    "foreign",
    "labelled_sets",
    "muffled",
    "over_our_own",
    "read_elsewhere",
    "read_held_out",
    "read_news",
    "read_pairs",
    "read_parallel",
    "read_reworded",
    "understood",
]
