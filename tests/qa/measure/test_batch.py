from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from index.errors import QuestionsError
from qa.bot import Bot
from qa.measure.batch import ADDED, answer_batch, read_batch

QUESTION = "山阴党支部建设了多少千兆小区"


def table(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(data.decode("utf-8-sig").splitlines()))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_csv_in_csv_out(bot: Bot, tmp_path: Path) -> None:
    questions, out = tmp_path / "q.csv", tmp_path / "a.csv"
    questions.write_text(
        f"ques_id,question,组\n7,{QUESTION},甲\n7,,乙\n3,火星基地的咖啡机什么时候保养？\n",
        "utf-8-sig",
    )
    seen: list[tuple[str, int, int]] = []
    report = answer_batch(bot, read_batch(questions, out), lambda *at: seen.append(at))
    assert (report.questions, report.found) == (3, 1)
    assert [line for line, _ in report.refused] == [3]
    assert seen == [("ask", 0, 3), ("ask", 1, 3), ("ask", 2, 3), ("ask", 3, 3)]
    right, empty, unknown = table(out)
    assert list(right) == ["ques_id", "question", "组", *ADDED]
    answer = bot.ask(QUESTION)
    assert right["answer"] == answer.text
    assert (right["ques_id"], right["组"], right["short"]) == ("7", "甲", "34 个")
    assert (right["doc"], right["page"]) == ("news/山阴千兆小区.txt", "1")
    assert (right["found"], right["error"]) == ("true", "")
    assert float(right["confidence"]) == round(answer.confidence, 4)
    assert (empty["ques_id"], empty["answer"], empty["found"]) == ("7", "", "false")
    assert empty["error"].startswith("the question is empty")
    assert (unknown["ques_id"], unknown["组"], unknown["found"]) == ("3", "", "false")
    assert unknown["answer"] == "文档中没有找到能回答这个问题的内容。"
    assert (unknown["doc"], unknown["page"], unknown["short"]) == ("", "", "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "q.csv"]


def test_json_lines_keep_their_fields_and_history(bot: Bot, tmp_path: Path) -> None:
    questions, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    questions.write_text(
        json.dumps({"id": 1, "question": "那光猫更换了多少个", "history": [QUESTION]})
        + '\n\n{"question": "\\ud800", "tags": {"a": null}}\n',
        "utf-8",
    )
    answer_batch(bot, read_batch(questions, out), threshold=0.0)
    first, second = lines(out)
    assert list(first) == ["id", "question", "history", *ADDED]
    assert (first["id"], first["history"]) == (1, [QUESTION])
    assert first["doc"] == "news/山阴千兆小区.txt"  # without the history it is another
    assert (first["found"], first["error"]) == (True, None)
    assert second["question"] == "\ud800"
    assert second["tags"] == {"a": None}
    assert (second["found"], second["confidence"], second["short"]) == (False, 0.0, None)
    assert "lone surrogate" in second["error"]


def test_one_kind_in_the_other_out(bot: Bot, tmp_path: Path) -> None:
    source, middle, end = (tmp_path / name for name in ("q.jsonl", "a.csv", "b.jsonl"))
    source.write_text(
        json.dumps({"question": QUESTION, "answer": "?", "evidence": ["34个"]}), "utf-8"
    )
    answer_batch(bot, read_batch(source, middle))
    (row,) = table(middle)
    assert list(row)[:3] == ["question", "answer", "evidence"]  # filled in where it stood
    assert row["answer"] == bot.ask(QUESTION).text
    assert row["evidence"] == '["34个"]'
    answer_batch(bot, read_batch(middle, end), threshold=1.0)
    assert lines(end)[0]["found"] is False


def test_a_stop_leaves_what_was_there(bot: Bot, tmp_path: Path) -> None:
    questions, out = tmp_path / "q.csv", tmp_path / "a.csv"
    questions.write_text(f"question\n{QUESTION}\n{QUESTION}\n", "utf-8")
    out.write_text("before", "utf-8")

    def stop(what: str, done: int, total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        answer_batch(bot, read_batch(questions, out), stop)
    assert out.read_text("utf-8") == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "q.csv"]


@pytest.mark.parametrize(
    ("source", "out", "says"),
    [
        ("q.txt", "a.csv", r"q\.txt: its name ends in '\.txt', wanted \.csv or \.jsonl"),
        ("q.csv", "a", r"a: its name ends in 'nothing'"),
        ("q.csv", "q.csv", r"is the file of questions"),
        ("q.csv", "folder.csv", r"is a folder"),
        ("none.csv", "a.csv", r"none\.csv: No such file"),
        ("empty.csv", "a.csv", r"no question in it"),
        ("other.csv", "a.csv", r"line 2: no question among ask"),
    ],
)
def test_what_cannot_be_answered(tmp_path: Path, source: str, out: str, says: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "q.csv").write_text("question\n甲\n", "utf-8")
    (tmp_path / "empty.csv").write_text("ques_id,question\n", "utf-8")
    (tmp_path / "other.csv").write_text("ask\n甲\n", "utf-8")
    with pytest.raises(QuestionsError, match=says):
        read_batch(tmp_path / source, tmp_path / out)


def test_a_place_that_cannot_be_written(bot: Bot, tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text("question\n甲\n", "utf-8")
    batch = read_batch(tmp_path / "q.csv", tmp_path / "nowhere" / "a.csv")
    with pytest.raises(QuestionsError, match=r"nowhere/a\.csv cannot be written: No such file"):
        answer_batch(bot, batch)
