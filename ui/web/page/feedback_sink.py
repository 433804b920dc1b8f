"""Where a visitor's opinion of an answer goes."""

from __future__ import annotations

from typing import Protocol

from qa.records import Answer


class Feedback(Protocol):
    """Keeps opinions. Called from several threads."""

    def note(self, question: str, understood: str, answer: Answer, good: bool, word: str) -> None:
        """One thumb, up or down; `word` is what the visitor added, "" for nothing.

        Called again with the same Answer object when the visitor adds a word or thinks again:
        the last call counts.
        """
