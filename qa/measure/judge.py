"""Which passages of an index are right for a question, and whether an answer holds the key."""

from __future__ import annotations

from functools import cached_property
from pathlib import PurePosixPath

from index.store import Index
from qa.measure.metrics import squeeze
from qa.measure.sets import Example
from qa.records import Answer

HALF = 0.5  # least overlap of a right passage with a block of the key


class Judge:
    """Holds passages against keys; prepares each passage's text once."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self._texts: dict[int, str] = {}
        self._bigrams: dict[int, frozenset[str]] = {}
        self._rows: dict[object, tuple[int, ...]] = {}  # by what a key says of its place

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        """doc_ids by doc_id, and by file name without folder and suffix."""
        names: dict[str, list[str]] = {}
        for doc_id in self.index.rows_by_document:
            for name in dict.fromkeys((doc_id, PurePosixPath(doc_id).stem)):
                names.setdefault(name, []).append(doc_id)
        return names

    def documents(self, example: Example) -> tuple[str, ...]:
        """doc_ids that the key names, of those in the index."""
        return tuple(
            dict.fromkeys(doc_id for name in example.docs for doc_id in self._by_name.get(name, ()))
        )

    def right_rows(self, example: Example) -> tuple[int, ...]:
        """Rows of the passages that hold a piece of the key, ascending.

        Of a document that the key names, where it names any: half of one of its blocks, or else
        one of the evidence words; with neither, every passage of the document. Of two texts the
        shorter one counts: half of its bigrams must stand in the other.
        """
        if not example.answerable or not (example.docs or example.blocks or example.evidence):
            return ()
        place = (example.docs, example.blocks, example.evidence)
        if place not in self._rows:
            self._rows[place] = tuple(self._find(example))
        return self._rows[place]

    def _find(self, example: Example) -> list[int]:
        rows_of = self.index.rows_by_document
        everywhere = range(len(self.index.passages))
        rows = (
            [row for doc_id in self.documents(example) for row in rows_of[doc_id]]
            if example.docs
            else everywhere
        )
        if not example.blocks:
            words = [squeeze(words) for words in example.evidence]
            held = [row for row in rows if any(word in self._text(row) for word in words)]
            return sorted(held if words else rows)
        found: set[int] = set()
        for block in example.blocks:
            key = _bigrams_of(squeeze(block.text))
            of_block = (
                [row for doc_id in self._by_name.get(block.doc, ()) for row in rows_of[doc_id]]
                if block.doc
                else rows
            )
            found.update(row for row in of_block if _overlap(self._grams(row), key) >= HALF)
        return sorted(found)

    def _text(self, row: int) -> str:
        if row not in self._texts:
            self._texts[row] = squeeze(self.index.passages[row].text)
        return self._texts[row]

    def _grams(self, row: int) -> frozenset[str]:
        if row not in self._bigrams:
            self._bigrams[row] = _bigrams_of(self._text(row))
        return self._bigrams[row]


def _bigrams_of(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / max(1, min(len(a), len(b)))


def holds_key(answer: Answer, example: Example) -> bool:
    """Whether the answer's words hold the key: all its evidence, or else a short answer."""
    if not answer.found:
        return False
    held = squeeze(answer.text)
    if example.evidence:
        return all(squeeze(words) in held for words in example.evidence)
    return any(squeeze(short) in held for short in example.shorts)
