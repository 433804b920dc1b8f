"""Train the ranker of evidence sentences: LightGBM over qa.read.features, folds over documents.

    python -m training.ranker [--askings build/askings] [--out qa/models/evidence.npz]

Figures are out of fold: each article's (document's) questions are ranked by trees that saw none
of that article's questions; these scores are kept beside the askings (training.askings), for the
matcher and the confidence to learn from.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from qa.read.features import NAMES
from training.askings import ASKINGS, join, load_all
from training.ranker.figures import show
from training.ranker.ranker import SCORES, learned_from, out_of_fold, train
from training.trees import from_lightgbm


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--askings", type=Path, default=ASKINGS)
    parser.add_argument("--out", type=Path, default=Path("qa/models/evidence.npz"))
    options = parser.parse_args()
    sets = load_all(options.askings)
    everything = join(list(sets.values()))
    chosen = learned_from(sets)
    show(sets, everything.x[:, NAMES.index("fused")].astype(np.float64), "fused")
    scores = out_of_fold(everything, chosen)
    show(sets, scores, "trees")
    np.save(options.askings / SCORES, scores)
    booster = train(everything, chosen)
    gains = booster.feature_importance("gain")
    best = sorted(zip(gains, NAMES, strict=True), reverse=True)[:20]
    print("gain:", ", ".join(f"{name} {gain / sum(gains):.3f}" for gain, name in best))
    from_lightgbm(booster).save(options.out)
    print(f"saved {options.out}, {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
