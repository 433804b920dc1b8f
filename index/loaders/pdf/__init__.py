"""PDF → Document: page-exact paragraphs, headings and table rows.

In the order of the work: `characters` and `rulings` read what PDFium sees, `lines`, `grids`,
`tables`, `aligned` say what stands together, `furniture` takes the running lines away, `columns`
and `paragraphs` put the rest in order, `blocks` and `headings` say what each stretch is.
"""

from __future__ import annotations

from index.loaders.pdf.reader import load

__all__ = ["load"]
