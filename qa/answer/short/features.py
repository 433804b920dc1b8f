"""What speaks for a candidate: one row of numbers for each run of tokens of a sentence.

Learned rates (how much oftener than by chance a run with this neighbour, this part of speech, this
last character answers this kind of question), and measures of place and form: how near it stands
to the question's words and on which side, what it repeats of them, what it is made of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from qa.understand import Asked, spans

BoolArray = npt.NDArray[np.bool_]
Float64Array = npt.NDArray[np.float64]
Int64Array = npt.NDArray[np.int64]
Columns = dict[str, npt.NDArray[np.generic]]
KEPT = 64  # runs that the trees see, by their learned rates


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    text: str  # folded
    tag: str  # jieba's part of speech


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text cut into tokens without gaps; `clause[i]` counts the clauses before token i."""

    text: str  # folded
    items: tuple[Token, ...]
    clause: tuple[int, ...]


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


def group(token: Token) -> str:
    if token.tag == "x" or token.tag[0] == "u":
        return token.text[:1]
    if token.text[0].isdigit():
        return "m"
    return token.tag[:2] if token.tag[0] == "n" else token.tag[0]


def groups_of(tokens: Tokens) -> list[str]:
    return [group(item) for item in tokens.items]


def rate_keys(asked: Asked, tokens: Tokens, runs: Int64Array) -> npt.NDArray[np.uint32]:
    """Keys of the learned rates, shape (runs, len(RATES))."""
    kind, head = str(int(asked.kind)), asked.head
    tail = head[-1:]
    groups = groups_of(tokens)
    tags = ["^", *groups, "$"]
    texts = [item.text for item in tokens.items]
    words = ["^", *texts, "$"]
    ends = [text[-1:] for text in texts]
    by_token = np.array(
        (
            _keys(f"0\t{kind}", words[:-2]),
            _keys(f"1\t{kind}", words[2:]),
            _keys(f"2\t{kind}", map("\t".join, zip(tags, groups, strict=False))),
            _keys(f"3\t{kind}", map("\t".join, zip(groups, tags[2:], strict=True))),
            _keys(f"4\t{head}", ends),
            _keys("5", map("\t".join, zip(words, groups, strict=False))),
            _keys("6", map("\t".join, zip(groups, words[2:], strict=True))),
            _keys(f"7\t{kind}", texts),
            _keys(f"8\t{kind}", texts),
            _keys(f"9\t{tail}", ends),
        ),
        np.uint32,
    )
    shapes = [_shape(groups[first : last + 1]) for first, last in runs.tolist()]
    known = {shape: at for at, shape in enumerate(dict.fromkeys(shapes))}  # many have one
    by_shape = np.array(
        (_keys(f"10\t{kind}", known), _keys(f"11\t{head}", known), _keys(f"12\t{tail}", known)),
        np.uint32,
    )
    keys = np.zeros((len(runs), len(RATES)), np.uint32)
    keys[:, _STARTS] = by_token[_STARTS, :][:, runs[:, 0]].T
    keys[:, _ENDS] = by_token[_ENDS, :][:, runs[:, 1]].T
    keys[:, _FORMS] = by_shape[:, [known[shape] for shape in shapes]].T
    return keys


def _keys(shared: str, own: Iterable[str]) -> list[int]:
    """Of "shared, tab, own part", for each own part."""
    before = crc32(f"{shared}\t".encode())
    return [crc32(part.encode(), before) for part in own]


def _shape(form: list[str]) -> str:
    return " ".join(form if len(form) <= 5 else (*form[:2], "~", *form[-2:]))


@dataclass(frozen=True, slots=True)
class Rates:
    """log of (answers with this key + k) over (those expected by chance + k); 0 if unknown."""

    keys: npt.NDArray[np.uint32]  # sorted
    values: npt.NDArray[np.float32]

    @classmethod
    def load(cls, path: Path) -> Rates:
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays["keys"].astype(np.uint32), arrays["values"].astype(np.float32))

    def look_up(self, keys: npt.NDArray[np.uint32]) -> Float64Array:
        if not len(self.keys):
            return np.zeros(keys.shape)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, self.values[at], 0.0)


_STOP = frozenset("的了是在于为由和与之其以及所而被将与并等,。?!:;、()《》“”「」 ")
_OPENING, _CLOSING = frozenset("《“「『("), frozenset("》”」』)")
_FAR = 40
_HAN_DIGIT = frozenset("零〇一二两三四五六七八九十百千万亿")
_TESTS: dict[str, Callable[[Token, str], bool]] = {
    "digits": lambda item, _: item.text[0].isdigit(),
    "han_digits": lambda item, _: item.text[0] in _HAN_DIGIT,
    "latin": lambda item, _: item.text.isascii() and item.text[0].isalpha(),
    "list_marks": lambda item, _: item.text in "、及和与",
    "people": lambda _, group: group == "nr",
    "places": lambda _, group: group == "ns",
    "organisations": lambda _, group: group == "nt",
    "nouns": lambda _, group: group[0] == "n",
    "verbs": lambda _, group: group == "v",
    "particles": lambda _, group: group in "的了着过pcd",
    "dots": lambda item, _: item.text in "·•",
}


def rate_columns(rates: Float64Array) -> Columns:
    """`rates`, shape (runs, len(RATES)), with their sums, and each sum against the best run's."""
    total = rates.sum(axis=1)
    return {
        **{name: rates[:, at] for at, name in enumerate(RATES)},
        "rates": total,
        "rates_gap": total - total.max(),
        "rates_rank": np.argsort(np.argsort(-total, kind="stable"), kind="stable"),
        "rates_start": rates[:, _STARTS].sum(axis=1),
        "rates_end": rates[:, _ENDS].sum(axis=1),
        "rates_form": rates[:, 10:].sum(axis=1),
    }


def place_columns(
    asked: Asked, tokens: Tokens, runs: Int64Array, weight: Mapping[str, float]
) -> Columns:
    """`weight`: idf of the question's character terms; only their ratios matter."""
    text, items = tokens.text, tokens.items
    first, last = runs[:, 0], runs[:, 1]
    starts = np.array([item.start for item in items])
    ends = np.array([item.end for item in items])
    begin, stop = starts[first], ends[last]
    spots = list(zip(begin.tolist(), stop.tolist(), strict=True))
    clause = np.array(tokens.clause)
    clause_first = np.searchsorted(clause, clause, side="left")
    clause_last = np.searchsorted(clause, clause, side="right") - 1
    both, left, right = _matches(asked, text, weight)
    held, held_left, held_right = _sums(both), _sums(left), _sums(right)
    total, total_left, total_right = (max(s[-1], 1e-9) for s in (held, held_left, held_right))
    told = np.array([c not in _STOP for c in text])
    said = set(asked.before + asked.after)
    content, repeated = _sums(told), _sums(told & np.array([c in said for c in text]))

    def inside(sums: Float64Array) -> Float64Array:
        within: Float64Array = sums[stop] - sums[begin]
        return within

    forward, backward = _decays(both, 6.0)
    forward_wide, backward_wide = _decays(both, 20.0)
    forward_left, _ = _decays(left, 8.0)
    _, backward_right = _decays(right, 8.0)
    in_clause = held[ends[clause_last[last]]] - held[starts[clause_first[first]]]
    before, behind = _beside(tokens)
    whole = _common(behind, asked.after)
    rest = _common(behind, asked.rest)
    ahead = _common(before, asked.before[::-1])
    return {
        "length": stop - begin,
        "tokens": last - first + 1,
        "place": begin / len(text),
        "sentence": np.full(len(runs), len(text)),
        "clauses": clause[last] - clause[first],
        "clause_start": clause_first[first] == first,
        "clause_end": clause_last[last] - last,
        "asked_share": inside(_sums(both > 0)) / (stop - begin),
        "asked_weight": inside(held) / total,
        "asked_content": inside(repeated) / np.maximum(inside(content), 1),
        "content": inside(content),
        "own_clause": (in_clause - inside(held)) / total,
        "left_before": held_left[begin] / total_left,
        "left_after": (held_left[-1] - held_left[stop]) / total_left,
        "right_before": held_right[begin] / total_right,
        "right_after": (held_right[-1] - held_right[stop]) / total_right,
        "near_before": forward[begin] / total,
        "near_after": backward[stop] / total,
        "near_before_wide": forward_wide[begin] / total,
        "near_after_wide": backward_wide[stop] / total,
        "near_left_before": forward_left[begin] / total_left,
        "near_right_after": backward_right[stop] / total_right,
        "same_before": ahead[first],
        "same_after": whole[last],
        "same_after_head": rest[last],
        "asked_before": (begin > 0) & (both[np.maximum(begin - 1, 0)] > 0),
        "asked_next": np.append(both, 0.0)[stop] > 0,
        **_distances("left_word", _places(text, asked.left), begin, stop),
        **_distances("right_word", _places(text, asked.right), begin, stop),
        **_distances("head", _places(text, asked.head), begin, stop),
        **_form(asked, tokens, runs, spots),
        **_question(asked, len(runs)),
    }


def _question(asked: Asked, count: int) -> Columns:
    return {
        "kind": np.full(count, int(asked.kind)),
        "head_after": np.full(count, asked.head_after),
        "question_before": np.full(count, min(len(asked.before), 20)),
        "question_after": np.full(count, min(len(asked.after), 20)),
        "question_is": np.full(count, asked.before.endswith(("是", "为", "指", "叫", "称"))),
    }


def _form(asked: Asked, tokens: Tokens, runs: Int64Array, spots: list[tuple[int, int]]) -> Columns:
    """What a run is made of, and what stands next to it."""
    text, items, groups = tokens.text, tokens.items, groups_of(tokens)
    first, last = runs[:, 0], runs[:, 1]
    head = asked.head
    unit = asked.unit
    before, behind = _beside(tokens)
    thing_before, thing_after = _common(before, asked.thing[::-1]), _common(behind, asked.thing)
    noun = np.array([False, *(group[0] in "njme" for group in groups), False])
    counts = {}
    for name, test in _TESTS.items():
        passed = [test(item, group) for item, group in zip(items, groups, strict=True)]
        sums = _sums(np.array(passed))
        counts[name] = sums[last + 1] - sums[first]
    return {
        **counts,
        "number": _among(spans.numbers(text), spots),
        "date": _among(spans.dates(text), spots),
        "title": _among(spans.titles(text), spots),
        "in_marks": np.array(
            [b > 0 and text[b - 1] in _OPENING and text[e : e + 1] in _CLOSING for b, e in spots]
        ),
        "has_marks": np.array([text[b] in _OPENING and text[e - 1] in _CLOSING for b, e in spots]),
        "in_brackets": np.array([b > 0 and text[b - 1] == "(" for b, _ in spots]),
        "head_ends": np.array([bool(head) and text[b:e].endswith(head) for b, e in spots]),
        "head_inside": np.array([bool(head) and head in text[b:e] for b, e in spots]),
        "unit_asked": np.full(len(spots), bool(unit)),
        "unit_ends": np.array([bool(unit) and text.endswith(unit, b, e) for b, e in spots]),
        "thing_before": thing_before[first],
        "thing_after": thing_after[last],
        "unit_next": np.array([bool(unit) and text.startswith(unit, e) for _, e in spots]),
        "noun_before": noun[first],
        "noun_after": noun[last + 2],
    }


def _sums(values: npt.NDArray[np.generic]) -> Float64Array:
    """Prefix sums: sums[e] - sums[b] is the sum of values[b:e]."""
    return np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))


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
        into = [both]
        if term in asked.before:
            into.append(left)
        if term in asked.after:
            into.append(right)
        at = text.find(term)
        while at >= 0:
            for array in into:
                place = array[at : at + len(term)]
                np.maximum(place, share, out=place)
            at = text.find(term, at + 1)
    return both, left, right


def _decays(values: Float64Array, reach: float) -> tuple[Float64Array, Float64Array]:
    """At each edge of a character, what stands before it and what behind, fading over `reach`."""
    fade = float(np.exp(-1 / reach))
    before, behind, held = [0.0], [0.0], values.tolist()
    for value in held:
        before.append(before[-1] * fade + value)
    for value in reversed(held):
        behind.append(behind[-1] * fade + value)
    return np.array(before), np.array(behind[::-1])


def _places(text: str, word: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(re.escape(word), text)] if word else []


def _distances(
    name: str, places: list[tuple[int, int]], begin: Int64Array, stop: Int64Array
) -> Columns:
    """Characters from the nearest place before each run, and to the nearest behind it."""
    before, behind = np.full(len(begin), _FAR), np.full(len(begin), _FAR)
    for start, end in places:
        np.minimum(before, np.where(end <= begin, begin - end, _FAR), out=before)
        np.minimum(behind, np.where(start >= stop, start - stop, _FAR), out=behind)
    return {f"{name}_before": before, f"{name}_behind": behind}


def _told(text: str) -> str:
    """The first characters without those of _STOP."""
    return "".join([c for c in text[:16] if c not in _STOP])


def _beside(tokens: Tokens) -> tuple[list[str], list[str]]:
    """What stands before each token, read backwards, and what behind it."""
    text, back, items = tokens.text, tokens.text[::-1], tokens.items
    before = [_told(back[at : at + 16]) for at in (len(text) - item.start for item in items)]
    return before, [_told(text[item.end : item.end + 16]) for item in items]


def _common(told: list[str], asked: str) -> Int64Array:
    """How many characters each text and `asked` begin with alike, up to 8."""
    other = _told(asked)[:8]

    def alike(text: str) -> int:
        same, most = 0, min(len(text), len(other))
        while same < most and text[same] == other[same]:
            same += 1
        return same

    return np.array(list(map(alike, told)), np.int64)


def _among(found: spans.Spans, spots: list[tuple[int, int]]) -> BoolArray:
    held = set(found)
    return np.array([spot in held for spot in spots])


def keep(rates: Float64Array) -> Int64Array:
    """Rows of the KEPT runs with the highest sum of learned rates, in text order."""
    return np.sort(np.argsort(-rates.sum(axis=1), kind="stable")[:KEPT])


def join(rates: Columns, places: Columns) -> tuple[tuple[str, ...], Float64Array]:
    columns = {**rates, **places}
    return tuple(columns), np.column_stack(list(columns.values())).astype(np.float64)
