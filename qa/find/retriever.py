"""question → passages: words, characters, vectors and concepts, fused; the best of them read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.errors import IndexEmptyError, IndexModelError
from index.passages.tokenizer import warm_up
from index.rankers.encoder import (
    BUNDLED,
    Encoder,
    Float32Array,
    Role,
    load_encoder,
    model_folder,
)
from index.rankers.static_encoder import StaticEncoder
from index.settings import default_index_path
from index.store import Index
from qa.concepts import Concepts
from qa.find.duplicates import fold_duplicates
from qa.find.editions import Editions
from qa.read import (
    Float64Array,
    Matcher,
    Query,
    Ranked,
    Reader,
    Reranker,
    Sentence,
    chances,
    confidence,
    load_reranker,
    match,
    rank_sentences,
    rerank,
    sentence_features,
)
from qa.records import Hit
from qa.understand import Question, read_question

POOL = 100  # candidates that each ranker names
READ_FUSED = 16  # passages whose sentences are read, by fused score,
READ_DENSE = 10  # by cosine alone,
READ_NAMED = 6  # and by concepts alone
LOOK = 3  # passages looked at for duplicates, for each hit wanted


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows that some ranker named, with every ranker's score for each; arrays agree."""

    rows: npt.NDArray[np.int64]
    words: Float32Array
    characters: Float32Array
    dense: Float32Array
    named: Float32Array  # by concepts, whatever the words
    fused: Float32Array


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each ranker counts. `dense` and `concepts` are for a question that the words do
    not cover."""

    words: float = 1.0
    characters: float = 2.0
    dense: float = 1.0
    concepts: float = 1.0


# Coverage of the question by the best passage's words: from FULL on, the words are trusted alone;
# down to NONE, the dense score counts in full. Found on CMRC trial and DRCD dev, where any dense
# share for well-covered questions loses (docs/quality.md).
NONE, FULL = 0.1, 0.3


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a question: hits, and the sentences of those that were read, best first.

    `same`: of each row that was read and says the same as others, all these rows, the hit's own
    first. Neither it nor the sentences depend on how many hits are wanted.
    """

    query: Query
    hits: tuple[Hit, ...]
    sentences: tuple[Sentence, ...]
    same: Mapping[int, tuple[int, ...]]
    confidence: float  # that the first sentence answers, 0..1


class Retriever:
    """Finds passages in an opened index. Safe to use from several threads."""

    def __init__(
        self,
        index: Index,
        encoder: Encoder,
        reranker: Reranker | None = None,
    ) -> None:
        if encoder.fingerprint != index.manifest.model_fingerprint:
            raise IndexModelError(
                index.where,
                f"{index.manifest.model_name} ({index.manifest.model_fingerprint})",
                f"{encoder.name} ({encoder.fingerprint})",
            )
        self.index = index
        self.encoder = encoder
        self.reranker = reranker
        self.static = encoder if isinstance(encoder, StaticEncoder) else _bundled()
        self.reader = Reader(index, self.static)
        self.concepts = Concepts(index)
        self.editions = Editions(index.manifest.files)
        self._k1 = index.settings.bm25_k1
        warm_up()

    @cached_property
    def matcher(self) -> Matcher:
        """Loaded when first needed: what trains it retrieves without it."""
        return Matcher.load(self.static)

    @classmethod
    def load(
        cls,
        path: Path | str | None = None,
        *,
        model: str | None = None,
        reranker: str | None = None,
    ) -> Retriever:
        """Open the index at `path` (default: $WENQU_INDEX or .wenqu) with the model it names.

        `reranker`: a cross-encoder that orders the best sentences, by name or folder.
        Raises StoreError's kinds, and ModelError.
        """
        index = Index.open(path if path is not None else default_index_path())
        encoder = load_encoder(model or index.settings.model)
        return cls(index, encoder, reranker=load_reranker(reranker) if reranker else None)

    def search(
        self, question: str, k: int = 5, documents: Collection[str] | None = None
    ) -> tuple[Hit, ...]:
        """The k best passages, best first; ties in passage order.

        `documents`: only passages of these doc_ids. Raises QuestionError, IndexEmptyError.
        """
        return self.find(read_question(question), k, documents).hits

    def find(
        self, question: Question, k: int = 5, documents: Collection[str] | None = None
    ) -> Found:
        """The k best passages, and every sentence read on the way in order of how well it answers.

        The most promising passages are read sentence by sentence and ordered by their best
        sentence; the others follow by fused score. Passages that say the same are one hit.
        Raises IndexEmptyError.
        """
        if not self.index.passages:
            raise IndexEmptyError(self.index.where, self.index.corpus)
        query = self.query(question)
        candidates = self.candidates(query, documents)
        ranked, places, features = self.read(query, candidates)
        sentences = match(self.matcher, query, rank_sentences(ranked, places, features))
        sentences = self.editions.in_force(question, sentences)
        said: dict[int, dict[str, float]] = {}
        for sentence in sentences:
            said.setdefault(sentence.ranked.reading.row, {"evidence": sentence.score})
        if self.reranker:
            sentences, reranked = rerank(self.reranker, question.text, sentences)
            for sentence, score in zip(sentences, reranked, strict=False):
                said[sentence.ranked.reading.row].setdefault("reranker", score)
        scores = _scores(candidates, sentences, said)
        order = np.lexsort((candidates.rows, -scores))
        hits = []
        same: dict[int, tuple[int, ...]] = {}
        for number, group in enumerate(self._folded(candidates.rows[order], k)):
            held = [int(order[place]) for place in group]
            rows = tuple(int(candidates.rows[at]) for at in held)
            read = tuple(row for row in rows if row in said)
            if len(read) > 1:
                same |= dict.fromkeys(read, read)
            if number < k:
                score = float(scores[held[0]])
                hits.append(self._hit(number + 1, score, candidates, held[0], said, rows[1:]))
        sentences = _once(sentences, same)
        return Found(query, tuple(hits), sentences, same, confidence(sentences))

    def _folded(self, rows: npt.NDArray[np.int64], k: int) -> tuple[tuple[int, ...], ...]:
        """Places in `rows`, best first, of passages that say the same: k groups at least, if
        there are so many, and all of what was read whatever k."""
        index = self.index
        passages = [index.passages[row] for row in rows]
        dated = [(p, index.document_by_id[p.doc_id].date) for p in passages]
        look = max(LOOK * k, READ_FUSED + READ_DENSE + READ_NAMED)
        groups = fold_duplicates(dated[:look])
        return groups if len(groups) >= k else fold_duplicates(dated)

    def _hit(
        self,
        rank: int,
        score: float,
        found: Candidates,
        at: int,
        said: Mapping[int, Mapping[str, float]],
        also: Sequence[int],
    ) -> Hit:
        row = int(found.rows[at])
        scores = {
            "words": float(found.words[at]),
            "characters": float(found.characters[at]),
            "dense": float(found.dense[at]),
            "concepts": float(found.named[at]),
            "fused": float(found.fused[at]),
            **said.get(row, {}),
        }
        passages = self.index.passages
        others = tuple(passages[other] for other in also)
        return Hit(rank, score, passages[row], row, scores, others)

    def query(self, question: Question) -> Query:
        """The question with what this index says of its parts."""
        return Query(question, self.index, self.static, self.concepts.named(question))

    def candidates(
        self,
        query: Query,
        documents: Collection[str] | None = None,
        weights: Weights | None = None,
    ) -> Candidates:
        """The union of each ranker's best rows, every one scored by every ranker."""
        index, question = self.index, query.question
        by_words = index.words.scores(question.words)
        by_characters = index.characters.scores(question.characters)
        words = share_of_ideal(by_words, query.ideal_words, self._k1)
        characters = share_of_ideal(by_characters, query.ideal_characters, self._k1)
        speaking = query.named.shares()
        vector = query.vector
        if self.encoder is not self.static:
            vector = self.encoder.encode([question.text], Role.QUERY)[0]
        if documents is None:
            best = [_top(share, POOL) for share in (words, characters, speaking)]
            nearest, _ = index.dense.search(vector, POOL)
            rows = np.unique(np.concatenate([nearest, *best]))
        else:
            held = [index.rows_by_document[d] for d in documents if d in index.rows_by_document]
            rows = np.array(sorted(row for span in held for row in span), np.int64)
        cosines = index.dense.scores(vector, rows)
        shares = words[rows], characters[rows], cosines, speaking[rows]
        return Candidates(rows, *shares, fuse(*shares, weights or Weights()))

    def read(
        self, query: Query, found: Candidates, without: str | None = None
    ) -> tuple[list[Ranked], list[tuple[int, int]], Float64Array]:
        """Candidates read sentence by sentence; (passage, unit) places; their features.

        READ_FUSED by fused score, then READ_DENSE more by cosine and READ_NAMED by concepts: what
        is said in other words or another language. `without`: leave this document's passages
        out, as if the index did not hold it.
        """
        nothing = range(0)
        out = self.index.rows_by_document.get(without, nothing) if without else nothing
        allowed = (found.rows < out.start) | (found.rows >= out.stop)
        kept: list[int] = []
        for scores, count in (
            (found.fused, READ_FUSED),
            (found.dense, READ_DENSE),
            (found.named, READ_NAMED),
        ):
            order = np.lexsort((found.rows, -scores))
            best = order[allowed[order]][:count]
            allowed[best] = False
            kept += best.tolist()
        readings = self.reader.read(found.rows[kept].tolist())
        ranked = [
            Ranked(
                reading,
                float(found.words[at]),
                float(found.characters[at]),
                float(found.dense[at]),
                float(found.fused[at]),
            )
            for at, reading in zip(kept, readings, strict=True)
        ]
        places, features = sentence_features(query, ranked, self.static)
        return ranked, places, features


def share_of_ideal(scores: Float32Array, ideal: float, k1: float) -> Float32Array:
    """BM25 scores as a share of what the question could reach: about 0..1.

    A term that occurs once in a passage of average length earns idf / (1 + k1), so that share is
    taken as whole. Unlike division by the best score found, this says how much of the question
    the words cover: where they cover nothing (another language, a paraphrase) every lexical
    share is small and the dense score leads by itself.
    """
    if ideal <= 0:
        return np.zeros_like(scores)
    return np.asarray(scores * ((1 + k1) / ideal), np.float32)


def fuse(
    words: Float32Array,
    characters: Float32Array,
    dense: Float32Array,
    concepts: Float32Array,
    weights: Weights,
) -> Float32Array:
    """A weighted mean of shares and cosines; the less of the question the words cover anywhere,
    the more cosines and concepts count. Negative cosines count as nothing said."""
    lexical = weights.words * words + weights.characters * characters
    heaviest = weights.words + weights.characters
    coverage = float(lexical.max()) / heaviest if heaviest and len(lexical) else 0.0
    doubt = min(1.0, max(0.0, (FULL - coverage) / (FULL - NONE)))
    total = heaviest + doubt * (weights.dense + weights.concepts)
    meaning = weights.dense * np.maximum(dense, 0) + weights.concepts * concepts
    fused = lexical + doubt * meaning
    return np.asarray(fused / total if total else fused, np.float32)


def _bundled() -> StaticEncoder:
    """The bundled model, whatever model the index has: the learned rankers know its scale."""
    return StaticEncoder(BUNDLED, model_folder(BUNDLED))


def _scores(
    found: Candidates,
    sentences: Sequence[Sentence],
    said: Mapping[int, Mapping[str, float]],
) -> Float64Array:
    """One score a candidate, 0..1: of passages that were read their best sentence's, dealt out in
    the order of `sentences`; below them the others by fused score."""
    worth = chances(sorted((held["evidence"] for held in said.values()), reverse=True))
    order = dict.fromkeys(sentence.ranked.reading.row for sentence in sentences)
    by_row = dict(zip(order, worth, strict=True))
    floor = min(worth, default=1.0)
    return np.array(
        [
            by_row.get(int(row), floor * min(1.0, float(fused)))
            for row, fused in zip(found.rows, found.fused, strict=True)
        ],
        np.float64,
    )


def _once(
    sentences: tuple[Sentence, ...], same: Mapping[int, tuple[int, ...]]
) -> tuple[Sentence, ...]:
    """The sentences without those that the first passage of the same hit says too: an answer is
    no less sure for standing in two places."""
    leading = {
        (row, _folded_text(sentence))
        for sentence in sentences
        if (row := sentence.ranked.reading.row) == same.get(row, (-1,))[0]
    }
    if not leading:
        return sentences
    kept = []
    for sentence in sentences:
        row = sentence.ranked.reading.row
        first = same.get(row, (row,))[0]
        if first == row or (first, _folded_text(sentence)) not in leading:
            kept.append(sentence)
    return tuple(kept)


def _folded_text(sentence: Sentence) -> str:
    return sentence.ranked.reading.units[sentence.unit].folded


def _top(scores: Float32Array, k: int) -> npt.NDArray[np.int64]:
    """Rows of the k best positive scores, descending; ties by row."""
    least = np.partition(scores, -k)[-k] if k < len(scores) else 0.0
    best = np.flatnonzero(scores >= least if least > 0 else scores > 0)
    return best[np.lexsort((best, -scores[best]))][:k]
