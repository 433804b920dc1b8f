"""A question as one index weighs it: terms with their idf, tokens with their vectors, concepts; and
how much of it stretches of text hold.

"Soft" shares let a token of the question be met by its nearest token in meaning (cosine of static
token vectors, the best one taken), so that a paraphrase or another language still counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from index.passages.tokenizer import characters
from index.rankers.static_encoder import Float32Array, StaticEncoder, unit
from index.store import Index
from qa.concepts import Named
from qa.read.passages import Read
from qa.understand import Question
from qa.understand.periods import of_document, part_agrees, year_agrees

BoolArray = npt.NDArray[np.bool_]
Columns = dict[str, npt.NDArray[Any]]
Float64Array = npt.NDArray[np.float64]
Int64Array = npt.NDArray[np.int64]
_CODE = re.compile(r"[a-z0-9][a-z0-9.+-]*")
_YEAR = re.compile(r"(?:19|20)\d\d")


class Terms:
    """Terms with their weights, in a fixed order: the rows of what `held` returns."""

    def __init__(self, weights: dict[str, float]) -> None:
        self.weights = weights
        self.total = sum(weights.values())
        self._values = np.array(list(weights.values()), np.float64)
        self._ascending = np.argsort(self._values, kind="stable")
        self._known = frozenset(weights)
        self._places = {term: at for at, term in enumerate(weights)}

    def __len__(self) -> int:
        return len(self.weights)

    def held(self, texts: Sequence[frozenset[str]]) -> BoolArray:
        """Which of the terms each text has, shape (terms, texts)."""
        held = np.zeros((len(self), len(texts)), bool)
        for number, text in enumerate(texts):
            for term in self._known & text:
                held[self._places[term], number] = True
        return held

    def shares(self, held: BoolArray, among: BoolArray | None = None) -> Float64Array:
        """The part of the weight that each text has, 0..1; 0 for no terms.

        `among`: which terms count at all, shape (terms, texts) or (terms, 1).
        """
        among = np.ones((len(self), 1), bool) if among is None else among
        values: Float64Array = self._values[:, None] * among
        met = _sums((values * held)[self._ascending])  # a sum of floats depends on its order
        return np.asarray(met / np.maximum(_sums(values), 1e-9))

    def missing(self, held: BoolArray) -> Float64Array:
        """The part of the weight of the heaviest term that each text lacks, 0..1."""
        heaviest = (self._values[:, None] * ~held).max(axis=0, initial=0.0)
        return np.asarray(heaviest / max(self.total, 1e-9))

    def part(self, terms: Sequence[str]) -> BoolArray:
        """Which are among these, shape (terms, 1)."""
        return self.held([frozenset(terms)])


def _sums(values: Float64Array) -> Float64Array:
    """Of each column, added up from the top down (`sum` would take another order for a single
    column)."""
    return np.asarray(np.cumsum(values, axis=0)[-1] if len(values) else np.zeros(values.shape[1]))


def longest_run(needle: str, text: str) -> str:
    """The longest substring that both have; of several the first of `needle`."""
    best = ""
    for at in range(len(needle)):
        while (run := needle[at : at + len(best) + 1]) in text and len(run) > len(best):
            best = run
    return best


class SoftShares:
    """The question's tokens against stretches of text.

    `best`: of each stretch for each question token the best cosine with one of its tokens, shape
    (stretches, question tokens), 0 at least. Its rows, and maxima of them, are what the methods
    take; these return one number a row.
    """

    def __init__(
        self,
        tokens: Float32Array,
        weights: Float32Array,
        static: StaticEncoder,
        stretches: Sequence[Int64Array],
    ) -> None:
        """`tokens`: the question's, unit vectors, with their `weights`; `stretches`: token ids."""
        self._weights = weights / max(float(weights.sum()), 1e-9)
        self.best = np.zeros((len(stretches), len(weights)), np.float32)
        lengths = np.array([len(stretch) for stretch in stretches])
        full = np.flatnonzero(lengths)
        if len(full) and len(weights):
            ids = np.concatenate(stretches)
            place = np.zeros(ids.max() + 1, np.intp)
            place[ids] = 1
            every = np.flatnonzero(place)
            place[every] = np.arange(len(every))
            cosines = static.token_cosines(tokens, every)[:, place[ids]]
            starts = np.cumsum(lengths[full]) - lengths[full]
            self.best[full] = np.maximum.reduceat(cosines, starts, axis=1).T
            np.maximum(self.best, 0, out=self.best)

    def low(self, best: Float32Array) -> npt.NDArray[np.float64]:
        """The mean of the worst third: what is met least."""
        third = max(1, best.shape[1] // 3)
        least = np.sort(best, axis=1)[:, :third]
        return np.asarray(least.sum(axis=1).astype(np.float64) / third)

    def part(self, best: Float32Array, which: npt.NDArray[np.bool_]) -> Float32Array:
        """The weighted mean over some of the question's tokens; -1 for none."""
        weights = self._weights[which]
        total = weights.sum()
        if not total > 0:
            return np.full(len(best), -1, np.float32)
        return np.asarray(dots(np.compress(which, best, axis=1), weights) / total)

    def mean(self, best: Float32Array) -> Float32Array:
        return dots(best, self._weights)


def dots(rows: npt.NDArray[Any], vector: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Each row's product with the vector, as if it stood alone: `rows @ vector` adds up in an
    order that depends on the number of rows."""
    return np.asarray((rows[:, None, :] @ vector[:, None])[:, 0, 0])


class Query:
    """A question with what one index and one static model say of its parts."""

    def __init__(
        self, question: Question, index: Index, static: StaticEncoder, named: Named
    ) -> None:
        self.question = question
        self.named = named
        words = index.words.weights((*question.content_words, *question.words))
        grams = index.characters.weights((*question.content_characters, *question.characters))
        self.words = Terms({term: words[term] for term in question.content_words})
        self.grams = Terms({term: grams[term] for term in question.content_characters})
        # What a passage would score by BM25 that held each term without end: an upper bound
        self.ideal_words = sum(words[term] for term in question.words)
        self.ideal_characters = sum(grams[term] for term in question.characters)
        self.codes = frozenset(_CODE.findall(question.content))
        self.years = frozenset(_YEAR.findall(question.content))
        tail, focus, content, self.ids = static.token_ids(
            [question.tail, question.focus, question.content, question.text]
        )
        self.tail_tokens, self.focus_tokens = np.isin(content, tail), np.isin(content, focus)
        vectors = static.token_vectors(content)
        self.weights = np.linalg.norm(vectors, axis=1) if len(content) else np.zeros(0, np.float32)
        self.tokens = unit(vectors) if len(content) else vectors
        self.vector = static.embed([self.ids])[0]
        self._index = index

    def documents(self, rows: Sequence[int]) -> Columns:
        """What the whole document of each passage has: shares of words and concepts, and how its
        period agrees with the one asked for."""
        index = self._index
        numbers = index.document_of_row[rows]
        words = np.zeros(len(index.documents))
        for term, weight in self.words.weights.items():
            held = np.zeros(len(words), bool)
            held[index.document_of_row[index.words.rows_with(term)]] = True
            words += weight * held
        named = np.zeros((len(self.named.concepts), len(words)), bool)
        for speaking, concept in zip(named, self.named.concepts, strict=True):
            speaking[index.document_of_row[concept.rows]] = True
        found = {
            "document_words": (words / (self.words.total or 1.0))[numbers],
            "document_concepts": (self.named.weights @ named)[numbers],
            "document_year": np.zeros(len(rows)),
            "document_part": np.zeros(len(rows)),
        }
        asked = self.question.periods
        if asked:
            periods = {n: of_document(index.documents[n]) for n in set(numbers.tolist())}
            said = [periods[n] for n in numbers.tolist()]
            found["document_year"] = np.array([year_agrees(asked, held) for held in said])
            found["document_part"] = np.array([part_agrees(asked, held) for held in said])
        return found


def coverage(query: Query, read: Read, static: StaticEncoder) -> Columns:
    """What of the question the units hold, those beside them, their passages and documents: by
    words, by characters, by concepts, and softly. One entry a unit in each column."""
    words = query.words.held([unit_.words for unit_ in read.units])
    grams = query.grams.held([unit_.grams for unit_ in read.units])
    own, passages = _soft(query, read, static)
    passages |= _of_passages(query, read, words, grams)
    return {
        **_of_units(query, read, words, grams),
        **_of_concepts(query, read),
        **own,
        **{name: np.asarray(column)[read.owner] for name, column in passages.items()},
    }


def _of_units(query: Query, read: Read, words: BoolArray, grams: BoolArray) -> Columns:
    """What the units, and those beside them, have of the question's words and grams."""
    terms = query.grams
    shares = terms.shares(grams)
    near, before, after = read.near(grams), read.before(shares), read.after(shares)
    # The grams that the document's opening does not have: the question less its topic, which
    # the sentences after the opening leave out
    unsaid = ~terms.held([r.reading.opening | r.reading.context_grams for r in read.ranked])
    new = terms.shares(grams, unsaid[:, read.owner])
    sizes = np.array([len(unit_.grams) for unit_ in read.units])
    content = query.question.content
    runs = [longest_run(content, unit_.folded) for unit_ in read.units]
    weight = {
        run: sum(terms.weights.get(run[at : at + 2], 0.0) for at in range(len(run) - 1))
        for run in set(runs)
    }
    tail, focus = characters(query.question.tail), characters(query.question.focus)
    return {
        "own_words": query.words.shares(words),
        "own_grams": shares,
        "own_run": np.array([len(run) for run in runs]) / max(1, len(content)),
        "own_run_idf": np.array([weight[run] for run in runs], np.float64),
        "own_precision": grams.sum(axis=0) / np.maximum(sizes, 1),
        "own_codes": _share(query.codes, [unit_.folded for unit_ in read.units]),
        "own_years": _share(query.years, [unit_.folded for unit_ in read.units]),
        "own_tail": terms.shares(grams, terms.part(tail)),
        "own_focus": terms.shares(grams, terms.part(focus)),
        "own_new": np.where(np.any(unsaid, axis=0)[read.owner], new, -1.0),
        "near_grams": terms.shares(near),
        "before_grams": before,
        "after_grams": after,
    }


def _of_passages(query: Query, read: Read, words: BoolArray, grams: BoolArray) -> Columns:
    """What the passages have of the question, title and headings too."""
    readings = [r.reading for r in read.ranked]
    context_words = query.words.held([reading.context_words for reading in readings])
    context_grams = query.grams.held([reading.context_grams for reading in readings])
    held = np.logical_or.reduceat(words, read.starts, axis=1) | context_words
    held_grams = np.logical_or.reduceat(grams, read.starts, axis=1) | context_grams
    return {
        "passage_words": query.words.shares(held),
        "passage_grams": query.grams.shares(held_grams),
        "passage_missing": query.words.missing(held),
        "passage_codes": _share(query.codes, [reading.folded for reading in readings]),
        "passage_years": _share(query.years, [reading.folded for reading in readings]),
        "context_words": query.words.shares(context_words),
        "context_grams": query.grams.shares(context_grams),
        **query.documents([reading.row for reading in readings]),
    }


def _of_concepts(query: Query, read: Read) -> Columns:
    """What the units and their passages speak of."""
    weights = query.named.weights
    rows, texts = [r.reading.row for r in read.ranked], [unit_.folded for unit_ in read.units]
    speaking = query.named.held(rows)
    named = query.named.said(texts, speaking[read.owner])
    return {
        "own_concepts": dots(np.ascontiguousarray(named.T, np.float64), weights),
        "near_concepts": dots(np.ascontiguousarray(read.near(named).T, np.float64), weights),
        "passage_concepts": dots(speaking.astype(np.float64), weights)[read.owner],
        "missing_concept": (weights * ~speaking).max(axis=1, initial=0.0)[read.owner],
    }


def _soft(query: Query, read: Read, static: StaticEncoder) -> tuple[Columns, Columns]:
    """Columns of the units, and of the passages."""
    count = len(read.units)
    stretches = [unit_.tokens for unit_ in read.units]
    stretches += [r.reading.context_tokens for r in read.ranked]
    soft = SoftShares(query.tokens, query.weights, static, stretches)
    own, context = soft.best[:count], soft.best[count:]
    whole = np.maximum(context, np.maximum.reduceat(own, read.starts, axis=0))
    cosines = np.stack([unit_.vector for unit_ in read.units]).astype(np.float32) @ query.vector
    units: Columns = {
        "own_soft": soft.mean(own),
        "own_soft_low": soft.low(own),
        "own_cosine": cosines,
        "soft_tail": soft.part(own, query.tail_tokens),
        "soft_focus": soft.part(own, query.focus_tokens),
    }
    passages: Columns = {
        "passage_soft": soft.mean(whole),
        "passage_soft_low": soft.low(whole),
        "context_soft": soft.mean(context),
        "static_cosine": np.maximum.reduceat(cosines, read.starts),
    }
    return units, passages


def _share(codes: frozenset[str], texts: Sequence[str]) -> Float64Array:
    """Share of the codes in each text; -1 where the question has none."""
    if not codes:
        return np.full(len(texts), -1.0)
    return np.array([sum(code in text for code in codes) for text in texts]) / len(codes)
