"""What speaks for a candidate: one row of numbers for each run of tokens of a sentence.

Two kinds of columns. Learned rates (`Rates`): how much oftener than by chance a run with this
neighbour, this part of speech, this last character is the answer to this kind of question.
And measures of place and form, computed here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from index.tokenizer import fold
from qa import spans
from qa.asked import Asked, Kind
from qa.candidates import Token, Tokens

Float64Array = npt.NDArray[np.float64]
Int64Array = npt.NDArray[np.int64]

# One learned rate each; the first seven see a run's edges, the rest the whole run.
RATES = (
    "kind_previous",
    "kind_next",
    "kind_enter",
    "kind_leave",
    "head_last",
    "previous_first",
    "last_next",
    "kind_first",
    "kind_last",
    "head_tail",
    "kind_form",
    "head_form",
    "tail_form",
)
_STARTS = (0, 2, 5, 7)  # rates that depend on the first token alone
_ENDS = (1, 3, 4, 6, 8, 9)  # on the last token alone
_FORMS = (10, 11, 12)
_STOP = frozenset("的了是在于为由和与之其以及所而被将与并等,。?!:;、()《》“”「」 ")
_FAR = 40.0
_HAN_DIGIT = frozenset("零〇一二两三四五六七八九十百千万亿")


def group(token: Token) -> str:
    if token.tag == "x" or token.tag[0] == "u":
        return token.text[:1]
    if token.text[0].isdigit():
        return "m"
    return token.tag[:2] if token.tag[0] == "n" else token.tag[0]


def rate_keys(asked: Asked, tokens: Tokens, runs: Int64Array) -> npt.NDArray[np.uint32]:
    """Keys of the learned rates, shape (runs, len(RATES))."""
    items = tokens.items
    kind, head = str(int(asked.kind)), asked.head
    tail = head[-1:]
    groups = [group(item) for item in items]
    words = ["^", *(item.text for item in items), "$"]
    tags = ["^", *groups, "$"]
    keys = np.zeros((len(runs), len(RATES)), np.uint32)
    by_token = np.zeros((len(items), len(RATES)), np.uint32)

    def key(number: int, *parts: str) -> int:
        return crc32("\t".join((str(number), *parts)).encode())

    for at, item in enumerate(items):
        by_token[at, 0] = key(0, kind, words[at])
        by_token[at, 1] = key(1, kind, words[at + 2])
        by_token[at, 2] = key(2, kind, tags[at], groups[at])
        by_token[at, 3] = key(3, kind, groups[at], tags[at + 2])
        by_token[at, 4] = key(4, head, item.text[-1:])
        by_token[at, 5] = key(5, words[at], groups[at])
        by_token[at, 6] = key(6, groups[at], words[at + 2])
        by_token[at, 7] = key(7, kind, item.text)
        by_token[at, 8] = key(8, kind, item.text)
        by_token[at, 9] = key(9, tail, item.text[-1:])
    keys[:, _STARTS] = by_token[runs[:, 0]][:, _STARTS]
    keys[:, _ENDS] = by_token[runs[:, 1]][:, _ENDS]
    for row, (first, last) in enumerate(runs):
        form = groups[first : last + 1]
        if len(form) > 5:
            form = [*form[:2], "~", *form[-2:]]
        shape = " ".join(form)
        keys[row, 10] = key(10, kind, shape)
        keys[row, 11] = key(11, head, shape)
        keys[row, 12] = key(12, tail, shape)
    return keys


@dataclass(frozen=True, slots=True)
class Rates:
    """log of (answers with this key + k) over (those expected by chance + k); 0 if unknown."""

    keys: npt.NDArray[np.uint32]  # sorted
    values: npt.NDArray[np.float32]

    @classmethod
    def load(cls, path: Path) -> Rates:
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays["keys"].astype(np.uint32), arrays["values"].astype(np.float32))

    def save(self, path: Path) -> None:
        np.savez_compressed(path, keys=self.keys, values=self.values.astype(np.float16))

    def look_up(self, keys: npt.NDArray[np.uint32]) -> Float64Array:
        if not len(self.keys):
            return np.zeros(keys.shape)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, self.values[at], 0.0)


NAMES = (
    *RATES,
    "rates",
    "kind",
    "head_after",
    "length",
    "tokens",
    "place",
    "sentence",
    "clauses",
    "clause_start",
    "clause_end",
    "asked_share",
    "asked_weight",
    "asked_content",
    "content",
    "own_clause",
    "left_before",
    "left_after",
    "right_before",
    "right_after",
    "near_before",
    "near_after",
    "near_before_wide",
    "near_after_wide",
    "near_left_before",
    "near_right_after",
    "same_before",
    "same_after",
    "same_after_head",
    "left_word_before",
    "left_word_after",
    "right_word_before",
    "right_word_after",
    "head_before",
    "head_behind",
    "head_ends",
    "head_inside",
    "unit_ends",
    "unit_next",
    "number",
    "date",
    "title",
    "inner_title",
    "inner_bracket",
    "bracketed",
    "digits",
    "han_digits",
    "latin",
    "list_marks",
    "people",
    "places",
    "organisations",
    "nouns",
    "verbs",
    "particles",
    "noun_before",
    "noun_after",
    "same_kind_before",
    "dot",
    "asked_before",
    "asked_next",
)


def features(
    asked: Asked,
    tokens: Tokens,
    runs: Int64Array,
    rates: Float64Array,
    weight: Mapping[str, float],
) -> Float64Array:
    """Shape (runs, len(NAMES)); `rates` of the same runs, shape (runs, len(RATES)).

    `weight`: idf of the question's character terms; only their ratios matter.
    """
    text, items = tokens.text, tokens.items
    first, last = runs[:, 0], runs[:, 1]
    starts = np.array([item.start for item in items])
    ends = np.array([item.end for item in items])
    begin, stop = starts[first], ends[last]
    length = stop - begin
    clause = np.array(tokens.clause)
    groups = [group(item) for item in items]

    both, left, right = _matches(asked, text, weight)
    held, held_left, held_right = _sums(both), _sums(left), _sums(right)
    total, total_left, total_right = (max(s[-1], 1e-9) for s in (held, held_left, held_right))
    covered = _sums((both > 0).astype(float))
    is_content = np.array([c not in _STOP for c in text], float)
    content = _sums(is_content)
    content_asked = _sums(is_content * np.array([c in asked.before or c in asked.after for c in text], float))
    clause_first = np.searchsorted(clause, clause, side="left")
    clause_last = np.searchsorted(clause, clause, side="right") - 1

    def inside(sums: Float64Array) -> Float64Array:
        return sums[stop] - sums[begin]

    token_sums = {
        name: _sums(np.array([test(item, g) for item, g in zip(items, groups, strict=True)], float))
        for name, test in _TOKEN_TESTS
    }

    def count(name: str) -> Float64Array:
        return token_sums[name][last + 1] - token_sums[name][first]

    noun = np.array([False, *(g[0] in "njm" or g == "eng"[:1] for g in groups), False])
    forward, backward = _decays(both, 6.0)
    forward_wide, backward_wide = _decays(both, 20.0)
    forward_left, _ = _decays(left, 8.0)
    _, backward_right = _decays(right, 8.0)
    left_at, right_at, head_at = (_places(text, w) for w in (asked.left, asked.right, asked.head))
    same_before = np.array([_common_end(text[: item.start], asked.before) for item in items])
    same_after = np.array([_common_start(text[item.end :], asked.after) for item in items])
    same_rest = np.array([_common_start(text[item.end :], asked.rest) for item in items])
    number, date, title = (
        _among(find(text), begin, stop) for find in (spans.numbers, spans.dates, spans.titles)
    )
    opens = np.array([text[at - 1] in "《“「『(" if at else False for at in range(len(text) + 1)])
    title_marks = np.array([text[at - 1] in "《“「『" if at else False for at in range(len(text) + 1)])
    closing = np.array([*(c in "》”」』)" for c in text), False])
    unit = asked.head if asked.head_after else ""
    last_texts = [items[at].text for at in last]
    head = asked.head
    rows = np.column_stack(
        (
            rates,
            rates.sum(axis=1),
            np.full(len(runs), float(asked.kind)),
            np.full(len(runs), float(asked.head_after)),
            length,
            last - first + 1,
            begin / len(text),
            np.full(len(runs), len(text)),
            clause[last] - clause[first],
            clause_first[first] == first,
            clause_last[last] - last,
            inside(covered) / length,
            inside(held) / total,
            inside(content_asked) / np.maximum(inside(content), 1),
            inside(content),
            (held[ends[clause_last[last]]] - held[starts[clause_first[first]]] - inside(held)) / total,
            held_left[begin] / total_left,
            (held_left[-1] - held_left[stop]) / total_left,
            held_right[begin] / total_right,
            (held_right[-1] - held_right[stop]) / total_right,
            forward[begin] / total,
            backward[stop] / total,
            forward_wide[begin] / total,
            backward_wide[stop] / total,
            forward_left[begin] / total_left,
            backward_right[stop] / total_right,
            same_before[first],
            same_after[last],
            same_rest[last],
            *_distances(left_at, begin, stop),
            *_distances(right_at, begin, stop),
            *_distances(head_at, begin, stop),
            [bool(head) and text[:e].endswith(head) for e in stop],
            [bool(head) and head in text[b:e] for b, e in zip(begin, stop, strict=True)],
            [bool(unit) and (t.endswith(unit) or t == unit[:1]) for t in last_texts],
            [bool(unit) and text.startswith(unit, e) for e in stop],
            number,
            date,
            title,
            title_marks[begin] & closing[stop],
            opens[begin] & closing[stop],
            [text[b] in "《“「『(" and text[e - 1] in "》”」』)" for b, e in zip(begin, stop, strict=True)],
            count("digit"),
            count("han_digit"),
            count("latin"),
            count("mark"),
            count("person"),
            count("place"),
            count("organisation"),
            count("noun"),
            count("verb"),
            count("particle"),
            noun[first],
            noun[last + 2],
            np.array([False, *(a == b for a, b in zip(groups, groups[1:], strict=False))])[first],
            count("dot"),
            (both[np.maximum(begin - 1, 0)] > 0) & (begin > 0),
            (np.append(both, 0.0)[stop]) > 0,
        )
    )
    return rows.astype(np.float64)


_TOKEN_TESTS = (
    ("digit", lambda item, g: item.text[0].isdigit()),
    ("han_digit", lambda item, g: item.text[0] in _HAN_DIGIT),
    ("latin", lambda item, g: item.text.isascii() and item.text[0].isalpha()),
    ("mark", lambda item, g: item.text in "、及和与"),
    ("person", lambda item, g: g == "nr"),
    ("place", lambda item, g: g == "ns"),
    ("organisation", lambda item, g: g == "nt"),
    ("noun", lambda item, g: g[0] == "n"),
    ("verb", lambda item, g: g == "v"),
    ("particle", lambda item, g: g in "的了着过" or g in "pcd"),
    ("dot", lambda item, g: item.text in "·•"),
)


def _sums(values: Float64Array) -> Float64Array:
    """Prefix sums: sums[e] - sums[b] is the sum of values[b:e]."""
    return np.concatenate(([0.0], np.cumsum(values)))


def _matches(
    asked: Asked, text: str, weight: Mapping[str, float]
) -> tuple[Float64Array, Float64Array, Float64Array]:
    """For each character of the text the weight of the question's terms that hold it: all
    terms, those before and those after the interrogative."""
    both, left, right = (np.zeros(len(text)) for _ in range(3))
    for term, value in weight.items():
        if not term or (len(term) == 1 and term in _STOP):
            continue
        share = value / len(term) if len(term) > 1 else 0.25 * value
        at = text.find(term)
        in_left, in_right = term in asked.before, term in asked.after
        while at >= 0:
            place = slice(at, at + len(term))
            np.maximum(both[place], share, out=both[place])
            if in_left:
                np.maximum(left[place], share, out=left[place])
            if in_right:
                np.maximum(right[place], share, out=right[place])
            at = text.find(term, at + 1)
    return both, left, right


def _decays(values: Float64Array, reach: float) -> tuple[Float64Array, Float64Array]:
    """At each edge of a character, what stands before it and what behind, fading over `reach`."""
    fade = float(np.exp(-1 / reach))
    before, behind = np.zeros(len(values) + 1), np.zeros(len(values) + 1)
    for at, value in enumerate(values.tolist()):
        before[at + 1] = before[at] * fade + value
    for at in range(len(values) - 1, -1, -1):
        behind[at] = behind[at + 1] * fade + values[at]
    return before, behind


def _places(text: str, word: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(re.escape(word), text)] if word else []


def _distances(
    places: list[tuple[int, int]], begin: Int64Array, stop: Int64Array
) -> tuple[Float64Array, Float64Array]:
    """Characters from the nearest place before each run, and to the nearest behind it."""
    before, behind = np.full(len(begin), _FAR), np.full(len(begin), _FAR)
    for start, end in places:
        np.minimum(before, np.where(end <= begin, begin - end, _FAR), out=before)
        np.minimum(behind, np.where(start >= stop, start - stop, _FAR), out=behind)
    return before, behind


def _common_end(a: str, b: str) -> int:
    """How many characters a and b end in alike, up to 8, characters of _STOP left out."""
    return _common_start(a[::-1], b[::-1])


def _common_start(a: str, b: str) -> int:
    x = [c for c in a[:16] if c not in _STOP][:8]
    y = [c for c in b[:16] if c not in _STOP][:8]
    same = 0
    while same < min(len(x), len(y)) and x[same] == y[same]:
        same += 1
    return same


def _among(found: list[tuple[int, int]], begin: Int64Array, stop: Int64Array) -> npt.NDArray[np.bool_]:
    held = set(found)
    return np.array([(b, e) in held for b, e in zip(begin.tolist(), stop.tolist(), strict=True)])


def weights_of(terms: tuple[str, ...], weight: Mapping[str, float]) -> dict[str, float]:
    return {fold(term): weight.get(term, 1.0) for term in terms}


__all__ = ["NAMES", "RATES", "Kind", "Rates", "features", "group", "rate_keys", "weights_of"]
