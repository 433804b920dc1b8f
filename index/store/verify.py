"""An index held against itself and against its sources, to the character."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexDamagedError
from index.records import Document, FileStatus
from index.store.store import Index


@dataclass(frozen=True, slots=True)
class Verified:
    """Counts of what was compared. `changed`, `missing`: files that differ from when they were
    read; no damage, the next build reads them."""

    parts: int
    passages: int
    sources: int
    changed: tuple[str, ...]
    missing: tuple[str, ...]


def verify_index(where: Path) -> Verified:
    """Compare every part's hash, every passage's slice and every source run.

    Raises what `Index.open` raises; IndexDamagedError for the first slice that differs.
    """
    index = Index.open(where)
    for passage in index.passages:
        document = index.document_by_id.get(passage.doc_id)
        if document is None or document.text[passage.start : passage.end] != passage.text:
            raise IndexDamagedError(
                where, f"passage {passage.passage_id}", "does not slice back", "its own text"
            )
    sources = sum(_agrees(where, document) for document in index.documents)
    changed, missing = [], []
    for file in index.manifest.files:
        path = index.corpus / file.path
        if file.status is not FileStatus.OK:
            continue
        if not path.is_file():
            missing.append(file.path)
        elif hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
            changed.append(file.path)
    return Verified(
        len(index.manifest.parts),
        len(index.passages),
        sources,
        tuple(changed),
        tuple(missing),
    )


def _agrees(where: Path, document: Document) -> bool:
    """Whether the document has a source text, every run of which was found equal."""
    if document.original is None or document.source_runs is None:
        return False
    for run in document.source_runs:
        text = document.text[run.start : run.start + run.length]
        if document.original[run.source_start : run.source_start + run.length] != text:
            raise IndexDamagedError(
                where, f"{document.doc_id} at {run.start}", "differs from its source", "the same"
            )
    return True
