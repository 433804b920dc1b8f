"""Other words for the same thing: a question's concepts, each with all its ways of being said.

`models/lexicon.tsv` is of our own writing: one concept a line, Chinese expressions separated by
"|", a tab, English ones. A concept that a question names may be met in a text by any of them, so
that 酒店 finds 住宿费 and "hotel bill" finds it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.passages.tokenizer import normalise, words

LEXICON = Path(__file__).parents[1] / "models" / "lexicon.tsv"
LONGEST = 12  # Han characters of an expression that is looked for
MOST_WORDS = 5  # of an English one
MOST_ALTERNATIVES = 24  # of one concept in a question

_ENGLISH = re.compile(r"[a-z0-9]+(?:[-'.&/+][a-z0-9]+)*")
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+(?:[-'.&/+][a-z0-9]+)*")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_ASKED = frozenset(
    word
    for line in (
        "what which who whom whose when where why how many much is are was were did does do the a",
        "an of in on at to for by and or with from has have had be been it its their there that",
        "this can could will would should may must any some if not no into per than then as our",
        "your my we you they he she i me us them so up out about over under during between after",
        "before please tell list name",
    )
    for word in line.split()
)


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing that a question names. `said` is how it names it; `others` are other ways of
    saying it, normalised, without `said`."""

    said: str
    others: tuple[str, ...] = ()


class Lexicon:
    """Concepts by any expression for them."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._by: dict[str, list[tuple[str, ...]]] = {}
        for line in lines:
            chinese, _, english = line.rstrip("\n").partition("\t")
            ways = tuple(
                dict.fromkeys(
                    normalise(way).strip()
                    for way in (*chinese.split("|"), *english.split("|"))
                    if way.strip()
                )
            )
            for way in ways:
                self._by.setdefault(stem(way), []).append(ways)

    def __contains__(self, expression: str) -> bool:
        return stem(expression) in self._by

    def others(self, expression: str) -> tuple[str, ...]:
        """Other ways of saying it, in the file's order; () for an unknown one."""
        found = dict.fromkeys(way for ways in self._by.get(stem(expression), ()) for way in ways)
        found.pop(expression, None)
        return tuple(found)[:MOST_ALTERNATIVES]

    def concepts(self, content: str) -> tuple[Concept, ...]:
        """The concepts of a question's content, in its order: the longest known expressions
        first come, then words. `content`: normalised, words of asking left out."""
        found: dict[str, Concept] = {}
        for said in self._cut(content):
            if said not in found:
                found[said] = Concept(said, self.others(said))
        return tuple(found.values())

    def _cut(self, content: str) -> Iterator[str]:
        run: list[str] = []  # English words in a row
        for piece in _RUN.findall(content):
            if _HAN.fullmatch(piece):
                yield from self._english(run)
                run = []
                yield from self._han(piece)
            else:
                run.append(piece)
        yield from self._english(run)

    def _han(self, run: str) -> Iterator[str]:
        at = 0
        rest = 0  # from here to `at` nothing was known
        while at < len(run):
            length = next(
                (
                    n
                    for n in range(min(LONGEST, len(run) - at), 1, -1)
                    if run[at : at + n] in self._by
                ),
                0,
            )
            if length:
                yield from words(run[rest:at])
                yield run[at : at + length]
                at += length
                rest = at
            else:
                at += 1
        yield from words(run[rest:])

    def _english(self, run: list[str]) -> Iterator[str]:
        at = 0
        while at < len(run):
            length = next(
                (
                    n
                    for n in range(min(MOST_WORDS, len(run) - at), 0, -1)
                    if stem(" ".join(run[at : at + n])) in self._by
                    and not (n == 1 and run[at] in _ASKED)
                ),
                0,
            )
            if length:
                yield " ".join(run[at : at + length])
            elif run[at] not in _ASKED:
                yield run[at]
            at += length or 1


def stem(expression: str) -> str:
    """A key under which an English expression's plural, -ed and -ing forms meet; Han as it is."""
    if not expression.isascii():
        return expression
    return " ".join(map(_stem, _ENGLISH.findall(expression))) or expression


@cache
def _stem(word: str) -> str:
    for suffix, least in (("ies", 3), ("ing", 4), ("ed", 4), ("es", 4), ("s", 3)):
        if word.endswith(suffix) and len(word) - len(suffix) >= least and not word.endswith("ss"):
            word = word[: -len(suffix)] + ("y" if suffix == "ies" else "")
            break
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


@cache
def lexicon() -> Lexicon:
    """The bundled one."""
    return Lexicon(LEXICON.read_text("utf-8").splitlines())
