"""Files → Documents, one module a format. `load_document` is the door."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from index.errors import ReadCode, ReadError
from index.records import Document

__all__ = ["LOADERS", "SUFFIXES", "Loader", "load_document"]

Loader = Callable[[bytes, str], Document]


def _text(data: bytes, path: str) -> Document:
    from index.loaders.text import load

    return load(data, path)


def _markdown(data: bytes, path: str) -> Document:
    from index.loaders.markdown import load

    return load(data, path)


# Each entry imports its module when called: reading text must not load a PDF library.
LOADERS: dict[str, Loader] = {
    ".txt": _text,
    ".text": _text,
    ".md": _markdown,
    ".markdown": _markdown,
}
SUFFIXES = frozenset(LOADERS)


def load_document(data: bytes, path: str) -> Document:
    """Read one file. `path` is relative to the corpus, with "/", and becomes the doc_id.

    Raises ReadError and nothing else: UNSUPPORTED for a suffix without a loader, EMPTY where
    there is no text, and what the format's loader finds wrong.
    """
    suffix = PurePosixPath(path).suffix.lower()
    loader = LOADERS.get(suffix)
    if loader is None:
        known = ", ".join(sorted(SUFFIXES))
        raise ReadError(path, ReadCode.UNSUPPORTED, f"no loader for {suffix!r}, only for {known}")
    document = loader(data, path)
    if not document.text.strip():
        raise ReadError(path, ReadCode.EMPTY, "holds no text")
    return document
