"""Files → documents and passages: what is new is read, what is unchanged is taken over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.corpus import MAX_FILE_BYTES, record_of
from index.errors import ReadCode, ReadError
from index.loaders.common.extra import NEXT_STEP, ocr_installed
from index.passages import chunk
from index.records import (
    Document,
    FileRecord,
    FileStatus,
    Omission,
    Omitted,
    Passage,
    Progress,
)
from index.sandbox.limits import Limits
from index.sandbox.pool import read_documents
from index.settings import IndexSettings
from index.store import Index

Ready = Mapping[tuple[str, str], Document]
"""(path in the corpus, sha256 of the file) → what was read from exactly these bytes."""


@dataclass(slots=True)
class Reading:
    """What has been read so far, and the present index that it may take over from."""

    old: Index | None
    fresh: bool  # read and encode everything anew; the old index only stands in for bad files
    settings: IndexSettings
    ready: Ready = field(default_factory=dict)
    forget: frozenset[str] = frozenset()
    documents: list[Document] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    old_rows: list[int | None] = field(default_factory=list)  # a passage's row in the old index
    files: list[FileRecord] = field(default_factory=list)
    reused: int = 0

    def take(self, document: Document, passages: Sequence[Passage], file: FileRecord) -> None:
        self.documents.append(document)
        self.passages += passages
        self.old_rows += [None] * len(passages)
        self.files.append(replace(file, passages=len(passages)))

    def unchanged(self, file: FileRecord, before: FileRecord | None) -> bool:
        """Whether what the old index holds of the file may be taken over as it is."""
        return (
            not self.fresh
            and self.old is not None
            and before is not None
            and before.status is FileStatus.OK
            and before.sha256 == file.sha256
            and not (NEXT_STEP in (before.note or "") and ocr_installed())
            and file.path in self.old.rows_by_document
        )

    def take_over(self, file: FileRecord) -> bool:
        """Keep what the old index holds of this file; False if it holds nothing."""
        if self.old is None or file.path not in self.old.rows_by_document:
            return False
        document = self.old.document_by_id[file.path]
        if self.fresh:
            self.take(document, chunk(document, self.settings), file)
            return True
        rows = self.old.rows_by_document[file.path]
        self.documents.append(document)
        self.passages += self.old.passages[rows.start : rows.stop]
        self.old_rows += rows
        self.files.append(file)
        return True


def read_all(
    reading: Reading,
    root: Path,
    files: list[Path],
    partial: bool,
    jobs: int,
    progress: Progress | None,
) -> None:
    """First what needs no reading is settled, then the rest is read in child processes."""
    known = {file.path: file for file in reading.old.manifest.files} if reading.old else {}
    wanted = {file.relative_to(root).as_posix(): file for file in files}
    paths = sorted(wanted.keys() | known.keys() - reading.forget) if partial else sorted(wanted)
    looks = {path: record_of(root, wanted[path], path) for path in paths if path in wanted}
    to_read = [
        (path, wanted[path])
        for path, look in looks.items()
        if isinstance(look, FileRecord)
        and not reading.unchanged(look, known.get(path))
        and (path, look.sha256) not in reading.ready
    ]
    limits = Limits(file_bytes=MAX_FILE_BYTES)
    outcomes = read_documents(to_read, jobs, limits, progress)
    reads = {path for path, _ in to_read}
    with closing(outcomes):
        for path in paths:
            before, look = known.get(path), looks.get(path)
            if isinstance(look, ReadError):
                _refuse(reading, look, path, before)
            elif look is not None and path in reads:
                _take(reading, look, next(outcomes), before)
            elif look is not None and (path, look.sha256) in reading.ready:
                _take(reading, look, reading.ready[path, look.sha256], before)
            elif before is not None and not reading.take_over(before):
                reading.files.append(before)
            elif look is not None:
                reading.reused += 1
    tell(progress, "read", len(paths), len(paths))


def _take(
    reading: Reading, file: FileRecord, outcome: Document | ReadError, before: FileRecord | None
) -> None:
    if isinstance(outcome, Document):
        passages = chunk(outcome, reading.settings)
        if passages:
            omitted = outcome.omissions
            reading.take(outcome, passages, replace(file, note=_note(omitted), omitted=omitted))
            return
        outcome = ReadError(file.path, ReadCode.EMPTY, "there is no text in it to search")
    _refuse(reading, outcome, file.path, before)


def _note(omitted: Sequence[Omitted]) -> str | None:
    """What was left out of it."""
    said = [*map(_said, omitted)]
    if not said:
        return None
    scanned = any(one.what is Omission.SCAN for one in omitted)
    next_step = f". Next: {NEXT_STEP}" if scanned and not ocr_installed() else ""
    return f"not read: {'; '.join(said)}{next_step}"


def _said(one: Omitted) -> str:
    name = _NAMES[one.what]
    counted = f"{one.count} {name}s" if one.count != 1 else f"1 {name}"
    return f"{counted} ({one.where})" if one.where else counted


_NAMES = {
    Omission.SCAN: "scanned page",
    Omission.PICTURE: "picture",
    Omission.OBJECT: "embedded file",
    Omission.FONT: "text in a font without characters",
    Omission.FORMULA: "formula without a value",
}


def _refuse(reading: Reading, error: ReadError, path: str, before: FileRecord | None) -> None:
    """List the file with its reason; what the index held of it stays."""
    record = before or FileRecord(path, FileStatus.FAILED)
    record = replace(record, status=FileStatus.STALE, code=error.code, reason=error.reason)
    if not reading.take_over(record):
        reading.files.append(
            FileRecord(path, FileStatus.FAILED, code=error.code, reason=error.reason)
        )


def tell(progress: Progress | None, what: str, done: int, total: int) -> None:
    if progress:
        progress(what, done, total)
