"""Plain features of sentences for the learned ranker. One row a sentence, columns by `NAMES`.

Lexical shares are weighted by the index's own idf; "soft" shares let a question token be met by
its nearest token in meaning (cosine of static token vectors, the best one taken), so that a
paraphrase or another language still counts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.records import BlockKind
from index.static_encoder import StaticEncoder, unit
from index.store import Index
from index.tokenizer import characters, fold
from qa.concepts import Named
from qa.intent import Intent, Wants
from qa.reading import Reading, Unit
from qa.units import asks_cause, tells_cause, wanted_unit

Float64Array = npt.NDArray[np.float64]
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
    # by concepts: what is named, in whatever words (qa.concepts)
    "own_concepts", "near_concepts", "passage_concepts", "missing_concept", "own_concepts_share",
    "passage_concepts_share", "document_concepts", "concepts", "unit_fits", "cause",
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


class Terms:
    """Terms with their weights."""

    def __init__(self, weights: dict[str, float]) -> None:
        self.weights = weights
        self.known = frozenset(weights)
        self.total = sum(weights.values())

    def __len__(self) -> int:
        return len(self.weights)

    def share(self, held: frozenset[str]) -> float:
        """The part of the weight that `held` has, 0..1; 0 for no terms."""
        met = self.known & held
        # Sorted: a sum of floats depends on its order, and a set's order on the hash seed
        return sum(sorted(map(self.weights.__getitem__, met))) / self.total if met else 0.0

    def missing(self, held: frozenset[str]) -> float:
        """The part of the weight of the heaviest term that is not held, 0..1."""
        heaviest = max((self.weights[term] for term in self.known - held), default=0.0)
        return heaviest / self.total if heaviest else 0.0


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
        tail, focus = intent.tail, intent.focus
        self.tail = self._part(tail)
        self.focus = self._part(focus)
        ids = static.token_ids([intent.meaning])[0]
        self.tail_tokens = np.isin(ids, static.token_ids([tail])[0])
        self.focus_tokens = np.isin(ids, static.token_ids([focus])[0])
        vectors = static.token_vectors(ids)
        self.weights = np.linalg.norm(vectors, axis=1) if len(ids) else np.zeros(0, np.float32)
        self.tokens = unit(vectors) if len(ids) else vectors
        self.vector = static.encode([text])[0]
        self.length = len(self.content)
        folded = fold(text)
        self.unit = wanted_unit(folded)
        self.asks_cause = asks_cause(folded)
        self._document_of_row = index.document_of_row
        documents = np.zeros((len(named.concepts), len(index.documents)), bool)
        for held, concept in zip(documents, named.concepts, strict=True):
            held[self._document_of_row[concept.rows]] = True
        self._document_named = self.named_weights @ documents
        found = np.zeros(len(index.documents))
        for term, weight in self.words.weights.items():
            rows = index.words.rows_with(term)
            found[np.unique(self._document_of_row[rows])] += weight
        self._document_words = found / (self.words.total or 1.0)

    def _part(self, text: str) -> Terms:
        """The question's grams that stand in this part of it."""
        held = set(characters(text))
        return Terms({gram: w for gram, w in self.grams.weights.items() if gram in held})

    def unsaid(self, opening: frozenset[str]) -> Terms:
        """The grams that the document's opening does not have: the question less its topic,
        which the sentences after the opening leave out."""
        weights = self.grams.weights
        return Terms({gram: w for gram, w in weights.items() if gram not in opening})

    def document_named(self, row: int) -> float:
        """The part of the concepts' weight that the whole document of this passage has."""
        return float(self._document_named[self._document_of_row[row]])

    def document_words(self, row: int) -> float:
        """The part of the words' weight that the whole document of this passage has."""
        return float(self._document_words[self._document_of_row[row]])


def longest_run(needle: str, text: str) -> str:
    """The longest substring that both have; of several the first of `needle`."""
    low, high, best = 0, min(len(needle), len(text)), ""
    while low < high:  # a run of n implies one of n - 1
        middle = (low + high + 1) // 2
        found = next(
            (
                needle[i : i + middle]
                for i in range(len(needle) - middle + 1)
                if needle[i : i + middle] in text
            ),
            None,
        )
        if found is None:
            high = middle - 1
        else:
            low, best = middle, found
    return best


class SoftShares:
    """Best cosines of the question's tokens with the tokens of any stretch of text."""

    def __init__(
        self, question: Question, static: StaticEncoder, stretches: Sequence[npt.NDArray[np.int64]]
    ) -> None:
        every = np.unique(np.concatenate([np.zeros(0, np.int64), *stretches]))
        self._ids = every
        if len(every) and len(question.tokens):
            self._cosines = static.token_cosines(question.tokens, every)
        else:
            self._cosines = np.zeros((len(question.tokens), len(every)), np.float32)
        self._weights = question.weights / max(float(question.weights.sum()), 1e-9)

    def best(self, tokens: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """For each question token the best cosine with one of `tokens`; zeros for none."""
        if not len(tokens) or not len(self._weights):
            return np.zeros(len(self._weights), np.float32)
        columns = np.searchsorted(self._ids, tokens)
        return np.asarray(np.maximum(self._cosines[:, columns].max(axis=1), 0), np.float32)

    def low(self, best: npt.NDArray[np.float32]) -> float:
        """The mean of the worst third: what is met least."""
        third = max(1, len(best) // 3)
        return float(np.sort(best)[:third].sum()) / third

    def part(self, best: npt.NDArray[np.float32], which: npt.NDArray[np.bool_]) -> float:
        """The weighted mean over some of the question's tokens; -1 for none."""
        weights = self._weights[which]
        return float(best[which] @ weights / weights.sum()) if weights.sum() > 0 else -1.0

    def mean(self, best: npt.NDArray[np.float32]) -> float:
        return float(best @ self._weights) if len(best) else 0.0


def sentence_features(
    question: Question, ranked: Sequence[Ranked], static: StaticEncoder
) -> tuple[list[tuple[int, int]], Float64Array]:
    """((passage number, unit number), …) and the rows that belong, shape (units, len(NAMES)).

    `ranked`: passages by fused score, best first.
    """
    places = [(p, u) for p, r in enumerate(ranked) for u in range(len(r.reading.units))]
    if not places:
        return [], np.zeros((0, len(NAMES)))
    token_lists = [unit_.tokens for r in ranked for unit_ in r.reading.units]
    contexts = [r.reading.context_tokens for r in ranked]
    soft = SoftShares(question, static, [*token_lists, *contexts])
    cosines = np.stack([unit_.vector for r in ranked for unit_ in r.reading.units])
    cosines = cosines.astype(np.float32) @ question.vector
    tops = {
        name: max((getattr(r, name) for r in ranked), default=0.0) or 1.0
        for name in ("words", "characters", "dense", "fused")
    }
    documents: dict[str, list[float]] = {}
    for r in ranked:
        documents.setdefault(r.reading.passage.doc_id, []).append(r.fused)
    speaking = question.named.held([r.reading.row for r in ranked])
    rows: list[list[float]] = []
    at = 0
    for number, r in enumerate(ranked):
        count = len(r.reading.units)
        own = [soft.best(unit_.tokens) for unit_ in r.reading.units]
        passage = _passage_features(
            question,
            r,
            number,
            soft,
            own,
            tops,
            documents,
            cosines[at : at + count],
            speaking[number],
        )
        new = question.unsaid(r.opening)
        named = _named_in(question, r.reading, speaking[number])
        for u in range(count):
            rows.append(
                _unit_features(
                    question, r.reading, u, soft, own[u], float(cosines[at + u]), new, named
                )
                + passage
            )
        at += count
    table = np.array(rows, np.float64)
    names = {name: i for i, name in enumerate(_RAW)}
    shares = [
        table[:, names[name]] / max(float(table[:, names[name]].max()), 1e-9)
        for name in (
            "own_grams",
            "own_soft",
            "own_cosine",
            "near_grams",
            "own_concepts",
            "passage_concepts",
        )
    ]
    full = np.column_stack([table, *shares])
    order = [_COMPUTED.index(name) for name in NAMES]
    return places, full[:, order]


_UNIT = (
    "own_words", "own_grams", "own_soft", "own_soft_low", "own_cosine", "own_run", "own_run_idf",
    "own_precision", "own_codes", "own_years", "own_tail", "own_focus", "own_new", "soft_tail",
    "soft_focus", "length", "place", "units", "first", "near_grams", "before_grams",
    "after_grams", "numbers", "dates", "titles", "holds", "is_row", "is_item",
    "is_metadata", "is_caption", "ends_colon", "lists", "own_concepts", "near_concepts",
    "unit_fits", "cause",
)  # fmt: skip
_PASSAGE = (
    "passage_words", "passage_grams", "passage_soft", "passage_soft_low", "passage_missing",
    "passage_codes", "passage_years", "context_words", "context_grams", "context_soft",
    "document_words", "words", "characters", "dense", "fused",
    "words_share", "characters_share", "dense_share", "fused_share", "rank", "static_cosine",
    "document_fused", "document_hits", "question_length", "question_terms", "several",
    "wants_number", "wants_date", "wants_list", "wants_person", "wants_other",
    "passage_concepts", "missing_concept", "document_concepts", "concepts",
)  # fmt: skip
_RAW = _UNIT + _PASSAGE
_COMPUTED = (
    *_RAW, "own_grams_share", "own_soft_share", "own_cosine_share", "near_grams_share",
    "own_concepts_share", "passage_concepts_share",
)  # fmt: skip


def _unit_features(
    question: Question,
    reading: Reading,
    at: int,
    soft: SoftShares,
    own: npt.NDArray[np.float32],
    cosine: float,
    new: Terms,
    named: npt.NDArray[np.bool_],
) -> list[float]:
    units = reading.units
    unit_ = units[at]
    nothing: frozenset[str] = frozenset()
    before = units[at - 1].grams if at else nothing
    after = units[at + 1].grams if at + 1 < len(units) else nothing
    run = longest_run(question.content, unit_.folded)
    grams = question.grams
    met = len(unit_.grams & grams.known)
    kind = reading.passage.kind
    return [
        question.words.share(unit_.words),
        grams.share(unit_.grams),
        soft.mean(own),
        soft.low(own),
        cosine,
        len(run) / max(1, question.length),
        sum(grams.weights.get(run[i : i + 2], 0.0) for i in range(len(run) - 1)),
        met / max(1, len(unit_.grams)),
        _held(question.codes, unit_.folded),
        _held(question.years, unit_.folded),
        question.tail.share(unit_.grams),
        question.focus.share(unit_.grams),
        new.share(unit_.grams) if len(new) else -1.0,
        soft.part(own, question.tail_tokens),
        soft.part(own, question.focus_tokens),
        math.log1p(len(unit_.text)),
        at / len(units),
        len(units),
        float(at == 0),
        grams.share(unit_.grams | before | after),
        grams.share(before),
        grams.share(after),
        min(unit_.numbers, 6),
        min(unit_.dates, 4),
        min(unit_.titles, 4),
        _holds(question.intent.wants, unit_),
        float(kind is BlockKind.TABLE_ROW),
        float(kind is BlockKind.LIST_ITEM),
        float(kind is BlockKind.METADATA),
        float(kind is BlockKind.CAPTION),
        float(unit_.text.endswith(("：", ":"))),
        min(unit_.text.count("、") + unit_.text.count("；"), 8),
        float(question.named_weights @ named[at]),
        float(question.named_weights @ named[max(0, at - 1) : at + 2].any(axis=0)),
        0.5 if question.unit is None else float(bool(question.unit.search(unit_.folded))),
        float(tells_cause(unit_.folded)) if question.asks_cause else 0.5,
    ]


def _named_in(
    question: Question, reading: Reading, speaking: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Which concepts each unit speaks of, shape (units, concepts); `speaking`: which the whole
    passage does."""
    named = np.zeros((len(reading.units), len(question.named.concepts)), bool)
    for at in np.flatnonzero(speaking):
        concept = question.named.concepts[at]
        named[:, at] = [concept.is_in(unit_.folded) for unit_ in reading.units]
    return named


def _passage_features(
    question: Question,
    r: Ranked,
    number: int,
    soft: SoftShares,
    own: Sequence[npt.NDArray[np.float32]],
    tops: dict[str, float],
    documents: dict[str, list[float]],
    cosines: npt.NDArray[np.float32],
    held_concepts: npt.NDArray[np.bool_],
) -> list[float]:
    reading = r.reading
    context = soft.best(reading.context_tokens)
    whole = np.maximum.reduce([context, *own])
    held_words = reading.context_words.union(*(u.words for u in reading.units))
    held_grams = reading.context_grams.union(*(u.grams for u in reading.units))
    text = reading.context + "\n" + fold(reading.passage.text)
    mates = documents[reading.passage.doc_id]
    wants = question.intent.wants
    return [
        question.words.share(held_words),
        question.grams.share(held_grams),
        soft.mean(whole),
        soft.low(whole),
        question.words.missing(held_words),
        _held(question.codes, text),
        _held(question.years, text),
        question.words.share(reading.context_words),
        question.grams.share(reading.context_grams),
        soft.mean(context),
        question.document_words(reading.row),
        r.words,
        r.characters,
        r.dense,
        r.fused,
        r.words / tops["words"],
        r.characters / tops["characters"],
        r.dense / tops["dense"],
        r.fused / tops["fused"],
        number,
        float(cosines.max()) if len(cosines) else 0.0,
        max(mates) / tops["fused"],
        len(mates),
        question.length,
        len(question.words),
        float(question.intent.several),
        float(wants is Wants.NUMBER),
        float(wants is Wants.DATE),
        float(wants is Wants.LIST),
        float(wants is Wants.PERSON),
        float(wants is Wants.OTHER),
        float(question.named_weights @ held_concepts),
        float((question.named_weights * ~held_concepts).max(initial=0.0)),
        question.document_named(reading.row),
        len(held_concepts),
    ]


def _held(codes: frozenset[str], text: str) -> float:
    """Share of the codes in the text; -1 where the question has none."""
    return sum(code in text for code in codes) / len(codes) if codes else -1.0


def _holds(wants: Wants, unit_: Unit) -> float:
    """1 if it holds a thing of the kind asked for, 0 if not, 0.5 where that cannot be seen."""
    match wants:
        case Wants.NUMBER:
            return float(unit_.numbers > 0)
        case Wants.DATE:
            return float(unit_.dates > 0)
        case Wants.LIST:
            return float("、" in unit_.text or "；" in unit_.text or len(unit_.text) > 60)
        case _:
            return 0.5
