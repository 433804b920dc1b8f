"""Library: the documents of an index and its corpus folder, added to and removed from.

    CORPUS/.wenqu-incoming/   files that are looked at; nothing that fails leaves it
    CORPUS/.wenqu-trash/      what was removed or replaced, a folder each time: nothing is lost

Both are hidden, and hidden folders are never indexed. A file is read before it enters the
corpus; the index learns of it by the next build, which runs in the background.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
import time
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from index.build import build_index
from index.errors import LibraryCode, LibraryError, ReadCode, ReadError, WenquError
from index.library.entries import Entry, EntryStatus, entry_of, listed
from index.library.filename import safe_filename
from index.library.job import Job, Runner
from index.loaders.common.signature import HEAD, refuse_programs
from index.passages import chunk
from index.rankers import Encoder, load_encoder
from index.records import Document, FileRecord, FileStatus, Progress
from index.sandbox.limits import Limits
from index.sandbox.pool import read_file
from index.store import Index

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_FILES = 20  # at a time: given together, or added and not indexed yet
INCOMING, TRASH = ".wenqu-incoming", ".wenqu-trash"
_FORGOTTEN = 24 * 3600  # seconds after which a file in INCOMING is nobody's


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file that was given; either `entry` or `error`."""

    name: str
    entry: Entry | None = None
    error: ReadError | LibraryError | None = None


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A file that is in the corpus and not in the index yet."""

    sha256: str
    document: Document
    entry: Entry


class Library:
    """The documents of one index. Safe to use from several threads.

    `index` gives the index that is served; `published` is called after each build, in the
    thread that built.
    """

    def __init__(
        self,
        index: Callable[[], Index],
        encoder: Encoder,
        published: Callable[[], object] = lambda: None,
    ) -> None:
        self._index, self._encoder, self._published = index, encoder, published
        self._changing = threading.Lock()
        self._arrived: dict[str, _Arrival] = {}
        self._left: set[str] = set()
        self._everything = False  # the next build looks at the whole folder
        self._swept = False
        self._runner = Runner(self._build, "library-build")

    @classmethod
    def open(cls, where: Path | str, encoder: Encoder | None = None) -> Library:
        """The library of the index at `where`, opened anew after each build."""
        held = [Index.open(where)]
        encoder = encoder or load_encoder(held[0].settings.model)
        return cls(lambda: held[0], encoder, lambda: held.__setitem__(0, Index.open(where)))

    @property
    def corpus(self) -> Path:
        return self._index().corpus

    @property
    def job(self) -> Job:
        return self._runner.job

    def wait(self, seconds: float | None = None) -> Job:
        """Until no build runs, at most so long."""
        return self._runner.wait(seconds)

    def entries(self) -> tuple[Entry, ...]:
        """In path order; what is being indexed is there, what is being removed is not."""
        with self._changing:
            return self._entries()

    def _entries(self) -> tuple[Entry, ...]:
        arrived = {path: arrival.entry for path, arrival in self._arrived.items()}
        return listed(self._index(), arrived, self._left)

    def add(self, files: Sequence[tuple[str, Path]], *, replace: bool = False) -> tuple[Added, ...]:
        """Copy files, given as (name, where it lies), into the corpus and have them indexed.

        Each is refused or taken by itself, in order. With `replace` a document of the same
        name goes to the trash; the index keeps what it held of it until the new one is in it.
        Raises LibraryError TOO_MANY, UNWRITABLE.
        """
        if len(files) > MAX_FILES:
            reason = f"{len(files)} files at a time, at most {MAX_FILES}"
            raise LibraryError(files[0][0], LibraryCode.TOO_MANY, reason)
        added = []
        for name, file in files:
            aside = self.aside()
            try:
                shutil.copyfile(file, aside)
                added.append(Added(name, self.admit(name, aside, replace=replace)))
            except (ReadError, LibraryError) as error:
                added.append(Added(name, error=error))
            except OSError as exc:
                reason = f"cannot be copied: {exc.strerror or exc}"
                added.append(Added(name, error=ReadError(name, ReadCode.UNREADABLE, reason)))
            finally:
                aside.unlink(missing_ok=True)
        return tuple(added)

    def aside(self) -> Path:
        """A new empty file to write to, in the corpus's file system and out of the index's sight.

        For `admit`. Raises LibraryError UNWRITABLE.
        """
        folder = self._hidden(INCOMING)
        if not self._swept:
            self._swept = True
            for file in folder.iterdir():
                with suppress(OSError):
                    if file.stat().st_mtime < time.time() - _FORGOTTEN:
                        file.unlink()
        aside = folder / os.urandom(8).hex()
        try:
            aside.touch(exist_ok=False)
        except OSError as exc:
            raise self._unwritable(exc) from exc
        return aside

    def admit(self, name: str, aside: Path, *, replace: bool = False) -> Entry:
        """Read the file at `aside`, move it into the corpus as `name`, and have it indexed.

        Raises ReadError for what is in it, LibraryError BAD_NAME, EXISTS, TOO_MANY, UNWRITABLE;
        then nothing has changed, and `aside` stays.
        """
        path = safe_filename(name)
        size = aside.stat().st_size
        if size > MAX_FILE_BYTES:
            reason = f"has {size / 2**20:.1f} MB, at most {MAX_FILE_BYTES >> 20} MB are taken"
            raise ReadError(path, ReadCode.TOO_LARGE, reason)
        with self._changing:
            path = self._free(path, replace)
        with aside.open("rb") as handle:
            refuse_programs(handle.read(HEAD), path)
            handle.seek(0)
            sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
        document = read_file(path, aside, Limits(file_bytes=MAX_FILE_BYTES))
        passages = chunk(document, self._index().settings)
        if not passages:
            raise ReadError(path, ReadCode.EMPTY, "there is no text in it to search")
        record = FileRecord(path, FileStatus.OK, size, sha256, len(passages))
        entry = entry_of(record, document, EntryStatus.WAITING)
        with self._changing:
            path = self._free(path, replace)
            target = self.corpus / path
            try:
                if os.path.lexists(target):
                    self._to_trash(target, path)
                aside.rename(target)
            except OSError as exc:
                raise self._unwritable(exc) from exc
            self._arrived[path] = _Arrival(sha256, document, entry)
            self._left.discard(path)
        self._runner.ask()
        return entry

    def remove(self, doc_id: str) -> Path:
        """Move a document of the index to the trash and have the index forget it.

        The index may be left with none. Returns where it lies now. Raises LibraryError UNKNOWN,
        OUTSIDE, UNWRITABLE.
        """
        with self._changing:
            entries = {entry.doc_id: entry for entry in self._entries()}
            if doc_id not in entries:
                reason = "the index holds no such document"
                raise LibraryError(doc_id, LibraryCode.UNKNOWN, reason)
            path = entries[doc_id].path
            try:
                where = self._to_trash(self._inside(path), path)
            except OSError as exc:
                raise self._unwritable(exc) from exc
            self._arrived.pop(doc_id, None)
            self._left.add(doc_id)
        self._runner.ask()
        return where

    def rebuild(self) -> Job:
        """Have the index say what the folder holds now: what is new, changed and gone.

        Of an index made from files that were named, only these are looked at.
        """
        with self._changing:
            self._everything = True
        return self._runner.ask()

    def _build(self, progress: Progress) -> None:
        index = self._index()
        with self._changing:
            arrived, left, everything = dict(self._arrived), set(self._left), self._everything
        root, forget = index.corpus, set(left)
        named = [root / path for path in arrived]
        whole = everything and index.manifest.whole
        if everything and not whole:
            for file in index.manifest.files:
                if os.path.lexists(root / file.path):
                    named.append(root / file.path)
                else:
                    forget.add(file.path)
        if named or forget or whole:
            build_index(
                () if whole else named,
                corpus=root,
                where=index.where,
                settings=index.settings,
                encoder=self._encoder,
                progress=progress,
                ready={(path, a.sha256): a.document for path, a in arrived.items()},
                forget=() if whole else forget,  # with documents to forget only these are looked at
                may_be_empty=True,
            )
            self._published()
        with self._changing:
            for path, arrival in arrived.items():
                if self._arrived.get(path) is arrival:
                    del self._arrived[path]
            self._left -= left
            self._everything = self._everything and not everything

    def _free(self, path: str, replace: bool) -> str:
        """The path to take: with `replace` that of a file whose name differs by case alone."""
        if len(self._arrived) >= MAX_FILES:
            reason = f"{len(self._arrived)} files are being indexed. Next: wait, then try again"
            raise LibraryError(path, LibraryCode.TOO_MANY, reason)
        folded = path.casefold()
        try:
            names = os.listdir(self.corpus)
        except OSError as exc:
            raise self._unwritable(exc) from exc
        for name in names:
            if unicodedata.normalize("NFC", name).casefold() != folded:
                continue
            if not replace or not (self.corpus / name).is_file():
                reason = "there is a file of this name. Next: replace it, or rename yours"
                raise LibraryError(name, LibraryCode.EXISTS, reason)
            return name
        return path

    def _inside(self, path: str) -> Path:
        """The file in the corpus; no folder on the way may be a link."""
        root = self.corpus
        file = root / path
        if ".." in Path(path).parts or file.parent.resolve() != file.parent:
            raise LibraryError(path, LibraryCode.OUTSIDE, "it does not lie in the corpus folder")
        return file

    def _to_trash(self, file: Path, path: str) -> Path:
        """Moves the file (a link itself, never what it leads to). Where it is gone, nothing."""
        stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime())
        target = self._hidden(TRASH) / f"{stamp}-{os.urandom(3).hex()}" / path
        if os.path.lexists(file):
            target.parent.mkdir(parents=True)
            file.rename(target)
        return target

    def _hidden(self, name: str) -> Path:
        folder = self.corpus / name
        try:
            folder.mkdir(exist_ok=True)
        except OSError as exc:
            raise self._unwritable(exc) from exc
        if folder.is_symlink():
            reason = "is a link. Next: make it a folder"
            raise LibraryError(name, LibraryCode.OUTSIDE, reason)
        return folder

    def _unwritable(self, exc: OSError) -> WenquError:
        reason = f"the folder cannot be written: {exc.strerror or exc}"
        return LibraryError(str(self.corpus), LibraryCode.UNWRITABLE, reason)
