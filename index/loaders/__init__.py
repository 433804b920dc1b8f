"""Files → Documents: `plain`, `markdown`, `office`, `html`, `pdf` and `csv`, each with its `load`.

`formats` knows which of them reads a file; `common` is what they share.
"""

from index.loaders.formats import SUFFIXES, load_document, load_scanned

__all__ = ["SUFFIXES", "load_document", "load_scanned"]
