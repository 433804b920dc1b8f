"""Load → cut → encode → publish; incremental, with progress, one bad file never the end."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.corpus import find_files, is_whole
from index.editions import with_editions
from index.errors import CorpusError, StoreError
from index.loaders import SUFFIXES
from index.passages.tokenizer import VERSION as TOKENIZER_VERSION
from index.rankers import Encoder, Float32Array, Role, StaticEncoder, load_encoder
from index.reading import Reading, Ready, read_all, tell
from index.records import FileRecord, FileStatus, Progress
from index.settings import IndexSettings
from index.store import Index, Manifest, building, publish, read_manifest, searched_text

READER_VERSION = 5  # raise it when a loader or the chunker changes what it makes
_BATCH = 256


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
        reading = Reading(old, fresh, settings, ready or {}, frozenset(forget))
        read_all(reading, root, files, partial, jobs, progress)
        if not reading.passages and not may_be_empty:
            raise CorpusError(_nothing_read(root, reading.files))
        vectors, encoded = _vectors(reading, encoder, progress)
        told = with_editions(reading.files, reading.documents)
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
            files=told,
            whole=old is not None and old.manifest.whole if partial else is_whole(named, root),
        )
        tell(progress, "publish", 0, 1)
        static = encoder if isinstance(encoder, StaticEncoder) else None
        generation = publish(where, manifest, reading.documents, reading.passages, vectors, static)
        tell(progress, "publish", 1, 1)
    return BuildReport(
        where=where,
        generation=generation,
        files=told,
        documents=len(reading.documents),
        passages=len(reading.passages),
        reused=reading.reused,
        encoded=encoded,
        seconds=time.monotonic() - started,
    )


def _vectors(
    reading: Reading, encoder: Encoder, progress: Progress | None
) -> tuple[Float32Array, int]:
    vectors = np.zeros((len(reading.passages), encoder.dim), np.float32)
    fresh = [row for row, old_row in enumerate(reading.old_rows) if old_row is None]
    kept = [(row, old) for row, old in enumerate(reading.old_rows) if old is not None]
    if reading.old and kept:
        rows_now, rows_then = (list(column) for column in zip(*kept, strict=True))
        vectors[rows_now] = reading.old.dense.vectors()[rows_then]
    for start in range(0, len(fresh), _BATCH):
        rows = fresh[start : start + _BATCH]
        tell(progress, "encode", start, len(fresh))
        texts = [searched_text(reading.passages[row]) for row in rows]
        vectors[rows] = encoder.encode(texts, Role.PASSAGE)
    tell(progress, "encode", len(fresh), len(fresh))
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
