"""Learned rates: how much oftener than by chance a run of tokens with this neighbour, this part
of speech, this last character is the answer to this kind of question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from qa.answer.short.runs import Token, Tokens
from qa.understand.asked import Asked

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
