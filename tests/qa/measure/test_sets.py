from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.errors import QuestionsError
from index.store.store import Index
from qa.measure.sets import (
    Example,
    KeyBlock,
    Paragraph,
    anywhere,
    read_examples,
    read_paragraphs,
    squad_index,
)

SQUAD: dict[str, Any] = {
    "data": [
        {
            "title": "甲",
            "paragraphs": [
                {
                    "context": "机房在三号楼，一共有十二台服务器。",
                    "qas": [
                        {
                            "id": "q1",
                            "question": "机房在哪里？",
                            "answers": [
                                {"text": "三号楼", "answer_start": 3},
                                {"text": "三号楼", "answer_start": 3},
                                {"text": "在三号楼", "answer_start": 2},
                            ],
                        }
                    ],
                }
            ],
        },
        {
            "title": "乙",
            "paragraphs": [
                {
                    "context": "分纤箱按每80米一只布点。",
                    "qas": [
                        {"id": 2, "question": "谁布点？", "is_impossible": True, "answers": []}
                    ],
                }
            ],
        },
    ]
}


def written(folder: Path, name: str, *records: Any) -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), "utf-8")
    return path


def test_our_json_lines(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "q.jsonl",
        {
            "id": "a1", "kind": "followup", "question": "那光猫呢", "history": ["建了多少小区"],
            "answer": "换了十个。", "short": "十个", "evidence": ["光猫十个"], "doc": "news/a.txt",
        },
        {"id": "a2", "kind": "unanswerable", "question": "谁？", "short": None, "doc": None},
        {"question": "只有问题"},
    )  # fmt: skip
    assert read_examples(path) == (
        Example(
            "a1", "那光猫呢", "followup", ("建了多少小区",), True,
            docs=("news/a.txt",), evidence=("光猫十个",), shorts=("十个",),
        ),
        Example("a2", "谁？", "unanswerable", answerable=False),
        Example("3", "只有问题"),
    )  # fmt: skip
    assert [example.has_key for example in read_examples(path)] == [True, True, False]


def test_the_contest_key(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "key.jsonl",
        {
            "ques_id": 11, "question": "分别多少？", "type": "multi", "keywords": ["34", "19"],
            "docs": [{"doc": "AA", "page": 1, "text": "34个"}, {"doc": "AB", "text": "19个"}],
            "also": [{"doc": "AA", "text": "三十四"}],
        },
    )  # fmt: skip
    (example,) = read_examples(path)
    assert example == Example(
        "11", "分别多少？", "multi", docs=("AA", "AB"), evidence=("34", "19"),
        blocks=(KeyBlock("AA", "34个"), KeyBlock("AB", "19个"), KeyBlock("AA", "三十四")),
        wholes=("34个\n19个", "34个", "19个", "三十四"),
    )  # fmt: skip


def test_squad(tmp_path: Path) -> None:
    known, unknown = read_examples(written(tmp_path, "q.json", SQUAD))
    assert known == Example(
        "q1", "机房在哪里？", docs=("p0000",), shorts=("三号楼", "在三号楼"),
        blocks=(KeyBlock("p0000", "机房在三号楼，一共有十二台服务器。"),), starts=(3, 3, 2),
    )  # fmt: skip
    assert unknown == Example("2", "谁布点？", "unanswerable", answerable=False)
    assert anywhere(known).docs == ()
    assert anywhere(known).blocks == (KeyBlock("", "机房在三号楼，一共有十二台服务器。"),)


def test_the_paragraphs_of_squad(tmp_path: Path) -> None:
    path = written(tmp_path, "q.json", SQUAD)
    known, unknown = read_examples(path)
    assert read_paragraphs(path) == (
        Paragraph("p0000", 0, "甲", "机房在三号楼，一共有十二台服务器。", (known,)),
        Paragraph("p0001", 1, "乙", "分纤箱按每80米一只布点。", (unknown,)),
    )


def test_an_answer_of_squad_without_its_place(tmp_path: Path) -> None:
    asked = {"question": "谁？", "answers": [{"text": "甲"}]}
    content = {"data": [{"paragraphs": [{"context": "甲在。", "qas": [asked]}]}]}
    (paragraph,) = read_paragraphs(written(tmp_path, "q.json", content))
    (example,) = paragraph.examples
    assert (paragraph.title, example.id, example.starts) == ("", "p0000.1", ())


def test_the_paragraphs_of_squad_as_an_index(tmp_path: Path) -> None:
    stages: list[str] = []
    path = written(tmp_path, "q.json", SQUAD)
    with squad_index(path, progress=lambda what, done, total: stages.append(what)) as where:
        texts = {document.doc_id: document.text for document in Index.open(where).documents}
    assert texts == {
        "p0000.txt": "机房在三号楼，一共有十二台服务器。",
        "p0001.txt": "分纤箱按每80米一只布点。",
    }
    assert {"encode", "publish"} <= set(stages)
    assert not where.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "q.csv"
    text = '编号,ques_id, question\n1,7,"山阴建了多少,\n小区？"\n\n2,,河阳县新建的小区有多少个？\n'
    path.write_bytes(text.encode(encoding))
    assert read_examples(path) == (
        Example("7", "山阴建了多少,\n小区？"),
        Example("2", "河阳县新建的小区有多少个？"),
    )


def test_numbers_and_missing_names_become_ids(tmp_path: Path) -> None:
    path = written(tmp_path, "q.jsonl", {"ques_id": 5, "question": "甲"}, {"question": "乙"})
    assert [example.id for example in read_examples(path)] == ["5", "2"]


GOOD = '{"question": "甲"}\n'


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("q.jsonl", GOOD + "\n{question}\n", r"q\.jsonl, line 3: not JSON"),
        ("q.jsonl", GOOD + '["甲"]\n', r"line 2: list, wanted an object"),
        ("q.jsonl", '{"ask": "甲"}\n', r"line 1: no question among ask"),
        ("q.jsonl", '{"question": 5}\n', r"line 1: question is int, wanted text"),
        ("q.jsonl", '{"question": "甲", "history": "乙"}', r"line 1: history is str, wanted a"),
        ("q.jsonl", '{"question": "甲", "evidence": [1]}', r"line 1: evidence is int"),
        ("q.jsonl", '{"question": "甲", "doc": ["a"]}', r"line 1: doc is list, wanted text"),
        (
            "q.jsonl",
            '{"question": "甲", "keywords": [], "docs": [{"doc": "a"}]}',
            r"line 1: no 'text'",
        ),
        ("q.jsonl", '{"question": ' + "[" * 100_000, r"line 1: nested too deeply"),
        (
            "q.jsonl",
            b"\xef\xbb\xbf" + GOOD.encode() + b'{"question": "\xff"}',
            r"not UTF-8 at byte",
        ),
        ("q.jsonl", "\n", r"no question in it"),
        ("q.csv", "ques_id,ask\n1,甲\n", r"line 2: no question among ques_id, ask"),
        ("q.csv", "ques_id,question\n1,甲,乙\n", r"line 2: 3 cells under 2 columns"),
        ("q.csv", "question,question\n甲,乙\n", r"line 1: a column is named twice"),
        ("q.csv", b"PK\x03\x04" + b"\x00" * 50, r"looks like a ZIP"),
        ("q.csv", "question\n" + "问" * 140_000, r"line 2: not csv \(field larger"),
        ("q.json", "[]", r"not SQuAD's form"),
        ("q.json", '{"data": [{}]}', r"not SQuAD's form: no 'paragraphs'"),
        ("q.json", '{"data": ', r"not SQuAD's form: Expecting value"),
    ],
)
def test_what_is_no_question_file(
    tmp_path: Path, name: str, content: str | bytes, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(QuestionsError, match=says):
        read_examples(path)


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.jsonl", tmp_path / "none.csv", tmp_path / "none.json", tmp_path):
        with pytest.raises(QuestionsError, match="Next: name a file of questions"):
            read_examples(path)
