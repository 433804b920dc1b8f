"""Short answers to the plain questions and paraphrases of corpus/, as `Bot.ask` gives them.

    python -m bench.short [--verbose]

With the models that ship, none of which has seen corpus/, and without a threshold of confidence.
Exact match and character F1 over all questions whose key has a short answer, one that got none as
0, and over those that got one. `python -m training.short.measure`: DRCD and CMRC, out of fold.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from statistics import fmean

from bench.indexes import passing_index
from bench.machine import machine
from bench.places import CORPUS
from qa.bot import Bot
from qa.measure.metrics import character_f1, exact_match
from qa.measure.sets import Example, read_examples

KINDS = ("plain", "paraphrase")


def scored(answers: Sequence[tuple[Example, str | None]]) -> str:
    exact = fmean(exact_match(short, asked.shorts) for asked, short in answers)
    f1 = fmean(character_f1(short, asked.shorts) for asked, short in answers)
    return f"EM {exact:.3f} F1 {f1:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="list what is not exact")
    options = parser.parse_args()
    print(machine())
    asked = [e for e in read_examples(CORPUS / "questions.jsonl") if e.kind in KINDS and e.docs]
    with passing_index(CORPUS) as where:
        bot = Bot.load(where, threshold=0.0)
        answers = [(example, bot.ask(example.question).short) for example in asked]
    keyed = [(example, short) for example, short in answers if example.shorts]
    given = [(example, short) for example, short in keyed if short is not None]
    silent = [short is None for example, short in answers if not example.shorts]
    for example, short in keyed if options.verbose else ():
        if not exact_match(short, example.shorts):
            print(f"  {example.question}  {short}  {list(example.shorts)}")
    print(
        f"{len(keyed)} questions: all {scored(keyed)}   "
        f"given {len(given) / len(keyed):.3f} {scored(given)}"
    )
    print(f"none given where the key has none: {sum(silent)} of {len(silent)}")


if __name__ == "__main__":
    main()
