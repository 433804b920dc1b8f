"""A file of the corpus as the API tells it, whether it is listed or was just taken in."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from index.library import Entry, EntryStatus


def document_record(entry: Entry) -> dict[str, Any]:
    """`doc_id`, `title` and `format` are null for a file that could not be read."""
    read = entry.status is not EntryStatus.FAILED
    return {
        "doc_id": entry.doc_id if read else None,
        "path": entry.path,
        "title": entry.title if read else None,
        "format": entry.kind if read else None,
        "pages": entry.pages,
        "passages": entry.passages,
        "characters": entry.characters,
        "bytes": entry.size,
        "date": entry.date,
        "status": entry.status,
        "code": entry.code,
        "reason": entry.reason,
        "note": entry.note,
        "omitted": [asdict(one) for one in entry.omitted],
        "newer": entry.newer,
        "repealed": entry.repealed,
    }
