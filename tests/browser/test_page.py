"""The page in a real browser: keyboard, citations, languages, widths, and no word to outside."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn

from index.build import build_index
from index.encoder import BUNDLED_PATH, SentenceTransformerEncoder
from index.store import Index
from qa.bot import Bot
from qa.retriever import Retriever
from ui.web.server import address, create_server, listen

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
Browser, Page, expect = sync_api.Browser, sync_api.Page, sync_api.expect

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
QUESTION = "山阴党支部建设了多少千兆小区"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no /usr/bin/chromium (apt install chromium)"),
    pytest.mark.skipif(
        not (BUNDLED_PATH / "modules.json").is_file(), reason="the bundled model is not here"
    ),
]


@pytest.fixture(scope="module")
def url(bot: Bot) -> Iterator[str]:
    with serving(bot, [QUESTION, "What is a <b>supplier</b>?"]) as url:
        yield url


@contextmanager
def serving(bot: Bot, examples: Sequence[str] = ()) -> Iterator[str]:
    """The real server on a free port, in a thread."""
    with listen("127.0.0.1", 0) as listener:
        app = create_server(bot, examples=examples)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield address(listener)
        server.should_exit = True
        thread.join(15)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), headless=True, args=FLAGS
        )
        yield browser
        browser.close()


class Visit:
    """One browser window on the page, and every request it made."""

    def __init__(
        self, browser: Browser, url: str, locale: str = "zh-CN", width: int = 1280
    ) -> None:
        self.context = browser.new_context(
            locale=locale, viewport={"width": width, "height": 860}, reduced_motion="reduce"
        )
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(url)
        self.box = self.page.locator("#wq-question textarea")
        expect(self.box).to_be_visible(timeout=30_000)
        lang = "zh" if locale.startswith("zh") else "en"
        expect(self.page.locator(f".wq-header[lang={lang}]")).to_be_visible()
        expect(self.page.locator("html")).to_have_attribute("lang", lang)

    def ask(self, question: str) -> None:
        answers = self.page.locator(".wq-reply, .wq-notice")
        before = answers.count()
        self.box.fill(question)
        self.box.press("Enter")
        expect(answers).to_have_count(before + 1, timeout=15_000)

    def close(self) -> None:
        self.context.close()
        hosts = {
            urlsplit(r).hostname for r in self.requests if not r.startswith(("data:", "blob:"))
        }
        assert hosts == {"127.0.0.1"}
        assert self.errors == []


@pytest.fixture
def visit(browser: Browser, url: str) -> Iterator[Visit]:
    visit = Visit(browser, url)
    yield visit
    visit.close()


def test_asked_by_keyboard_the_answer_is_marked_in_its_source(visit: Visit) -> None:
    expect(visit.box).to_be_focused()
    visit.page.keyboard.type(QUESTION)
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#wq-chat .wq-short")).to_contain_text("34")
    expect(visit.page.locator("#wq-chat .wq-quote mark.wq-hit")).to_contain_text("34")
    card = visit.page.locator("#wq-panel .wq-card").first
    expect(card).to_contain_text("news/山阴千兆小区.txt")
    expect(card.locator("mark.wq-hit")).to_contain_text("34")
    expect(card.locator("mark.wq-evidence").first).to_contain_text("山阴党支部")
    expect(visit.box).to_have_value("")
    assert visit.page.locator("#wq-chat [aria-label*='<']").count() == 0


def test_a_marker_leads_to_its_card_and_escape_leads_back(visit: Visit) -> None:
    visit.ask(QUESTION)
    visit.ask("雪亮工程一共有多少个摄像头")
    address_before = visit.page.url
    for marker in (visit.page.locator(".wq-cite").last, visit.page.locator(".wq-cite").first):
        place = visit.page.locator((marker.get_attribute("href") or "") + " >> xpath=../..")
        marker.click()
        expect(place).to_be_focused()
        expect(place).to_be_in_viewport()
        visit.page.keyboard.press("Escape")
        expect(marker).to_be_focused()
        visit.page.keyboard.press("Enter")  # a link under the keyboard's hand
        expect(place).to_be_focused()
        visit.page.keyboard.press("Escape")
    assert visit.page.url == address_before
    expect(visit.page.locator(".wq-reply")).to_have_count(2)


def test_a_marker_has_room_and_a_name(visit: Visit) -> None:
    visit.ask(QUESTION)
    marker = visit.page.locator(".wq-cite").first
    box = marker.bounding_box()
    assert box
    assert box["width"] >= 24
    assert box["height"] >= 24
    expect(marker).to_have_attribute("aria-label", marker.get_attribute("title") or "")


def test_a_follow_up_is_understood_from_what_went_before(visit: Visit) -> None:
    visit.ask(QUESTION)
    visit.ask("那光猫更换了多少个")
    understood = visit.page.locator(".wq-reply").last.locator(".wq-understood")
    expect(understood).to_contain_text("理解为：")
    expect(understood).to_contain_text("山阴")
    expect(understood).to_contain_text("光猫")
    expect(visit.page.locator("#wq-panel .wq-turn")).to_have_count(1)


def test_new_sources_begin_at_their_top(visit: Visit) -> None:
    visit.ask(QUESTION)
    visit.page.locator(".wq-more summary").first.click()
    visit.page.locator("#wq-panel").evaluate("e => { e.scrollTop = 400; }")
    visit.ask("雪亮工程一共有多少个摄像头")
    visit.page.wait_for_function("document.getElementById('wq-panel').scrollTop === 0")


def test_the_switch_relabels_everything_and_keeps_the_talk(visit: Visit) -> None:
    visit.ask(QUESTION)
    visit.ask("今晚的月亮几点升起来呢")
    visit.page.locator("#wq-language").click()
    expect(visit.page.locator("#wq-send")).to_have_text("Send")
    expect(visit.page.locator("#wq-clear")).to_have_text("Clear")
    expect(visit.page.locator("#wq-language")).to_have_text("中文")
    expect(visit.page.locator("#wq-panel h2").first).to_contain_text("Sources")
    expect(visit.page.locator(".wq-none")).to_have_text(
        "The documents do not answer this question."
    )
    expect(visit.box).to_have_attribute("placeholder", "Type a question, Enter to send")
    expect(visit.page.locator(".wq-question").first).to_have_text(QUESTION)
    expect(visit.page.locator(".wq-short")).to_contain_text("34")
    expect(visit.page.locator("html")).to_have_attribute("lang", "en")
    expect(visit.page).to_have_title("Wenqu · Document Q&A")
    visit.page.reload()  # the choice is remembered
    expect(visit.page.locator("#wq-send")).to_have_text("Send", timeout=30_000)
    visit.page.locator("#wq-language").click()
    expect(visit.page.locator("#wq-send")).to_have_text("发送")


def test_an_english_browser_gets_english(browser: Browser, url: str) -> None:
    visit = Visit(browser, url, locale="en-GB")
    expect(visit.page.locator("#wq-send")).to_have_text("Send")
    expect(visit.page.locator(".wq-examples-heading")).to_have_text("Try one of these")
    visit.close()


def test_clear_clears_the_sources_too_and_offers_examples_again(visit: Visit) -> None:
    chip = visit.page.locator(".wq-chip").first
    chip.click()
    expect(visit.page.locator(".wq-card")).to_have_count(1)
    expect(chip).to_be_hidden()
    visit.page.locator("#wq-clear").click()
    expect(visit.page.locator(".wq-reply")).to_have_count(0)
    expect(visit.page.locator(".wq-card, .wq-other")).to_have_count(0)
    expect(visit.page.locator("#wq-panel")).to_contain_text("提问之后")
    expect(chip).to_be_visible()
    visit.ask("那光猫更换了多少个")  # nothing went before any more
    expect(visit.page.locator(".wq-understood")).to_have_count(0)


def test_questions_that_cannot_be_asked_break_nothing(visit: Visit) -> None:
    visit.ask("   ")
    expect(visit.page.locator(".wq-notice")).to_have_text("请先写下想问的问题。")
    visit.ask('<img src=x onerror="document.title=1"> ![](http://192.0.2.1/b.png) {{7*7}}')
    shown = visit.page.locator("#wq-chat .wq-question")
    expect(shown).to_have_text(
        '<img src=x onerror="document.title=1"> ![](http://192.0.2.1/b.png) {{7*7}}'
    )
    assert visit.page.locator("#wq-chat img").count() == 0
    visit.ask(QUESTION)
    expect(visit.page.locator(".wq-short")).to_contain_text("34")


def test_a_hostile_document_is_shown_and_never_acts(
    browser: Browser, encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    hostile = (
        '<img src=x onerror="document.title=1"> ![](http://192.0.2.1/b.png) <script>document'
        ".title=2</script> {{7*7}} ${document.title=3} [信](javascript:document.title=4) $$x^2$$"
    )
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    words = f"海潮项目负责人是张三{hostile}"
    (corpus / "a.txt").write_text(f"海潮项目通报 {hostile}\n\n{words}。\n\n{words}。\n", "utf-8")
    build_index(corpus=corpus, where=tmp_path / "index", encoder=encoder)
    bot = Bot(Retriever(Index.open(tmp_path / "index"), encoder), threshold=0.0)
    with serving(bot) as url:
        visit = Visit(browser, url)
        visit.ask("海潮项目负责人是谁")
        expect(visit.page.locator(".wq-quote")).to_contain_text("张三<img src=x onerror=")
        expect(visit.page.locator(".wq-card").first).to_contain_text("张三<img src=x onerror=")
        for more in visit.page.locator(".wq-more summary").all():
            more.click()
        acting = ".wq-reply :is(img, script, iframe, .katex), #wq-panel :is(img, script, .katex)"
        expect(visit.page.locator(acting)).to_have_count(0)
        expect(visit.page.locator("a[href^=javascript], a[href*='192.0.2.1']")).to_have_count(0)
        expect(visit.page).to_have_title("问渠 · 文档问答")
        visit.close()


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_nothing_scrolls_sideways(browser: Browser, url: str, width: int) -> None:
    visit = Visit(browser, url, width=width)
    visit.ask("很长的词" + "w" * 400)
    visit.ask(QUESTION)
    visit.page.locator(".wq-more summary").first.click()
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    for part in ("#wq-panel", "#wq-chat .bubble-wrap"):
        wide, room = visit.page.locator(part).evaluate("e => [e.scrollWidth, e.clientWidth]")
        assert wide <= room
    chat = visit.page.locator("#wq-left").bounding_box()
    sources = visit.page.locator("#wq-right").bounding_box()
    assert chat
    assert sources
    tall, room = visit.page.locator("#wq-panel").evaluate("e => [e.scrollHeight, e.clientHeight]")
    assert (tall > room) == (width > 900)  # side by side, each column scrolls on its own
    page_scrolls = visit.page.evaluate("document.documentElement.scrollHeight > innerHeight")
    assert page_scrolls == (width <= 900)
    assert (sources["y"] >= chat["y"] + chat["height"]) == (width <= 900)
    visit.close()
