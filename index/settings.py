"""Settings that shape an index. Saved with it: one index, one set of settings."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from index.errors import SettingsError

DEFAULT_CORPUS = Path("corpus")


def default_index_path() -> Path:
    """`$WENQU_INDEX`, or `.wenqu` in the working directory."""
    return Path(os.environ.get("WENQU_INDEX") or ".wenqu")


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """How documents are cut and ranked. Lengths in characters."""

    model: str = "bundled"
    passage_length: int = 200
    passage_limit: int = 320
    bm25_k1: float = 0.9
    bm25_b: float = 0.4

    def __post_init__(self) -> None:
        if not 20 <= self.passage_length <= self.passage_limit:
            raise SettingsError(
                f"passage_length {self.passage_length} must be between 20 and "
                f"passage_limit {self.passage_limit}"
            )
        if self.bm25_k1 < 0 or not 0 <= self.bm25_b <= 1:
            raise SettingsError(
                f"bm25_k1 {self.bm25_k1} must be ≥ 0 and bm25_b {self.bm25_b} within 0..1"
            )
