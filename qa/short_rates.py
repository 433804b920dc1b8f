"""Learned rates: how much oftener than by chance a run of tokens with this neighbour, this part
of speech, this last character is the answer to this kind of question."""

from __future__ import annotations

from collections.abc import Sequence
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
    kind, head = str(int(asked.kind)), asked.head
    tail = head[-1:]
    groups = groups_of(tokens)
    tags = ["^", *groups, "$"]
    texts = [item.text for item in tokens.items]
    words = ["^", *texts, "$"]
    ends = [text[-1:] for text in texts]

    def column(*parts: str | Sequence[str]) -> list[int]:
        """Each token's; a part of its own, or one that all tokens share."""
        lists = [[part] * len(texts) if isinstance(part, str) else part for part in parts]
        return [crc32("\t".join(key).encode()) for key in zip(*lists, strict=False)]

    by_token = np.array(
        (
            column("0", kind, words),
            column("1", kind, words[2:]),
            column("2", kind, tags, groups),
            column("3", kind, groups, tags[2:]),
            column("4", head, ends),
            column("5", words, groups),
            column("6", groups, words[2:]),
            column("7", kind, texts),
            column("8", kind, texts),
            column("9", tail, ends),
        ),
        np.uint32,
    )
    keys = np.zeros((len(runs), len(RATES)), np.uint32)
    for columns, edge in ((_STARTS, runs[:, 0]), (_ENDS, runs[:, 1])):
        keys[:, columns] = by_token[columns, :][:, edge].T
    starts = [crc32(f"{at}\t{of}\t".encode()) for at, of in ((10, kind), (11, head), (12, tail))]
    known: dict[str, tuple[int, ...]] = {}  # many runs have one form
    for row, (first, last) in enumerate(runs.tolist()):
        form = groups[first : last + 1]
        if len(form) > 5:
            form = [*form[:2], "~", *form[-2:]]
        shape = " ".join(form)
        if shape not in known:
            said = shape.encode()
            known[shape] = tuple(crc32(said, start) for start in starts)
        keys[row, 10:] = known[shape]
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
