"""What a generation says of itself: format version, settings, model, files, hashes of its parts."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.errors import IndexDamagedError, IndexVersionError
from index.records import FileRecord, FileStatus, Omission, Omitted
from index.settings import IndexSettings

FORMAT_VERSION = 2
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a generation, by its path within it."""

    path: str
    size: int  # bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Compared before anything else of a generation is read."""

    created: str  # ISO 8601, UTC
    corpus: str  # the folder of the documents, relative to the index: both may move together
    settings: IndexSettings
    tokenizer_version: int
    reader_version: int
    model_name: str
    model_fingerprint: str
    dim: int
    documents: int
    passages: int
    files: tuple[FileRecord, ...]
    parts: tuple[Part, ...] = ()
    whole: bool = False  # the corpus folder was indexed, not only files named in it
    format_version: int = FORMAT_VERSION


def part_of(folder: Path, file: Path) -> Part:
    return Part(file.relative_to(folder).as_posix(), file.stat().st_size, sha256(file))


def sha256(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def write(folder: Path, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    (folder / NAME).write_text(text + "\n", "utf-8")


def read(folder: Path, where: Path) -> Manifest:
    """The manifest of a generation. Raises IndexDamagedError, IndexVersionError."""
    try:
        raw: dict[str, Any] = json.loads((folder / NAME).read_text("utf-8"))
    except FileNotFoundError as exc:
        raise IndexDamagedError(where, NAME, "is missing", "the manifest") from exc
    except (ValueError, OSError) as exc:
        raise IndexDamagedError(where, NAME, "cannot be read", "JSON") from exc
    found = raw.get("format_version") if isinstance(raw, dict) else None
    if found != FORMAT_VERSION:
        raise IndexVersionError(where, found, FORMAT_VERSION)
    try:
        raw["settings"] = IndexSettings(**raw["settings"])
        raw["files"] = tuple(
            FileRecord(
                **{
                    **file,
                    "status": FileStatus(file["status"]),
                    "omitted": tuple(map(_omitted, file.get("omitted", ()))),
                    "later": tuple(file.get("later", ())),
                }
            )
            for file in raw["files"]
        )
        raw["parts"] = tuple(Part(**part) for part in raw["parts"])
        return Manifest(**raw)
    except (KeyError, TypeError, ValueError) as exc:
        raise IndexDamagedError(where, NAME, "has other fields", "those of this version") from exc


def check_parts(folder: Path, where: Path, manifest: Manifest) -> None:
    """Compare every part with what the manifest says, size and hash. Raises IndexDamagedError."""
    for part in manifest.parts:
        file = folder / part.path
        if not file.is_file():
            raise IndexDamagedError(where, part.path, "is missing", f"{part.size} bytes")
        size = file.stat().st_size
        if size != part.size:
            raise IndexDamagedError(where, part.path, f"has {size} bytes", f"{part.size}")
        if sha256(file) != part.sha256:
            raise IndexDamagedError(
                where, part.path, "was altered", f"the content hashed {part.sha256[:12]}…"
            )


def _omitted(raw: dict[str, Any]) -> Omitted:
    return Omitted(**{**raw, "what": Omission(raw["what"])})
