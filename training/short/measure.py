"""Short answers out of fold: exact match and character F1 (a) given the sentence that holds the
answer, and (b) given the sentence that the pipeline itself puts first, of an index of all
paragraphs.

    python -m training.short.measure [--data ../shared/data] [--sets NAME …] [--every 1]

The folds are over articles, and the model that answers has seen neither the paragraph nor its
article. The ranker that picks the sentence of (b) is the one that ships: it has seen these
questions, and puts a right sentence first oftener than on new text.

"always": the likeliest run of words, whatever its score; "by score": none where the score is
below the threshold, as in `Bot.ask`. "all" counts every question, one without a short answer as
0; "given" only those answered.
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.passages.tokenizer import squeeze
from qa.answer.short.finder import Model, bundled, needed
from qa.find.retriever import Retriever
from qa.measure.metrics import character_f1, exact_match, percentile
from qa.measure.sets import squad_index
from training.sets import DATA
from training.short.examples import Example, read_examples
from training.short.learn import FOLDS, SETS, Prepared, fit, fold_of, prepare
from training.short.synthetic import read_synthetic

RIGHT, OWN = "(a) right sentence", "(b) the pipeline's"


@dataclass(frozen=True, slots=True)
class Picked:
    """A sentence to find the answer in, and the weights that it is read with."""

    text: str
    weight: dict[str, float]
    right: bool  # it holds an answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """`seconds`: None where there was no sentence to look in."""

    exact: float
    f1: float
    given: bool
    seconds: float | None


def first_sentence(retriever: Retriever, example: Example) -> Picked | None:
    found = retriever.find(example.question, 1)
    if not found.sentences:
        return None
    text = found.sentences[0].text
    held = squeeze(text)
    right = any(squeeze(answer) in held for answer in example.answers)
    return Picked(text, found.query.grams.weights, right)


def picked_sentences(examples: Sequence[Example], path: Path) -> list[Picked | None]:
    """For each example the first sentence, of an index that holds every paragraph as a document."""
    with squad_index(path) as where:
        retriever = Retriever.load(where)
        return [first_sentence(retriever, example) for example in examples]


def outcome(
    model: Model, example: Example, picked: Picked | None, threshold: float | None
) -> Outcome:
    if picked is None:
        return Outcome(0.0, 0.0, False, None)
    started = time.perf_counter()
    found = model.find(example.question, picked.text, picked.weight)
    seconds = time.perf_counter() - started
    if found is None or found.score < (needed(found.kind) if threshold is None else threshold):
        return Outcome(0.0, 0.0, False, seconds)
    exact, f1 = (score(found.text, example.answers) for score in (exact_match, character_f1))
    return Outcome(exact, f1, True, seconds)


def line(name: str, outcomes: Sequence[Outcome]) -> str:
    exact = np.array([outcome.exact for outcome in outcomes])
    f1 = np.array([outcome.f1 for outcome in outcomes])
    given = np.array([outcome.given for outcome in outcomes])
    return (
        f"{name:42} {len(outcomes):5}  all EM {exact.mean():.3f} F1 {f1.mean():.3f}   "
        f"given {given.mean():.3f} EM {exact[given].mean():.3f} F1 {f1[given].mean():.3f}"
    )


def models(
    examples: Sequence[Example], extra: Sequence[Prepared], seed: int
) -> Iterator[tuple[Model, frozenset[str]]]:
    """(model, groups): of each fold a model that saw none of its groups."""
    folds = fold_of(examples, seed)
    rows = [row for example in examples if (row := prepare(example)) is not None]
    for fold in range(FOLDS):
        seen = [row for row in rows if folds[row.example.group] != fold]
        rates, trees = fit([*seen, *extra], seed)
        held = frozenset(group for group, own in folds.items() if own == fold)
        yield Model(rates, trees, bundled().calibration), held


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--sets", nargs="+", default=list(SETS))
    parser.add_argument("--every", type=int, default=1, help="measure one in so many (1)")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    print(f"{platform.machine()}, Python {platform.python_version()}, seed {options.seed}")
    paths = [options.data / "eval" / f"{name}.json" for name in options.sets]
    sets = {path: read_examples(path) for path in paths}
    examples = [example for path in paths for example in sets[path]]
    measured = examples[:: options.every]
    picked: list[Picked | None] = []
    for path in paths:
        of_set = [example for example in measured if example.set_name == path.stem]
        picked += picked_sentences(of_set, path)
    made = read_synthetic(options.data / "train" / "pairs")
    extra = [row for example in made if (row := prepare(example)) is not None]
    results: dict[tuple[str, str, float | None], list[Outcome]] = {}
    for model, groups in models(examples, extra, options.seed):
        for example, sentence in zip(measured, picked, strict=True):
            if example.group not in groups:
                continue
            given = Picked(example.text, example.weight, True)
            for source, text in ((RIGHT, given), (OWN, sentence)):
                for threshold in (0.0, None):
                    results.setdefault((example.set_name, source, threshold), []).append(
                        outcome(model, example, text, threshold)
                    )
    print("the finder out of fold; the ranker that picks the sentence of (b) has seen these sets")
    for name in options.sets:
        pairs = zip(measured, picked, strict=True)
        held = [sentence.right for e, sentence in pairs if sentence and e.set_name == name]
        print(f"{name}: the sentence put first holds an answer: {np.mean(held):.3f}")
    for (name, source, threshold), outcomes in results.items():
        which = "always" if threshold is not None else "by score"
        print(line(f"{name}, {source}, {which}", outcomes))
    every = [outcome.seconds for outcomes in results.values() for outcome in outcomes]
    spent = [1000 * seconds for seconds in every if seconds is not None]
    print(f"find: p50 {percentile(spent, 0.5):.1f} ms, p95 {percentile(spent, 0.95):.1f} ms")


if __name__ == "__main__":
    main()
