"""A FAQ: questions, and the passages that answer them, in two files beside one another."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from qa.measure.sets import Example, Paragraph, read_paragraphs


def read_set(folder: Path, name: str) -> tuple[Paragraph, ...]:
    """A set by name: a FAQ, or else in SQuAD's form."""
    faq = folder / f"{name}.jsonl"
    return read_faq(faq) if faq.is_file() else read_paragraphs(folder / f"{name}.json")


def read_faq(path: Path) -> tuple[Paragraph, ...]:
    """NAME.jsonl, its passages in NAME.passages.jsonl. Passages of the same text are one."""
    names: dict[str, str] = {}  # a passage's id → its document
    texts: dict[str, str] = {}  # a text → its document
    for passage in _records(path.with_suffix(".passages.jsonl")):
        names[passage["id"]] = texts.setdefault(passage["text"], passage["id"])
    asked: defaultdict[str, list[Example]] = defaultdict(list)
    for number, record in enumerate(_records(path)):
        (passage_id,) = record["passage_id"]
        name = names[passage_id]
        shorts = tuple(record["answers"])
        asked[name].append(Example(str(number), record["question"], docs=(name,), shorts=shorts))
    return tuple(
        Paragraph(name, number, "", text, tuple(asked[name]))
        for number, (text, name) in enumerate(texts.items())
    )


def _records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
