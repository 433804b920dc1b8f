"""Opinions kept, and written as questions that `wenqu eval` reads."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa import Bot
from qa.measure.sets import read_examples
from qa.records import Turn
from tests.conftest import run_wenqu
from ui.feedback import FeedbackError, FeedbackStore, questions

FOUND = "山阴党支部建设了多少千兆小区"
NONE = "今晚的月亮几点升起来呢"


@pytest.fixture
def store(tmp_path: Path) -> FeedbackStore:
    return FeedbackStore.beside(tmp_path)


def test_a_file_is_made_by_the_first_opinion_alone(store: FeedbackStore, bot: Bot) -> None:
    assert store.opinions() == ()
    assert not store.path.exists()
    answer = bot.ask(FOUND)
    store.note(FOUND, answer.understood, answer, True, "  正好\n ")
    (opinion,) = store.opinions()
    assert (opinion.id, opinion.good, opinion.word, opinion.short) == (1, True, "正好", "34 个")
    assert opinion.evidence[0][0] == "news/山阴千兆小区.txt"
    assert "千兆小区34个" in opinion.evidence[0][1]
    assert (opinion.at[10], opinion.at[-1]) == ("T", "Z")
    assert FeedbackStore(store.path).opinions() == (opinion,)


def test_many_threads_lose_nothing(store: FeedbackStore, bot: Bot) -> None:
    answer = bot.ask(FOUND)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: store.note(str(n), "", answer, n % 2 == 0, ""), range(200)))
    assert sorted(int(o.question) for o in store.opinions()) == list(range(200))
    with sqlite3.connect(store.path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_each_kind_of_opinion_becomes_its_kind_of_question(store: FeedbackStore, bot: Bot) -> None:
    found, none = bot.ask(FOUND), bot.ask(NONE)
    store.note(FOUND, found.understood, found, False, "看错了")
    store.note(FOUND, found.understood, found, True, "")  # the last word on it
    store.note(NONE, none.understood, none, True, "")
    turn = Turn.of(found)
    later = bot.ask("那光猫更换了多少个", [turn])
    store.note(later.question, later.understood, later, False, "少了一个\ud800")
    liked, unanswerable, disputed = questions(store.opinions())
    assert (liked["kind"], liked["doc"], liked["short"]) == (
        "liked",
        "news/山阴千兆小区.txt",
        "34 个",
    )
    assert unanswerable == {
        "id": "f0003", "kind": "unanswerable", "question": NONE, "history": [],
    }  # fmt: skip
    assert disputed["question"] == later.understood != later.question
    assert (disputed["asked"], disputed["note"]) == (later.question, "少了一个?")
    assert disputed["given"] == later.text
    assert not {"doc", "evidence", "short"} & disputed.keys()


def test_what_is_exported_is_read_by_eval(
    corpus_index_path: Path, bot: Bot, tmp_path: Path
) -> None:
    store = FeedbackStore.beside(corpus_index_path)
    for question, good in (
        (FOUND, True),
        (NONE, True),
        ("河阳党支部2022年新建千兆小区多少个？", False),
    ):
        answer = bot.ask(question)
        store.note(question, answer.understood, answer, good, "")
    where, out = ("--index", str(corpus_index_path)), tmp_path / "说法.jsonl"
    listed = run_wenqu("feedback", "list", *where)
    assert listed.stdout.count("→") == 3
    assert [line[0] for line in listed.stdout.splitlines() if line[0] != " "] == ["+", "+", "-"]
    records = run_wenqu("feedback", "list", "--json", *where).stdout.splitlines()
    assert [json.loads(line)["good"] for line in records] == [True, True, False]
    exported = run_wenqu("feedback", "export", "-o", str(out), *where)
    assert (exported.returncode, exported.stdout) == (0, "")
    assert exported.stderr == f"3 questions, 2 with a key, in {out}\n"
    assert run_wenqu("feedback", "export", *where).stdout == out.read_text("utf-8")
    examples = read_examples(out)
    assert [(e.kind, e.answerable, e.has_key) for e in examples] == [
        ("liked", True, True),
        ("unanswerable", False, True),
        ("disputed", True, False),
    ]
    measured = run_wenqu("eval", str(out), "--json", *where)
    assert measured.returncode == 0, measured.stderr
    report = json.loads(measured.stdout)
    assert report["questions"] == 3
    assert report["by_kind"]["liked"]["evidence"] == 1.0
    assert report["by_kind"]["liked"]["EM"] == 1.0
    assert report["figures"]["false_answers"] == 0.0
    store.path.unlink()


def test_faults_are_one_line(store: FeedbackStore, bot: Bot, tmp_path: Path) -> None:
    none = run_wenqu("feedback", "export", "--index", str(tmp_path))
    assert none.returncode == 1
    assert "feedback.sqlite: no feedback yet. Next: `wenqu serve`" in none.stderr
    assert run_wenqu("feedback", "list", "--index", str(tmp_path)).stdout == ""
    assert run_wenqu("feedback").returncode == 2
    store.path.write_text("not a database, and long enough to tell " * 40)
    with pytest.raises(FeedbackError, match=r"cannot be used: file is not a database\. Next"):
        store.opinions()
    answer = bot.ask(FOUND)
    with pytest.raises(FeedbackError, match="cannot be used"):
        store.note(FOUND, "", answer, True, "")
    store.path.unlink()
    with sqlite3.connect(store.path) as connection:
        connection.execute("PRAGMA user_version=7")
    with pytest.raises(FeedbackError, match="version 7, wanted 1"):
        store.note(FOUND, "", answer, True, "")
