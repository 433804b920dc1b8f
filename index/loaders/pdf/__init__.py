"""PDF → Document: page-exact paragraphs, headings and table rows.

The rooms in the order of the work; `reader` is the way through them, `records` what they hand on:

- `page`: what stands on one page. `characters` and `rulings` read what PDFium sees, `lines` says
  which characters stand in a line; `joining` makes one text of several lines; `figures` and
  `furniture` mark charts and take running lines away; `columns` says in which order to read.
- `tables`: `grids` of rules and the `ruled` tables in them, tables that are only `aligned`, and
  `rows` that can each be read alone.
- `text`: `paragraphs` over columns and pages, which of them are `headings`, and what each is, as
  `blocks`.

`ocr` takes the place of `page` where a page is scanned and the extra `wenqu[ocr]` is there.
"""

from index.loaders.pdf.ocr import load_scanned
from index.loaders.pdf.reader import load

__all__ = ["load", "load_scanned"]
