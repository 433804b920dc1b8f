"""A model's fingerprint: it changes whenever its vectors may."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

_WEIGHT_SAMPLE = 1 << 20


def fingerprint(folder: Path) -> str:
    """16 hex digits over the model's files: names, sizes and contents.

    Of files over 64 MB the first and last megabyte are read, so that a large model opens fast.
    """
    digest = hashlib.sha256()
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        if file.suffix in (".md", ".lock") or ".git" in file.parts or file.name.startswith("."):
            continue
        size = file.stat().st_size
        digest.update(f"{file.relative_to(folder).as_posix()}\0{size}\0".encode())
        with file.open("rb") as handle:
            if size <= 64 << 20:
                digest.update(handle.read())
            else:
                digest.update(handle.read(_WEIGHT_SAMPLE))
                handle.seek(-_WEIGHT_SAMPLE, os.SEEK_END)
                digest.update(handle.read())
    return digest.hexdigest()[:16]
