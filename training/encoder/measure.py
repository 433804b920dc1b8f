"""Measure the bundled encoder: `python -m training.encoder.measure [MODEL]`.

Dense alone, cosine, every passage of a set a candidate; nothing of these sets is trained on.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.passages.tokenizer import normalise
from training.encoder.closed import Questions, read_sets
from training.encoder.stored import MODEL
from training.sets import DATA

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Share of the questions whose passage is among the first 1 and the first 10."""

    name: str
    questions: int
    passages: int
    recall_at_1: float
    recall_at_10: float


def measure(encode: Encode, asked: Questions) -> Figures:
    """Rank all passages for each question; ties go to the lower row."""
    passages = encode(asked.passages)
    scores = encode(asked.questions) @ passages.T
    order = np.argsort(-scores, axis=1, kind="stable")[:, :10]
    hits = [[row in gold for row in ranked] for ranked, gold in zip(order, asked.gold, strict=True)]
    found = np.array(hits)
    return Figures(
        asked.name,
        len(asked.questions),
        len(asked.passages),
        float(found[:, 0].mean()),
        float(found.any(axis=1).mean()),
    )


def table(figures: Sequence[Figures]) -> str:
    """The figures as a Markdown table."""
    lines = ["| set | questions | passages | R@1 | R@10 |", "|---|---|---|---|---|"]
    lines += [
        f"| {f.name} | {f.questions:,} | {f.passages:,} "
        f"| {f.recall_at_1:.3f} | {f.recall_at_10:.3f} |"
        for f in figures
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, then how long a short question takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", nargs="?", type=Path, default=MODEL)
    parser.add_argument("--data", type=Path, default=DATA / "train", help="training text")
    parser.add_argument("--eval", type=Path, help="evaluation sets (default: beside the text)")
    options = parser.parse_args(arguments)
    from sentence_transformers import SentenceTransformer  # slow to import

    model = SentenceTransformer(str(options.model), device="cpu", local_files_only=True).float()

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = model.encode(
            list(texts), batch_size=256, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    sets = read_sets(options.data, options.eval or options.data.parent / "eval")
    print(table([measure(encode, asked) for asked in sets]))
    questions = [normalise(question) for question in sets[0].questions[:500]]
    started = time.perf_counter()
    for question in questions:
        encode([question])
    each = (time.perf_counter() - started) / len(questions)
    started = time.perf_counter()
    encode(sets[1].passages)
    rate = len(sets[1].passages) / (time.perf_counter() - started)
    print(f"\none question {each * 1000:.2f} ms; {rate:,.0f} passages a second", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
