"""The name of a file that somebody hands in → a name that the corpus can take."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from index.errors import LibraryCode, LibraryError, ReadCode, ReadError
from index.loaders import SUFFIXES

MAX_BYTES = 200  # of the name in UTF-8; file systems take 255

_FOLDERS = re.compile(r"[/\\]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')  # on Windows; documents travel
_BLANKS = re.compile(r"\s+")
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)")


def safe_filename(name: str) -> str:
    """The name without what is unseen or forbidden, in NFC, at most MAX_BYTES long.

    It has no folder, is not hidden, and has a suffix that a loader reads; a safe name stays as
    it is. Raises LibraryError BAD_NAME for a name with folders or with nothing in it, and
    ReadError UNSUPPORTED for a suffix that no loader reads.
    """
    shown = _seen(name)
    if _FOLDERS.search(name) or shown in ("", ".", ".."):
        reason = "a name with folders is not taken" if shown else "has no name"
        raise LibraryError(shown[:80], LibraryCode.BAD_NAME, f"{reason}. Next: rename the file")
    suffix = PurePosixPath(f"_{shown}").suffix
    if suffix.lower() not in SUFFIXES:
        known = ", ".join(sorted(SUFFIXES))
        raise ReadError(
            shown[:80], ReadCode.UNSUPPORTED, f"files named {suffix!r} are not read, only {known}"
        )
    stem = _FORBIDDEN.sub("_", shown[: -len(suffix)]).lstrip(". ~").rstrip(". ")
    stem = _DEVICES.sub(r"_\1", stem, count=1) if _DEVICES.match(stem) else stem
    stem = _cut(stem, MAX_BYTES - len(suffix)).rstrip(". ")
    return (stem or "document") + suffix


def _seen(name: str) -> str:
    """Without control, format (bidi marks among them) and unassigned characters; NFC."""
    kept = "".join(
        " " if c.isspace() else c for c in name if c.isspace() or unicodedata.category(c)[0] != "C"
    )
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", kept).strip())


def _cut(text: str, most: int) -> str:
    return text.encode("utf-8")[:most].decode("utf-8", "ignore")
