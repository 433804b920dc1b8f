"""What a talk does to a question: follow-ups understood, and new topics left as they are.

    python -m bench.followups [--seed 7] [--only own corpus topics false] [--detail]

Over corpus/ and over training/own/documents, an index each, kept under build/bench:

    own follow-ups     of training/own/questions.jsonl, behind the questions of their history
    corpus follow-ups  of corpus/questions.jsonl, the same
    new topics         plain questions of both, behind one plain question on another document
    false answers      to questions that nothing answers, behind one plain question

The models have learned from the plain and the unanswerable questions of our own, and from no
follow-up. A question is right that is answered with its key. The last two are drawn with the seed,
and are asked alone as well: what is lost, or answered, behind another topic alone is the talk's
doing. `--only` asks for some of the four; the questions are the same.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bench.indexes import kept_index
from bench.machine import machine
from bench.places import CORPUS as SHIPPED
from bench.places import ROOT
from qa import Answer, Bot
from qa.measure.evaluate import ask_after
from qa.measure.judge import holds_key
from qa.measure.sets import Example, read_examples

NEW_TOPICS = 60  # of each corpus
FALSE = 120  # of corpus/ all there are, the others of our own
OWN, CORPUS, TOPICS, NOTHING = FIGURES = ("own", "corpus", "topics", "false")
FOLDERS = {
    OWN: (ROOT / "training" / "own" / "documents", ROOT / "training" / "own" / "questions.jsonl"),
    CORPUS: (SHIPPED, SHIPPED / "questions.jsonl"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a set, and what was answered behind its history."""

    example: Example
    answer: Answer

    @property
    def right(self) -> bool:
        return holds_key(self.answer, self.example)

    def __str__(self) -> str:
        answer = self.answer
        said = " ".join(answer.text.split())[:80] if answer.found else "not found"
        return (
            f"  {self.example.id} {' → '.join((*self.example.history, answer.question))}\n"
            f"      understood {answer.understood}; {answer.confidence:.2f} {said}"
        )


def ask_all(bot: Bot, examples: Sequence[Example]) -> list[Asked]:
    return [Asked(e, ask_after(bot, e.question, e.history)) for e in examples]


def follow_ups(examples: Sequence[Example]) -> list[Example]:
    return [example for example in examples if example.kind == "followup"]


def new_topics(examples: Sequence[Example], count: int, chance: random.Random) -> list[Example]:
    """Plain questions, each behind one of another document."""
    plain = _plain(examples)
    return [
        replace(example, history=(_other(plain, example, chance).question,))
        for example in chance.sample(plain, count)
    ]


def unanswerable(
    examples: Sequence[Example], count: int | None, chance: random.Random
) -> list[Example]:
    """Questions that nothing answers, each behind a plain one. `count`: None for all."""
    without = [e for e in examples if not e.answerable and not e.history]
    plain = _plain(examples)
    drawn = without if count is None else chance.sample(without, count)
    return [replace(e, history=(_other(plain, e, chance).question,)) for e in drawn]


def _plain(examples: Sequence[Example]) -> list[Example]:
    return [e for e in examples if e.kind == "plain" and e.docs and not e.history]


def _other(plain: Sequence[Example], example: Example, chance: random.Random) -> Example:
    return chance.choice([other for other in plain if other.docs != example.docs])


def alone(examples: Sequence[Example]) -> list[Example]:
    return [replace(example, history=()) for example in examples]


def show_follow_ups(name: str, bot: Bot, examples: Sequence[Example], detail: bool) -> None:
    asked = ask_all(bot, follow_ups(examples))
    print(f"{name} follow-ups: {sum(a.right for a in asked)} of {len(asked)} right")
    show(a for a in asked if detail and not a.right)


def show_topics(behind: Sequence[Asked], by_itself: Sequence[Asked], detail: bool) -> None:
    both = sum(a.right and b.right for a, b in zip(behind, by_itself, strict=True))
    print(
        f"new topics: {sum(a.right for a in behind)} of {len(behind)} right; "
        f"asked alone {sum(a.right for a in by_itself)}, both times {both}"
    )
    show(a for a in behind if detail and not a.right)


def show_false(behind: Sequence[Asked], by_itself: Sequence[Asked], detail: bool) -> None:
    print(
        f"false answers: {sum(a.answer.found for a in behind)} of {len(behind)} answered; "
        f"asked alone {sum(a.answer.found for a in by_itself)}"
    )
    show(a for a in behind if detail and a.answer.found)


def show(asked: Iterable[Asked]) -> None:
    for one in asked:
        print(one)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", nargs="+", choices=FIGURES, default=FIGURES)
    parser.add_argument("--detail", action="store_true", help="list what went wrong")
    options = parser.parse_args()
    print(f"{machine()}, seed {options.seed}")
    started = time.monotonic()
    chance = random.Random(options.seed)
    sets = {name: read_examples(questions) for name, (_, questions) in FOLDERS.items()}
    both = not {TOPICS, NOTHING}.isdisjoint(options.only)
    needed = [name for name in FOLDERS if both or name in options.only]
    bots = {name: Bot.load(kept_index(FOLDERS[name][0], name)) for name in needed}
    topics = {name: new_topics(sets[name], NEW_TOPICS, chance) for name in FOLDERS}
    false = {CORPUS: unanswerable(sets[CORPUS], None, chance)}
    false[OWN] = unanswerable(sets[OWN], FALSE - len(false[CORPUS]), chance)

    def everywhere(drawn: Mapping[str, Sequence[Example]]) -> tuple[list[Asked], list[Asked]]:
        """(behind another topic, alone)"""
        behind = [asked for name in drawn for asked in ask_all(bots[name], drawn[name])]
        return behind, [a for name in drawn for a in ask_all(bots[name], alone(drawn[name]))]

    for name in FOLDERS:
        if name in options.only:
            show_follow_ups(name, bots[name], sets[name], options.detail)
    if TOPICS in options.only:
        show_topics(*everywhere(topics), options.detail)
    if NOTHING in options.only:
        show_false(*everywhere(false), options.detail)
    print(f"{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
