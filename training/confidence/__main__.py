"""Train the confidence: is the best sentence right, given that the answer may not be there?

    python -m training.confidence [--askings build/askings] [--out qa/models/confidence.npz]

Each question was asked twice (training.askings): of the whole index, and of the index without the
document that answers; right only if the best sentence answers. The sentences' scores are those of
trees and a matcher that did not see the document (training.ranker, training.matcher), so they
are as on new text. Questions on anything (own/elsewhere.txt), from which neither learns, are asked
of our own documents with the models that ship.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np

from training.askings import ASKINGS, join, load_all
from training.confidence.asked import both, read_anything, read_asked, shares
from training.confidence.figures import show
from training.confidence.learn import fit, out_of_fold
from training.matcher import FIRST
from training.matcher import SCORES as MATCHED
from training.ranker import SCORES as TREES
from training.trees import from_lightgbm


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--askings", type=Path, default=ASKINGS)
    parser.add_argument("--out", type=Path, default=Path("qa/models/confidence.npz"))
    options = parser.parse_args()
    sets = load_all(options.askings)
    first, matched, trees = (np.load(options.askings / name) for name in (FIRST, MATCHED, TREES))
    asked = read_asked(join(list(sets.values())), first, matched, trees)
    asked.weight *= shares(sets)
    with tempfile.TemporaryDirectory() as folder:
        asked = both(asked, read_anything(Path(folder)))
    show(sets, asked, out_of_fold(asked))
    from_lightgbm(fit(asked, np.ones(len(asked.x), bool))).save(options.out)
    print(f"saved {options.out}, {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
