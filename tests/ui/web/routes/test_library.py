"""The routes that change the corpus: who may, what is refused and how it is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from index.build import build_index
from index.library.library import INCOMING, MAX_FILE_BYTES, Library
from index.rankers.encoder import Encoder
from index.store.store import Index
from tests.index.loaders.office_files import docx, w_p
from tests.ui.web.loops import run_apart
from ui.web.door.access import Visitor, admit
from ui.web.page.documents.list import size_of
from ui.web.routes import library as library_routes
from ui.web.routes.library import library_router
from ui.web.words import LANGUAGES, ZH, DocumentsTexts, texts_for

HOSTILE = '<img src=x onerror="alert(1)">${1+1}{{7*7}}[a](javascript:b)'
PROGRAM = b"MZ\x90\x00" + bytes(100)


@pytest.fixture
def library(tmp_path: Path, encoder: Encoder) -> Iterator[Library]:
    corpus = tmp_path / "corpus"
    (corpus / "news").mkdir(parents=True)
    (corpus / "a.txt").write_text("机房在三号楼，一共有十二台服务器。", "utf-8")
    (corpus / "news" / "b.md").write_text("# 食堂\n\n食堂每天十一点半开门。\n", "utf-8")
    title = escape(f"海潮项目通报 {HOSTILE}")
    hostile = docx(w_p(title, "T") + w_p("海潮项目负责人是张三。"))
    (corpus / "<i>c.docx").write_bytes(hostile)
    (corpus / "坏.pdf").write_bytes(PROGRAM)
    build_index(corpus=corpus, where=tmp_path / "index", encoder=encoder)
    library = Library.open(tmp_path / "index", encoder)
    yield library
    library.wait(30)


@pytest.fixture
def visitor(library: Library) -> Callable[[bool], TestClient]:
    def make(may_change: bool) -> TestClient:
        app = FastAPI()
        app.include_router(library_router(library))

        async def admitted(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
            admit(scope, Visitor("", may_change))
            await app(scope, receive, send)

        return TestClient(admitted)

    return make


@pytest.fixture
def client(visitor: Callable[[bool], TestClient]) -> TestClient:
    return visitor(True)


def test_a_file_is_taken_indexed_listed_and_removed(client: TestClient, library: Library) -> None:
    said = client.post(
        "/api/documents", params={"name": "采购 通报.txt"}, content="采购交换机四十七台。".encode()
    )
    assert said.status_code == 201
    document = said.json()["document"]
    assert (document["doc_id"], document["status"]) == ("采购 通报.txt", "waiting")
    assert document["passages"] == 1
    assert (document["format"], document["bytes"]) == ("txt", 30)
    library.wait(30)
    job = client.get("/api/rebuild").json()
    assert (job["state"], job["error"]) == ("done", None)
    assert job["message"] == "The index is updated; the next question is answered from it."
    assert [e.path for e in library.entries() if e.status == "ok"] == [
        "<i>c.docx", "a.txt", "news/b.md", "采购 通报.txt",
    ]  # fmt: skip
    gone = client.delete(f"/api/documents/{quote('采购 通报.txt')}")
    assert gone.status_code == 202
    assert re.fullmatch(r"\.wenqu-trash/[0-9T]+-\w{6}/采购 通报\.txt", gone.json()["kept"])
    assert client.delete("/api/documents/news/b.md").status_code == 202
    library.wait(30)
    assert [e.path for e in library.entries()] == ["<i>c.docx", "a.txt", "坏.pdf"]


@pytest.mark.parametrize(
    ("name", "content", "status", "code", "message"),
    [
        ("通知.pdf", PROGRAM, 415, "wrong_type", "内容与扩展名不符，不是可读的文档"),
        ("../../x.txt", b"x", 400, "bad_name", "文件名不能带文件夹，也不能为空"),
        ("a.txt", b"x", 409, "exists", "已有同名的文件"),
        ("x.exe", PROGRAM, 415, "unsupported", "不支持这种文件"),
        ("x.txt", b"", 422, "empty", "里面没有可检索的文字"),
        ("x.txt", bytes(MAX_FILE_BYTES + 1), 413, "too_large", "文件太大"),
    ],
)
def test_refusals_name_code_and_reason(
    client: TestClient, library: Library, name: str, content: bytes, status: int, code: str,
    message: str,
) -> None:  # fmt: skip
    parameters = {"name": name, "lang": "zh-Hans"}
    said = client.post("/api/documents", params=parameters, content=content)
    assert (said.status_code, said.json()["code"]) == (status, code)
    assert said.json()["message"] == message
    assert said.json()["detail"]
    assert list((library.corpus / INCOMING).iterdir()) == []
    assert len(library.entries()) == 4


def test_a_stream_without_a_length_is_counted_as_it_comes(
    client: TestClient, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_routes, "MAX_FILE_BYTES", 100_000)
    sent = 0

    def stream() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b"x" * 65536

    said = client.post("/api/documents", params={"name": "x.txt"}, content=stream())
    assert (said.status_code, said.json()["code"]) == (413, "too_large")
    assert list((library.corpus / INCOMING).iterdir()) == []


def test_a_client_that_goes_away_leaves_nothing(library: Library) -> None:
    app = FastAPI()
    app.include_router(library_router(library))
    said: list[object] = []
    messages = iter(
        [
            {"type": "http.request", "body": b"half of it", "more_body": True},
            {"type": "http.disconnect"},
        ]
    )

    async def receive() -> object:
        return next(messages)

    async def send(message: object) -> None:
        said.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/api/documents", "headers": [],
        "query_string": b"name=a2.txt", "client": ("127.0.0.1", 1), "server": ("localhost", 1),
    }  # fmt: skip
    admit(scope, Visitor("", True))
    run_apart(app(scope, receive, send))  # type: ignore[arg-type]
    assert list((library.corpus / INCOMING).iterdir()) == []
    assert not (library.corpus / "a2.txt").exists()


def test_who_may_change_nothing_changes_nothing(
    visitor: Callable[[bool], TestClient], library: Library
) -> None:
    reader = visitor(False)
    for said in (
        reader.post("/api/documents", params={"name": "x.txt"}, content=b"x"),
        reader.delete("/api/documents/a.txt"),
        reader.post("/api/rebuild"),
    ):
        assert (said.status_code, said.json()["code"]) == (403, "forbidden")
    assert not (library.corpus / INCOMING).exists()
    parts = reader.get("/library").json()
    assert parts["may_change"] is False
    assert "wq-doc-delete" not in parts["list"]
    assert reader.get("/api/rebuild").json()["state"] == "idle"


def test_replacing_is_asked_for(client: TestClient, library: Library) -> None:
    parameters = {"name": "a.txt", "replace": "true"}
    said = client.post("/api/documents", params=parameters, content="搬到了五号楼。".encode())
    assert said.status_code == 201
    library.wait(30)
    assert "五号楼" in str(Index.open(library.corpus.parent / "index").passages)


def test_unknown_documents_are_not_found(client: TestClient) -> None:
    for doc_id in ("x.txt", "..%2F..%2Fetc%2Fpasswd", "news"):
        said = client.delete(f"/api/documents/{doc_id}")
        assert (said.status_code, said.json()["code"]) == (404, "unknown")


class Seen(HTMLParser):
    """Tags, and the text that a browser would show."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [unquote(value or "") for name, value in attrs if name == "data-id"]
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_list_shows_hostile_text_as_text(client: TestClient) -> None:
    parts = client.get("/library", params={"figures": "true"}).json()
    for part in (parts["list"], parts["figures"]):
        assert not any(sign in part for sign in ("${", "{{", "<img", "<i>c"))
        seen = Seen(part)
        assert "海潮项目通报 <img src=x onerror=" in seen.text
        assert not {"img", "a", "script"} & set(seen.tags)
    listed = Seen(parts["list"])
    assert listed.ids == ["坏.pdf", "<i>c.docx", "a.txt", "news/b.md"]  # trouble first
    assert "文件已损坏或不完整 no PDF: the mark %PDF is missing" in listed.text
    assert "news/b.md · MD · 1 段 · " in listed.text
    assert "显示 4 份，共 4 份" in listed.text


def test_the_list_is_searched_by_every_word(client: TestClient) -> None:
    def found(search: str) -> list[str]:
        return Seen(client.get("/library", params={"search": search}).json()["list"]).ids

    assert found("食堂") == ["news/b.md"]
    assert found("NEWS 食堂") == ["news/b.md"]
    assert found("ｎｅｗｓ") == ["news/b.md"]
    assert found("pdf") == ["坏.pdf"]
    assert found("食堂 pdf") == []
    assert "没有符合的文档" in client.get("/library", params={"search": "无"}).json()["list"]


def test_a_list_of_nothing_says_how_to_add_something(
    client: TestClient, visitor: Callable[[bool], TestClient], library: Library
) -> None:
    for entry in library.entries():
        library.remove(entry.doc_id)
    for one, said in (
        (client, "现在没有文档。请在上面选择文件"),
        (visitor(False), "现在没有文档。"),
    ):
        parts = one.get("/library", params={"figures": "true"}).json()
        assert Seen(parts["list"]).text.startswith(said)
        assert ("请" in Seen(parts["list"]).text) == parts["may_change"]
        assert parts["figures"] == ""


@pytest.mark.parametrize("lang", [texts.lang for texts in LANGUAGES])
def test_every_language_has_words_for_everything(lang: str) -> None:
    from index.errors import LibraryCode, ReadCode
    from index.library.entries import EntryStatus
    from index.library.job import Stage

    assert texts_for(lang).lang == lang
    texts, chinese = texts_for(lang).documents, ZH.documents
    assert set(texts.statuses) == set(EntryStatus)
    assert set(texts.stages) == set(Stage)
    assert set(texts.reasons) == {*ReadCode, *LibraryCode}
    for name in DocumentsTexts.__slots__:
        words, model = getattr(texts, name), getattr(chinese, name)
        if isinstance(words, str):
            assert words.count("{}") == model.count("{}"), name
            assert words.strip()


def test_sizes_read_well() -> None:
    sizes = [size_of(n) for n in (0, 1023, 1024, 1536 * 1024, 50 << 20)]
    assert sizes == ["0 B", "1023 B", "1 KB", "1.5 MB", "50.0 MB"]
