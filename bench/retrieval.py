"""Passage retrieval on the tuning sets: BM25 alone, vectors alone, the fused ranking.

    python -m bench.retrieval [--sets cmrc_trial drcd_dev] [--data ../shared/data/eval]

Each paragraph is one document, read, cut and indexed as any file is. A question is right at 1 if
the first passage is of the paragraph that answers; "holds" asks in addition that the passage
holds the answer's words. The evidence ranker behind "search" was trained on these two sets:
its own figure, out of fold, is what `python -m training.ranker` prints.
"""

from __future__ import annotations

import argparse
import platform
import tempfile
import time
from pathlib import Path

import numpy as np

from bench.squad import DATA, QuestionSet, read_squad, write_documents
from index import IndexSettings, build_index
from qa.fusion import Weights, fuse
from qa.retriever import Retriever

RANKINGS = {
    "BM25 words": Weights(1, 0, 0),
    "BM25 characters": Weights(0, 1, 0),
    "BM25 both": Weights(dense=0.0),
    "dense": Weights(0, 0, 1),
    "fused": Weights(),
}
SEARCH = "search"  # what Retriever.search gives: fused, then ordered by the evidence ranker


def measure(questions: QuestionSet, retriever: Retriever) -> dict[str, tuple[float, ...]]:
    """For each ranking (R@1, R@5, R@10, RR@10, holds at 1), documents counted once."""
    index = retriever.index
    documents = np.array([passage.doc_id for passage in index.passages])
    sums = {name: np.zeros(5) for name in (*RANKINGS, SEARCH)}
    for asked in questions.questions:
        found = retriever.candidates(asked.question)
        orders = {}
        for name, weights in RANKINGS.items():
            scores = fuse(found.words, found.characters, found.dense, found.named, weights)
            orders[name] = found.rows[np.lexsort((found.rows, -scores))]
        # CMRC trial holds two blank questions: nobody can ask them, so search counts them wrong.
        hits = retriever.search(asked.question, 50) if asked.question.strip() else ()
        orders[SEARCH] = np.array([hit.row for hit in hits], np.int64)
        for name, rows in orders.items():
            order = list(dict.fromkeys(documents[rows]))[:10]
            rank = order.index(asked.doc_id) + 1 if asked.doc_id in order else 0
            holds = rank == 1 and any(
                answer in index.passages[rows[0]].text for answer in asked.answers
            )
            sums[name] += [rank == 1, 0 < rank <= 5, rank > 0, 1 / rank if rank else 0, holds]
    return {name: tuple(total / len(questions.questions)) for name, total in sums.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA / "eval")
    parser.add_argument("--sets", nargs="+", default=["cmrc_trial", "drcd_dev"])
    parser.add_argument("--model", default="bundled")
    options = parser.parse_args()
    print(f"{platform.machine()}, Python {platform.python_version()}, model {options.model}")
    for name in options.sets:
        questions = read_squad(options.data / f"{name}.json")
        with tempfile.TemporaryDirectory() as folder:
            corpus, where = Path(folder) / "corpus", Path(folder) / "index"
            write_documents(questions, corpus)
            build_index(corpus=corpus, where=where, settings=IndexSettings(model=options.model))
            retriever = Retriever.load(where)
            started = time.perf_counter()
            figures = measure(questions, retriever)
            each = (time.perf_counter() - started) / len(questions.questions)
        print(
            f"\n{name}: {len(questions.questions)} questions, {len(questions.paragraphs)} "
            f"documents, {len(retriever.index.passages)} passages, {each * 1000:.1f} ms a question"
        )
        print(f"{'':16}   R@1    R@5   R@10  RR@10  holds")
        for ranking, values in figures.items():
            print(f"{ranking:16}" + "".join(f"  {value:.3f}" for value in values))


if __name__ == "__main__":
    main()
