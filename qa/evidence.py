"""Hits → the sentences that answer.

Every sentence of the best passages is scored by plain features: how much of the question it
covers itself, how much with its passage and headings, whether it holds the kind of thing that is
asked for, and how well its passage ranked. The weights are in `Blend`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.encoder import Encoder, Role
from index.records import BlockKind, Passage
from index.sentences import sentences
from index.store import Index
from index.tokenizer import characters, words
from qa import spans
from qa.intent import Intent, Wants
from qa.records import Hit


@dataclass(frozen=True, slots=True)
class Blend:
    """Weights of a sentence's features; fitted by bench/tune_evidence.py."""

    own: float = 1.0  # coverage of the question by the sentence
    around: float = 0.5  # coverage by sentence, neighbours, headings and title
    passage: float = 0.6  # the hit's score relative to the best hit's
    dense: float = 0.35  # cosine of sentence and question
    kind: float = 0.25  # holds a number, date, … when one is asked for


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a hit, text offsets of its document, with what speaks for it."""

    hit: Hit
    start: int
    end: int
    text: str
    score: float
    own: float  # 0..1
    around: float  # 0..1
    dense: float  # cosine
    kind: bool


def coverage(terms: Sequence[str], held: set[str], weight: dict[str, float]) -> float:
    """Share of the terms' idf that `held` has, 0..1; 0 for no terms."""
    total = sum(weight[term] for term in terms)
    return sum(weight[term] for term in terms if term in held) / total if total else 0.0


def rank_sentences(
    index: Index,
    encoder: Encoder,
    intent: Intent,
    question: str,
    hits: Sequence[Hit],
    blend: Blend | None = None,
) -> tuple[Sentence, ...]:
    """All sentences of the hits, best first; ties by hit, then place."""
    blend = blend or Blend()
    spots = [(hit, start, end) for hit in hits for start, end in _units(hit.passage)]
    if not spots:
        return ()
    texts = [hit.passage.text[start:end] for hit, start, end in spots]
    vectors = encoder.encode([question, *texts], Role.PASSAGE)
    query = encoder.encode([question], Role.QUERY)[0]
    cosines = vectors[1:] @ query
    word_weight = {term: index.words.idf(term) for term in intent.words}
    character_weight = {term: index.characters.idf(term) for term in intent.characters}
    best = max(hit.score for hit in hits) or 1.0
    context: dict[int, tuple[set[str], set[str]]] = {}
    ranked = []
    for (hit, start, end), text, cosine in zip(spots, texts, cosines, strict=True):
        if hit.row not in context:
            whole = f"{hit.passage.context}\n{hit.passage.text}"
            context[hit.row] = (set(words(whole)), set(characters(whole)))
        own = _both(
            intent, set(words(text)), set(characters(text)), word_weight, character_weight
        )
        around = _both(intent, *context[hit.row], word_weight, character_weight)
        kind = holds(intent.wants, text)
        score = (
            blend.own * own
            + blend.around * around
            + blend.passage * hit.score / best
            + blend.dense * max(0.0, float(cosine))
            + blend.kind * kind
        )
        offset = hit.passage.start
        ranked.append(
            Sentence(
                hit, offset + start, offset + end, text, score, own, around, float(cosine), kind
            )
        )
    order = np.lexsort(
        (
            [s.start for s in ranked],
            [s.hit.rank for s in ranked],
            [-round(s.score, 9) for s in ranked],
        )
    )
    return tuple(ranked[at] for at in order)


def _both(
    intent: Intent,
    held_words: set[str],
    held_characters: set[str],
    word_weight: dict[str, float],
    character_weight: dict[str, float],
) -> float:
    return 0.5 * (
        coverage(intent.words, held_words, word_weight)
        + coverage(intent.characters, held_characters, character_weight)
    )


def _units(passage: Passage) -> list[tuple[int, int]]:
    """Sentences; in a table or list a row or item is one unit, whatever it ends in."""
    if passage.kind in (BlockKind.TABLE_ROW, BlockKind.LIST_ITEM):
        units = []
        at = 0
        for line in passage.text.split("\n"):
            if line.strip():
                units.append((at, at + len(line)))
            at += len(line) + 1
        return units
    return sentences(passage.text)


def holds(wants: Wants, text: str) -> bool:
    """Whether the text holds a thing of the kind that is asked for (True where unknowable)."""
    match wants:
        case Wants.NUMBER:
            return bool(spans.numbers(text))
        case Wants.DATE:
            return bool(spans.dates(text))
        case Wants.LIST:
            return len(text) > 24 or "、" in text
        case _:
            return True
