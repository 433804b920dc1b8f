"""PDF → Document: page-exact paragraphs, headings and table rows.

In the order of the work: `characters` and `rulings` read what PDFium sees, `lines`, `grids`,
`tables`, `aligned` say what stands together, `furniture` takes the running lines away, `columns`
and `paragraphs` put the rest in order, `blocks` and `headings` say what each stretch is. `ocr`
reads scanned pages where the extra `wenqu[ocr]` is there; nothing else imports it.
"""

from __future__ import annotations

from index.loaders.pdf.reader import load
from index.records import Document

__all__ = ["load", "load_scanned"]


def load_scanned(data: bytes, path: str) -> Document:
    """Read a PDF, its scanned pages by OCR. Raises ReadError, as `load` does."""
    from index.loaders.pdf.ocr import Ocr

    return load(data, path, Ocr(path))
