"""The index that is being served; a new generation takes its place without a restart."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from index.rankers import Encoder
from index.store import Index
from qa import Bot, Retriever
from qa.measure.examples import example_questions


class Live:
    """The Bot of the present generation. Safe to use from several threads.

    A question takes `bot` once and keeps it: a swap never changes an answer half way.
    `examples`: the questions to begin with, in the language that they are written in.
    """

    def __init__(
        self, bot: Bot, examples: Callable[[Index], Sequence[str]] = example_questions
    ) -> None:
        self._bot = bot
        self._examples_of = examples
        self._examples = tuple(examples(bot.index))
        self._swapping = threading.Lock()

    @property
    def bot(self) -> Bot:
        return self._bot

    @property
    def index(self) -> Index:
        return self._bot.index

    @property
    def examples(self) -> tuple[str, ...]:
        return self._examples

    @property
    def where(self) -> Path:
        """The directory of the index."""
        return self.index.where

    @property
    def encoder(self) -> Encoder:
        return self._bot.retriever.encoder

    def reload(self) -> bool:
        """Serve what is published now; False if that is what is served. Raises StoreError's kinds.

        The encoder stays: a build with another model needs a restart and is refused by Retriever.
        """
        with self._swapping:
            index = Index.open(self.where)
            if index.generation == self.index.generation:
                return False
            reranker = self._bot.retriever.reranker
            retriever = Retriever(index, self.encoder, reranker=reranker)
            examples = tuple(self._examples_of(index))
            self._bot = Bot(retriever, threshold=self._bot.threshold)
            self._examples = examples
            return True
