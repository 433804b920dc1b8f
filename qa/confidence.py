"""How sure: a logistic regression over a few plain signals, fitted by bench/tune_confidence.py."""

from __future__ import annotations

import math
from dataclasses import dataclass

from qa.evidence import Sentence


@dataclass(frozen=True, slots=True)
class Calibration:
    """confidence = 1 / (1 + exp(−(bias + own·x₁ + around·x₂ + dense·x₃ + kind·x₄)))."""

    bias: float = -6.5
    own: float = 3.0
    around: float = 6.0
    dense: float = 3.0
    kind: float = 1.0

    def confidence(self, best: Sentence) -> float:
        """0..1: how likely the best sentence answers the question."""
        x = (
            self.bias
            + self.own * best.own
            + self.around * best.around
            + self.dense * max(0.0, best.dense)
            + self.kind * best.kind
        )
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, x))))


THRESHOLD = 0.5
