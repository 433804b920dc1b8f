"""Short answers: exact match and character F1, out of fold, given the right sentence and given
the one that Bot.ask picks from an index of all paragraphs; and on corpus/ with the bundled model.

    python -m bench.short [--data ../shared/data] [--sets cmrc_trial drcd_dev] [--seed 7]

Folds are over articles: the model that answers has seen neither the paragraph nor its article.
"all" counts every question, one without a short answer as 0; "given" only those answered.
"""

from __future__ import annotations

import argparse
import json
import platform
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bench.squad import DATA, read_squad, write_documents
from index import IndexSettings, build_index
from qa.bot import Bot
from qa.intent import read_intent
from qa.metrics import character_f1, exact_match, percentile
from qa.short import Model, bundled, needed
from training.short import FOLDS, SETS, fit, fold_of, prepare
from training.short_examples import Example, read_examples, read_synthetic

CORPUS = Path(__file__).parents[1] / "corpus"


def evidence(bot: Bot, question: str) -> str | None:
    answer = bot.ask(question, threshold=0.0)
    return answer.evidence[0].text if answer.evidence else None


def picked_sentences(examples: Sequence[Example], path: Path) -> list[str | None]:
    """For each example the evidence of an index that holds every paragraph as a document."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, where = Path(folder) / "corpus", Path(folder) / "index"
        write_documents(read_squad(path), corpus)
        build_index(corpus=corpus, where=where, settings=IndexSettings())
        bot = Bot.load(where)
        return [evidence(bot, example.question) for example in examples]


def line(name: str, outcomes: Sequence[tuple[float, float, bool]]) -> str:
    exact, f1, given = np.array(outcomes, float).T
    kept = given > 0
    return (
        f"{name:34} {len(outcomes):5}  all EM {exact.mean():.3f} F1 {f1.mean():.3f}   "
        f"given {kept.mean():.3f} EM {exact[kept].mean():.3f} F1 {f1[kept].mean():.3f}"
    )


def outcome(
    model: Model, example: Example, text: str | None, threshold: float | None, seconds: list[float]
) -> tuple[float, float, bool]:
    if text is None:
        return 0.0, 0.0, False
    started = time.perf_counter()
    found = model.find(example.question, example.intent, text, example.weight)
    seconds.append(time.perf_counter() - started)
    if found is None or found.score < needed(found.kind, threshold):
        return 0.0, 0.0, False
    return (
        exact_match(found.text, example.answers),
        character_f1(found.text, example.answers),
        True,
    )


def on_corpus(model: Model, say: Callable[[str], None]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "index"
        build_index(corpus=CORPUS, where=where, settings=IndexSettings())
        bot = Bot.load(where)
        outcomes = []
        silent = []
        for row in (CORPUS / "questions.jsonl").read_text("utf-8").splitlines():
            asked = json.loads(row)
            if asked["kind"] not in ("plain", "paraphrase") or not asked.get("doc"):
                continue
            text = evidence(bot, asked["question"])
            intent = read_intent(asked["question"])
            weight = {term: bot.index.characters.idf(term) for term in intent.characters}
            found = model.find(asked["question"], intent, text, weight) if text else None
            short = found.text if found and found.score >= needed(found.kind) else None
            if asked["short"] is None:
                silent.append(short is None)
            else:
                keys = (asked["short"],)
                outcomes.append(
                    (exact_match(short, keys), character_f1(short, keys), short is not None)
                )
                if not outcomes[-1][0]:
                    say(f"  {asked['question']}  {short}  [{asked['short']}]")
    print(line("corpus, evidence of Bot.ask", outcomes))
    print(f"corpus: none given where the key has none: {sum(silent)} of {len(silent)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--sets", nargs="*", default=list(SETS))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--verbose", action="store_true", help="list what corpus/ gets wrong")
    options = parser.parse_args()
    print(f"{platform.machine()}, Python {platform.python_version()}, seed {options.seed}")
    on_corpus(bundled(), print if options.verbose else lambda _: None)
    paths = [options.data / "eval" / f"{name}.json" for name in options.sets]
    if not paths:
        return
    examples = [(path, example) for path in paths for example in read_examples(path)]
    only = [example for _, example in examples]
    picked: list[str | None] = []
    for path in paths:
        picked += picked_sentences([e for p, e in examples if p == path], path)
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
        for example, sentence in zip(only, picked, strict=True):
            if folds[example.group] != fold:
                continue
            for source, text in (("right sentence", example.text), ("Bot.ask", sentence)):
                for threshold in (0.0, None):
                    results.setdefault((example.set_name, source, threshold), []).append(
                        outcome(model, example, text, threshold, seconds)
                    )
    for (name, source, threshold), outcomes in results.items():
        which = "always" if threshold is not None else "by score"
        print(line(f"{name}, {source}, {which}", outcomes))
    spent = [1000 * value for value in seconds]
    print(f"find: p50 {percentile(spent, 0.5):.1f} ms, p95 {percentile(spent, 0.95):.1f} ms")


if __name__ == "__main__":
    main()
