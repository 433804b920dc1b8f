"""The questions that the encoder is measured on: each over a closed set of passages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from index.passages.tokenizer import normalise
from qa.measure.sets import read_paragraphs
from training.sets import HELD_OUT_FILES, read_held_out


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions over a closed set of passages; `gold[i]` are the rows that answer question i."""

    name: str
    questions: tuple[str, ...]
    passages: tuple[str, ...]
    gold: tuple[frozenset[int], ...]


def read_sets(data: Path, evaluation: Path) -> list[Questions]:
    """All sets that the encoder is judged on."""
    return [
        read_squad(evaluation / "cmrc_trial.json"),
        read_squad(evaluation / "drcd_dev.json"),
        read_faq(evaluation / "esun_faq.jsonl"),
        *(read_cross_lingual(data, name) for name in HELD_OUT_FILES),
    ]


def read_squad(path: Path) -> Questions:
    """A SQuAD-form file: each paragraph is one passage, each question has one."""
    paragraphs = read_paragraphs(path)
    asked = [
        (example, row) for row, paragraph in enumerate(paragraphs) for example in paragraph.examples
    ]
    return Questions(
        path.stem,
        tuple(normalise(example.question) for example, _ in asked),
        tuple(normalise(paragraph.text) for paragraph in paragraphs),
        tuple(frozenset({row}) for _, row in asked),
    )


def read_faq(path: Path) -> Questions:
    """esun_faq.jsonl with its `.passages.jsonl` beside it."""
    lines = path.with_suffix(".passages.jsonl").read_text(encoding="utf-8").splitlines()
    passages = [json.loads(line) for line in lines]
    row = {passage["id"]: i for i, passage in enumerate(passages)}
    asked = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return Questions(
        path.stem,
        tuple(normalise(q["question"]) for q in asked),
        tuple(normalise(passage["text"]) for passage in passages),
        tuple(frozenset(row[i] for i in q["passage_id"]) for q in asked),
    )


def read_cross_lingual(data: Path, name: str) -> Questions:
    """English sentence → its Chinese translation among the held-out ones of a parallel file."""
    rows = read_held_out(data, name)
    return Questions(
        f"en→zh {name}",
        tuple(row.en for row in rows),
        tuple(row.zh for row in rows),
        tuple(frozenset({i}) for i in range(len(rows))),
    )
