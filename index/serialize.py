"""Documents and passages as UTF-8 JSON Lines, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from index.records import (
    Block,
    BlockKind,
    Document,
    Omission,
    Omitted,
    PageStart,
    Passage,
    SourceRun,
)


def _row(record: Any) -> list[Any]:
    return [getattr(record, field.name) for field in fields(record)]


def document_to_json(document: Document) -> dict[str, Any]:
    """Blocks, pages and runs as bare rows: they are many."""
    raw = {field.name: getattr(document, field.name) for field in fields(document)}
    raw["blocks"] = [_row(block) for block in document.blocks]
    raw["page_starts"] = [_row(page) for page in document.page_starts]
    raw["omitted"] = [_row(omitted) for omitted in document.omitted]
    runs = document.source_runs
    raw["source_runs"] = None if runs is None else [_row(run) for run in runs]
    return raw


def document_from_json(raw: dict[str, Any]) -> Document:
    raw["blocks"] = tuple(Block(BlockKind(kind), *rest) for kind, *rest in raw["blocks"])
    raw["page_starts"] = tuple(PageStart(*row) for row in raw["page_starts"])
    raw["unread"] = tuple(raw.get("unread", ()))
    raw["omitted"] = tuple(Omitted(Omission(what), *rest) for what, *rest in raw.get("omitted", ()))
    if raw["source_runs"] is not None:
        raw["source_runs"] = tuple(SourceRun(*row) for row in raw["source_runs"])
    return Document(**raw)


def passage_to_json(passage: Passage) -> dict[str, Any]:
    return {field.name: getattr(passage, field.name) for field in fields(passage)}


def passage_from_json(raw: dict[str, Any]) -> Passage:
    raw["kind"] = BlockKind(raw["kind"])
    raw["headings"] = tuple(raw["headings"])
    return Passage(**raw)


def write_lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as handle:
        for row in rows:
            handle.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="\n") as handle:
        for line in handle:
            yield json.loads(line)
