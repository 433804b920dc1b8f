"""What a file is by its first bytes, whatever it is called."""

from __future__ import annotations

from pathlib import PurePosixPath

from index.errors import ReadCode, ReadError

MAGIC = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an Office file"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"GIF8", "a GIF image"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (OLE)"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
HEAD = 1024  # bytes that tell

# Never a document. "MZ" alone could begin a text, which holds no NUL.
_PROGRAMS = (
    (b"\x7fELF", "a program"),
    (b"\xcf\xfa\xed\xfe", "a macOS program"),
    (b"\xca\xfe\xba\xbe", "a program"),
)


def refuse_programs(head: bytes, path: str) -> None:
    """Raise ReadError WRONG_TYPE for a program, and for what is named .pdf and is none.

    This is the porter, who looks before anything is read; the loaders look again, and closer.
    A PDF may have a few foreign bytes before its mark, but no program's.
    """
    is_pdf = PurePosixPath(path).suffix.lower() == ".pdf"
    found = _program(head)
    if found is None and is_pdf and head and b"%PDF" not in head:
        known = (what for magic, what in MAGIC if head.startswith(magic))
        found = next(known, "something else")
    if found:
        wanted = "a PDF" if is_pdf else "a document"
        raise ReadError(path, ReadCode.WRONG_TYPE, f"is {found} inside, wanted {wanted}")


def _program(head: bytes) -> str | None:
    if head.startswith(b"MZ") and b"\x00" in head:
        return "a Windows program (.exe)"
    return next((what for magic, what in _PROGRAMS if head.startswith(magic)), None)
