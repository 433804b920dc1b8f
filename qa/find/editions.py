"""Unless a year or an edition is asked for, of several editions the one in force answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile

from index.passages.tokenizer import fold
from index.records import FileRecord
from qa.read import Sentence
from qa.understand import Question

LEAD = 4.0  # log-odds by which an earlier edition must lead the later one to answer all the same
ALIKE = 0.5  # share of bigrams, figures aside, that sentences of two editions have in common
_ASKED = re.compile(
    "旧|原来?的|以前|过去|之前|上一?版|历史|废止|作废|失效|早先|当时|曾|变化|调整前|修订前"
)


class Editions:
    """Of all documents of an index."""

    def __init__(self, files: Iterable[FileRecord]) -> None:
        self._superseded = {f.path: frozenset(f.later) for f in files if f.later or f.repealed}

    def in_force(self, question: Question, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
        """The sentences without those of documents that no longer hold, where what holds answers
        about as well. `sentences`: best first, those that were matched before the others."""
        kept = tuple(sentences)
        if not self._superseded or question.periods or _ASKED.search(question.folded):
            return kept
        best: dict[str, Sentence] = {}
        for sentence in takewhile(lambda s: s.match is not None, kept):
            best.setdefault(sentence.doc_id, sentence)
        old = {
            doc_id
            for doc_id, sentence in best.items()
            if doc_id in self._superseded and self._replaced(sentence, best)
        }
        return tuple(s for s in kept if s.doc_id not in old) if old else kept

    def _replaced(self, sentence: Sentence, best: Mapping[str, Sentence]) -> bool:
        """Does a document that holds say it in like words: a later edition; where there is none,
        any that was not repealed?"""
        later = self._superseded[sentence.doc_id]
        least = (sentence.match or 0.0) - LEAD
        return any(
            (other.match or 0.0) >= least and alike(sentence.text, other.text)
            for doc_id, other in best.items()
            if (doc_id in later if later else doc_id not in self._superseded)
        )


def alike(one: str, other: str) -> bool:
    a, b = (
        {bare[at : at + 2] for at in range(len(bare) - 1)}
        for bare in ("".join(filter(str.isalpha, fold(text))) for text in (one, other))
    )
    return len(a & b) >= ALIKE * min(len(a), len(b))
