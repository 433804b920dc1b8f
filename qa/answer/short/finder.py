"""The short answer: a verbatim piece of an evidence sentence, or none.

Every run of tokens that could answer gets a row of features (features.py); trees score
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
from index.passages.tokenizer import fold, squeeze, tag
from qa.answer.short.features import (
    Float64Array,
    Int64Array,
    Rates,
    Token,
    Tokens,
    join,
    keep,
    place_columns,
    rate_columns,
    rate_keys,
)
from qa.read.trees import Trees, chance, log_odds
from qa.understand import Asked, Kind, Question, spans

MODELS = Path(__file__).parents[2] / "models"
LEAST = 1e-3  # likelihood of a run that counts as none
THRESHOLD = 0.4
# Asked for reasons, ways and lists, a piece of a sentence is seldom all of the answer.
OPEN_KINDS = frozenset({Kind.WHY, Kind.HOW, Kind.LIST})
OPEN_THRESHOLD = 0.6
_NUMERAL = re.compile(
    r"\d|[零〇一二两三四五六七八九十百千万亿半数几]|\b(?:one|two|three|four|five|ten)\b"
)
_RIVALS = 10
_OWN = 0.7  # weight of a run's own likelihood against its likeness to the other likely ones

MAX_TOKENS = 12  # of a candidate within one clause
MAX_TEXT = 400  # characters; of a longer text the piece that the question names most
MAX_CLAUSES = 12

_OPENS = {"《": "》", "“": "”", "「": "」", "『": "』", "(": ")", "〈": "〉", "【": "】", "[": "]"}
_CLOSES = {close: opens for opens, close in _OPENS.items()}
_CLAUSE_ENDS = frozenset(",。;!?:…|\t\n")
_FIGURE = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+\.\d+")
# Particles: no answer starts or ends so.
_FEW = frozenset({"uj", "ul", "uz", "ug", "ud", "uv", "y", "e", "o"})
# 国人, 岛上, 年初: a word that jieba keeps whole, cut before its last character.
_TAIL = frozenset("人国岛区市县省州时初末底中上下内外前后者派军队党语史战奥")
_LEADS = frozenset("是为有指叫称即由因以达约于")


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


def cut(text: str) -> Tokens:
    """Words of `text`, cut further at numbers, dates and titles and before a tail such as 人."""
    folded = fold(text)
    tagged = tag(folded)
    edges = {edge for find in (spans.numbers, spans.dates) for span in find(text) for edge in span}
    closed = {
        at for found in _FIGURE.finditer(folded) for at in range(found.start() + 1, found.end())
    }
    items: list[Token] = []
    start = at = 0
    for word, flag in tagged:
        at += len(word)
        if at in closed:
            continue
        inner = {edge for edge in edges if start < edge < at}
        if at - start > 2 and word[-1] in _TAIL and flag[0] == "n":
            inner.add(at - 1)
        for edge in (*sorted(inner), at):
            items.append(Token(start, edge, folded[start:edge], flag))
            start = edge
    clause, clauses, depth = [], 0, 0
    for item in items:
        depth += (item.text in _OPENS) - (item.text in _CLOSES)
        clause.append(clauses)
        if item.text in _CLAUSE_ENDS and depth <= 0:
            clauses, depth = clauses + 1, 0
    return Tokens(folded, tuple(items), tuple(clause))


def candidates(tokens: Tokens) -> list[tuple[int, int]]:
    """Runs (first, last) of token numbers, both inclusive, in order and without doubles.

    Runs of up to MAX_TOKENS within a clause, and longer ones that reach to a clause's end.
    """
    items = tokens.items
    starts = [_may_start(item) for item in items]
    ends = [_may_end(item) for item in items]
    found = set(_long(tokens))
    for first, can in enumerate(starts):
        if not can:
            continue
        open_marks: list[str] = []
        said = False
        for last in range(first, min(len(items), first + 2 * MAX_TOKENS)):
            text = items[last].text
            if text in _OPENS:
                open_marks.append(text)
            elif text in _CLOSES:
                if not open_marks or open_marks.pop() != _CLOSES[text]:
                    break
            elif text in _CLAUSE_ENDS and not open_marks:
                break
            whole = last - first < MAX_TOKENS or (items[first].text in _OPENS and not open_marks)
            said = said or _is_word(items[last])
            if said and ends[last] and not open_marks and whole:
                found.add((first, last))
    return sorted(found)


def _is_word(item: Token) -> bool:
    return any(map(str.isalnum, item.text))


def _may_start(item: Token) -> bool:
    return item.text in _OPENS or (_is_word(item) and item.tag not in _FEW)


def _may_end(item: Token) -> bool:
    closes = item.text in _CLOSES or item.text in ("%", "‰", "℃", "°")
    return closes or (_is_word(item) and item.tag not in _FEW)


def _long(tokens: Tokens) -> list[tuple[int, int]]:
    """Runs that end where a clause ends and start where one starts, or after 是, 为, ….

    The last clause's own mark may be left out or (。) taken in by nobody: runs end in words.
    """
    items = tokens.items
    if not items:
        return []
    first_of: dict[int, list[int]] = {}
    last_of: dict[int, int] = {}
    for at, item in enumerate(items):
        number = tokens.clause[at]
        if _may_start(item) and (
            number not in first_of
            or (at and items[at - 1].text in _LEADS and len(first_of[number]) < 4)
        ):
            first_of.setdefault(number, []).append(at)
        if _may_end(item):
            last_of[number] = at
    return [
        (first, last_of[end])
        for number, firsts in first_of.items()
        for first in firsts
        for end in range(number, number + MAX_CLAUSES)
        if end in last_of
        and last_of[end] >= first
        and any(map(_is_word, items[first : last_of[end] + 1]))
    ]


def read_runs(asked: Asked, text: str) -> Runs:
    tokens = cut(text)
    runs = np.array(candidates(tokens), np.int64).reshape(-1, 2)
    return Runs(asked, tokens, runs)


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
    begins = end - len(text[colon + 1 : end].lstrip())
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
