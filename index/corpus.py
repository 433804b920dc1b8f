"""The files of a corpus: which they are, and each one's size and hash as it is now."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from index.errors import CorpusError, ReadCode, ReadError
from index.loaders import SUFFIXES
from index.records import FileRecord, FileStatus

MAX_FILE_BYTES = 200 * 1024 * 1024


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


def is_whole(paths: list[Path], root: Path) -> bool:
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


def record_of(root: Path, file: Path, path: str) -> FileRecord | ReadError:
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
