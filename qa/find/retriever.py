"""question → Hits: words, characters and vectors, fused; every ranker's score kept."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.errors import IndexEmptyError, IndexModelError
from index.passages.tokenizer import characters, warm_up, words
from index.rankers.encoder import BUNDLED, Encoder, Float32Array, Role, load_encoder, model_folder
from index.rankers.static_encoder import StaticEncoder
from index.settings import default_index_path
from index.store.store import Index
from qa.find.concepts import Concepts, Named
from qa.find.duplicates import fold_duplicates
from qa.find.fusion import Weights, fuse, share_of_ideal
from qa.read.features import Question, Ranked, sentence_features
from qa.read.matcher import Matcher, match
from qa.read.ranker import Sentence, rank_sentences
from qa.read.reading import Reader
from qa.read.reranker import Reranker, load_reranker, rerank
from qa.read.terms import Float64Array
from qa.records import Hit
from qa.understand.intent import Intent, read_intent
from qa.understand.question import check_question

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
    concepts: Named


@dataclass(frozen=True, slots=True)
class Found:
    """Hits, and the sentences of those that were read, best first.

    `same`: of each row that says the same as others, all these rows, the hit's own first.
    """

    hits: tuple[Hit, ...]
    sentences: tuple[Sentence, ...]
    same: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


class Retriever:
    """Finds passages in an opened index. Safe to use from several threads."""

    def __init__(
        self,
        index: Index,
        encoder: Encoder,
        weights: Weights | None = None,
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
        self.weights = weights or Weights()
        self.static = encoder if isinstance(encoder, StaticEncoder) else _bundled()
        self.reader = Reader(index, self.static)
        self.concepts = Concepts(index)
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
        return self.find(question, k, documents).hits

    def find(self, question: str, k: int = 5, documents: Collection[str] | None = None) -> Found:
        """The k best passages, and every sentence read on the way in order of how well it answers.

        The most promising passages are read sentence by sentence and ordered by their best
        sentence; the others follow by fused score. Passages that say the same are one hit.
        Raises QuestionError, IndexEmptyError.
        """
        question = check_question(question)
        if not self.index.passages:
            raise IndexEmptyError(self.index.where, self.index.corpus)
        candidates = self.candidates(question, documents)
        ranked, places, features = self.read(question, candidates)
        sentences = match(self.matcher, question, rank_sentences(ranked, places, features))
        said: dict[int, dict[str, float]] = {}
        for sentence in sentences:
            said.setdefault(sentence.ranked.reading.row, {"evidence": sentence.score})
        if self.reranker:
            sentences, reranked = rerank(self.reranker, question, sentences)
            for sentence, score in zip(sentences, reranked, strict=False):
                said[sentence.ranked.reading.row].setdefault("reranker", score)
        scores = _scores(candidates, sentences, said)
        order = np.lexsort((candidates.rows, -scores))
        hits = []
        same: dict[int, tuple[int, ...]] = {}
        for number, group in enumerate(self._folded(candidates.rows[order], k)):
            held = [int(order[place]) for place in group]
            rows = tuple(int(candidates.rows[at]) for at in held)
            if len(rows) > 1:
                same |= dict.fromkeys(rows, rows)
            if number < k:
                score = float(scores[held[0]])
                hits.append(self._hit(number + 1, score, candidates, held[0], said, rows[1:]))
        return Found(tuple(hits), _once(sentences, same), same)

    def _folded(self, rows: npt.NDArray[np.int64], k: int) -> tuple[tuple[int, ...], ...]:
        """Places in `rows`, best first, of passages that say the same: k groups at least, if
        there are so many, and all of what was read whatever k."""
        index = self.index
        passages = [index.passages[row] for row in rows]
        dated = [(p, index.document_by_id[p.doc_id].date) for p in passages]
        look = LOOK * max(k, 10)  # 24 are read at most
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

    def candidates(
        self,
        question: str,
        documents: Collection[str] | None = None,
        intent: Intent | None = None,
    ) -> Candidates:
        """The union of each ranker's best rows, every one scored by every ranker.

        `intent`: its content holds the words to look for, where they are not the question's own.
        """
        said = question if intent is None else intent.content
        index = self.index
        k1 = index.settings.bm25_k1
        shares = []
        for view, terms in (
            (index.words, words(said)),
            (index.characters, characters(said)),
        ):
            shares.append(share_of_ideal(view.scores(terms), view.ideal(terms), k1))
        named = self.concepts.named(said, (intent or read_intent(question)).content)
        speaking = named.shares()
        vector = self.encoder.encode([question], Role.QUERY)[0]
        if documents is None:
            nearest, _ = index.dense.search(vector, POOL)
            best = [_top(share, POOL) for share in (*shares, speaking)]
            rows = np.unique(np.concatenate([nearest, *best]))
        else:
            held = [index.rows_by_document[d] for d in documents if d in index.rows_by_document]
            rows = np.array(sorted(row for span in held for row in span), np.int64)
        cosines = index.dense.scores(vector, rows)
        fused = fuse(shares[0][rows], shares[1][rows], cosines, speaking[rows], self.weights)
        return Candidates(
            rows, shares[0][rows], shares[1][rows], cosines, speaking[rows], fused, named
        )

    def read(
        self,
        question: str,
        found: Candidates,
        without: str | None = None,
        intent: Intent | None = None,
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
        ranked = [
            Ranked(
                self.reader.read(int(found.rows[at])),
                self.reader.opening(int(found.rows[at])),
                float(found.words[at]),
                float(found.characters[at]),
                float(found.dense[at]),
                float(found.fused[at]),
            )
            for at in kept
        ]
        asked = Question(
            intent or read_intent(question), question, self.index, self.static, found.concepts
        )
        places, features = sentence_features(asked, ranked, self.static)
        return ranked, places, features


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
    worth = sorted((1 / (1 + math.exp(-held["evidence"])) for held in said.values()), reverse=True)
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
