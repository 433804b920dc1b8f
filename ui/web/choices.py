"""What a visitor has chosen in the settings; it reaches asking as one record."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choices:
    """How to ask. `None` leaves a choice to the Bot; no documents and no folders mean all."""

    k: int = 8  # passages to find
    threshold: float | None = None  # of confidence, below which nothing counts as found
    documents: tuple[str, ...] = ()  # doc_ids to answer from
    folders: tuple[str, ...] = ()  # folders of the corpus to answer from, as "news" or "a/b"
