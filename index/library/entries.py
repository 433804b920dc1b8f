"""Entry: a line of the list of documents."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from index.records import Document, FileRecord, Omitted
from index.store import Index


class EntryStatus(StrEnum):
    """As FileStatus, and one more."""

    OK = "ok"
    FAILED = "failed"
    STALE = "stale"
    WAITING = "waiting"  # it was read, and the index will hold it when the build is over


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the corpus as the list shows it."""

    doc_id: str
    path: str
    title: str
    kind: str  # the format, as in "docx"
    status: EntryStatus
    size: int  # bytes; 0 where it could not be read
    passages: int
    characters: int  # of its text
    pages: int | None = None
    date: str | None = None
    code: str | None = None  # of the error, where there is one
    reason: str | None = None
    note: str | None = None  # what was left out of it, in words
    omitted: tuple[Omitted, ...] = ()  # the same as records
    newer: str | None = None  # path of its newest edition, where it is not that itself
    repealed: bool = False


def entry_of(file: FileRecord, document: Document | None, status: EntryStatus) -> Entry:
    name = PurePosixPath(file.path)
    return Entry(
        doc_id=file.path,
        path=file.path,
        title=(document.title if document else "") or name.stem,
        kind=document.format if document else name.suffix.lower().lstrip("."),
        status=status,
        size=file.size,
        passages=file.passages,
        characters=len(document.text) if document else 0,
        pages=document.pages if document else None,
        date=document.date if document else None,
        code=file.code,
        reason=file.reason,
        note=file.note,
        omitted=file.omitted,
        newer=file.later[-1] if file.later else None,
        repealed=file.repealed,
    )


def listed(
    index: Index, arrived: Mapping[str, Entry] | None = None, left: Collection[str] = ()
) -> tuple[Entry, ...]:
    """The entries of an index in path order, with those that come and without those that go."""
    entries = {
        file.path: entry_of(file, index.document_by_id.get(file.path), EntryStatus(file.status))
        for file in index.manifest.files
        if file.path not in left
    }
    entries |= arrived or {}
    return tuple(entries[path] for path in sorted(entries))
