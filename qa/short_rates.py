"""Learned rates: how much oftener than by chance a run of tokens with this neighbour, this part
of speech, this last character is the answer to this kind of question."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from qa.asked import Asked
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
    items = tokens.items
    kind, head = str(int(asked.kind)), asked.head
    tail = head[-1:]
    groups = groups_of(tokens)
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

    def look_up(self, keys: npt.NDArray[np.uint32]) -> Float64Array:
        if not len(self.keys):
            return np.zeros(keys.shape)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, self.values[at], 0.0)
