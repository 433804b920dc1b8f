"""What a list of documents comes to, in figures: for charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.library.entries import Entry

_EDGES = (0, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)  # characters
_MOST = 12  # documents that are named; the rest is one sum


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many documents have `least` characters or more, and fewer than `below`."""

    least: int
    below: int | None
    documents: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the documents that are searched."""

    kinds: tuple[tuple[str, int], ...]  # (kind, documents), most first
    passages: tuple[tuple[Entry, int], ...]  # (document, passages), most first
    rest: tuple[int, int]  # (documents, passages) that `passages` does not name
    lengths: tuple[Bucket, ...]


def figures(entries: Sequence[Entry]) -> Figures:
    searched = [entry for entry in entries if entry.passages]
    kinds = Counter(entry.kind for entry in searched)
    ranked = sorted(searched, key=lambda entry: (-entry.passages, entry.path))
    named, rest = ranked[:_MOST], ranked[_MOST:]
    below = (*_EDGES[1:], None)
    lengths = tuple(
        Bucket(least, end, sum(least <= e.characters < (end or e.characters + 1) for e in searched))
        for least, end in zip(_EDGES, below, strict=True)
    )
    return Figures(
        kinds=tuple(sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))),
        passages=tuple((entry, entry.passages) for entry in named),
        rest=(len(rest), sum(entry.passages for entry in rest)),
        lengths=lengths,
    )
