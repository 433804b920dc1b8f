"""Plain features of sentences for the learned ranker. One row a sentence, columns by `NAMES`.

Lexical shares are weighted by the index's own idf; "soft" shares let a question token be met by
its nearest token in meaning (cosine of static token vectors, the best one taken), so that a
paraphrase or another language still counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.passages.tokenizer import characters, fold
from index.rankers.static_encoder import StaticEncoder, unit
from index.store.store import Index
from qa.find.concepts import Named
from qa.read.reading import PLAIN, Reading, Unit
from qa.read.soft import SoftShares, dots
from qa.read.terms import BoolArray, Float64Array, Terms, longest_run
from qa.understand.intent import Intent, Wants
from qa.understand.periods import of_document, part_agrees, period_agrees, periods, year_agrees
from qa.units import asks_cause, tells_cause, wanted_unit

Columns = dict[str, npt.NDArray[Any]]
_CODE = re.compile(r"[a-z0-9][a-z0-9.+-]*")
_YEAR = re.compile(r"(?:19|20)\d\d")

NAMES = (
    # the sentence itself
    "own_words", "own_grams", "own_soft", "own_soft_low", "own_cosine", "own_run", "own_run_idf",
    "own_precision", "own_codes", "own_years", "own_tail", "own_focus", "own_new", "soft_tail",
    "soft_focus", "length", "place", "units", "first",
    # with what stands around it
    "near_grams", "before_grams", "after_grams", "passage_words", "passage_grams",
    "passage_soft", "passage_soft_low", "passage_missing", "passage_codes", "passage_years",
    "context_words", "context_grams", "context_soft", "document_words",
    # how its passage and document were ranked
    "words", "characters", "dense", "fused", "words_share", "characters_share", "dense_share",
    "fused_share", "rank", "static_cosine", "document_fused", "document_hits",
    # relative to the best sentence there is
    "own_grams_share", "own_soft_share", "own_cosine_share", "near_grams_share",
    # what is asked and whether it is there
    "question_length", "question_terms", "numbers", "dates", "titles", "holds", "several",
    "wants_number", "wants_date", "wants_list", "wants_person", "wants_other", "is_row",
    "is_item", "is_metadata", "is_caption", "ends_colon", "lists",
    # by concepts: what is named, in whatever words (qa.find.concepts)
    "own_concepts", "near_concepts", "passage_concepts", "missing_concept", "own_concepts_share",
    "passage_concepts_share", "document_concepts", "concepts", "unit_fits", "cause",
    # by the period asked for (qa.understand.periods)
    "own_period", "document_year", "document_part",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ranked:
    """What the rankers said of a passage."""

    reading: Reading
    opening: frozenset[str]  # grams of the document's title, the headings, its first sentence
    words: float
    characters: float
    dense: float
    fused: float


class Question:
    """A question's terms with their weights, and its token vectors."""

    def __init__(
        self, intent: Intent, text: str, index: Index, static: StaticEncoder, named: Named
    ) -> None:
        self.intent = intent
        self.named = named
        self.named_weights = named.weights()
        self.content = fold(intent.content)
        self.words = Terms({term: index.words.idf(term) for term in intent.words})
        self.grams = Terms({term: index.characters.idf(term) for term in intent.characters})
        self.codes = frozenset(_CODE.findall(self.content))
        self.years = frozenset(_YEAR.findall(self.content))
        self.tail = self.grams.part(characters(intent.tail))
        self.focus = self.grams.part(characters(intent.focus))
        ids, tail, focus, whole = static.token_ids(
            [intent.meaning, intent.tail, intent.focus, text]
        )
        self.tail_tokens = np.isin(ids, tail)
        self.focus_tokens = np.isin(ids, focus)
        vectors = static.token_vectors(ids)
        self.weights = np.linalg.norm(vectors, axis=1) if len(ids) else np.zeros(0, np.float32)
        self.tokens = unit(vectors) if len(ids) else vectors
        self.vector = static.embed([whole])[0]
        self.length = len(self.content)
        folded = fold(text)
        self.unit = wanted_unit(folded)
        self.asks_cause = asks_cause(folded)
        self.periods = periods(folded)
        self._documents = index.documents
        self._document_of_row = index.document_of_row
        documents = np.zeros((len(named.concepts), len(index.documents)), bool)
        for held, concept in zip(documents, named.concepts, strict=True):
            held[self._document_of_row[concept.rows]] = True
        self._document_named = self.named_weights @ documents
        found = np.zeros(len(index.documents))
        for term, weight in self.words.weights.items():
            holding = np.zeros(len(found), bool)
            holding[self._document_of_row[index.words.rows_with(term)]] = True
            found += weight * holding
        self._document_words = found / (self.words.total or 1.0)

    def document_named(self, rows: Sequence[int]) -> Float64Array:
        """The part of the concepts' weight that the whole document of each passage has."""
        return self._document_named[self._document_of_row[rows]]

    def document_periods(self, rows: Sequence[int]) -> Columns:
        """How the period of each passage's document agrees with the one asked for."""
        if not self.periods:
            return {name: np.zeros(len(rows)) for name in ("document_year", "document_part")}
        numbers = self._document_of_row[rows].tolist()
        of = {number: of_document(self._documents[number]) for number in set(numbers)}
        said = [of[number] for number in numbers]
        return {
            "document_year": np.array([year_agrees(self.periods, held) for held in said]),
            "document_part": np.array([part_agrees(self.periods, held) for held in said]),
        }

    def document_words(self, rows: Sequence[int]) -> Float64Array:
        """The part of the words' weight that the whole document of each passage has."""
        return self._document_words[self._document_of_row[rows]]


@dataclass(frozen=True, slots=True)
class _Read:
    """The passages that have units, and all their units, passage after passage."""

    numbers: tuple[int, ...]  # of the passages, among those ranked
    ranked: tuple[Ranked, ...]
    units: tuple[Unit, ...]
    starts: npt.NDArray[np.intp]  # of each passage its first unit
    owner: npt.NDArray[np.intp]  # of each unit its passage

    @classmethod
    def of(cls, ranked: Sequence[Ranked]) -> _Read:
        full = [(number, r) for number, r in enumerate(ranked) if r.reading.units]
        counts = np.array([len(r.reading.units) for _, r in full], np.intp)
        return cls(
            tuple(number for number, _ in full),
            tuple(r for _, r in full),
            tuple(unit_ for _, r in full for unit_ in r.reading.units),
            np.cumsum(counts) - counts,
            np.repeat(np.arange(len(full)), counts),
        )

    def before(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Of each unit (last axis) what the one before it in its passage has; else 0."""
        before = np.zeros_like(values)
        before[..., 1:] = values[..., :-1]
        before[..., self.starts] = 0
        return before

    def after(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        after = np.zeros_like(values)
        after[..., :-1] = values[..., 1:]
        after[..., self.starts[1:] - 1] = 0
        return after

    def near(self, held: BoolArray) -> BoolArray:
        """What a unit has or one beside it in its passage."""
        near: BoolArray = held | self.before(held) | self.after(held)
        return near


def sentence_features(
    question: Question, ranked: Sequence[Ranked], static: StaticEncoder
) -> tuple[list[tuple[int, int]], Float64Array]:
    """((passage number, unit number), …) and the rows that belong, shape (units, len(NAMES)).

    `ranked`: passages by fused score, best first.
    """
    places = [(p, u) for p, r in enumerate(ranked) for u in range(len(r.reading.units))]
    if not places:
        return [], np.zeros((0, len(NAMES)))
    read = _Read.of(ranked)
    count = len(read.units)
    stretches = [unit_.tokens for unit_ in read.units]
    stretches += [r.reading.context_tokens for r in ranked]
    soft = SoftShares(question.tokens, question.weights, static, stretches)
    own, context = soft.best[:count], soft.best[count:][list(read.numbers)]
    cosines = np.stack([unit_.vector for unit_ in read.units]).astype(np.float32) @ question.vector
    words = question.words.held([unit_.words for unit_ in read.units])
    grams = question.grams.held([unit_.grams for unit_ in read.units])
    speaking = question.named.held([r.reading.row for r in read.ranked])
    passages = {
        **_said(question, read, words, grams, speaking),
        **_soft_passages(soft, read, own, context, cosines),
        **_scored(ranked, read),
    }
    columns: Columns = {
        **_words_of(question, read, words, grams),
        **_concepts_of(question, read, speaking),
        **_plain(question, read),
        "own_soft": soft.mean(own),
        "own_soft_low": soft.low(own),
        "own_cosine": cosines,
        "soft_tail": soft.part(own, question.tail_tokens),
        "soft_focus": soft.part(own, question.focus_tokens),
        **{name: np.asarray(column)[read.owner] for name, column in passages.items()},
        **{name: np.full(count, value) for name, value in _asked(question).items()},
    }
    for name in (
        "own_grams",
        "own_soft",
        "own_cosine",
        "near_grams",
        "own_concepts",
        "passage_concepts",
    ):
        column = columns[name].astype(np.float64)
        columns[f"{name}_share"] = column / max(float(column.max()), 1e-9)
    return places, np.column_stack([columns[name] for name in NAMES]).astype(np.float64)


def _words_of(question: Question, read: _Read, words: BoolArray, grams: BoolArray) -> Columns:
    """What the units, and those beside them, have of the question's words and grams."""
    terms = question.grams
    shares = terms.shares(grams)
    # The grams that the document's opening does not have: the question less its topic, which
    # the sentences after the opening leave out
    unsaid = ~terms.held([r.opening for r in read.ranked])
    new = terms.shares(grams, unsaid[:, read.owner])
    sizes = np.array([len(unit_.grams) for unit_ in read.units])
    runs = [longest_run(question.content, unit_.folded) for unit_ in read.units]
    weight = {
        run: sum(terms.weights.get(run[at : at + 2], 0.0) for at in range(len(run) - 1))
        for run in set(runs)
    }
    return {
        "own_words": question.words.shares(words),
        "own_grams": shares,
        "own_run": np.array([len(run) for run in runs]) / max(1, question.length),
        "own_run_idf": np.array([weight[run] for run in runs], np.float64),
        "own_precision": grams.sum(axis=0) / np.maximum(sizes, 1),
        "own_codes": _held(question.codes, read.units),
        "own_years": _held(question.years, read.units),
        "own_tail": terms.shares(grams, question.tail),
        "own_focus": terms.shares(grams, question.focus),
        "own_new": np.where(np.any(unsaid, axis=0)[read.owner], new, -1.0),
        "near_grams": terms.shares(read.near(grams)),
        "before_grams": read.before(shares),
        "after_grams": read.after(shares),
    }


def _concepts_of(question: Question, read: _Read, speaking: BoolArray) -> Columns:
    """What the units speak of; `speaking`: what their passages do, shape (passages, concepts)."""
    named = np.zeros((speaking.shape[1], len(read.units)), bool)
    for at, concept in enumerate(question.named.concepts):
        for number in np.flatnonzero(speaking[read.owner, at]):
            named[at, number] = concept.is_in(read.units[number].folded)
    weights = question.named_weights
    return {
        "own_concepts": dots(np.ascontiguousarray(named.T, np.float64), weights),
        "near_concepts": dots(np.ascontiguousarray(read.near(named).T, np.float64), weights),
    }


def _plain(question: Question, read: _Read) -> Columns:
    """What the units are, and whether that is what is asked for."""
    plain = np.concatenate([r.reading.plain for r in read.ranked])
    columns: Columns = {name: plain[:, at] for at, name in enumerate(PLAIN)}
    match question.intent.wants:
        case Wants.NUMBER:
            holds = columns["numbers"] > 0
        case Wants.DATE:
            holds = columns["dates"] > 0
        case Wants.LIST:
            long = np.array([len(unit_.text) > 60 for unit_ in read.units])
            holds = np.logical_or(columns["lists"] > 0, long)
        case _:
            holds = np.full(len(plain), 0.5)  # it cannot be seen
    fits = np.full(len(plain), 0.5)
    if question.unit is not None:
        fits = np.array([bool(question.unit.search(unit_.folded)) for unit_ in read.units])
    cause = np.full(len(plain), 0.5)
    if question.asks_cause:
        cause = np.array([tells_cause(unit_.folded) for unit_ in read.units])
    period = np.zeros(len(plain))
    if question.periods:
        said = (periods(unit_.folded) for unit_ in read.units)
        period = np.array([period_agrees(question.periods, held) for held in said])
    return {**columns, "holds": holds, "unit_fits": fits, "cause": cause, "own_period": period}


def _said(
    question: Question, read: _Read, words: BoolArray, grams: BoolArray, speaking: BoolArray
) -> Columns:
    """What the passages have of the question, title and headings too."""
    readings = [r.reading for r in read.ranked]
    rows = [reading.row for reading in readings]
    context_words = question.words.held([reading.context_words for reading in readings])
    context_grams = question.grams.held([reading.context_grams for reading in readings])
    held = np.logical_or.reduceat(words, read.starts, axis=1) | context_words
    held_grams = np.logical_or.reduceat(grams, read.starts, axis=1) | context_grams
    weights = question.named_weights
    return {
        "passage_words": question.words.shares(held),
        "passage_grams": question.grams.shares(held_grams),
        "passage_missing": question.words.missing(held),
        "passage_codes": _held(question.codes, readings),
        "passage_years": _held(question.years, readings),
        "context_words": question.words.shares(context_words),
        "context_grams": question.grams.shares(context_grams),
        "document_words": question.document_words(rows),
        **question.document_periods(rows),
        "passage_concepts": dots(speaking.astype(np.float64), weights),
        "missing_concept": (weights * ~speaking).max(axis=1, initial=0.0),
        "document_concepts": question.document_named(rows),
    }


def _soft_passages(
    soft: SoftShares,
    read: _Read,
    own: npt.NDArray[np.float32],
    context: npt.NDArray[np.float32],
    cosines: npt.NDArray[np.float32],
) -> Columns:
    whole = np.maximum(context, np.maximum.reduceat(own, read.starts, axis=0))
    return {
        "passage_soft": soft.mean(whole),
        "passage_soft_low": soft.low(whole),
        "context_soft": soft.mean(context),
        "static_cosine": np.maximum.reduceat(cosines, read.starts),
    }


def _scored(ranked: Sequence[Ranked], read: _Read) -> Columns:
    """How the passages and their documents were ranked."""
    columns: Columns = {"rank": np.array(read.numbers)}
    tops = {}
    for name in ("words", "characters", "dense", "fused"):
        tops[name] = max((getattr(r, name) for r in ranked), default=0.0) or 1.0
        columns[name] = np.array([getattr(r, name) for r in read.ranked], np.float64)
        columns[f"{name}_share"] = columns[name] / tops[name]
    documents: dict[str, list[float]] = {}
    for r in ranked:
        documents.setdefault(r.reading.passage.doc_id, []).append(r.fused)
    mates = [documents[r.reading.passage.doc_id] for r in read.ranked]
    columns["document_fused"] = np.array([max(fused) for fused in mates]) / tops["fused"]
    columns["document_hits"] = np.array([len(fused) for fused in mates])
    return columns


def _asked(question: Question) -> dict[str, float]:
    wants = question.intent.wants
    return {
        "question_length": question.length,
        "question_terms": len(question.words),
        "several": question.intent.several,
        "wants_number": wants is Wants.NUMBER,
        "wants_date": wants is Wants.DATE,
        "wants_list": wants is Wants.LIST,
        "wants_person": wants is Wants.PERSON,
        "wants_other": wants is Wants.OTHER,
        "concepts": len(question.named.concepts),
    }


def _held(codes: frozenset[str], texts: Sequence[Unit | Reading]) -> Float64Array:
    """Share of the codes in each text; -1 where the question has none."""
    if not codes:
        return np.full(len(texts), -1.0)
    return np.array([sum(code in text.folded for code in codes) for text in texts]) / len(codes)
