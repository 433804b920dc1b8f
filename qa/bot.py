"""Bot: an index, a retriever and the rules of answering, in one object."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from index.store import Index
from qa.answerer import compose
from qa.confidence import THRESHOLD
from qa.conversation import stand_alone
from qa.question import check_question
from qa.records import Answer, Turn
from qa.retriever import Retriever


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
        threshold: float = THRESHOLD,
    ) -> Bot:
        """Open the index at `path` (default: $WENQU_INDEX or .wenqu).

        Raises StoreError's kinds, and ModelError.
        """
        return cls(Retriever.load(path, model=model), threshold=threshold)

    @property
    def index(self) -> Index:
        return self.retriever.index

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        k: int = 8,
        documents: Collection[str] | None = None,
        threshold: float | None = None,
    ) -> Answer:
        """Answer from the documents, or say that they do not say. Raises QuestionError.

        `history`: the turns before, oldest first; a follow-up is understood from them.
        `documents`: answer only from these doc_ids.
        """
        started = time.perf_counter()
        asked = check_question(question)
        understood = stand_alone(asked, history)
        answer = compose(
            self.index,
            question,
            understood,
            self.retriever.find(understood, k, documents),
            self.threshold if threshold is None else threshold,
        )
        return replace(answer, seconds=time.perf_counter() - started)
