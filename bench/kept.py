"""Indexes kept under build/bench, so that a second measurement reads nothing anew."""

from __future__ import annotations

from pathlib import Path

from index import build_index

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "build" / "bench"


def kept_index(corpus: Path, name: str) -> Path:
    """Where the index of a folder is, brought up to date with it.

    A file is read anew when it, the settings or the numbers of the readers' and the tokenizer's
    version change: after other changes to what is read, remove build/bench.
    """
    build_index(corpus=corpus, where=KEPT / name)
    return KEPT / name
