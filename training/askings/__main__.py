"""Ask the labelled questions and keep what was read: all that is trained learns from it.

    python -m training.askings [--shared ../shared/data] [--out build/askings] [--sets NAME …]

Each question is asked of the whole index; one in MUFFLED once more with some of its words kept
from the lexical rankers; and, for the confidence, of the index without the document that answers.
One .npz a set is written, and what trains reads them: training.ranker, training.matcher,
training.confidence, in this order.
"""

from __future__ import annotations

import argparse
import tempfile
from itertools import chain
from pathlib import Path

from training.askings.askings import ASKINGS, Askings, join, path_of
from training.askings.collect import collect
from training.sets import DATA, FEW, FOREIGN, few_documents, foreign, labelled_sets


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=DATA)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--out", type=Path, default=ASKINGS)
    parser.add_argument("--sets", nargs="*", help="only these; the default is all")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        few: list[Askings] = []
        for questions in chain(
            labelled_sets(options.shared, options.corpus, Path(folder), options.sets),
            few_documents(Path(folder)) if not options.sets or FEW in options.sets else (),
            [foreign(options.shared, Path(folder))]
            if not options.sets or FOREIGN in options.sets
            else (),
        ):
            asked = collect(questions)
            if questions.name.startswith(FEW):
                few.append(asked)
            else:
                asked.save(path_of(options.out, questions.name))
        if few:
            join(few).save(path_of(options.out, FEW))


if __name__ == "__main__":
    main()
