"""Plain features of sentences for the learned ranker. One row a sentence, columns by `NAMES`.

What of the question a stretch of text holds is for `query` to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.rankers.static_encoder import StaticEncoder
from qa.read.passages import PLAIN, Reading, Unit
from qa.read.query import BoolArray, Float64Array, Query, SoftShares, dots, longest_run
from qa.understand import Wants, tells_cause
from qa.understand.periods import period_agrees, periods

Columns = dict[str, npt.NDArray[Any]]

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
    # by concepts: what is named, in whatever words (qa.concepts)
    "own_concepts", "near_concepts", "passage_concepts", "missing_concept", "own_concepts_share",
    "passage_concepts_share", "document_concepts", "concepts", "unit_fits", "cause",
    # by the period asked for
    "own_period", "document_year", "document_part",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ranked:
    """What the rankers said of a passage."""

    reading: Reading
    words: float
    characters: float
    dense: float
    fused: float


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
    query: Query, ranked: Sequence[Ranked], static: StaticEncoder
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
    soft = SoftShares(query.tokens, query.weights, static, stretches)
    own, context = soft.best[:count], soft.best[count:][list(read.numbers)]
    cosines = np.stack([unit_.vector for unit_ in read.units]).astype(np.float32) @ query.vector
    words = query.words.held([unit_.words for unit_ in read.units])
    grams = query.grams.held([unit_.grams for unit_ in read.units])
    speaking = query.named.held([r.reading.row for r in read.ranked])
    passages = {
        **_said(query, read, words, grams, speaking),
        **_soft_passages(soft, read, own, context, cosines),
        **_scored(ranked, read),
    }
    columns: Columns = {
        **_words_of(query, read, words, grams),
        **_concepts_of(query, read, speaking),
        **_plain(query, read),
        "own_soft": soft.mean(own),
        "own_soft_low": soft.low(own),
        "own_cosine": cosines,
        "soft_tail": soft.part(own, query.tail_tokens),
        "soft_focus": soft.part(own, query.focus_tokens),
        **{name: np.asarray(column)[read.owner] for name, column in passages.items()},
        **{name: np.full(count, value) for name, value in _asked(query).items()},
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


def _words_of(query: Query, read: _Read, words: BoolArray, grams: BoolArray) -> Columns:
    """What the units, and those beside them, have of the question's words and grams."""
    terms = query.grams
    shares = terms.shares(grams)
    # The grams that the document's opening does not have: the question less its topic, which
    # the sentences after the opening leave out
    unsaid = ~terms.held([r.reading.opening | r.reading.context_grams for r in read.ranked])
    new = terms.shares(grams, unsaid[:, read.owner])
    sizes = np.array([len(unit_.grams) for unit_ in read.units])
    runs = [longest_run(query.question.content, unit_.folded) for unit_ in read.units]
    weight = {
        run: sum(terms.weights.get(run[at : at + 2], 0.0) for at in range(len(run) - 1))
        for run in set(runs)
    }
    return {
        "own_words": query.words.shares(words),
        "own_grams": shares,
        "own_run": np.array([len(run) for run in runs]) / max(1, len(query.question.content)),
        "own_run_idf": np.array([weight[run] for run in runs], np.float64),
        "own_precision": grams.sum(axis=0) / np.maximum(sizes, 1),
        "own_codes": _held(query.codes, read.units),
        "own_years": _held(query.years, read.units),
        "own_tail": terms.shares(grams, query.tail),
        "own_focus": terms.shares(grams, query.focus),
        "own_new": np.where(np.any(unsaid, axis=0)[read.owner], new, -1.0),
        "near_grams": terms.shares(read.near(grams)),
        "before_grams": read.before(shares),
        "after_grams": read.after(shares),
    }


def _concepts_of(query: Query, read: _Read, speaking: BoolArray) -> Columns:
    """What the units speak of; `speaking`: what their passages do, shape (passages, concepts)."""
    named = np.zeros((speaking.shape[1], len(read.units)), bool)
    for at, concept in enumerate(query.named.concepts):
        for number in np.flatnonzero(speaking[read.owner, at]):
            named[at, number] = concept.is_in(read.units[number].folded)
    weights = query.named_weights
    return {
        "own_concepts": dots(np.ascontiguousarray(named.T, np.float64), weights),
        "near_concepts": dots(np.ascontiguousarray(read.near(named).T, np.float64), weights),
    }


def _plain(query: Query, read: _Read) -> Columns:
    """What the units are, and whether that is what is asked for."""
    plain = np.concatenate([r.reading.plain for r in read.ranked])
    columns: Columns = {name: plain[:, at] for at, name in enumerate(PLAIN)}
    match query.question.wants:
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
    if query.question.unit is not None:
        unit = query.question.unit
        fits = np.array([bool(unit.search(unit_.folded)) for unit_ in read.units])
    cause = np.full(len(plain), 0.5)
    if query.question.cause:
        cause = np.array([tells_cause(unit_.folded) for unit_ in read.units])
    period = np.zeros(len(plain))
    if query.question.periods:
        said = (periods(unit_.folded) for unit_ in read.units)
        period = np.array([period_agrees(query.question.periods, held) for held in said])
    return {**columns, "holds": holds, "unit_fits": fits, "cause": cause, "own_period": period}


def _said(
    query: Query, read: _Read, words: BoolArray, grams: BoolArray, speaking: BoolArray
) -> Columns:
    """What the passages have of the question, title and headings too."""
    readings = [r.reading for r in read.ranked]
    rows = [reading.row for reading in readings]
    context_words = query.words.held([reading.context_words for reading in readings])
    context_grams = query.grams.held([reading.context_grams for reading in readings])
    held = np.logical_or.reduceat(words, read.starts, axis=1) | context_words
    held_grams = np.logical_or.reduceat(grams, read.starts, axis=1) | context_grams
    weights = query.named_weights
    return {
        "passage_words": query.words.shares(held),
        "passage_grams": query.grams.shares(held_grams),
        "passage_missing": query.words.missing(held),
        "passage_codes": _held(query.codes, readings),
        "passage_years": _held(query.years, readings),
        "context_words": query.words.shares(context_words),
        "context_grams": query.grams.shares(context_grams),
        **query.documents(rows),
        "passage_concepts": dots(speaking.astype(np.float64), weights),
        "missing_concept": (weights * ~speaking).max(axis=1, initial=0.0),
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


def _asked(query: Query) -> dict[str, float]:
    wants = query.question.wants
    return {
        "question_length": len(query.question.content),
        "question_terms": len(query.words),
        "several": query.question.several,
        "wants_number": wants is Wants.NUMBER,
        "wants_date": wants is Wants.DATE,
        "wants_list": wants is Wants.LIST,
        "wants_person": wants is Wants.PERSON,
        "wants_other": wants is Wants.OTHER,
        "concepts": len(query.named.concepts),
    }


def _held(codes: frozenset[str], texts: Sequence[Unit | Reading]) -> Float64Array:
    """Share of the codes in each text; -1 where the question has none."""
    if not codes:
        return np.full(len(texts), -1.0)
    return np.array([sum(code in text.folded for code in codes) for text in texts]) / len(codes)
