"""What the steps of reading plain text hand on: Lines, then Parts."""

from __future__ import annotations

from dataclasses import dataclass

from index.loaders.common.composer import Piece, Span
from index.records import BlockKind


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank, outer blanks and markup left out."""

    spans: tuple[Span, ...]
    text: str
    gap: int = 0  # blank lines before it
    cut: bool = False  # a comment stood before it
    indented: bool = False
    figure: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What will be a block. `kind` None: not said yet."""

    pieces: tuple[Piece, ...]
    text: str
    gap: int = 0
    cut: bool = False
    indented: bool = False
    kind: BlockKind | None = None
    level: int = 0
    level_given: bool = False  # the source marks it as the heading, or the text, that it is
