"""A FAQ as paragraphs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bench.faq import read_set
from qa.measure.sets import Example, Paragraph


def write(path: Path, *records: dict[str, Any]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")


def test_passages_of_the_same_text_are_one(tmp_path: Path) -> None:
    passages = [{"id": "f0", "text": "甲"}, {"id": "f1", "text": "乙"}, {"id": "f2", "text": "甲"}]
    write(tmp_path / "faq.passages.jsonl", *passages)
    write(
        tmp_path / "faq.jsonl",
        {"question": "一？", "answers": ["甲"], "passage_id": ["f2"]},
        {"question": "二？", "answers": ["乙"], "passage_id": ["f1"]},
    )
    assert read_set(tmp_path, "faq") == (
        Paragraph("f0", 0, "", "甲", (Example("0", "一？", docs=("f0",), shorts=("甲",)),)),
        Paragraph("f1", 1, "", "乙", (Example("1", "二？", docs=("f1",), shorts=("乙",)),)),
    )
