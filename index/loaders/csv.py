"""Tables as text (.csv, .tsv): every row with its headers, as the rows of a sheet."""

from __future__ import annotations

import csv
import re
from collections import Counter
from io import StringIO
from itertools import islice
from pathlib import PurePosixPath

from index.errors import ReadCode, ReadError
from index.loaders.common.encoding import decode
from index.loaders.common.grid import Grid
from index.loaders.common.items import to_document
from index.loaders.common.rows import table_items
from index.records import Document

MAX_CELLS = 3_000_000
MAX_CELL = 10_000_000  # characters
_DELIMITERS = ",\t;|，"
_SEPARATOR = re.compile(r"sep=([,\t;|，])\r?\n", re.IGNORECASE)  # a first line for Excel
_AS_TEXT = re.compile(r'="([^"]*)"')  # ="001": Excel keeps the zeros
_LOOKED_AT = 50  # rows that the delimiter is guessed from


def load(data: bytes, path: str) -> Document:
    """Raises ReadError as `decode` does, and TOO_LARGE for over three million cells."""
    text, _ = decode(data, path)
    suffix = PurePosixPath(path).suffix.lower()
    grid, left = Grid(), MAX_CELLS
    usual = csv.field_size_limit(MAX_CELL)  # of the whole process: put back below
    try:
        said = _SEPARATOR.match(text)
        if said:
            delimiter, text = said[1], text[said.end() :]
        else:
            delimiter = "\t" if suffix == ".tsv" and "\t" in text[:10_000] else sniff(text)
        for row, cells in enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter)):
            left -= len(cells)
            if left < 0:
                raise ReadError(path, ReadCode.TOO_LARGE, f"has over {MAX_CELLS:,} cells")
            for column, cell in enumerate(cells):
                as_text = _AS_TEXT.fullmatch(cell) if cell.startswith("=") else None
                grid.put(row, column, as_text[1] if as_text else cell, broken=True)
    except csv.Error as exc:
        raise ReadError(path, ReadCode.CORRUPT, f"is no table that can be read ({exc})") from exc
    finally:
        csv.field_size_limit(usual)
    return to_document(
        list(table_items(grid, 1, data=True)), path, format=suffix.lstrip(".") or "csv"
    )


def sniff(text: str) -> str:
    """The delimiter that cuts the first rows into the same number of cells, and into the most."""
    best, chosen = (0.0, 0), ","
    sample = text[:200_000]
    for delimiter in _DELIMITERS:
        reader = csv.reader(StringIO(sample, newline=""), delimiter=delimiter)
        try:
            widths = [len(row) for row in islice(reader, _LOOKED_AT) if row]
        except csv.Error:
            continue
        if not widths:
            continue
        width, count = Counter(widths).most_common(1)[0]
        if width > 1 and (count / len(widths), width) > best:
            best, chosen = (count / len(widths), width), delimiter
    return chosen
