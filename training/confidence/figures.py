"""How well the confidence is calibrated, and what is answered at a threshold."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from qa.read.confidence import THRESHOLD
from training.askings import Askings
from training.confidence.asked import Asked, part
from training.sets import FOREIGN

ANYTHING = "anything"


def report(name: str, asked: Asked, chance: npt.NDArray[np.float64]) -> Iterator[str]:
    """Calibration, and what is answered when false answers to the unanswerable are held low."""
    there = asked.there == 1
    for rate in (0.05, 0.10, 0.20):
        bar = np.quantile(chance[~there], 1 - rate)
        given = chance > bar
        yield (
            f"{name}: false answers held at {rate:.0%}: threshold {bar:.3f}, answered "
            f"{given[there].mean():.3f}, right among them {asked.right[there & given].mean():.3f}"
        )
    edges = np.linspace(0, 1, 11)
    at = np.clip(np.digitize(chance, edges) - 1, 0, 9)
    error = sum(
        abs(chance[at == b].mean() - asked.right[at == b].mean()) * (at == b).mean()
        for b in range(10)
        if (at == b).any()
    )
    yield f"{name}: expected calibration error {error:.3f} over {len(chance)} askings"


def show(sets: dict[str, Askings], asked: Asked, chance: npt.NDArray[np.float64]) -> None:
    at = 0
    for name, askings in sets.items():
        own = slice(at, at + len(askings.sizes))
        at = own.stop
        if name == FOREIGN:
            print(f"{name}: answered {(chance[own] >= THRESHOLD).mean():.3f} at {THRESHOLD}")
            continue
        print(*report(name, part(asked, own), chance[own]), sep="\n")
    print(f"{ANYTHING}: answered {(chance[at:] >= THRESHOLD).mean():.3f} at {THRESHOLD}")
    print(*report("all", asked, chance), sep="\n")
