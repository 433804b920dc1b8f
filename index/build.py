"""Load → cut → encode → publish; incremental, with progress, one bad file never the end."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from index.errors import CorpusError, ReadCode, ReadError, StoreError
from index.loaders import SUFFIXES
from index.loaders.common.extra import NEXT_STEP, ocr_installed
from index.passages import chunk
from index.passages.tokenizer import VERSION as TOKENIZER_VERSION
from index.rankers import Encoder, Float32Array, Role, StaticEncoder, load_encoder
from index.records import Document, FileRecord, FileStatus, Passage
from index.sandbox.limits import Limits
from index.sandbox.pool import read_documents
from index.settings import IndexSettings
from index.store import Index, Manifest, building, publish, read_manifest, searched_text

READER_VERSION = 4  # raise it when a loader or the chunker changes what it makes
MAX_FILE_BYTES = 200 * 1024 * 1024
_BATCH = 256

Progress = Callable[[str, int, int], None]
"""(stage or file, done, total), called often."""

Ready = Mapping[tuple[str, str], Document]
"""(path in the corpus, sha256 of the file) → what was read from exactly these bytes."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `files` in path order."""

    where: Path
    generation: str
    files: tuple[FileRecord, ...]
    documents: int
    passages: int
    reused: int  # documents taken over unchanged
    encoded: int  # passages embedded anew
    seconds: float

    @property
    def failed(self) -> tuple[FileRecord, ...]:
        return tuple(file for file in self.files if file.status is not FileStatus.OK)


def build_index(
    paths: Sequence[Path | str] = (),
    *,
    corpus: Path | str | None = None,
    where: Path | str = ".wenqu",
    settings: IndexSettings | None = None,
    encoder: Encoder | None = None,
    rebuild: bool = False,
    jobs: int = 1,
    progress: Progress | None = None,
    ready: Ready | None = None,
    forget: Collection[str] = (),
    may_be_empty: bool = False,
) -> BuildReport:
    """Index files and publish them at `where`.

    Without `paths` the whole corpus; with `paths` and a `corpus` these are read again and the
    rest of the index stays; with `paths` alone they are the corpus. Unchanged files are taken
    over from the present index unless `rebuild`. `jobs` files are read side by side. What is
    `ready` is not read again. With a `corpus`, the documents to `forget` leave the index and
    the rest of it stays. To find no document is an error, since the folder may be a wrong one,
    unless the index `may_be_empty` or is it already.

    Raises CorpusError (nothing to read), ModelError, IndexBusyError.
    """
    started = time.monotonic()
    where = Path(where)
    settings = settings or IndexSettings()
    named = [Path(path) for path in paths]
    root, files, partial = find_files(named, Path(corpus) if corpus else None, bool(forget))
    may_be_empty = may_be_empty or _is_empty(where, root)
    if not (files or partial or may_be_empty):
        raise CorpusError(
            f"{root} holds no document that can be read "
            f"({', '.join(sorted(SUFFIXES))}). Next: put documents there, or name another folder"
        )
    encoder = encoder or load_encoder(settings.model)
    with building(where):
        old = _present(where, root)
        fresh = rebuild or not (old and _same_making(old, settings, encoder))
        reading = _Reading(old, fresh, settings, ready or {}, frozenset(forget))
        _read_all(reading, root, files, partial, jobs, progress)
        if not reading.passages and not may_be_empty:
            raise CorpusError(_nothing_read(root, reading.files))
        vectors, encoded = _vectors(reading, encoder, progress)
        manifest = Manifest(
            created=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            corpus=Path(os.path.relpath(root, where.resolve())).as_posix(),
            settings=settings,
            tokenizer_version=TOKENIZER_VERSION,
            reader_version=READER_VERSION,
            model_name=encoder.name,
            model_fingerprint=encoder.fingerprint,
            dim=encoder.dim,
            documents=len(reading.documents),
            passages=len(reading.passages),
            files=tuple(reading.files),
            whole=old is not None and old.manifest.whole if partial else _is_whole(named, root),
        )
        _tell(progress, "publish", 0, 1)
        static = encoder if isinstance(encoder, StaticEncoder) else None
        generation = publish(where, manifest, reading.documents, reading.passages, vectors, static)
        _tell(progress, "publish", 1, 1)
    return BuildReport(
        where=where,
        generation=generation,
        files=tuple(reading.files),
        documents=len(reading.documents),
        passages=len(reading.passages),
        reused=reading.reused,
        encoded=encoded,
        seconds=time.monotonic() - started,
    )


def find_files(
    paths: list[Path], corpus: Path | None, only_forget: bool = False
) -> tuple[Path, list[Path], bool]:
    """(the corpus root, the files in path order, whether they are only a part of it).

    Hidden files and kinds that no loader reads are passed over in folders; a file that is
    named is always taken, so that its refusal is told.
    """
    for path in paths or ([corpus] if corpus else []):
        if not path.exists():
            raise CorpusError(
                f"{path}: no such file or folder. Next: name a folder of documents, "
                "as in `wenqu index FOLDER`"
            )
    root = corpus or _root(paths)
    if not root.is_dir():
        raise CorpusError(f"{root}: not a folder. Next: give --corpus a folder of documents")
    root = root.resolve()
    if corpus and only_forget and not paths:
        return root, [], True
    found: dict[Path, None] = {}
    for path in paths or [root]:
        absolute = Path(os.path.abspath(path))
        resolved = absolute if absolute.is_relative_to(root) else absolute.resolve()
        if not resolved.is_relative_to(root):
            raise CorpusError(f"{path} is not in the corpus {root}. Next: index its own folder")
        if resolved.is_dir():
            found |= dict.fromkeys(_walk(resolved))
        else:
            found[resolved] = None
    files = sorted(found, key=lambda file: file.relative_to(root).as_posix())
    return root, files, bool(paths and corpus)


def _is_whole(paths: list[Path], root: Path) -> bool:
    """Whether a build of these paths takes in all of the corpus folder."""
    return not paths or any(path.resolve() == root for path in paths)


def _root(paths: list[Path]) -> Path:
    if not paths:
        raise CorpusError("no folder to index. Next: `wenqu index FOLDER`")
    folders = [p if p.is_dir() else p.parent for p in (path.resolve() for path in paths)]
    return Path(os.path.commonpath(folders))


def _walk(folder: Path) -> list[Path]:
    def refuse(error: OSError) -> None:
        raise CorpusError(f"{error.filename}: {error.strerror}") from error

    found = []
    for parent, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            file = Path(parent) / name
            if not name.startswith((".", "~$")) and file.suffix.lower() in SUFFIXES:
                found.append(file)
    return found


@dataclass(slots=True)
class _Reading:
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


def _read_all(
    reading: _Reading,
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
    looks = {path: _look(root, wanted[path], path) for path in paths if path in wanted}
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
    _tell(progress, "read", len(paths), len(paths))


def _take(
    reading: _Reading, file: FileRecord, outcome: Document | ReadError, before: FileRecord | None
) -> None:
    if isinstance(outcome, Document):
        passages = chunk(outcome, reading.settings)
        if passages:
            reading.take(outcome, passages, replace(file, note=_note(outcome)))
            return
        outcome = ReadError(file.path, ReadCode.EMPTY, "there is no text in it to search")
    _refuse(reading, outcome, file.path, before)


def _note(document: Document) -> str | None:
    """What was left out of it."""
    pages = document.unread
    if not pages:
        return None
    shown = ", ".join(map(str, pages[:10])) + (f" and {len(pages) - 10} more" * (len(pages) > 10))
    which = f"page {shown} is" if len(pages) == 1 else f"pages {shown} are"
    if ocr_installed():
        return f"{which} scanned and could not be read"
    return f"{which} scanned and not read. Next: {NEXT_STEP}"


def _look(root: Path, file: Path, path: str) -> FileRecord | ReadError:
    """Size and hash of a file as it is now, or why it may not be read."""
    try:
        if not file.resolve().is_relative_to(root):
            return ReadError(path, ReadCode.OUTSIDE, "it is a link that leaves the corpus")
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            return ReadError(path, ReadCode.UNREADABLE, "it is no regular file")
        if status.st_size > MAX_FILE_BYTES:
            sizes = f"it has {status.st_size >> 20} MB, at most {MAX_FILE_BYTES >> 20} MB are read"
            return ReadError(path, ReadCode.TOO_LARGE, sizes)
        with file.open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
        return FileRecord(path, FileStatus.OK, status.st_size, digest)
    except OSError as exc:
        reason = f"it cannot be opened: {exc.strerror or exc}"
        return ReadError(path, ReadCode.UNREADABLE, reason)


def _refuse(reading: _Reading, error: ReadError, path: str, before: FileRecord | None) -> None:
    """List the file with its reason; what the index held of it stays."""
    record = before or FileRecord(path, FileStatus.FAILED)
    record = replace(record, status=FileStatus.STALE, code=error.code, reason=error.reason)
    if not reading.take_over(record):
        reading.files.append(
            FileRecord(path, FileStatus.FAILED, code=error.code, reason=error.reason)
        )


def _vectors(
    reading: _Reading, encoder: Encoder, progress: Progress | None
) -> tuple[Float32Array, int]:
    vectors = np.zeros((len(reading.passages), encoder.dim), np.float32)
    fresh = [row for row, old_row in enumerate(reading.old_rows) if old_row is None]
    kept = [(row, old) for row, old in enumerate(reading.old_rows) if old is not None]
    if reading.old and kept:
        rows_now, rows_then = (list(column) for column in zip(*kept, strict=True))
        vectors[rows_now] = reading.old.dense.vectors()[rows_then]
    for start in range(0, len(fresh), _BATCH):
        rows = fresh[start : start + _BATCH]
        _tell(progress, "encode", start, len(fresh))
        texts = [searched_text(reading.passages[row]) for row in rows]
        vectors[rows] = encoder.encode(texts, Role.PASSAGE)
    _tell(progress, "encode", len(fresh), len(fresh))
    return vectors, len(fresh)


def _present(where: Path, root: Path) -> Index | None:
    """The index as it stands, if it can be opened and is of this corpus."""
    try:
        index = Index.open(where)
    except StoreError:
        return None  # missing, damaged or of another version: everything is read anew
    return index if index.corpus == root else None


def _is_empty(where: Path, root: Path) -> bool:
    """Whether the index as it stands is of this corpus and holds nothing."""
    try:
        manifest = read_manifest(where)
    except StoreError:
        return False
    return not manifest.passages and (where.resolve() / manifest.corpus).resolve() == root


def _same_making(index: Index, settings: IndexSettings, encoder: Encoder) -> bool:
    """Whether what it holds is what would be made again."""
    manifest = index.manifest
    return (
        manifest.settings == settings
        and manifest.tokenizer_version == TOKENIZER_VERSION
        and manifest.reader_version == READER_VERSION
        and manifest.model_fingerprint == encoder.fingerprint
    )


def _nothing_read(root: Path, files: list[FileRecord]) -> str:
    first = next((file for file in files if file.reason), None)
    detail = f"; the first: {first.path}: {first.reason} [{first.code}]" if first else ""
    return f"none of the {len(files)} files in {root} could be read{detail}"


def _tell(progress: Progress | None, what: str, done: int, total: int) -> None:
    if progress:
        progress(what, done, total)
