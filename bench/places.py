"""Where what is measured lies."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus"
DATA = ROOT.parent / "shared" / "data"  # no part of the project
KEPT = ROOT / "build" / "bench"  # indexes that a second run takes over
