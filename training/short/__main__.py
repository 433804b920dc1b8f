"""Train the finder of short answers: qa/models/short.npz and short_rates.npz.

    python -m training.short [--data ../shared/data] [--out qa/models] [--seed 7]

Learns from DRCD's dev and CMRC 2018's trial questions, each with the sentence of its paragraph
that holds the answer, and from a few synthetic questions after numbers in news and reports.
Prints exact match and F1 out of fold (folds over articles), from which the score is calibrated;
then trains on everything.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np

from qa.answer.short.finder import LEAST, Model, choose
from qa.read.trees import log_odds
from training.sets import DATA
from training.short.examples import read_examples
from training.short.learn import FOLDS, SETS, calibrate, fit, fold_of, prepare, rows_of
from training.short.synthetic import read_synthetic


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--out", type=Path, default=Path("qa/models"))
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    examples = [e for name in SETS for e in read_examples(options.data / "eval" / f"{name}.json")]
    rows = [row for example in examples if (row := prepare(example)) is not None]
    folds = fold_of(examples, options.seed)
    made = read_synthetic(options.data / "train" / "pairs")
    extra = [row for example in made if (row := prepare(example)) is not None]
    points, reached = [], []
    figures: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for fold in range(FOLDS):
        seen = [row for row in rows if folds[row.example.group] != fold]
        rates, trees = fit([*seen, *extra], options.seed)
        for row in rows:
            if folds[row.example.group] == fold:
                kept, _, values = rows_of(row, rates)
                run, own, likeness = choose(trees.predict(values), row.runs, kept)
                points.append([log_odds(likeness, LEAST), log_odds(own, LEAST)])
                reached.append(float(row.f1[run]))
                figures[row.example.set_name].append((float(row.exact[run]), float(row.f1[run])))
    for name, pairs in figures.items():
        exact, f1 = np.mean(pairs, axis=0)
        print(f"{name}: {len(pairs)} questions, out of fold: EM {exact:.3f}, F1 {f1:.3f}")
    calibration = calibrate(np.array(points), np.array(reached))
    rates, trees = fit([*rows, *extra], options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    Model(rates, trees, calibration).save(options.out)
    for name in ("short.npz", "short_rates.npz"):
        print(f"{name}: {(options.out / name).stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
