"""The command, run as a user runs it: what it prints where, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from index.build import build_index
from index.rankers.encoder import Encoder
from tests.conftest import ROOT, run_wenqu
from ui.web.server import listen

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
    assert run.stdout.startswith("34 个\n")  # as the file has it
    assert "[1] 《" in run.stdout
    assert "news/山阴千兆小区.txt, p. 1" in run.stdout
    assert run.stderr == ""


def test_ask_json_has_the_fields_of_the_contract(corpus_index_path: Path) -> None:
    run = run_wenqu("ask", QUESTION, "--index", str(corpus_index_path), "--json")
    record = json.loads(run.stdout)
    assert record["question"] == QUESTION
    assert record["found"] is True
    assert 0.5 <= record["confidence"] <= 1
    assert record["short"] == "34 个"
    assert list(record["citations"][0]) == [
        "n", "doc_id", "title", "path", "page", "heading", "start", "end", "quote",
    ]  # fmt: skip
    assert list(record["hits"][0]) == [
        "rank", "score", "doc_id", "page", "start", "end", "text", "scores", "also",
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
    assert first["short"] == "34 个"
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


def test_an_index_without_documents(tmp_path: Path, encoder: Encoder) -> None:
    corpus, where = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    build_index(corpus=corpus, where=where, encoder=encoder, may_be_empty=True)
    index = ("--index", str(where))
    for command in (("ask", QUESTION), ("search", QUESTION), ("chat",)):
        fails(
            run_wenqu(*command, *index, stdin=f"{QUESTION}\n"), "holds no document", "wenqu index"
        )
    out = tmp_path / "out.jsonl"
    fails(run_wenqu("batch", str(key_file(tmp_path)), "-o", str(out), *index), "holds no document")
    assert not out.exists()
    fails(run_wenqu("eval", str(key_file(tmp_path)), *index), "holds none of the documents")
    assert "documents  0\n" in run_wenqu("info", *index).stdout
    assert run_wenqu("verify", *index).returncode == 0
    assert run_wenqu("index", str(corpus), *index).stdout.startswith("0 documents, 0 passages")


def test_an_index_without_documents_is_served_for_them_to_come(
    tmp_path: Path, encoder: Encoder
) -> None:
    corpus, where = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    build_index(corpus=corpus, where=where, encoder=encoder, may_be_empty=True)
    with listen("127.0.0.1", 0) as free:
        port = str(free.getsockname()[1])
    command = [str(Path(sys.executable).with_name("wenqu")), "serve", "--port", port]
    server = subprocess.Popen(
        [*command, "--index", str(where)], stderr=subprocess.PIPE, encoding="utf-8", cwd=ROOT
    )
    try:
        assert server.stderr
        said = [server.stderr.readline() for _ in range(2)]
        assert said[0].startswith(f"wenqu: index {where} holds no document. Next: ")
        assert said[1] == f"问渠 http://127.0.0.1:{port}/\n"
    finally:
        server.terminate()
        server.wait(20)


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


def key_file(folder: Path) -> Path:
    path = folder / "key.jsonl"
    records = [
        {"id": "k1", "question": QUESTION, "evidence": ["34个"], "doc": "news/山阴千兆小区.txt"},
        {"id": "k2", "question": "火星基地的咖啡机什么时候保养？", "kind": "unanswerable"},
    ]
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def test_eval_prints_a_table_and_one_json_object_to_compare_with(
    corpus_index_path: Path, tmp_path: Path
) -> None:
    key, where = str(key_file(tmp_path)), ("--index", str(corpus_index_path))
    run = run_wenqu("eval", key, *where, "--threshold", "1", "--json")
    assert (run.returncode, run.stderr) == (0, "")
    record = json.loads(run.stdout)
    assert list(record) == ["questions", "refused", "absent", "figures", "by_kind", "outcomes"]
    assert record["figures"]["R@1"] == record["figures"]["missed"] == 1.0
    assert [outcome["id"] for outcome in record["outcomes"]] == ["k1", "k2"]
    other = tmp_path / "other.json"
    other.write_text(run.stdout, "utf-8")
    floors = ("--fail-under", "R@1=1", "evidence=1", "--fail-under", "contest=0.5", "missed=0")
    run = run_wenqu("eval", key, *where, "--compare", str(other), *floors)
    assert run.returncode == 1
    assert run.stderr == (
        "wenqu: contest was not measured on these questions, wanted at least 0.5\n"
    )
    rows = [line.split() for line in run.stdout.splitlines()]
    assert rows[:3] == [
        ["all", "change", "plain", "unanswerable"],
        ["questions", "2", "1", "1"],
        ["R@1", "1.000", "+0.000", "1.000"],
    ]
    assert ["missed", "0.000", "-1.000", "0.000"] in rows
    assert run.stdout.endswith(f"better: 1\n  k1  not found → right  {QUESTION}\nworse: 0\n")


def test_eval_of_squad_brings_its_own_documents(tmp_path: Path) -> None:
    asked = {"id": "s1", "question": "机房在哪里？", "answers": [{"text": "三号楼"}]}
    paragraph = {"context": "机房在三号楼，一共有十二台服务器。", "qas": [asked]}
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": [{"paragraphs": [paragraph]}]}), "utf-8")
    run = run_wenqu("eval", str(path), "-k", "3", "--fail-under", "R@3=1", cwd=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")
    assert "R@3         1.000" in run.stdout
    assert [file.name for file in tmp_path.iterdir()] == ["squad.json"]


def test_batch_answers_a_csv(corpus_index_path: Path, tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text(f"ques_id,question\n1,{QUESTION}\n2,\n", "utf-8-sig")
    run = run_wenqu(
        "batch", "q.csv", "-o", "a.csv", "--index", str(corpus_index_path), cwd=tmp_path
    )
    assert run.returncode == 0
    assert run.stdout == "2 questions in a.csv: 1 answered, 0 not found, 1 not asked\n"
    assert run.stderr.startswith("wenqu: q.csv, line 3: the question is empty")
    rows = (tmp_path / "a.csv").read_text("utf-8-sig").splitlines()
    assert rows[0] == "ques_id,question,answer,short,doc,page,found,confidence,error"
    assert rows[-1].startswith('2,,,,,,false,0.0,"the question is empty')


def test_files_of_questions_that_cannot_be_used(tmp_path: Path) -> None:
    fails(run_wenqu("batch", "none.csv", "-o", "a.csv", cwd=tmp_path), "none.csv: No such file")
    key, other = key_file(tmp_path), tmp_path / "other.json"
    other.write_text("{}", "utf-8")
    fails(run_wenqu("eval", str(key), "--compare", str(other)), "not a report to compare with")


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
    ("arguments", "says"),
    [
        (["--host", "0.0.0.0"], "serving on 0.0.0.0 lets in who reaches it, found neither --auth"),
        (["--host", ""], "serving on * lets in who reaches it"),
        (["--host", "box.example"], "--no-auth to let anybody ask"),
        (["--proxy", "q.example"], "serving for q.example lets in who reaches it"),
        (["--auth", "nowhere"], "users nowhere: No such file or directory"),
        (["--auth", "plain"], "users plain, line 1: wanted NAME:scrypt"),
        (["--host", "0.0.0.0", "--auth", "plain", "--allow-uploads"], "goes with --no-auth"),
        (["--allow-uploads"], "goes with --no-auth"),
    ],
)
def test_serving_where_it_is_not_said_who_may_come_in(
    tmp_path: Path, arguments: list[str], says: str
) -> None:
    (tmp_path / "plain").write_text("amy:a plain password\n", "utf-8")
    run = run_wenqu("serve", *arguments, "--index", str(tmp_path / "none"), cwd=tmp_path)
    fails(run, says, "Next: ")
    assert "plain password" not in run.stderr


def test_a_password_is_written_as_a_line_that_serve_reads(tmp_path: Path) -> None:
    run = run_wenqu("password", "李雷", "--editor", stdin="a long password\n")
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("李雷:scrypt$14$8$5$")
    assert run.stdout.endswith(":editor\n")
    assert "password" not in run.stdout + run.stderr
    (tmp_path / "users").write_text(run.stdout, "utf-8")
    served = run_wenqu("serve", "--auth", "users", "--index", str(tmp_path / "none"), cwd=tmp_path)
    fails(served, "no index at")  # the users were read before
    fails(run_wenqu("password", "amy", stdin="short\n"), "has 5 characters, wanted 8 to 256")
    fails(run_wenqu("password", "a:b", stdin="long enough\n"), "user name 'a:b' cannot be")


def test_an_unknown_metric_is_a_usage_error_that_names_the_known_ones() -> None:
    run = run_wenqu("eval", "q.jsonl", "--fail-under", "accuracy=0.9")
    assert run.returncode == 2
    assert "'accuracy' is no metric; there are R@N, RR@N, nDCG@N, document@1" in run.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["ask"],
        ["search", "x", "-k", "0"],
        ["ask", "x", "--threshold", "2"],
        ["fly"],
        ["batch", "q.csv"],
        ["serve", "--auth", "users", "--no-auth"],
        ["serve", "--rate", "-1"],
    ],
)
def test_usage_errors_exit_2(arguments: list[str]) -> None:
    run = run_wenqu(*arguments)
    assert run.returncode == 2
    assert "usage:" in run.stderr
