"""Bot: an index, a retriever and the rules of answering, in one object."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from index.passages import tokenizer
from index.store import Index
from qa.answer import compose
from qa.find import Found, Retriever
from qa.read import THRESHOLD, surety
from qa.records import Answer, Turn
from qa.understand import check_question, read_question, readings


class Bot:
    """Answers questions from one index. Safe to use from several threads."""

    def __init__(self, retriever: Retriever, *, threshold: float = THRESHOLD) -> None:
        self.retriever = retriever
        self.threshold = threshold

    @classmethod
    def load(
        cls,
        path: Path | str | None = None,
        *,
        model: str | None = None,
        reranker: str | None = None,
        threshold: float = THRESHOLD,
    ) -> Bot:
        """Open the index at `path` (default: $WENQU_INDEX or .wenqu).

        `reranker`: a cross-encoder that orders the best sentences, by name or folder.
        Raises StoreError's kinds, and ModelError.
        """
        return cls(Retriever.load(path, model=model, reranker=reranker), threshold=threshold)

    @property
    def index(self) -> Index:
        return self.retriever.index

    def warm_up(self) -> None:
        """Load now what the first question would wait for: half a second and more."""
        tokenizer.warm_up(tags=True)
        if self.index.passages:
            self.ask("一共有多少个？", threshold=0.0)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        k: int = 8,
        documents: Collection[str] | None = None,
        threshold: float | None = None,
    ) -> Answer:
        """Answer from the documents, or say that they do not say.

        Raises QuestionError, IndexEmptyError.
        `history`: the turns before, oldest first; a follow-up is understood from them.
        `k`: passages among the answer's hits. `documents`: answer only from these doc_ids.
        """
        started = time.perf_counter()
        least = self.threshold if threshold is None else threshold
        found = self._find(question, history, k, documents, least)
        answer = compose(self.index, question, found, least)
        return replace(answer, seconds=time.perf_counter() - started)

    def _find(
        self,
        question: str,
        history: Sequence[Turn],
        k: int,
        documents: Collection[str] | None,
        threshold: float,
    ) -> Found:
        """What is found for the question; after others, for the reading of it that the documents
        answer."""
        question = check_question(question)
        asked = readings(question, history) if history else (question,)
        found = [self.retriever.find(read_question(text), k, documents) for text in asked]
        if len(found) == 1:
            return found[0]
        alone, joined = found
        return joined if _follows_up(alone, joined, history[-1].documents, threshold) else alone


# In log-odds of confidence. Of questions of corpus/ asked after another topic, gains of 4 and more
# were seen.
MARGIN = 4.5


def _follows_up(alone: Found, joined: Found, spoken: Collection[str], threshold: float) -> bool:
    """Whether a question whose wording does not tell speaks of what was spoken of before.

    `alone`, `joined`: found for the question as asked, and joined with the talk before.
    `spoken`: the documents of the answer before; empty where that is not known.
    """
    if not joined.sentences or not alone.sentences:
        return bool(joined.sentences)
    one, other = alone.sentences[0], joined.sentences[0]
    here, there = (s.ranked.reading.passage.doc_id in spoken for s in (one, other))
    if here and there and (one.start, one.end) == (other.start, other.end):
        # It changes nothing now, and the next question knows the topic.
        return joined.confidence >= min(threshold, alone.confidence)
    return (
        (there or not spoken)
        and joined.confidence >= threshold
        and surety(joined.confidence) > surety(alone.confidence) + MARGIN
    )
