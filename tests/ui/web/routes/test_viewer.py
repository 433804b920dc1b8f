"""What the viewer's routes give, and to whom they give nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from index.build import build_index
from index.errors import ReadError
from index.rankers.encoder import Encoder
from index.store.store import Index
from qa import Bot, Retriever
from tests.ui.web.loops import run_apart
from ui.web.page.cards.place import Place
from ui.web.routes import pictures
from ui.web.routes.pictures import Busy, Pictures
from ui.web.server import create_server


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Bot:
    home = tmp_path_factory.mktemp("viewer")
    corpus = home / "corpus"
    (corpus / "报告").mkdir(parents=True)
    (corpus / "报告" / "年报.txt").write_text("全年建成千兆小区三十四个。\n" * 5, "utf-8")
    (corpus / "page.html").write_text("<p>宽带用户有两千户。</p><script>1</script>", "utf-8")
    (corpus / "link.txt").write_text("这一篇后来成了一个链接。", "utf-8")
    (home / "secret.txt").write_text("secret", "utf-8")
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(corpus / "a.pdf"))
    canvas.setFont("STSong-Light", 14)
    canvas.drawString(80, 700, "一共建成千兆小区 34 个，用户都说好，明年还要再建二十个。")
    canvas.showPage()
    canvas.save()
    build_index(corpus=corpus, where=home / "index", encoder=encoder)
    (corpus / "link.txt").unlink()
    (corpus / "link.txt").symlink_to(home / "secret.txt")
    (corpus / "not-indexed.txt").write_text("later", "utf-8")
    return Bot(Retriever(Index.open(home / "index"), encoder))


@pytest.fixture(scope="module")
def client(bot: Bot) -> Iterator[TestClient]:
    with TestClient(create_server(bot), base_url="http://localhost:7860") as client:
        yield client


def test_the_text_comes_with_its_mark(client: TestClient, bot: Bot) -> None:
    document = bot.index.document_by_id["报告/年报.txt"]
    query = Place.of(document, [(0, 13)], (8, 11)).query
    shown = client.get(f"/view/document?{query}&lang=en")
    assert shown.status_code == 200
    assert '<mark class="wq-evidence wq-hit">三十四</mark>' in shown.text
    assert "Download the file" in shown.text
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert shown.headers["cache-control"] == "no-store"
    assert "default-src 'self'" in shown.headers["content-security-policy"]
    more = client.get(f"/view/text?{query}&after=0")
    assert more.text.startswith("<div class=")
    assert client.get(f"/view/text?{query}&before=999999999").status_code == 200
    assert client.get(f"/view/text?{query}&after=-5").status_code == 200


@pytest.mark.parametrize("name", ["document", "text", "original", "page"])
@pytest.mark.parametrize(
    "doc_id",
    ["", "not-indexed.txt", "../secret.txt", "/etc/passwd", "报告/../link.txt", "a.pdf\0", "报告"],
)
def test_what_is_not_in_the_index_is_not_served(client: TestClient, name: str, doc_id: str) -> None:
    assert client.get(f"/view/{name}?id={quote(doc_id)}&page=1").status_code == 404


def test_the_original_is_handed_over_and_never_run(client: TestClient, bot: Bot) -> None:
    got = client.get(f"/view/original?id={quote('报告/年报.txt')}")
    assert got.content == (bot.index.corpus / "报告/年报.txt").read_bytes()
    told = got.headers["content-disposition"]
    assert told == f"attachment; filename*=utf-8''{quote('年报.txt')}"
    assert got.headers["x-content-type-options"] == "nosniff"
    page = client.get("/view/original?id=page.html")
    assert page.headers["content-type"] == "text/plain; charset=utf-8"
    assert page.headers["content-disposition"] == 'attachment; filename="page.html"'
    assert client.get("/view/original?id=a.pdf").headers["content-type"] == "application/pdf"


def test_a_link_that_leaves_the_corpus_is_not_followed(client: TestClient, bot: Bot) -> None:
    got = client.get("/view/original?id=link.txt")
    assert got.status_code == 404
    assert "secret" not in got.text
    assert "leaves the corpus" in got.text
    assert str(bot.index.corpus.parent) not in got.text


def test_a_page_is_a_picture_and_only_of_pdfs(client: TestClient, bot: Bot) -> None:
    document = bot.index.document_by_id["a.pdf"]
    start = document.text.index("一共")
    query = Place.of(document, [(start, start + 10)]).query
    plain, marked = (client.get(f"/view/page?{q}&page=1") for q in ("id=a.pdf", query))
    assert plain.content.startswith(b"\x89PNG")
    assert marked.content.startswith(b"\x89PNG")
    assert plain.content != marked.content
    assert marked.headers["content-type"] == "image/png"
    assert "private" in marked.headers["cache-control"]
    assert client.get("/view/page?id=page.html&page=1").status_code == 404
    assert client.get("/view/page?id=a.pdf&page=0").status_code == 404
    assert client.get("/view/page?id=a.pdf&page=x").status_code == 422
    assert client.get("/view/page?id=a.pdf&page=7").status_code == 422


def test_pictures_are_kept_within_their_room_and_failures_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []

    def draw(path: str, file: Path, page: int, quotes: tuple[str, ...]) -> bytes:
        drawn.append(page)
        if page == 9:
            raise ReadError(path, "crashed", "bad")  # type: ignore[arg-type]
        return b"x" * 40

    monkeypatch.setattr(pictures, "page_picture", draw)
    file = tmp_path / "a.pdf"
    file.write_bytes(b"1")

    async def look() -> None:
        kept = Pictures(room=100)
        for page in (1, 2, 1, 3, 1, 2):  # room for two: 2 was pushed out by 3
            await kept.page("a.pdf", file, page, ())
        assert drawn == [1, 2, 3, 2]
        for _ in range(2):
            with pytest.raises(ReadError):
                await kept.page("a.pdf", file, 9, ())
        assert drawn.count(9) == 1
        file.write_bytes(b"22")  # another file now
        await kept.page("a.pdf", file, 2, ())
        assert drawn.count(2) == 3
        with pytest.raises(ReadError, match="no longer there"):
            await kept.page("b.pdf", tmp_path / "b.pdf", 1, ())

    run_apart(look())


def test_too_many_at_once_are_turned_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setattr(pictures, "page_picture", lambda *_: time.sleep(0.05) or b"x")
    file = tmp_path / "a.pdf"
    file.write_bytes(b"1")

    async def look() -> list[object]:
        kept = Pictures()
        asked = (kept.page("a.pdf", file, page, ()) for page in range(30))
        return list(await asyncio.gather(*asked, return_exceptions=True))

    outcomes = run_apart(look())
    assert outcomes.count(b"x") == 12
    assert sum(isinstance(outcome, Busy) for outcome in outcomes) == 18
