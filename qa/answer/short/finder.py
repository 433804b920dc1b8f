"""The short answer: a verbatim piece of an evidence sentence, or none.

Every run of tokens that could answer (runs.py) gets a row of features (features.py); trees score
it. Of the best runs the one is taken that most of the others resemble, each as far as it is likely
itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from index.passages.sentences import clauses
from index.passages.tokenizer import fold, squeeze
from qa.answer.short.features import (
    Columns,
    Float64Array,
    Int64Array,
    Rates,
    place_columns,
    rate_columns,
    rate_keys,
)
from qa.answer.short.runs import Tokens, candidates, cut
from qa.read.trees import Trees, chance, log_odds
from qa.understand import Asked, Kind, Question, spans

MODELS = Path(__file__).parents[2] / "models"
LEAST = 1e-3  # likelihood of a run that counts as none
KEPT = 64  # runs that the trees see, by their learned rates
THRESHOLD = 0.4
# Asked for reasons, ways and lists, a piece of a sentence is seldom all of the answer.
OPEN_KINDS = frozenset({Kind.WHY, Kind.HOW, Kind.LIST})
OPEN_THRESHOLD = 0.6
_NUMERAL = re.compile(
    r"\d|[零〇一二两三四五六七八九十百千万亿半数几]|\b(?:one|two|three|four|five|ten)\b"
)
MAX_TEXT = 400  # characters; of a longer text the piece that the question names most
_RIVALS = 10
_OWN = 0.7  # weight of a run's own likelihood against its likeness to the other likely ones


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """text == sentence[start:end], always; never blank."""

    text: str
    start: int
    end: int
    score: float  # 0..1, the F1 against the right answer that is to be expected
    kind: Kind  # what the question asks with


@dataclass(frozen=True, slots=True)
class Runs:
    """The candidates of one question in one text."""

    asked: Asked
    tokens: Tokens
    runs: Int64Array  # (runs, 2) first and last token, both inclusive

    def spot(self, row: int) -> tuple[int, int]:
        first, last = self.runs[row]
        return self.tokens.items[first].start, self.tokens.items[last].end


@dataclass(frozen=True, slots=True)
class Model:
    rates: Rates
    trees: Trees
    calibration: tuple[float, float, float]  # of score: constant, log-odds of likeness, of own

    @classmethod
    def load(cls, folder: Path = MODELS) -> Model:
        rates = Rates.load(folder / "short_rates.npz")
        with np.load(folder / "short_rates.npz", allow_pickle=False) as arrays:
            constant, likeness, own = (float(value) for value in arrays["calibration"])
        return cls(rates, Trees.load(folder / "short.npz"), (constant, likeness, own))

    def save(self, folder: Path) -> None:
        self.trees.save(folder / "short.npz")
        np.savez_compressed(
            folder / "short_rates.npz",
            keys=self.rates.keys,
            values=self.rates.values.astype(np.float16),
            calibration=np.array(self.calibration),
        )

    def find(
        self, question: Question, text: str, weight: Mapping[str, float]
    ) -> ShortAnswer | None:
        """The likeliest answer whatever its score; None where no run of the text can be one.

        `weight`: idf of the question's character terms; only their ratios matter.
        """
        offset, end = _piece(text, weight)
        piece = text[offset:end]
        runs = read_runs(question.asked, piece)
        if not len(runs.runs):
            return None
        kept, rows = self.rows(runs, weight)
        row, own, likeness = choose(self.trees.predict(rows), runs, kept)
        start, stop = runs.spot(row)
        kind = runs.asked.kind
        if kind in (Kind.NUMBER, Kind.EXTENT) and not _counts(runs, (start, stop)):
            return None
        if kind is Kind.LIST:
            start = _after_colon(piece, start, stop)
        constant, by_likeness, by_own = self.calibration
        score = chance(
            constant + by_likeness * log_odds(likeness, LEAST) + by_own * log_odds(own, LEAST)
        )
        return ShortAnswer(piece[start:stop], offset + start, offset + stop, score, kind)

    def rows(self, runs: Runs, weight: Mapping[str, float]) -> tuple[Int64Array, Float64Array]:
        """Numbers of the runs kept, and their features."""
        rates = self.rates.look_up(rate_keys(runs.asked, runs.tokens, runs.runs))
        kept = keep(rates)
        places = place_columns(runs.asked, runs.tokens, runs.runs[kept], weight)
        names, values = join(rate_columns(rates[kept]), places)
        if names != self.trees.names:
            raise ValueError("short.npz knows other features; run `python -m training.short`")
        return kept, values


def read_runs(asked: Asked, text: str) -> Runs:
    tokens = cut(text)
    runs = np.array(candidates(tokens), np.int64).reshape(-1, 2)
    return Runs(asked, tokens, runs)


def keep(rates: Float64Array) -> Int64Array:
    """Rows of the KEPT runs with the highest sum of learned rates, in text order."""
    return np.sort(np.argsort(-rates.sum(axis=1), kind="stable")[:KEPT])


def join(rates: Columns, places: Columns) -> tuple[tuple[str, ...], Float64Array]:
    columns = {**rates, **places}
    return tuple(columns), np.column_stack(list(columns.values())).astype(np.float64)


def choose(scores: Float64Array, runs: Runs, kept: Int64Array) -> tuple[int, float, float]:
    """(run, its likelihood, its expected F1), from the raw scores of the runs kept."""
    if runs.asked.kind in (Kind.NUMBER, Kind.EXTENT):
        bare = [not _counts(runs, runs.spot(row)) for row in kept.tolist()]
        scores = scores - 50.0 * np.array(bare)
    order = np.argsort(-scores, kind="stable")[:_RIVALS]
    likely = np.exp(scores - scores.max())
    likely /= likely.sum()
    likely = likely[order]
    spots = [runs.spot(row) for row in kept[order].tolist()]
    held = [Counter(squeeze(runs.tokens.text[start:end])) for start, end in spots]
    alike = np.eye(len(held))
    for at, one in enumerate(held):
        for other in range(at):
            alike[at, other] = alike[other, at] = _f1(one, held[other])
    likeness = alike @ likely
    best = int(np.argmax(_OWN * likely + (1 - _OWN) * likeness))
    return int(kept[order[best]]), float(likely[best]), float(likeness[best])


def _counts(runs: Runs, spot: tuple[int, int]) -> bool:
    """Whether it holds a numeral that is not of a date alone: of how many, 2021年 is no answer."""
    text = runs.tokens.text
    held = [match.start() for match in _NUMERAL.finditer(text, *spot)]
    if runs.asked.kind is not Kind.NUMBER or runs.asked.unit in ("年", "月", "日"):
        return bool(held)
    dates = spans.dates(text)
    return any(not any(start <= at < end for start, end in dates) for at in held)


def _f1(a: Counter[str], b: Counter[str]) -> float:
    total = a.total() + b.total()
    return 2 * sum(min(count, b[c]) for c, count in a.items() if c in b) / total if total else 0.0


def _piece(text: str, weight: Mapping[str, float]) -> tuple[int, int]:
    if len(text) <= MAX_TEXT:
        return 0, len(text)

    def named(span: tuple[int, int]) -> float:
        folded = fold(text[slice(*span)])
        return sum(value for term, value in weight.items() if term in folded)

    return max(clauses(text, MAX_TEXT), key=named, default=(0, 0))


def _after_colon(text: str, start: int, end: int) -> int:
    """Where the items begin in 三条办法：甲、乙、丙."""
    colon = max(text.rfind(mark, start, end) for mark in "：:")
    begins = colon + 1 + (len(text[colon + 1 : end]) - len(text[colon + 1 : end].lstrip()))
    listed = any(mark in text[begins:end] for mark in "、，,；;")
    return begins if colon >= 0 and listed else start


@cache
def bundled() -> Model:
    return Model.load()


def needed(kind: Kind) -> float:
    """The least score of a short answer that is given."""
    return OPEN_THRESHOLD if kind in OPEN_KINDS else THRESHOLD


def short_answer(
    question: Question, text: str, weight: Mapping[str, float]
) -> tuple[int, int] | None:
    """Where in `text` the short answer stands; None where none is likely enough.

    `weight`: idf of the question's character terms; only their ratios matter.
    """
    found = bundled().find(question, text, weight)
    # A reason or a way is told by the whole sentence; a piece of it would look like an answer.
    if found is None or found.kind in (Kind.WHY, Kind.HOW) or found.score < needed(found.kind):
        return None
    if found.kind is Kind.NUMBER and question.text.isascii() and not text.isascii():
        # No word of the question stands beside the number: the sentence's only one, or none.
        held = spans.numbers(text)
        return held[0] if len(held) == 1 else None
    return found.start, found.end
