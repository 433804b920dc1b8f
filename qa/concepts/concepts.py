"""Other words for the same thing: what a question names, and which passages speak of it in whatever
words.

`models/lexicon.tsv` is of our own writing: one concept a line, Chinese expressions separated by
"|", a tab, English ones. A concept is met by any of its ways of being said, so that 酒店 finds
住宿费 and "hotel bill" finds it too; names in Latin letters by the Chinese names read so. Weights
are inverse frequencies of the concepts themselves, over passages, as BM25's:
ln(1 + (N - n + 0.5) / (n + 0.5)).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.passages.tokenizer import normalise, words
from index.store import Index
from qa.concepts.names import Romanised, latin_names
from qa.understand import Question

Rows = npt.NDArray[np.int32]
Float32Array = npt.NDArray[np.float32]
_PIECE = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+(?:[-_.+/&'’][a-z0-9]+)*\+*")
_NONE: Rows = np.zeros(0, np.int32)
KEPT = 20_000  # expressions whose rows are kept at hand

LEXICON = Path(__file__).parents[1] / "models" / "lexicon.tsv"
LONGEST = 12  # Han characters of an expression that is looked for
MOST_WORDS = 5  # of an English one
MOST_ALTERNATIVES = 24  # of one concept in a question

_ENGLISH = re.compile(r"[a-z0-9]+(?:[-'.&/+][a-z0-9]+)*")
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+(?:[-'.&/+][a-z0-9]+)*")
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
            said = (normalise(way).strip() for way in re.split(r"[|\t]", line) if way.strip())
            ways = tuple(dict.fromkeys(said))
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
        named = dict.fromkeys(self._cut(content))
        return tuple(Concept(said, self.others(said)) for said in named)

    def _cut(self, content: str) -> list[str]:
        """The known expressions in its order, then the other words."""
        known: list[str] = []
        rest: list[str] = []
        run: list[str] = []  # English words in a row
        for piece in _RUN.findall(content):
            if piece.isascii():
                run.append(piece)
                continue
            known += self._english(run)
            run = []
            at = begin = 0
            while at < len(piece):
                most = min(LONGEST, len(piece) - at)
                length = next((n for n in range(most, 1, -1) if piece[at : at + n] in self._by), 0)
                if length:
                    known.append(piece[at : at + length])
                    rest.append(piece[begin:at])
                    begin = at + length
                at += length or 1
            rest.append(piece[begin:])
        known += self._english(run)
        return known + words("\n".join(rest))

    def _english(self, run: Sequence[str]) -> Iterator[str]:
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


@dataclass(frozen=True, slots=True)
class Known:
    """A concept with the rows that speak of it and its weight. `ways`: those that some row
    holds; `pattern` finds the English ones among them."""

    ways: tuple[str, ...]
    pattern: re.Pattern[str] | None
    rows: Rows
    weight: float

    def is_in(self, folded: str) -> bool:
        for way in self.ways:
            if way in folded:
                return True
        return self.pattern is not None and self.pattern.search(folded) is not None


class Named:
    """What a question names, in an index of `size` passages."""

    def __init__(self, concepts: Sequence[Known], size: int) -> None:
        self.concepts = tuple(concepts)
        self.size = size
        weights = np.array([concept.weight for concept in concepts], np.float64)
        self.total = float(sum(concept.weight for concept in concepts))
        self.weights = weights / max(float(weights.sum()), 1e-9)  # shape (concepts,), sum 1

    def shares(self) -> Float32Array:
        """Of each passage (title and headings too) the part of the weight it speaks of, 0..1."""
        shares = np.zeros(self.size, np.float32)
        for concept in self.concepts:
            shares[concept.rows] += concept.weight
        return shares / max(self.total, 1e-9)

    def held(self, rows: Sequence[int]) -> npt.NDArray[np.bool_]:
        """Which of the concepts each passage speaks of, shape (len(rows), concepts)."""
        held = np.zeros((len(rows), len(self.concepts)), bool)
        for number, concept in enumerate(self.concepts):
            held[:, number] = _among(rows, concept.rows)
        return held

    def said(self, texts: Sequence[str], may: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Which of the concepts each folded text says, shape (concepts, len(texts)). `may`, shape
        (len(texts), concepts): those that its passage speaks of."""
        said = np.zeros((len(self.concepts), len(texts)), bool)
        for at, concept in enumerate(self.concepts):
            for number in np.flatnonzero(may[:, at]).tolist():
                said[at, number] = concept.is_in(texts[number])
        return said


class Concepts:
    """Looks concepts up in one index. Safe to use from several threads."""

    def __init__(self, index: Index, words: Lexicon | None = None) -> None:
        self._size = len(index.passages)
        self._lexicon = words or lexicon()
        self.romanised = Romanised(index.characters.terms)
        self._rows = lru_cache(KEPT)(_Speaking(index))

    def named(self, question: Question) -> Named:
        """What a question names."""
        concepts = list(self._lexicon.concepts(question.content))
        latin = re.search("[a-z]", question.content)
        for name in latin_names(question.text) if latin else ():
            chinese = self.romanised.names(name) if name in question.content else ()
            if chinese:
                concepts = [c for c in concepts if c.said != name]
                concepts.append(Concept(name, chinese))
        return Named([self._known(concept) for concept in concepts], self._size)

    def _known(self, concept: Concept) -> Known:
        found = {
            way: rows for way in (concept.said, *concept.others) if len(rows := self._rows(way))
        }
        rows = _union(list(found.values()))
        english = [way for way in found if way.isascii()]
        starts = "|".join(
            r"\W+".join(re.escape(stem(word)) + r"\w*" for word in way.split()) for way in english
        )
        return Known(
            tuple(way for way in found if not way.isascii()),
            re.compile(rf"\b(?:{starts})") if english else None,
            rows,
            math.log1p((self._size - len(rows) + 0.5) / (len(rows) + 0.5)),
        )


class _Speaking:
    """An expression → rows of passages that hold it: all of its characters' pairs and words."""

    def __init__(self, index: Index) -> None:
        self._view = index.characters

    def __call__(self, expression: str) -> Rows:
        rows: Rows | None = None
        for terms in self._terms(expression):
            own = _union([np.sort(self._view.rows_with(term)) for term in terms])
            rows = own if rows is None else rows[_among(rows, own)]
            if not len(rows):
                break
        return _NONE if rows is None else np.asarray(rows, np.int32)

    def _terms(self, expression: str) -> Iterator[Sequence[str]]:
        """Of each word all terms of its stem; each pair of characters by itself."""
        for piece in _PIECE.findall(expression):
            if piece.isascii():
                yield self._by_stem.get(stem(piece), (piece,))
            else:
                yield from ([piece[i : i + 2]] for i in range(max(1, len(piece) - 1)))

    @cached_property
    def _by_stem(self) -> dict[str, list[str]]:
        terms: dict[str, list[str]] = {}
        for term in self._view.terms:
            if term.isascii() and term[:1].isalnum():
                terms.setdefault(stem(term), []).append(term)
        return terms


def _union(parts: Sequence[Rows]) -> Rows:
    """Of parts in ascending order, each without doubles."""
    return parts[0] if len(parts) == 1 else np.unique(np.concatenate([_NONE, *parts]))


def _among(rows: Sequence[int] | Rows, others: Rows) -> npt.NDArray[np.bool_]:
    """Which of the rows are among the others, which are in ascending order."""
    if not len(others):
        return np.zeros(len(rows), bool)
    return np.asarray(others.take(np.searchsorted(others, rows), mode="clip") == rows)
