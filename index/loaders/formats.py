"""Which loader reads which file: by its suffix."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import PurePosixPath

from index.errors import ReadCode, ReadError
from index.records import Document

Loader = Callable[[bytes, str], Document]


def _loader(module: str) -> Loader:
    """The module's `load`, imported when first called: reading text must not load a PDF library."""

    def load(data: bytes, path: str) -> Document:
        loaded = import_module(f"index.loaders.{module}")
        document: Document = loaded.load(data, path)
        return document

    return load


def _old_office(data: bytes, path: str) -> Document:
    from index.loaders.office.package import refuse_other_types

    suffix = PurePosixPath(path).suffix.lower()
    refuse_other_types(data, path, {".doc": "docx", ".xls": "xlsx", ".ppt": "pptx"}[suffix])
    raise ReadError(path, ReadCode.UNSUPPORTED, f"{suffix} is not read; save it as {suffix}x")


LOADERS: dict[str, Loader] = {
    **dict.fromkeys((".txt", ".text"), _loader("plain")),
    **dict.fromkeys((".md", ".markdown"), _loader("markdown")),
    ".pdf": _loader("pdf"),
    **dict.fromkeys((".docx", ".docm"), _loader("office.docx")),
    **dict.fromkeys((".pptx", ".pptm"), _loader("office.pptx")),
    **dict.fromkeys((".xlsx", ".xlsm"), _loader("office.xlsx")),
    **dict.fromkeys((".csv", ".tsv"), _loader("csv")),
    **dict.fromkeys((".html", ".htm"), _loader("html")),
    **dict.fromkeys((".doc", ".xls", ".ppt"), _old_office),
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


def load_scanned(data: bytes, path: str) -> Document:
    """Read a PDF, its scanned pages too, by the extra `wenqu[ocr]`. Raises ReadError."""
    from index.loaders.pdf import load_scanned as load

    return load(data, path)
