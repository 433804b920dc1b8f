"""The confidence: whether the best sentence answers, given that the answer may not be there."""

from training.confidence.asked import NOWHERE, SMALL_NOWHERE, shares

__all__ = ["NOWHERE", "SMALL_NOWHERE", "shares"]
