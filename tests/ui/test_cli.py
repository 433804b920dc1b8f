"""The command, run as a user runs it: what it prints where, and how it ends."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.conftest import run_wenqu

QUESTION = "山阴党支部建设了多少千兆小区"


def fails(run: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit 1, nothing on stdout, one line on stderr that holds the words."""
    assert run.returncode == 1, run.stderr
    assert run.stdout == ""
    assert run.stderr.startswith("wenqu: ")
    assert run.stderr.count("\n") == 1, run.stderr
    for word in words:
        assert word in run.stderr


def test_ask_prints_answer_and_place(corpus_index_path: Path) -> None:
    run = run_wenqu("ask", QUESTION, "--index", str(corpus_index_path))
    assert run.returncode == 0
    assert run.stdout.startswith("34个\n")
    assert "[1] 《" in run.stdout
    assert "news/山阴千兆小区.txt, p. 1" in run.stdout
    assert run.stderr == ""


def test_ask_json_has_the_fields_of_the_contract(corpus_index_path: Path) -> None:
    run = run_wenqu("ask", QUESTION, "--index", str(corpus_index_path), "--json")
    record = json.loads(run.stdout)
    assert record["question"] == QUESTION
    assert record["found"] is True
    assert 0.5 <= record["confidence"] <= 1
    assert record["short"] == "34个"
    assert list(record["citations"][0]) == [
        "n", "doc_id", "title", "path", "page", "heading", "start", "end", "quote",
    ]  # fmt: skip
    assert list(record["hits"][0]) == [
        "rank", "score", "doc_id", "page", "start", "end", "text", "scores",
    ]  # fmt: skip


def test_search_json_is_one_hit_a_line(corpus_index_path: Path) -> None:
    run = run_wenqu("search", QUESTION, "-k", "3", "--index", str(corpus_index_path), "--json")
    hits = [json.loads(line) for line in run.stdout.splitlines()]
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    assert "34个" in hits[0]["text"]


def test_chat_understands_follow_ups_and_goes_on_after_a_bad_question(
    corpus_index_path: Path,
) -> None:
    questions = f"{QUESTION}\n{'长' * 3000}\n那光猫更换了多少个\n"
    run = run_wenqu("chat", "--index", str(corpus_index_path), "--json", stdin=questions)
    first, second = (json.loads(line) for line in run.stdout.splitlines())
    assert first["short"] == "34个"
    assert "山阴党支部" in second["understood"]
    assert "has 3000 characters" in run.stderr
    assert run.returncode == 0


def test_info_and_verify(corpus_index_path: Path) -> None:
    info = run_wenqu("info", "--index", str(corpus_index_path))
    assert "model      bundled" in info.stdout
    assert "news/山阴千兆小区.txt" in info.stdout
    record = json.loads(run_wenqu("info", "--index", str(corpus_index_path), "--json").stdout)
    assert record["documents"] == len(record["files"])
    verify = run_wenqu("verify", "--index", str(corpus_index_path))
    assert verify.returncode == 0
    assert "slice back" in verify.stdout


def test_the_index_is_named_by_the_environment_too(corpus_index_path: Path) -> None:
    run = run_wenqu("info", "--json", env={"WENQU_INDEX": str(corpus_index_path)})
    assert json.loads(run.stdout)["where"] == str(corpus_index_path)


@pytest.mark.parametrize("command", ["ask", "search", "info", "verify", "chat", "serve"])
def test_no_index_yet(tmp_path: Path, command: str) -> None:
    question = [QUESTION] if command in ("ask", "search") else []
    run = run_wenqu(command, *question, "--index", str(tmp_path / "none"))
    fails(run, "no index at", "wenqu index")


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("", "the question is empty"),
        ("问" * 100_000, "100000 characters"),
        ("\x01\x02", "the question is empty"),
        (b"\xe5\xb1\xb1\xff\xfe", "lone surrogate"),
    ],
)
def test_questions_that_cannot_be_asked(
    corpus_index_path: Path, question: str | bytes, says: str
) -> None:
    if isinstance(question, str) and len(question) > 50_000:
        run = run_wenqu("chat", "--index", str(corpus_index_path), stdin=question)
        assert says in run.stderr  # an argument of that size is more than a system passes on
        return
    fails(run_wenqu("ask", question, "--index", str(corpus_index_path)), says)


def test_nothing_to_index(tmp_path: Path) -> None:
    where = ("--index", str(tmp_path / "index"))
    fails(run_wenqu("index", str(tmp_path / "nowhere"), *where), "no such file or folder")
    (tmp_path / "empty").mkdir()
    fails(run_wenqu("index", str(tmp_path / "empty"), *where), "holds no document")
    fails(run_wenqu("index", *where, cwd=tmp_path), "there is no folder corpus")


def test_a_bad_file_is_told_on_stderr_and_the_rest_is_indexed(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("机房在三号楼，一共有十二台服务器。", "utf-8")
    (tmp_path / "bad.txt").write_bytes(b"%PDF-1.7 not a text")
    where = tmp_path / ".index"
    run = run_wenqu("index", str(tmp_path), "--index", str(where))
    assert run.returncode == 0
    assert "bad.txt" in run.stderr
    assert "[wrong_type]" in run.stderr
    assert run.stdout.startswith("1 documents, 1 passages")
    assert "bad.txt" in run_wenqu("info", "--index", str(where)).stdout


def test_a_model_that_cannot_be_had(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("机房在三号楼。", "utf-8")
    where = str(tmp_path / ".index")
    run = run_wenqu("index", str(tmp_path), "--index", where, "--model", "nobody/no-such-model")
    fails(run, "nobody/no-such-model", "nothing is downloaded")


def test_a_truncated_index(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("机房在三号楼。", "utf-8")
    where = tmp_path / ".index"
    assert run_wenqu("index", str(tmp_path), "--index", str(where)).returncode == 0
    part = next(where.glob("generations/*/passages.jsonl"))
    part.write_bytes(part.read_bytes()[:-5])
    fails(run_wenqu("ask", QUESTION, "--index", str(where)), "passages.jsonl", "--rebuild")


@pytest.mark.parametrize(
    "arguments",
    [[], ["ask"], ["search", "x", "-k", "0"], ["ask", "x", "--threshold", "2"], ["fly"]],
)
def test_usage_errors_exit_2(arguments: list[str]) -> None:
    run = run_wenqu(*arguments)
    assert run.returncode == 2
    assert "usage:" in run.stderr
