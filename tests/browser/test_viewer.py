"""The viewer in a real browser: the sentence in its document, a PDF's page, the file itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from index.build import build_index
from index.rankers.encoder import Encoder
from index.store.store import Index
from qa import Bot, Retriever
from tests.browser.visit import QUESTION, Visit, in_view, serving

PAPER = (
    "云溪县二〇二三年防汛保障工作总结",
    "全县共出动应急通信车四十七辆，抢修光缆三百公里。",
    "参与保障的技术人员共有六百二十人，连续值守十五天。",
)


def write_pdf(file: Path) -> None:
    """Three pages; the middle one says how many vehicles went out."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(file), invariant=True)
    for page, line in enumerate(PAPER):
        canvas.setFont("STSong-Light", 16)
        canvas.drawString(72, 760 - 40 * page, line)
        for filler in range(8):
            canvas.drawString(
                72, 600 - 30 * filler, f"第{page + 1}页的其他内容之{filler + 1}，与此无关。"
            )
        canvas.showPage()
    canvas.save()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[str]:
    home = tmp_path_factory.mktemp("papers")
    corpus = home / "corpus"
    corpus.mkdir()
    write_pdf(corpus / "防汛.pdf")
    (corpus / "broken.pdf").write_bytes(b"")
    paragraphs = [f"第{n}节。这一节谈的是日常管理的第{n}件小事，内容平平。" * 4 for n in range(400)]
    paragraphs[200] = "龙湾大桥的主跨长度是一千一百二十米，于二〇一九年合龙。"
    (corpus / "长篇.txt").write_text("\n\n".join(paragraphs), "utf-8")
    table = "| 站 | 人数 |\n|---|---|\n| 东 | 12 |\n"
    short = f"# 短篇\n\n## 甲\n\n北岭水库的库容是三千万立方米。\n\n{table}"
    (corpus / "短篇.md").write_text(short, "utf-8")
    build_index(corpus=corpus, where=home / "index", encoder=encoder)
    bot = Bot(Retriever(Index.open(home / "index"), encoder), threshold=0.0)
    with serving(bot) as url:
        yield url


def open_first(visit: Visit, question: str) -> None:
    visit.ask(question)
    visit.reach(visit.page.locator(".wq-cite").first, "Shift+Tab")
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.press("Tab")
    expect(visit.page.locator(".wq-open").first).to_be_focused()
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("#wq-viewer #wq-view-title")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_by_keyboard_the_sentence_is_marked_in_view_and_escape_returns(
    browser: Browser, url: str, width: int
) -> None:
    visit = Visit(browser, url, width=width)
    open_first(visit, "北岭水库的库容是多少")
    viewer = visit.page.locator("#wq-viewer")
    expect(viewer).to_have_attribute("aria-labelledby", "wq-view-title")
    at = viewer.locator("#wq-at")
    expect(at).to_be_focused()
    expect(at.locator("mark").first).to_contain_text("北岭水库")
    assert in_view(at.locator("mark").first)
    expect(viewer.locator("h3, h4, h5").first).to_have_text("短篇")
    expect(viewer.locator(".wq-table_row")).to_have_count(2)
    for _ in range(12):  # the focus stays in the window
        visit.page.keyboard.press("Tab")
        inside = "!!document.activeElement.closest('#wq-viewer')"
        assert visit.page.evaluate(f"document.activeElement === document.body || {inside}")
    visit.page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(visit.page.locator(".wq-open").first).to_be_focused()
    visit.page.keyboard.press("Escape")  # and from the source to the answer
    expect(visit.page.locator(".wq-cite").first).to_be_focused()
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    visit.close()


def test_a_long_document_opens_in_the_middle_and_grows_both_ways(
    browser: Browser, url: str
) -> None:
    visit = Visit(browser, url)
    open_first(visit, "龙湾大桥的主跨长度是多少")
    viewer = visit.page.locator("#wq-viewer")
    expect(viewer.locator("#wq-at")).to_contain_text("一千一百二十米")
    assert in_view(viewer.locator("#wq-at mark").first)
    blocks = viewer.locator(".wq-paragraph")
    before = blocks.count()
    assert before < 200
    viewer.locator("[data-do=before]").click()
    expect(blocks).not_to_have_count(before)
    assert in_view(blocks.nth(blocks.count() - before))  # what was read stays where it was
    before = blocks.count()
    viewer.locator("[data-do=after]").click()
    expect(blocks).not_to_have_count(before)
    numbers = [int(text.split("节")[0][1:]) for text in blocks.all_inner_texts() if text[0] == "第"]
    assert numbers == sorted(set(numbers))
    visit.close()


def yellow(visit: Visit) -> list[float]:
    """Where on the picture its marks begin and end, from 0 at the top to 1; [] for none."""
    return visit.page.locator(".wq-page-picture img").evaluate(
        """e => {
          const canvas = document.createElement('canvas');
          canvas.width = e.naturalWidth; canvas.height = e.naturalHeight;
          const paper = canvas.getContext('2d');
          paper.drawImage(e, 0, 0);
          const {data} = paper.getImageData(0, 0, canvas.width, canvas.height);
          const rows = [];
          for (let i = 0; i < data.length; i += 4) {
            const yellow = data[i] === 255 && data[i + 2] < 150;
            if (yellow) rows.push(i / 4 / canvas.width / canvas.height);
          }
          return rows.length ? [rows[0], rows.at(-1)] : [];
        }"""
    )


def drawn(visit: Visit) -> None:
    visit.page.wait_for_function(
        "(() => { const i = document.querySelector('.wq-page-picture img');"
        " return i && i.complete && i.naturalWidth > 100; })()"
    )


def test_a_pdf_shows_its_page_with_the_lines_marked(browser: Browser, url: str) -> None:
    visit = Visit(browser, url)
    open_first(visit, "云溪县出动了多少辆应急通信车")
    viewer = visit.page.locator("#wq-viewer")
    expect(viewer.locator("mark").first).to_contain_text("应急通信车")
    drawn(visit)
    expect(viewer.locator(".wq-page-number")).to_have_text("第 2 页 / 3")
    expect(viewer.get_by_role("img")).to_have_attribute("alt", "第 2 页的原样，引用的各行已标出")
    first, last = yellow(visit)
    line = (842 - 720) / 842  # the line stands at 720 of 842 points
    assert line - 0.03 < first < last < line + 0.01
    shown = viewer.get_by_role("img").get_attribute("src")
    viewer.get_by_role("button", name="下一页").click()
    expect(viewer.locator(".wq-page-number")).to_have_text("第 3 页 / 3")
    expect(viewer.get_by_role("button", name="下一页")).to_be_disabled()
    assert viewer.get_by_role("img").get_attribute("src") != shown
    drawn(visit)
    assert yellow(visit) == []
    visit.close()


def test_on_a_phone_the_page_is_a_second_view(browser: Browser, url: str) -> None:
    visit = Visit(browser, url, width=390)
    open_first(visit, "云溪县出动了多少辆应急通信车")
    viewer = visit.page.locator("#wq-viewer")
    expect(viewer.locator(".wq-view-page")).to_be_hidden()
    viewer.get_by_role("button", name="原页").click()
    expect(viewer.locator(".wq-view-text")).to_be_hidden()
    drawn(visit)
    assert len(yellow(visit)) == 2
    viewer.get_by_role("button", name="文字").click()
    expect(viewer.locator("#wq-at")).to_be_visible()
    visit.close()


def test_a_page_that_cannot_be_drawn_says_so(browser: Browser, url: str) -> None:
    visit = Visit(browser, url)
    visit.page.route("**/view/page?**", lambda route: route.fulfill(status=422, body="{}"))
    open_first(visit, "云溪县出动了多少辆应急通信车")
    expect(visit.page.locator(".wq-page-failed")).to_have_text("这一页无法画出来，请看文字。")
    visit.close()


def test_the_original_is_downloaded(browser: Browser, url: str, tmp_path: Path) -> None:
    visit = Visit(browser, url)
    open_first(visit, "北岭水库的库容是多少")
    with visit.page.expect_download() as download:
        visit.page.locator("#wq-viewer").get_by_role("link", name="下载原文件").click()
    assert download.value.suggested_filename == "短篇.md"
    download.value.save_as(tmp_path / "a.md")
    assert (tmp_path / "a.md").read_text("utf-8").startswith("# 短篇\n\n## 甲\n")
    visit.close()


def test_a_document_that_is_gone_is_said_to_be(browser: Browser, url: str) -> None:
    visit = Visit(browser, url)
    visit.ask("北岭水库的库容是多少")
    link = visit.page.locator(".wq-open").first
    link.evaluate("e => e.setAttribute('href', e.getAttribute('href').replace(/id=[^&]+/, 'id=x'))")
    link.click()
    wait = visit.page.locator("#wq-viewer .wq-view-wait")
    expect(wait).to_have_text("这篇文档已经不在索引里了。")
    visit.page.locator("#wq-viewer [data-do=close]").click()
    expect(visit.page.locator("#wq-viewer")).to_be_hidden()
    expect(link).to_be_focused()
    visit.close()


def test_the_question_of_the_front_page_opens_too(browser: Browser, bot: Bot) -> None:
    with serving(bot) as url:
        visit = Visit(browser, url, "en-GB")
        open_first(visit, QUESTION)
        mark = visit.page.locator("#wq-at mark.wq-hit")
        expect(mark).to_contain_text("34")
        assert in_view(mark)
        expect(visit.page.get_by_role("button", name="Close")).to_be_visible()
        visit.close()
