"""Bot: an index, a retriever and the rules of answering, in one object."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from index.store.store import Index
from qa.answer.answerer import compose
from qa.conversation import understand
from qa.find.retriever import Found, Retriever
from qa.joined import joined
from qa.parts import parts
from qa.read.confidence import THRESHOLD, confidence, surety
from qa.records import Answer, Turn
from qa.understand import tagger
from qa.understand.question import check_question


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
        tagger.warm_up()
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
        `documents`: answer only from these doc_ids.
        """
        started = time.perf_counter()
        asked = check_question(question)
        least = self.threshold if threshold is None else threshold
        understood, found = self._find(asked, history, k, documents, least)
        answer = compose(
            self.index,
            question,
            understood,
            found,
            least,
        )
        answer = self._of_parts(answer, understood, k, documents, least)
        return replace(answer, seconds=time.perf_counter() - started)

    def _of_parts(
        self,
        whole: Answer,
        understood: str,
        k: int,
        documents: Collection[str] | None,
        threshold: float,
    ) -> Answer:
        """The answer, or that of the question's parts where they say more. Looks up each part."""
        asked = parts(understood)
        answers: list[Answer] = []
        for part in asked:
            found = self.retriever.find(part.question, k, documents)
            answer = compose(self.index, part.question, part.question, found, threshold, brief=True)
            if not answer.found:
                return whole
            answers.append(answer)
        return joined(self.index, whole, asked, answers, k) if asked else whole

    def _find(
        self,
        asked: str,
        history: Sequence[Turn],
        k: int,
        documents: Collection[str] | None,
        threshold: float,
    ) -> tuple[str, Found]:
        """The reading of the question that the documents answer, and what was found for it.

        Two readings are looked up at most.
        """
        understanding = understand(asked, history)
        filled = understanding.readings[0]
        if understanding.told:
            # The wording tells; the second reading is another wording, or the question itself.
            pair = (filled, understanding.readings[1]) if len(understanding.readings) > 2 else None
        else:
            pair = (asked, filled)
        if pair is None:
            return filled, self.retriever.find(filled, k, documents)
        first, second = (self.retriever.find(text, k, documents) for text in pair)
        if understanding.leads:
            better = not _leads_on(first, second, history[-1].documents)
        elif understanding.told:
            better = _surety(second) > _surety(first) + SHORT_MARGIN
        else:
            better = _follows_up(asked, first, second, history[-1].documents, threshold)
        return (pair[1], second) if better else (pair[0], first)


# In log-odds of confidence. Of the 172 questions of corpus/ without a history, each asked after
# four other topics, gains of 4 and more were seen; a question of a few characters seldom says what
# it is about.
MARGIN = 4.5
SHORT_MARGIN = 1.0
SHORT = 8  # characters


def _surety(found: Found) -> float:
    return surety(confidence(found.sentences))


def _leads_on(filled: Found, alone: Found, spoken: Collection[str]) -> bool:
    """Whether a question behind 那 speaks of what was spoken of, rather than of a new topic."""
    if not filled.sentences or not alone.sentences:
        return bool(filled.sentences)
    there = filled.sentences[0].ranked.reading.passage.doc_id in spoken
    if not there and spoken:
        return False
    return _surety(filled) > _surety(alone) - (SHORT_MARGIN if there else 0.0)


def _follows_up(
    asked: str, alone: Found, filled: Found, spoken: Collection[str], threshold: float
) -> bool:
    """Whether a question whose wording does not tell speaks of what was spoken of before.

    `alone`, `filled`: found for the question as asked, and with the topic before put in.
    `spoken`: the documents of the answer before; empty where that is not known.
    """
    if not filled.sentences:
        return False
    if not alone.sentences:
        return True
    one, other = alone.sentences[0], filled.sentences[0]
    here, there = (s.ranked.reading.passage.doc_id in spoken for s in (one, other))
    if here and there and (one.start, one.end) == (other.start, other.end):
        # It changes nothing now, and the next question knows the topic.
        return confidence(filled.sentences) >= min(threshold, confidence(alone.sentences))
    margin = SHORT_MARGIN if len(asked.rstrip("?？。")) <= SHORT else MARGIN
    return (
        (there or not spoken)
        and confidence(filled.sentences) >= threshold
        and _surety(filled) > _surety(alone) + margin
    )
