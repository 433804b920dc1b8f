"""Short answers: exact match and character F1 (a) given the sentence that holds the answer, and
(b) given the sentence that the pipeline itself puts first, of an index of all paragraphs.

    python -m bench.short [--data ../shared/data] [--sets cmrc_trial drcd_dev] [--every 1]

Out of fold applies to the finder of short answers: its folds are over articles, and the model
that answers has seen neither the paragraph nor its article. It does not apply to the ranker that
picks the sentence of (b): the one that ships has seen these questions, and puts a right sentence
first oftener than on new text. Nor does it apply to corpus/, asked of the models that ship.

"always": the likeliest run of words, whatever its score; "by score": none where the score is
below the threshold, as in `Bot.ask`. "all" counts every question, one without a short answer as
0; "given" only those answered.
"""

from __future__ import annotations

import argparse
import platform
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.retrieval import indexed
from bench.squad import DATA, read_squad
from index import build_index
from qa.answer.short.finder import Model, bundled, needed
from qa.bot import Bot
from qa.find.retriever import Retriever
from qa.measure.metrics import character_f1, exact_match, percentile, squeeze
from qa.measure.sets import read_examples as read_questions
from training.short import FOLDS, SETS, fit, fold_of, prepare
from training.short_examples import Example, read_examples, read_synthetic

CORPUS = Path(__file__).parents[1] / "corpus"
RIGHT, OWN = "(a) right sentence", "(b) the pipeline's"


@dataclass(frozen=True, slots=True)
class Picked:
    """The sentence that the pipeline puts first, and the weights that it reads it with."""

    text: str
    weight: dict[str, float]
    right: bool  # it holds an answer


def first_sentence(retriever: Retriever, example: Example) -> Picked | None:
    found = retriever.find(example.question, 1).sentences
    if not found:
        return None
    idf = retriever.index.characters.idf
    held = squeeze(found[0].text)
    right = any(squeeze(answer) in held for answer in example.answers)
    return Picked(found[0].text, {t: idf(t) for t in example.intent.characters}, right)


def picked_sentences(examples: Sequence[Example], path: Path) -> list[Picked | None]:
    """For each example the first sentence, of an index that holds every paragraph as a document."""
    with indexed(read_squad(path)) as retriever:
        return [first_sentence(retriever, example) for example in examples]


def line(name: str, outcomes: Sequence[tuple[float, float, bool]]) -> str:
    exact, f1, given = np.array(outcomes, float).T
    kept = given > 0
    return (
        f"{name:42} {len(outcomes):5}  all EM {exact.mean():.3f} F1 {f1.mean():.3f}   "
        f"given {kept.mean():.3f} EM {exact[kept].mean():.3f} F1 {f1[kept].mean():.3f}"
    )


def outcome(
    model: Model,
    example: Example,
    picked: Picked | None,
    threshold: float | None,
    seconds: list[float],
) -> tuple[float, float, bool]:
    if picked is None:
        return 0.0, 0.0, False
    started = time.perf_counter()
    found = model.find(example.question, example.intent, picked.text, picked.weight)
    seconds.append(time.perf_counter() - started)
    if found is None or found.score < needed(found.kind, threshold):
        return 0.0, 0.0, False
    return (
        exact_match(found.text, example.answers),
        character_f1(found.text, example.answers),
        True,
    )


def on_corpus(say: Callable[[str], None]) -> None:
    """What `Bot.ask` gives, with the models that ship and without a threshold of confidence."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "index"
        build_index(corpus=CORPUS, where=where)
        bot = Bot.load(where, threshold=0.0)
        outcomes = []
        silent = []
        for asked in read_questions(CORPUS / "questions.jsonl"):
            if asked.kind not in ("plain", "paraphrase") or not asked.docs:
                continue
            short = bot.ask(asked.question).short
            if not asked.shorts:
                silent.append(short is None)
                continue
            exact = exact_match(short, asked.shorts)
            outcomes.append((exact, character_f1(short, asked.shorts), short is not None))
            if not exact:
                say(f"  {asked.question}  {short}  {list(asked.shorts)}")
    print(line("corpus, Bot.ask", outcomes))
    print(f"corpus: none given where the key has none: {sum(silent)} of {len(silent)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--sets", nargs="*", default=list(SETS))
    parser.add_argument("--every", type=int, default=1, help="measure one in so many (1)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--verbose", action="store_true", help="list what corpus/ gets wrong")
    options = parser.parse_args()
    print(f"{platform.machine()}, Python {platform.python_version()}, seed {options.seed}")
    on_corpus(print if options.verbose else lambda _: None)
    paths = [options.data / "eval" / f"{name}.json" for name in options.sets]
    if not paths:
        return
    examples = [(path, example) for path in paths for example in read_examples(path)]
    only = [example for _, example in examples]
    measured = set(range(0, len(only), options.every))
    picked: dict[int, Picked | None] = {}
    for path in paths:
        numbers = [n for n, (p, _) in enumerate(examples) if p == path and n in measured]
        found = picked_sentences([only[n] for n in numbers], path)
        picked |= dict(zip(numbers, found, strict=True))
    folds = fold_of(only, options.seed)
    rows = [row for example in only if (row := prepare(example)) is not None]
    made = read_synthetic(options.data / "train" / "pairs")
    extra = [row for example in made if (row := prepare(example)) is not None]
    results: dict[tuple[str, str, float | None], list[tuple[float, float, bool]]] = {}
    seconds: list[float] = []
    for fold in range(FOLDS):
        seen = [row for row in rows if folds[row.example.group] != fold]
        rates, trees = fit([*seen, *extra], options.seed)
        model = Model(rates, trees, bundled().calibration)
        for number, sentence in picked.items():
            example = only[number]
            if folds[example.group] != fold:
                continue
            given = Picked(example.text, example.weight, True)
            for source, text in ((RIGHT, given), (OWN, sentence)):
                for threshold in (0.0, None):
                    results.setdefault((example.set_name, source, threshold), []).append(
                        outcome(model, example, text, threshold, seconds)
                    )
    print("the finder out of fold; the ranker that picks the sentence of (b) has seen these sets")
    for path in paths:
        held = [p.right for n, p in picked.items() if p and only[n].set_name == path.stem]
        print(f"{path.stem}: the sentence put first holds an answer: {np.mean(held):.3f}")
    for (name, source, threshold), outcomes in results.items():
        which = "always" if threshold is not None else "by score"
        print(line(f"{name}, {source}, {which}", outcomes))
    spent = [1000 * value for value in seconds]
    print(f"find: p50 {percentile(spent, 0.5):.1f} ms, p95 {percentile(spent, 0.95):.1f} ms")


if __name__ == "__main__":
    main()
