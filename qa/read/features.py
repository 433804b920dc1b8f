"""Plain features of sentences for the learned ranker. One row a sentence, columns by `NAMES`.

What of the question a stretch of text holds is for `query` to say.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.rankers.static_encoder import StaticEncoder
from qa.read.passages import PLAIN, Ranked, Read
from qa.read.query import Columns, Float64Array, Query, coverage
from qa.understand import Wants, tells_cause
from qa.understand.periods import period_agrees, periods

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


def sentence_features(
    query: Query, ranked: Sequence[Ranked], static: StaticEncoder
) -> tuple[list[tuple[int, int]], Float64Array]:
    """((passage number, unit number), …) and the rows that belong, shape (units, len(NAMES)).

    `ranked`: passages by fused score, best first.
    """
    places = [(p, u) for p, r in enumerate(ranked) for u in range(len(r.reading.units))]
    if not places:
        return [], np.zeros((0, len(NAMES)))
    read = Read.of(ranked)
    columns: Columns = {
        **coverage(query, read, static),
        **_plain(query, read),
        **{name: column[read.owner] for name, column in _scored(ranked, read).items()},
        **{name: np.full(len(places), value) for name, value in _asked(query).items()},
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


def _plain(query: Query, read: Read) -> Columns:
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


def _scored(ranked: Sequence[Ranked], read: Read) -> Columns:
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
        "question_terms": len(query.words.weights),
        "several": query.question.several,
        "wants_number": wants is Wants.NUMBER,
        "wants_date": wants is Wants.DATE,
        "wants_list": wants is Wants.LIST,
        "wants_person": wants is Wants.PERSON,
        "wants_other": wants is Wants.OTHER,
        "concepts": len(query.named.concepts),
    }
