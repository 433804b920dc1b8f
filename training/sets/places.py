"""Where the training text lies."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parents[3] / "shared" / "data"  # no part of the project
OWN = Path(__file__).parents[1] / "own"  # of our own writing
