"""How well sentences are ordered, by any scores of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from training.askings import Askings
from training.sets import FOREIGN


def figures(
    askings: Askings, scores: npt.NDArray[np.float64], muffled: bool = False
) -> dict[str, float]:
    """Shares of the questions (asked as they are, or muffled): passage right at 1 (of the best
    sentence), sentence right at 1, and the right sentence among the candidates at all."""
    counted = askings.whole & (askings.muffled == muffled)
    best = best_of(askings, scores)[counted]
    ends = askings.ends[counted]
    spans = zip(ends - askings.sizes[counted], ends, strict=True)
    within = [askings.right[start:end].any() for start, end in spans]
    return {
        "R@1": float(askings.home[best].mean()),
        "evidence@1": float(askings.right[best].mean()),
        "within": float(np.mean(within)),
    }


def best_of(askings: Askings, scores: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """The sentence with the highest score of each asking."""
    ends = askings.ends
    return np.array(
        [
            start + int(np.argmax(scores[start:end]))
            for start, end in zip(ends - askings.sizes, ends, strict=True)
        ]
    )


def show(sets: dict[str, Askings], scores: npt.NDArray[np.float64], name: str) -> None:
    """The figures of each set that something answers; `scores`: of every sentence of all sets."""
    at = 0
    for label, askings in sets.items():
        own = scores[at : at + len(askings.x)]
        at += len(askings.x)
        if label == FOREIGN:
            continue
        for said, muffled in ((name, False), (f"{name}, muffled", True)):
            shown = figures(askings, own, muffled)
            print(f"{label:24} {said:16}", {k: round(v, 3) for k, v in shown.items()})
