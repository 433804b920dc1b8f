"""Everything that can go wrong because of what a user gave, in one tree.

    WenquError
    ├── CorpusError             the folder or file to index is missing, or holds nothing readable
    │   └── ReadError           one file could not be read; carries a code, never stops the others
    ├── LibraryError            a document cannot be added to the corpus, or removed; has a code
    ├── ModelError              an encoder or reranker cannot be loaded (not on disk, and no
    │                           network is used)
    ├── SettingsError           a setting is outside what it may be
    ├── QuestionError           a question that cannot be asked (empty, too long, not text)
    ├── QuestionsError          a file of questions (batch, eval) is not what it should be
    └── StoreError              a saved index cannot be used
        ├── IndexMissingError   nothing is saved there yet
        ├── IndexVersionError   saved by another format version
        ├── IndexModelError     built with another model than the one at hand
        ├── IndexDamagedError   a file of it is missing, truncated or altered
        ├── IndexEmptyError     it holds no document to answer from
        └── IndexBusyError      another process is building it right now

A message says what, where, found against wanted, and the next step, in one line.
"Not found" is no error: it is a value of `qa.Answer`.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path


class WenquError(Exception):
    """The root. `str(error)` is one line, fit for a person."""


class CorpusError(WenquError):
    """The corpus is missing, or nothing in it could be read."""


class ReadCode(StrEnum):
    """Why a file could not be read."""

    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    WRONG_TYPE = "wrong_type"
    TOO_LARGE = "too_large"
    ZIP_BOMB = "zip_bomb"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    NEEDS_OCR = "needs_ocr"
    ENCODING_UNKNOWN = "encoding_unknown"
    UNREADABLE = "unreadable"
    UNSUPPORTED = "unsupported"
    OUTSIDE = "outside"


class ReadError(CorpusError):
    """One file could not be read. `code` is for programs, `reason` for people, `scanned` the
    number of its pages that OCR could read."""

    def __init__(self, path: str, code: ReadCode, reason: str, scanned: int = 0) -> None:
        super().__init__(f"{path}: {reason} [{code}]")
        self.path = path
        self.code = code
        self.reason = reason
        self.scanned = scanned

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, ReadCode, str, int]]:
        return (
            type(self),
            (self.path, self.code, self.reason, self.scanned),
        )  # crosses processes whole


class LibraryCode(StrEnum):
    """Why the corpus was not changed."""

    BAD_NAME = "bad_name"
    EXISTS = "exists"
    TOO_MANY = "too_many"
    UNKNOWN = "unknown"
    OUTSIDE = "outside"
    UNWRITABLE = "unwritable"


class LibraryError(WenquError):
    """A document cannot be added or removed. `code` is for programs, `reason` for people."""

    def __init__(self, path: str, code: LibraryCode, reason: str) -> None:
        super().__init__(f"{path}: {reason} [{code}]")
        self.path = path
        self.code = code
        self.reason = reason


class ModelError(WenquError):
    """An encoder, or a reranker, cannot be loaded. `option`: what it was named by."""

    def __init__(self, name: str, reason: str, option: str = "--model") -> None:
        instead, kind = (
            ("to do without", "CrossEncoder")
            if option == "--reranker"
            else ("to use the bundled one", "model")
        )
        super().__init__(
            f"model {name!r} cannot be loaded: {reason}. "
            f"Next: give a folder that holds a sentence-transformers {kind}, "
            f"or leave {option} out {instead}"
        )
        self.reason = reason


class SettingsError(WenquError):
    """A setting is outside what it may be."""


class QuestionError(WenquError):
    """A question that cannot be asked."""


class QuestionsError(WenquError):
    """A file of questions cannot be used."""


class StoreError(WenquError):
    """A saved index cannot be used."""


class IndexMissingError(StoreError):
    """Nothing is saved there yet."""

    def __init__(self, where: Path) -> None:
        super().__init__(
            f"no index at {where}. Next: build one with `wenqu index FOLDER --index {where}`"
        )


class IndexVersionError(StoreError):
    """Saved by another format version."""

    def __init__(self, where: Path, found: object, wanted: int) -> None:
        super().__init__(
            f"index {where} has format version {found!r}, this wenqu reads {wanted}. "
            "Next: rebuild it with `wenqu index --rebuild`"
        )


class IndexModelError(StoreError):
    """Built with another model than the one at hand."""

    def __init__(self, where: Path, found: str, wanted: str) -> None:
        super().__init__(
            f"index {where} was built with model {found}, the model at hand is {wanted}. "
            "Next: name the model it was built with, or rebuild it with `wenqu index --rebuild`"
        )


class IndexDamagedError(StoreError):
    """A file of it is missing, truncated or altered."""

    def __init__(self, where: Path, part: str, found: str, wanted: str) -> None:
        super().__init__(
            f"index {where} is damaged: {part} {found}, wanted {wanted}. "
            "Next: rebuild it with `wenqu index --rebuild` (the documents are untouched)"
        )


class IndexEmptyError(StoreError):
    """It holds no document to answer from."""

    def __init__(self, where: Path, corpus: Path) -> None:
        super().__init__(
            f"index {where} holds no document. Next: upload some on the page of `wenqu serve`, "
            f"or put them into {corpus} and run `wenqu index {corpus} --index {where}`"
        )


class IndexBusyError(StoreError):
    """Another process is building it right now."""

    def __init__(self, where: Path) -> None:
        super().__init__(
            f"index {where} is being built by another process. Next: wait for it, then try again"
        )
