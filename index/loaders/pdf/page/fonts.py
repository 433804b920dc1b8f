"""A stand-in for every font that a PDF names and does not hold.

PDFium leaves out text of one character whose font it cannot measure, as where a machine has no
Chinese font. `box.ttf` (744 bytes, our own: one box for all of Unicode) gives such text an
extent, and makes what is read the same on every machine. Nothing is drawn with it: pictures of
pages are made in a process of their own.
"""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path

import pypdfium2.raw as raw

_FOLDER = Path(__file__).parent


@cache
def use_box_font() -> None:
    """Once for the process, before any document is open."""
    folders = (ctypes.c_char_p * 2)(str(_FOLDER).encode(), None)
    pointer = ctypes.POINTER(ctypes.POINTER(ctypes.c_char))
    config = raw.FPDF_LIBRARY_CONFIG(
        version=2,
        m_pUserFontPaths=ctypes.cast(folders, pointer),
        m_pIsolate=None,
        m_v8EmbedderSlot=0,
    )
    raw.FPDF_DestroyLibrary()
    raw.FPDF_InitLibraryWithConfig(config)
    _kept.append(folders)


_kept: list[object] = []  # PDFium looks at the paths again
