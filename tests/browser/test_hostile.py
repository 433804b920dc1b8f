"""A document full of traps shows as text wherever it is shown; nothing runs, nothing is fetched."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from index.build import build_index
from index.characters import INVISIBLE
from index.rankers.encoder import Encoder
from index.store.store import Index
from qa import Bot, Retriever
from tests.browser.visit import Visit, serving

TRAPS = (
    '<img src=x onerror="window.trapped=1">',
    "<script>window.trapped=2</script>",
    "![图](http://192.0.2.1/beacon.png)",
    "{{7*7}}",
    "${window.trapped=3}",
    "[信](javascript:window.trapped=4)",
    "<iframe src=//192.0.2.1></iframe>",
    '"onfocus="window.trapped=5" autofocus x="',
    "<style>*{background:url(http://192.0.2.1/)}</style>",
    "$$x^2$$",
    "金额\u202e001\u202c元",
    "&lt;b&gt;",
)
HOSTILE = " ".join(TRAPS)
SHOWN = HOSTILE.replace("\u202e", "⟨U+202E⟩").replace("\u202c", "⟨U+202C⟩")
READ = INVISIBLE.sub("", HOSTILE)  # of a document: what nobody sees of a line is left out
WORD = "w" * 10_000
ACTING = (
    ":is(#wq-chat, #wq-panel, #wq-viewer, #wq-head) :is(img, script, iframe, style, .katex, object)"
)


def test_nothing_of_it_acts(browser: Browser, encoder: Encoder, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    words = f"海潮项目负责人是张三{HOSTILE}"
    text = f"海潮项目通报 {HOSTILE}\n\n{words}。\n\n{words}。\n\n{WORD}\n\n海潮项目编号是{WORD}。\n"
    (corpus / "<img src=x onerror=window.trapped=6>.txt").write_text(text, "utf-8")
    build_index(corpus=corpus, where=tmp_path / "index", encoder=encoder)
    bot = Bot(Retriever(Index.open(tmp_path / "index"), encoder), threshold=0.0)
    with serving(bot, [HOSTILE]) as url:
        for width in (1280, 390):
            visit = Visit(browser, url, width=width)
            page = visit.page
            expect(page.locator(".wq-chip")).to_contain_text(SHOWN[:60])
            visit.ask("海潮项目负责人是谁")
            expect(page.locator(".wq-quote")).to_contain_text("张三<img src=x onerror=")
            expect(page.locator(".wq-card").first).to_contain_text("张三<img src=x onerror=")
            visit.ask(HOSTILE)
            expect(page.locator("#wq-chat .wq-question").last).to_contain_text(SHOWN[:200])
            for fold in page.locator("#wq-panel summary").all():
                fold.click()
            visit.ask("海潮项目编号是什么")
            visit.ask("zzzzqqq")
            page.locator(".wq-open").first.click()
            viewer = page.locator("#wq-viewer")
            expect(viewer.locator("#wq-at")).to_be_visible()
            expect(viewer).to_contain_text(f"张三{READ}。")
            while viewer.locator("[data-do=after]").count():
                shown = viewer.locator(".wq-paragraph").count()
                viewer.locator("[data-do=after]").click()
                expect(viewer.locator(".wq-paragraph")).not_to_have_count(shown)
            expect(viewer).to_contain_text(f"编号是{WORD}")
            expect(viewer).to_contain_text("<img src=x onerror=window.trapped=6>.txt")
            assert viewer.locator(".wq-view-text").evaluate("e => e.scrollWidth <= e.clientWidth")
            expect(page.locator(ACTING)).to_have_count(0)
            assert page.evaluate("window.trapped") is None
            assert page.evaluate("document.body.innerHTML.includes('\\u202e')") is False
            page.keyboard.press("Escape")
            page.get_by_role("tab").nth(1).click()
            page.wait_for_timeout(300)
            assert page.evaluate("window.trapped") is None
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            expect(page).to_have_title("问渠 · 文档问答")
            bad = "a[href^=javascript], [href*='192.0.2.1'], [src*='192.0.2.1']"
            expect(page.locator(bad)).to_have_count(0)
            visit.close()
