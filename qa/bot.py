"""Bot: an index, a retriever and the rules of answering, in one object."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from index.passages import tokenizer
from index.store import Index
from qa.answer import compose, reply, together
from qa.find import Found, Retriever
from qa.find.sounds import Sounds
from qa.read import THRESHOLD, surety
from qa.records import Answer, Turn
from qa.understand import MAY_PART, check_question, joined, parts, read_question


class Bot:
    """Answers questions from one index. Safe to use from several threads."""

    def __init__(self, retriever: Retriever, *, threshold: float = THRESHOLD) -> None:
        self.retriever = retriever
        self.threshold = threshold
        self.sounds = Sounds(retriever.index, retriever.concepts.romanised)

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
        said = reply(self.index, check_question(question))
        if said is not None:
            spent = time.perf_counter() - started
            return Answer(question, False, 0.0, said, (), (), question, reply=True, seconds=spent)
        understood, found = self._find(question, history, k, documents, least)
        answer = compose(self.index, question, understood, found, least)
        follows = understood != question.strip()
        if MAY_PART.search(found.query.question.folded) and not (follows and answer.found):
            answer = self._of_parts(answer, found, k, documents, least)
        if not answer.found:
            answer = replace(answer, suggestions=self._meant(understood, documents, least))
        return replace(answer, seconds=time.perf_counter() - started)

    def _meant(
        self, understood: str, documents: Collection[str] | None, threshold: float
    ) -> tuple[str, ...]:
        """The question typed otherwise, where that has an answer."""
        proposals = self.sounds.proposals(read_question(understood))
        return tuple(
            proposed
            for proposed in proposals
            if self.retriever.find(read_question(proposed), 1, documents).confidence >= threshold
        )

    def _of_parts(
        self,
        whole: Answer,
        found: Found,
        k: int,
        documents: Collection[str] | None,
        threshold: float,
    ) -> Answer:
        """Of a question on two things the answers to each, where all are found.

        Of one that was joined with the talk, only to what it asks itself.
        """

        def ask(text: str, within: Collection[str] | None) -> Answer:
            part = self.retriever.find(read_question(text), k, within)
            return compose(self.index, text, text, part, threshold)

        asked = parts(found.query.question.folded)
        answers: list[Answer] = []
        for number, text in enumerate(asked.questions if asked else ()):
            if number and asked and asked.clauses:
                answer = ask(text, sorted({item.doc_id for item in answers[0].evidence}))
                if not answer.found:  # it names what it is about itself
                    answer = ask(asked.clauses[number], documents)
            else:
                answer = ask(text, documents)
            if not answer.found:
                return whole
            answers.append(answer)
        own = parts(read_question(whole.question).folded)
        return together(whole, answers[-len(own.questions) if own else -1 :]) if answers else whole

    def _find(
        self,
        question: str,
        history: Sequence[Turn],
        k: int,
        documents: Collection[str] | None,
        threshold: float,
    ) -> tuple[str, Found]:
        """The question as it is understood, and what is found for it.

        After others it is looked up joined with them, and by itself in the documents that were
        spoken of. The surer of the two is meant where the wording tells; else it has to be much
        surer than the question by itself, or just surer where that is brief.
        """
        find, asked = self.retriever.find, read_question(question)
        talk = joined(asked.text, history) if history else None
        if talk is None:
            return asked.text, find(asked, k, documents)
        spoken = history[-1].documents
        here = [d for d in spoken if documents is None or d in documents]
        readings = [find(read_question(talk.text), k, documents)]
        readings += [find(asked, k, here)] if here else []
        best = max(readings, key=lambda found: found.confidence)
        if talk.told:
            return talk.text, best
        alone = find(asked, k, documents)
        stays = best.sentences and (not spoken or best.sentences[0].doc_id in spoken)
        lead = surety(best.confidence) - surety(alone.confidence)
        if stays and best.confidence >= threshold and lead > (0.0 if talk.brief else MARGIN):
            return talk.text, best
        return asked.text, alone


# In log-odds of confidence. Of the 172 questions of corpus/ without a history, each asked after
# four other topics, gains of 4 and more were seen.
MARGIN = 5.0
