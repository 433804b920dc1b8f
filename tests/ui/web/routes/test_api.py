"""The JSON API: the records of the command line, its errors, many clients, and one that leaves."""

from __future__ import annotations

import http.client
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from index.build import build_index
from index.rankers.encoder import Encoder
from index.store.store import Index
from qa import Bot, Retriever
from tests.conftest import run_wenqu
from tests.ui.web.loops import run_apart, served
from ui.web.door.access import Access
from ui.web.live import Live
from ui.web.server import create_server
from ui.web.watcher import Watcher
from ui.web.workers import BusyError, Workers

QUESTION = "山阴党支部建设了多少千兆小区"
BASE = "http://localhost:7860"


@pytest.fixture(scope="module")
def client(bot: Bot) -> TestClient:
    return TestClient(create_server(bot), base_url=BASE)


def test_answers_are_the_records_of_the_command(
    client: TestClient, corpus_index_path: Path
) -> None:
    where = ("--index", str(corpus_index_path), "--json")
    asked = run_wenqu("ask", QUESTION, "-k", "3", *where)
    assert client.post("/api/ask", json={"question": QUESTION, "k": 3}).json() == json.loads(
        asked.stdout
    )
    found = run_wenqu("search", QUESTION, "-k", "3", *where)
    answer = client.post("/api/search", json={"question": QUESTION, "k": 3}).json()
    assert answer["hits"] == list(map(json.loads, found.stdout.splitlines()))
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2, 3]


def test_not_found_is_an_answer(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": "火星基地的咖啡机什么时候保养？"})
    assert answer.status_code == 200
    assert (answer.json()["found"], answer.json()["citations"]) == (False, [])
    certain = client.post("/api/ask", json={"question": QUESTION, "threshold": 1})
    assert certain.json()["found"] is False


@pytest.mark.parametrize("question", [QUESTION, "差旅住宿标准是多少", "火星基地有几台咖啡机"])
def test_k_is_how_many_hits_there_are_and_the_answer_stays(
    client: TestClient, question: str
) -> None:
    answers = [client.post("/api/ask", json={"question": question, "k": k}) for k in (1, 8, 40)]
    hits = [answer.json()["hits"] for answer in answers]
    assert [len(found) for found in hits] == [1, 8, 40]
    assert hits[1][:1] == hits[0]
    assert hits[2][:8] == hits[1]
    first, *others = ({**answer.json(), "hits": None} for answer in answers)
    assert others == [first, first]


def test_a_follow_up_is_understood_from_questions_or_turns(client: TestClient, bot: Bot) -> None:
    first = client.post("/api/ask", json={"question": QUESTION}).json()
    turn = {
        "question": first["question"],
        "answer": first["text"],
        "understood": first["understood"],
        "documents": [citation["doc_id"] for citation in first["citations"]],
    }
    for history in ([QUESTION], [turn], ["雪亮工程一共有多少个摄像头", turn]):
        body = {"question": "那光猫更换了多少个", "history": history}
        answer = client.post("/api/ask", json=body).json()
        assert "山阴党支部" in answer["understood"]


def test_documents_and_folders_narrow_the_search(client: TestClient, bot: Bot) -> None:
    news = {d.doc_id for d in bot.index.documents if d.path.startswith("news/")}
    body = {"question": "建设情况", "k": 30, "folders": ["news"]}
    hits = client.post("/api/search", json=body).json()["hits"]
    assert len(hits) == 30
    assert {hit["doc_id"] for hit in hits} <= news
    one = "news/5ga_pilot.md"
    body = {"question": QUESTION, "documents": [one]}
    assert {h["doc_id"] for h in client.post("/api/ask", json=body).json()["hits"]} == {one}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"question": ""}, "the question is empty"),
        ({"question": "问" * 3000}, "the question has 3000 characters"),
        ({"question": "\ud800"}, "unable to parse raw data as a unicode string"),
        ({}, "question: Field required"),
        ({"question": 7}, "question: Input should be a valid string"),
        ({"question": "问", "k": 0}, "k: Input should be greater than or equal to 1"),
        ({"question": "问", "k": 101}, "k: Input should be less than or equal to 100"),
        ({"question": "问", "threshold": 2}, "threshold: Input should be less than or equal to 1"),
        ({"question": "问", "documents": []}, "documents: List should have at least 1 item"),
        ({"question": "问", "documents": ["../x"]}, "no document '../x' here"),
        ({"question": "问", "folders": ["../.."]}, "no folder '../..' here"),
        ({"question": "问", "history": ["a"] * 51}, "history: List should have at most 50 items"),
        ({"question": "问", "more": 1}, "more: Extra inputs are not permitted"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(
    client: TestClient, body: dict[str, Any], says: str
) -> None:
    content = json.dumps(body).encode()
    answer = client.post("/api/ask", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert list(answer.json()) == ["error", "next"]
    assert says in answer.json()["error"]
    assert answer.json()["next"]
    assert "\n" not in answer.json()["error"]


def test_other_errors_are_of_the_same_form(client: TestClient) -> None:
    sent = {"content-type": "application/json"}
    broken = client.post("/api/ask", content=b"{", headers=sent)
    assert (broken.status_code, broken.json()["next"]) == (400, "see /api/docs")
    for method, path in (("GET", "/api/nothing"), ("GET", "/api/ask"), ("DELETE", "/api/health")):
        answer = client.request(method, path)
        assert answer.status_code == 404
        assert answer.json()["error"] == f"there is no {path} with this method"
    plain = client.post("/api/ask", content=b'{"question": "x"}')  # as another site's form sends
    assert plain.status_code == 422


def test_documents_are_listed_with_what_became_of_them(tmp_path: Path, encoder: Encoder) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "b.txt").write_text("机房在三号楼。", "utf-8")
    (corpus / "a.txt").write_bytes(b"%PDF-1.7 no text")
    build_index(corpus=corpus, where=tmp_path / "index", encoder=encoder)
    bot = Bot(Retriever(Index.open(tmp_path / "index"), encoder))
    answer = TestClient(create_server(bot), base_url=BASE).get("/api/documents").json()
    failed, read = answer["documents"]
    assert (failed["path"], failed["status"], failed["code"]) == ("a.txt", "failed", "wrong_type")
    assert (failed["doc_id"], failed["passages"]) == (None, 0)
    assert (read["doc_id"], read["status"], read["passages"]) == ("b.txt", "ok", 1)


def test_the_api_is_described_without_a_word_from_elsewhere(client: TestClient) -> None:
    schema = client.get("/api/openapi.json").json()
    assert set(schema["paths"]) >= {"/api/ask", "/api/search", "/api/documents", "/api/health"}
    page = client.get("/api/docs")
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    shown = unescape(page.text)
    for said in ("POST /api/ask", "question", "integer 1..100", "GET /api/health", "threshold"):
        assert said in shown
    assert "passages to return as <code>hits</code>; the answer is the same" in shown
    assert "<script" not in shown
    assert "http" not in shown.replace("http://127.0.0.1:7860/api/ask", "").replace("HTTP", "")
    assert client.get("/api/docs.css").status_code == 200


def test_too_many_questions_are_refused_with_the_time_to_wait(bot: Bot) -> None:
    client = TestClient(create_server(bot, per_minute=2), base_url=BASE)
    said = [client.post("/api/search", json={"question": QUESTION}) for _ in range(12)]
    assert [answer.status_code for answer in said[:10]] == [200] * 10
    assert said[-1].status_code == 429
    assert 1 <= int(said[-1].headers["retry-after"]) <= 30
    assert said[-1].json()["error"] == "too many requests from this client"
    assert client.get("/api/health").status_code == 200  # it costs no answer


def test_sixteen_clients_at_once_get_their_own_answers(bot: Bot) -> None:
    app = create_server(bot)
    questions = [QUESTION, "雪亮工程一共有多少个摄像头", "差旅住宿标准是多少", "what is a supplier"]
    expected = {question: bot.ask(question).to_json() for question in questions}

    def visit(number: int) -> list[bool]:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        right = []
        for turn in range(4):
            question = questions[(number + turn) % 4]
            body = json.dumps({"question": question})
            connection.request("POST", "/api/ask", body, {"content-type": "application/json"})
            right.append(json.loads(connection.getresponse().read()) == expected[question])
        return right

    with served(app) as url, ThreadPoolExecutor(16) as clients:
        assert list(clients.map(visit, range(16))) == [[True] * 4] * 16
        assert app.state.workers.open == 0


class Slow:
    """A Bot that answers when it is let, and counts its questions."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self.asked: list[str] = []
        self.go = threading.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bot, name)

    def ask(self, question: str, *rest: Any, **more: Any) -> Any:
        self.asked.append(question)
        self.go.wait(20)
        return self._bot.ask(question, *rest, **more)


def eventually(true: Any, seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.02)
    return bool(true())


def test_a_client_that_goes_away_leaves_nothing_running_or_waiting(bot: Bot) -> None:
    slow = Slow(bot)
    app = create_server(Live(slow))  # type: ignore[arg-type]
    workers: Workers = app.state.workers
    with served(app) as url:
        gone = []
        for number in range(12):
            connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
            body = json.dumps({"question": f"{QUESTION} {number}"})
            connection.request("POST", "/api/ask", body, {"content-type": "application/json"})
            gone.append(connection)
        assert eventually(lambda: workers.open == 12)
        begun = len(slow.asked)
        assert 1 <= begun < 12
        for connection in gone:
            connection.close()
        assert eventually(lambda: workers.open == begun)  # what waited is let go of at once
        slow.go.set()
        assert eventually(lambda: workers.open == 0)
        assert len(slow.asked) == begun
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        body = json.dumps({"question": QUESTION})
        connection.request("POST", "/api/ask", body, {"content-type": "application/json"})
        assert json.loads(connection.getresponse().read())["short"] == "34 个"


def test_more_than_can_wait_is_refused_at_once(bot: Bot) -> None:
    import asyncio

    go = threading.Event()
    workers = Workers(threads=1, waiting=2)

    async def crowd() -> list[Any]:
        tasks = [asyncio.create_task(workers.run(lambda: go.wait(10))) for _ in range(4)]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        assert len(done) == 1
        go.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    *answers, refused = run_apart(crowd())
    assert answers == [True] * 3
    assert isinstance(refused, BusyError)
    assert str(refused) == "the server is busy: 3 questions wait. Next: ask again in 1 s"


def test_a_new_index_is_served_without_a_restart(tmp_path: Path, encoder: Encoder) -> None:
    corpus, where = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "a.txt").write_text("机房在三号楼，一共有十二台服务器。", "utf-8")
    build_index(corpus=corpus, where=where, encoder=encoder)
    live = Live(Bot(Retriever(Index.open(where), encoder), threshold=0.0))
    before = live.bot
    app = create_server(live, access=Access(anybody_may_change=True))
    with TestClient(app, base_url=BASE) as client:
        first = client.get("/api/health").json()
        assert first["documents"] == 1
        (corpus / "b.txt").write_text("食堂在五号楼，中午十一点半开门。", "utf-8")
        run = run_wenqu("index", "--corpus", str(corpus), "--index", str(where))  # another process
        assert run.returncode == 0, run.stderr
        assert eventually(lambda: client.get("/api/health").json()["documents"] == 2)
        answer = client.post("/api/ask", json={"question": "食堂几点开门？"}).json()
        assert answer["citations"][0]["doc_id"] == "b.txt"
        assert client.get("/api/health").json()["generation"] != first["generation"]
    assert before.ask("机房在几号楼？").citations[0].doc_id == "a.txt"  # who took it keeps it


def test_documents_go_to_the_last_and_come_again(tmp_path: Path, encoder: Encoder) -> None:
    corpus, where = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "a.txt").write_text("机房在三号楼，一共有十二台服务器。", "utf-8")
    build_index(corpus=corpus, where=where, encoder=encoder)
    live = Live(Bot(Retriever(Index.open(where), encoder), threshold=0.0))
    assert live.examples == ("《a》讲了什么？",)
    with TestClient(create_server(live), base_url=BASE) as client:

        def indexed() -> bool:
            return bool(client.get("/api/rebuild").json()["state"] == "done")

        assert client.delete("/api/documents/a.txt").status_code == 202
        assert eventually(indexed)
        assert client.get("/api/health").json()["documents"] == 0
        assert client.get("/api/documents").json() == {"documents": []}
        assert live.examples == ()
        for path in ("/api/ask", "/api/search"):
            refused = client.post(path, json={"question": "机房在几号楼？"})
            assert refused.status_code == 409
            assert refused.json()["error"] == "there are no documents to answer from."
            assert str(tmp_path) not in refused.text
        said = client.post(
            "/api/documents", params={"name": "食堂.txt"}, content="食堂中午十一点半开门。".encode()
        )
        assert said.status_code == 201
        assert eventually(indexed)
        answer = client.post("/api/ask", json={"question": "食堂几点开门？"}).json()
        assert answer["citations"][0]["doc_id"] == "食堂.txt"
        assert live.examples == ("《食堂》讲了什么？",)


def test_an_index_that_cannot_be_served_is_told_once_and_the_old_one_stays(
    tmp_path: Path, encoder: Encoder, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus, where = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "a.txt").write_text("机房在三号楼。", "utf-8")
    build_index(corpus=corpus, where=where, encoder=encoder)
    live = Live(Bot(Retriever(Index.open(where), encoder)))
    watcher = Watcher(live)
    assert watcher.look() is False
    served = live.index.generation
    (corpus / "a.txt").write_text("机房在四号楼。", "utf-8")
    build_index(corpus=corpus, where=where, encoder=encoder)
    published = (where / "CURRENT").read_text("utf-8").strip()
    (where / "generations" / published / "passages.jsonl").write_text("", "utf-8")
    assert [watcher.look(), watcher.look()] == [False, False]
    assert live.index.generation == served
    told = capsys.readouterr().err
    assert told.startswith("wenqu: the new index is not served, the old one stays: index ")
    assert told.count("\n") == 1
    (where / "CURRENT").unlink()
    assert watcher.look() is False
