"""The README's pictures of the page: `python -m bench.screenshots`.

The real page in a headless Chromium over corpus/, one document of it printed as a PDF first.
"""

from __future__ import annotations

import html
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Page, PdfMargins, sync_playwright

from bench.places import CORPUS, ROOT
from index.build import build_index
from index.loaders import load_document
from index.rankers.encoder import load_encoder
from index.records import BlockKind
from index.store.store import Index
from qa.bot import Bot
from qa.find.retriever import Retriever
from ui.web.server import address, create_server, listen

PICTURES = ROOT / "docs" / "images"
PRINTED = "reports/临江通信2022年度报告.txt"
MOST_BYTES = 200 * 1024
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_TAGS = {BlockKind.TITLE: "h1", BlockKind.HEADING: "h2"}
_MARGIN: PdfMargins = {"top": "25mm", "right": "25mm", "bottom": "25mm", "left": "25mm"}
_STYLE = "body { font: 12pt/1.9 'Noto Serif CJK SC'; } h1 { text-align: center; }"


def main() -> None:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as home:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        corpus = Path(home) / "corpus"
        shutil.copytree(CORPUS, corpus)
        print_pdf(browser, corpus / PRINTED)
        with serving(corpus, Path(home) / "index") as url:
            page = browser.new_context(
                locale="zh-CN", viewport={"width": 1280, "height": 890}, reduced_motion="reduce"
            ).new_page()
            page.goto(url)
            answer(page)
            viewer(page)
        browser.close()


def answer(page: Page) -> None:
    ask(page, "北原算力中心一期投资多少？")
    ask(page, "它的二期什么时候开工？")
    save(page, "answer")


def viewer(page: Page) -> None:
    ask(page, "2022年临江通信中标了哪些政企项目？")
    page.locator(".wq-open").first.click()
    page.wait_for_function("(document.querySelector('.wq-page-picture img') || {}).naturalWidth")
    page.wait_for_timeout(500)
    save(page, "viewer")


def ask(page: Page, question: str) -> None:
    count = page.locator(".wq-exchange").count()
    page.locator("#wq-question textarea").fill(question)
    page.keyboard.press("Enter")
    page.locator(".wq-exchange").nth(count).locator(".wq-actions").wait_for()
    page.wait_for_timeout(500)


def save(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    file = PICTURES / f"{name}.png"
    page.screenshot(path=file)
    with Image.open(file) as picture:
        small = picture.convert("RGB").quantize(160, dither=Image.Dither.NONE)
    small.save(file, optimize=True)
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"{file} has {size} bytes, at most {MOST_BYTES} are wanted")
    print(f"{file.relative_to(ROOT)}: {size // 1024} KB")


def print_pdf(browser: Browser, file: Path) -> None:
    """The document as a PDF in its place, so that the viewer has a page to show."""
    document = load_document(file.read_bytes(), file.name)
    body = "".join(
        f"<{tag}>{html.escape(document.text[block.start : block.end])}</{tag}>"
        for block in document.blocks
        for tag in [_TAGS.get(block.kind, "p")]
    )
    page = browser.new_page()
    page.set_content(f"<html lang=zh><style>{_STYLE}</style>{body}</html>")
    page.pdf(path=file.with_suffix(".pdf"), format="A4", margin=_MARGIN)
    page.close()
    file.unlink()


@contextmanager
def serving(corpus: Path, where: Path) -> Iterator[str]:
    encoder = load_encoder()
    build_index(corpus=corpus, where=where, encoder=encoder)
    bot = Bot(Retriever(Index.open(where), encoder))
    with listen("127.0.0.1", 0) as listener:
        app = create_server(bot)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield address(listener)
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    main()
