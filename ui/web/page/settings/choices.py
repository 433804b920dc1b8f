"""What a visitor has chosen in the settings; it reaches asking as one record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.records import Document


@dataclass(frozen=True, slots=True)
class Choices:
    """How to ask. `None` leaves a choice to the Bot; no documents and no folders mean all."""

    k: int = 8  # passages to list
    threshold: float | None = None  # of confidence, below which nothing counts as found
    documents: tuple[str, ...] = ()  # doc_ids to answer from
    folders: tuple[str, ...] = ()  # folders of the corpus to answer from, as "news" or "a/b"

    def within(self, documents: Iterable[Document]) -> frozenset[str] | None:
        """The doc_ids to answer from; None for all. What is no longer held is left out."""
        if not self.documents and not self.folders:
            return None
        chosen = set(self.documents)
        heads = tuple(f"{folder.strip('/')}/" for folder in self.folders)
        return frozenset(
            document.doc_id
            for document in documents
            if document.doc_id in chosen or document.path.startswith(heads)
        )
