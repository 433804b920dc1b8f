"""What every figure is quoted with: the machine it was taken on, and times by their share."""

from __future__ import annotations

import platform
from collections.abc import Sequence

from qa.measure.metrics import percentile


def machine() -> str:
    return f"{platform.machine()}, Python {platform.python_version()}"


def times(seconds: Sequence[float], digits: int = 1) -> str:
    """The median and the slowest twentieth and hundredth, in milliseconds."""
    return "  ".join(
        f"p{p} {1000 * percentile(seconds, p / 100):.{digits}f} ms" for p in (50, 95, 99)
    )
