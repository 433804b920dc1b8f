"""The saved index: a folder of generations and one pointer.

    .wenqu/
      CURRENT             the name of the generation being served, replaced by one rename
      generations/NAME/   manifest.json, documents.jsonl, passages.jsonl, dense.faiss, bm25/…,
                          units/…
      lock                held while building

A generation is built aside, checked, and never written to again. Another engine (see the
seam in `Index`'s methods) would take the place of the parts, not of the callers.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from filelock import FileLock, Timeout

from index.errors import CorpusError, IndexBusyError, IndexDamagedError, IndexMissingError
from index.passages import characters, words
from index.rankers import (
    BM25Index,
    DenseIndex,
    Float32Array,
    StaticEncoder,
    UnitCutter,
    UnitIndex,
)
from index.records import Document, Passage
from index.serialize import (
    document_from_json,
    document_to_json,
    passage_from_json,
    passage_to_json,
    read_lines,
    write_lines,
)
from index.settings import IndexSettings
from index.store import manifest as manifests
from index.store.manifest import Manifest

POINTER = "CURRENT"
KEPT_GENERATIONS = 2  # the one served and the one before: readers of that one finish in peace


@dataclass(frozen=True)
class Index:
    """An opened generation, read-only. Rows of `passages` and of each ranker agree."""

    where: Path
    generation: str
    manifest: Manifest
    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    dense: DenseIndex
    words: BM25Index
    characters: BM25Index
    units: UnitIndex

    @classmethod
    def open(cls, where: Path | str) -> Index:
        """Open what is published at `where`, every part compared with the manifest first.

        Raises IndexMissingError, IndexVersionError, IndexDamagedError.
        """
        where = Path(where)
        name = current_generation(where)
        folder = where / "generations" / name
        if not folder.is_dir():
            raise IndexDamagedError(where, f"generations/{name}", "is missing", "a folder")
        manifest = manifests.read(folder, where)
        manifests.check_parts(folder, where, manifest)
        try:
            documents = tuple(map(document_from_json, read_lines(folder / "documents.jsonl")))
            passages = tuple(map(passage_from_json, read_lines(folder / "passages.jsonl")))
            dense = DenseIndex.load(folder / "dense.faiss")
            by_words, by_characters = (
                BM25Index.load(folder / "bm25" / view, len(passages))
                for view in ("words", "characters")
            )
            units = UnitIndex.load(folder / "units")
        except Exception as exc:  # the hashes agree, so this is a fault of ours or of a library
            raise IndexDamagedError(
                where, name, f"cannot be read ({exc})", "a readable one"
            ) from exc
        if not len(passages) == len(dense) == len(units) == manifest.passages:
            found = f"holds {len(passages)} passages, {len(dense)} vectors and {len(units)} cut"
            raise IndexDamagedError(where, name, found, str(manifest.passages))
        return cls(
            where, name, manifest, documents, passages, dense, by_words, by_characters, units
        )

    @cached_property
    def document_by_id(self) -> dict[str, Document]:
        return {document.doc_id: document for document in self.documents}

    @cached_property
    def rows_by_document(self) -> dict[str, range]:
        """The rows of each document's passages; they are neighbours."""
        rows: dict[str, range] = {}
        for row, passage in enumerate(self.passages):
            first = rows[passage.doc_id].start if passage.doc_id in rows else row
            rows[passage.doc_id] = range(first, row + 1)
        return rows

    @cached_property
    def document_of_row(self) -> npt.NDArray[np.int32]:
        """For each passage row the number of its document."""
        numbers = {document.doc_id: n for n, document in enumerate(self.documents)}
        return np.array([numbers[passage.doc_id] for passage in self.passages], np.int32)

    @cached_property
    def repealed(self) -> frozenset[str]:
        """The documents that say of themselves that they no longer hold."""
        return frozenset(file.path for file in self.manifest.files if file.repealed)

    @property
    def corpus(self) -> Path:
        """The folder that paths are relative to; it need not exist any more."""
        return (self.where.resolve() / self.manifest.corpus).resolve()

    @property
    def settings(self) -> IndexSettings:
        return self.manifest.settings


def searched_text(passage: Passage) -> str:
    """What is ranked: the passage under its title and headings."""
    return f"{passage.context}\n{passage.text}"


def current_generation(where: Path) -> str:
    """The published generation's name. Raises IndexMissingError, IndexDamagedError."""
    try:
        name = (where / POINTER).read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError) as exc:
        raise IndexMissingError(where) from exc
    except (OSError, UnicodeDecodeError) as exc:
        raise IndexDamagedError(where, POINTER, "cannot be read", "a generation's name") from exc
    if not name or "/" in name or name.startswith("."):
        raise IndexDamagedError(where, POINTER, f"says {name[:40]!r}", "a generation's name")
    return name


@contextmanager
def building(where: Path) -> Iterator[None]:
    """Hold the index for one builder. Raises IndexBusyError at once if another holds it."""
    try:
        where.mkdir(parents=True, exist_ok=True)
        lock = FileLock(where / "lock", timeout=0)
        lock.acquire()
    except Timeout as exc:
        raise IndexBusyError(where) from exc
    except OSError as exc:
        raise CorpusError(
            f"the index folder {where} cannot be written: {exc.strerror or exc}. "
            "Next: choose another with --index"
        ) from exc
    try:
        yield
    finally:
        lock.release()


def publish(
    where: Path,
    manifest: Manifest,
    documents: Sequence[Document],
    passages: Sequence[Passage],
    vectors: Float32Array,
    static: StaticEncoder | None = None,
) -> str:
    """Write a generation aside, then make it the current one by renaming the pointer.

    `static`: the encoder of `vectors` where it is a static one; its token ids are kept too.
    A stop at any moment leaves the old generation served. Returns the new one's name.
    """
    generations = where / "generations"
    generations.mkdir(parents=True, exist_ok=True)
    name = f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}-{os.urandom(3).hex()}"
    aside = generations / f".{name}"
    aside.mkdir()
    try:
        write_lines(aside / "documents.jsonl", map(document_to_json, documents))
        write_lines(aside / "passages.jsonl", map(passage_to_json, passages))
        DenseIndex.build(vectors).save(aside / "dense.faiss")
        settings = manifest.settings
        views: dict[str, list[list[str]]] = {"words": [], "characters": []}
        cutter = UnitCutter()
        for passage in passages:
            text = searched_text(passage)
            views["words"].append(words(text))
            views["characters"].append(characters(text))
            cutter.add(passage)  # right after: the words of the same text are still at hand
        for view, terms in views.items():
            BM25Index.build(terms, settings.bm25_k1, settings.bm25_b).save(aside / "bm25" / view)
        cutter.finish(static).save(aside / "units")
        files = sorted(p for p in aside.rglob("*") if p.is_file())
        for file in files:
            _sync(file)
        parts = tuple(manifests.part_of(aside, file) for file in files)
        manifests.write(aside, replace(manifest, parts=parts))
        _sync(aside / manifests.NAME)
        aside.rename(generations / name)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    pointer = where / f".{POINTER}"
    pointer.write_text(name + "\n", "utf-8")
    _sync(pointer)
    pointer.replace(where / POINTER)
    _remove_old(generations, name)
    return name


def _sync(file: Path) -> None:
    with file.open("rb") as handle:
        os.fsync(handle.fileno())


def _remove_old(generations: Path, current: str) -> None:
    """Old generations and what a killed build left; only ever called under the lock."""
    names = sorted(p.name for p in generations.iterdir() if not p.name.startswith("."))
    others = [name for name in names if name != current]
    stale = others[: max(0, len(others) - (KEPT_GENERATIONS - 1))]
    leftovers = [p.name for p in generations.iterdir() if p.name.startswith(".")]
    for name in (*stale, *leftovers):
        shutil.rmtree(generations / name, ignore_errors=True)


def read_manifest(where: Path) -> Manifest:
    """The current manifest alone, without opening the index."""
    return manifests.read(where / "generations" / current_generation(where), where)
