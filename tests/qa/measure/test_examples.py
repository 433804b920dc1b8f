"""Questions to begin with: of the documents that the index holds, and of no others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import build_index
from index.rankers.encoder import Encoder
from index.store.store import Index
from qa.measure.examples import example_questions

TEXTS = {
    "a/机房.txt": "机房在三号楼，一共有十二台服务器。",
    "食堂.md": "# 食堂\n\n## 食堂几点开门？\n\n每天十一点半开门。\n",
}
ROWS = (
    {"question": "机房在几号楼？", "doc": "a/机房.txt", "evidence": ["三号楼"]},
    {"question": "有多少台服务器？", "doc": "机房", "evidence": ["十二台"]},
    {"question": "车库在哪里？", "doc": "车库.txt", "evidence": ["地下一层"]},
    {"question": "哪一年建的？", "kind": "unanswerable"},
)


@pytest.fixture
def made(tmp_path: Path, encoder: Encoder) -> Callable[..., Index]:
    def make(*names: str, rows: tuple[dict[str, object], ...] = ()) -> Index:
        corpus, where = tmp_path / "corpus", tmp_path / "index"
        for name in names:
            (corpus / name).parent.mkdir(parents=True, exist_ok=True)
            (corpus / name).write_text(TEXTS[name], "utf-8")
        if rows:
            lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (corpus / "questions.jsonl").write_text("".join(lines), "utf-8")
        build_index([corpus / name for name in names], corpus=corpus, where=where, encoder=encoder)
        return Index.open(where)

    return make


def test_those_beside_the_documents_one_a_document_and_of_those_held(
    made: Callable[..., Index],
) -> None:
    assert example_questions(made("a/机房.txt", rows=ROWS)) == ("机房在几号楼？",)
    assert example_questions(made("a/机房.txt", rows=ROWS[1:])) == ("有多少台服务器？",)


def test_a_document_that_no_question_asks_about_gives_its_heading(
    made: Callable[..., Index],
) -> None:
    index = made("a/机房.txt", "食堂.md", rows=ROWS)
    assert example_questions(index) == ("机房在几号楼？", "食堂几点开门？")
    assert example_questions(index, 1) == ("机房在几号楼？",)


def test_else_the_headings_that_ask_else_the_titles(made: Callable[..., Index]) -> None:
    assert example_questions(made("a/机房.txt")) == ("《机房》讲了什么？",)
    assert example_questions(made("a/机房.txt", "食堂.md")) == ("食堂几点开门？",)
    assert example_questions(made("a/机房.txt", rows=ROWS[2:])) == ("食堂几点开门？",)
