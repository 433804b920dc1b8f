"""Chances and their log-odds."""

from __future__ import annotations

import math

FAR = 40.0  # log-odds beyond which a chance is as good as 0 or 1


def chance(log_odds: float) -> float:
    """0..1, the logistic function."""
    return 1 / (1 + math.exp(-max(-FAR, min(FAR, log_odds))))


def log_odds(share: float, least: float) -> float:
    """Of a chance; one nearer to 0 or to 1 than `least` counts as that near."""
    share = min(max(share, least), 1 - least)
    return math.log(share / (1 - share))
