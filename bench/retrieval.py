"""Passage retrieval on question sets: BM25 alone, vectors alone, the fused ranking.

    python -m bench.retrieval [--sets cmrc_trial drcd_dev esun_faq] [--data ../shared/data/eval]

Each paragraph is one document, read, cut and indexed as any file is. A question is right at 1 if
the first passage is of the paragraph that answers; "holds" asks in addition that the passage
holds the answer's words. The evidence ranker behind "search" was trained on cmrc_trial and
drcd_dev: its own figure there, out of fold, is what `python -m training.ranker` prints. It has
not seen esun_faq, a bank's FAQ: questions and answers that share few words.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from bench.faq import read_set
from bench.indexes import paragraph_index
from bench.machine import machine
from bench.places import DATA
from index import Passage
from qa.find.retriever import Candidates, Retriever, Weights, fuse
from qa.measure.judge import Judge
from qa.measure.sets import Example
from qa.understand import read_question

RANKINGS = {
    "BM25 words": Weights(1, 0, 0, 0),
    "BM25 characters": Weights(0, 1, 0, 0),
    "BM25 both": Weights(dense=0.0, concepts=0.0),
    "dense": Weights(0, 0, 1, 0),
    "concepts": Weights(0, 0, 0, 1),
    "fused": Weights(),
}
T = TypeVar("T")
SEARCH = "search"  # what Retriever.search gives: fused, then ordered by the evidence ranker


def orders(
    found: Candidates, rankings: Mapping[str, Weights] = RANKINGS
) -> dict[str, npt.NDArray[np.int64]]:
    """For each ranking the candidates' rows, best first; ties by row."""
    return {
        name: found.rows[
            np.lexsort(
                (
                    found.rows,
                    -fuse(found.words, found.characters, found.dense, found.named, weights),
                )
            )
        ]
        for name, weights in rankings.items()
    }


def rank_of(groups: Iterable[Collection[T]], right: Collection[T], depth: int = 10) -> int:
    """From 1, of the first of the different groups that holds what is right; 0 for none."""
    different = dict.fromkeys(tuple(group) for group in groups)
    for rank, group in enumerate(islice(different, depth), start=1):
        if any(held in right for held in group):
            return rank
    return 0


def measure(examples: Sequence[Example], retriever: Retriever) -> dict[str, tuple[float, ...]]:
    """For each ranking (R@1, R@5, R@10, RR@10, holds at 1), documents counted once."""
    passages = retriever.index.passages
    sums = {name: np.zeros(5) for name in (*RANKINGS, SEARCH)}
    judge = Judge(retriever.index)
    for asked in examples:
        # CMRC trial holds two blank questions: nobody can ask them, so they count as wrong.
        if not asked.question.strip():
            continue
        question = read_question(asked.question)
        candidates = retriever.candidates(retriever.query(question))
        ranked: dict[str, list[tuple[Passage, ...]]] = {
            name: [(passages[row],) for row in rows] for name, rows in orders(candidates).items()
        }
        hits = retriever.find(question, 50).hits
        ranked[SEARCH] = [(hit.passage, *hit.also) for hit in hits]
        for name, groups in ranked.items():
            documents = [[passage.doc_id for passage in group] for group in groups]
            rank = rank_of(documents, judge.documents(asked))
            holds = rank == 1 and any(answer in groups[0][0].text for answer in asked.shorts)
            sums[name] += [rank == 1, 0 < rank <= 5, rank > 0, 1 / rank if rank else 0, holds]
    return {name: tuple(total / len(examples)) for name, total in sums.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA / "eval")
    parser.add_argument("--sets", nargs="+", default=["cmrc_trial", "drcd_dev", "esun_faq"])
    parser.add_argument("--model", default="bundled")
    options = parser.parse_args()
    print(f"{machine()}, model {options.model}")
    for name in options.sets:
        paragraphs = read_set(options.data, name)
        examples = [example for paragraph in paragraphs for example in paragraph.examples]
        with paragraph_index(paragraphs, options.model) as where:
            retriever = Retriever.load(where)
            started = time.perf_counter()
            figures = measure(examples, retriever)
            each = (time.perf_counter() - started) / len(examples)
        print(
            f"\n{name}: {len(examples)} questions, {len(paragraphs)} "
            f"documents, {len(retriever.index.passages)} passages, {each * 1000:.1f} ms a question"
        )
        print(f"{'':16}   R@1    R@5   R@10  RR@10  holds")
        for ranking, values in figures.items():
            print(f"{ranking:16}" + "".join(f"  {value:.3f}" for value in values))


if __name__ == "__main__":
    main()
