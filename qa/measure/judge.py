"""Which passages and sentences of an index are right for a question, and whether an answer holds
the key."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import PurePosixPath

from index.passages.tokenizer import squeeze
from index.records import Passage
from index.store import Index
from qa.measure.sets import Example
from qa.records import Answer

HALF = 0.5  # least overlap of a right passage with a block of the key
WITHIN = 0.8  # of a sentence's bigrams, least that a block holds of a sentence of it


class Judge:
    """Holds passages against keys; prepares each passage's text once."""

    def __init__(self, index: Index) -> None:
        self.index = index
        text = self._text = cache(lambda row: squeeze(index.passages[row].text))
        self._grams = cache(lambda row: _bigrams_of(text(row)))
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
        named = (doc_id for name in example.docs for doc_id in self._by_name.get(name, ()))
        return tuple(dict.fromkeys(named))

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
            self._rows[place] = tuple(sorted(self._find(example)))
        return self._rows[place]

    def answers(self, example: Example, passage: Passage, start: int, end: int) -> bool:
        """Whether passage.text[start:end] answers.

        Of a document that the key names an answer begins there, where the key knows the place;
        else it holds one of the evidence words, or a short answer where there are none, and where
        the key has blocks stands in one.
        """
        if not example.answerable or passage.doc_id not in self.documents(example):
            return False
        if example.starts:
            document = self.index.document_by_id[passage.doc_id]
            spans = document.source_span(passage.start + start, passage.start + end)
            return bool(spans) and any(spans[0][0] <= at < spans[-1][1] for at in example.starts)
        held = squeeze(passage.text[start:end])
        if not any(squeeze(words) in held for words in example.evidence or example.shorts):
            return False
        grams = _bigrams_of(held)
        blocks = [squeeze(block.text) for block in example.blocks]
        return not blocks or any(
            sum(gram in block for gram in grams) >= WITHIN * len(grams) for block in blocks
        )

    def _find(self, example: Example) -> Iterable[int]:
        rows = self._rows_of(self.documents(example))
        if not example.docs:
            rows = list(range(len(self.index.passages)))
        if not example.blocks:
            words = [squeeze(words) for words in example.evidence]
            held = [row for row in rows if any(word in self._text(row) for word in words)]
            return held if words else rows
        found: set[int] = set()
        for block in example.blocks:
            key = _bigrams_of(squeeze(block.text))
            of_block = self._rows_of(self._by_name.get(block.doc, ())) if block.doc else rows
            found.update(row for row in of_block if _overlap(self._grams(row), key) >= HALF)
        return found

    def _rows_of(self, doc_ids: Iterable[str]) -> list[int]:
        return [row for doc_id in doc_ids for row in self.index.rows_by_document[doc_id]]


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
