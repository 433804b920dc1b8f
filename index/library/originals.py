"""The file that a document was read from."""

from __future__ import annotations

import stat
from pathlib import Path

from index.errors import ReadCode, ReadError
from index.records import Document
from index.store import Index


def original(index: Index, document: Document) -> Path:
    """Where it lies now: an ordinary file inside the corpus, every link followed.

    Raises ReadError: OUTSIDE for a link that leaves the corpus, UNREADABLE where there is no file.
    """
    root = index.corpus
    try:
        file = (root / document.path).resolve(strict=True)
        ordinary = stat.S_ISREG(file.stat().st_mode)
    except (OSError, RuntimeError, ValueError) as exc:  # a loop of links; a path no system takes
        raise ReadError(document.path, ReadCode.UNREADABLE, "is no longer there") from exc
    if not file.is_relative_to(root):
        raise ReadError(document.path, ReadCode.OUTSIDE, "it is a link that leaves the corpus")
    if not ordinary:
        raise ReadError(document.path, ReadCode.UNREADABLE, "is no ordinary file")
    return file
