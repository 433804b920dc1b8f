"""The page in a real browser: asking by keyboard, citations, follow-ups, languages, widths."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from qa import Bot
from qa.records import Answer
from tests.browser.visit import QUESTION, Visit, in_view, serving
from ui.web import server
from ui.web.page import app
from ui.web.page.app import build_app

SETTINGS = [
    ("zh-CN", 1280, False),
    ("zh-CN", 390, False),
    ("zh-CN", 1280, True),
    ("en-GB", 1280, False),
    ("zh-TW", 1280, False),
    ("zh-HK", 390, True),
]


@pytest.mark.parametrize(("locale", "width", "dark"), SETTINGS)
def test_asked_by_keyboard_alone_the_marker_opens_its_sentence(
    browser: Browser, url: str, locale: str, width: int, dark: bool
) -> None:
    visit = Visit(browser, url, locale, width, dark=dark)
    page, press = visit.page, visit.page.keyboard.press
    expect(visit.box).to_be_focused()
    page.keyboard.type(QUESTION)
    press("Enter")
    expect(page.locator("#wq-chat .wq-short")).to_have_text(re.compile(r"^34\s*个$"))
    visit.answered(1)
    expect(visit.box).to_have_value("")
    expect(visit.box).to_be_focused()
    expect(page.locator("#wq-chat .wq-quote mark.wq-hit")).to_have_text(re.compile(r"34\s*个"))
    assert ("dark" in (page.locator("body").get_attribute("class") or "")) == dark

    marker = page.locator("#wq-chat .wq-cite")
    expect(marker).to_have_text("[1]")
    visit.reach(marker, "Shift+Tab")
    press("Enter")
    card = page.locator("#wq-panel .wq-card")
    expect(card).to_be_focused()
    expect(card).to_contain_text("news/山阴千兆小区.txt")
    expect(card.locator("mark.wq-hit")).to_have_text(re.compile(r"34\s*个"))
    expect(card.locator("mark.wq-evidence").first).to_contain_text("山阴党支部")
    assert in_view(card.locator("mark.wq-hit"))
    press("Escape")
    expect(marker).to_be_focused()
    assert in_view(marker)
    assert page.url == url
    visit.close()


def test_on_a_phone_a_button_leads_back(browser: Browser, url: str) -> None:
    visit = Visit(browser, url, width=390)
    visit.ask(QUESTION)
    marker = visit.page.locator(".wq-cite")
    marker.click()
    card = visit.page.locator(".wq-card")
    expect(card).to_be_focused()
    for _ in range(2):  # the second time it is not known where the reader came from
        card.get_by_role("button", name="回到回答").click()
        expect(marker).to_be_focused()
        assert in_view(marker)
    visit.close()


def test_a_narrow_page_opens_at_its_top_however_long_the_examples(
    browser: Browser, bot: Bot
) -> None:
    title = "很长的标题" * 20
    with serving(bot, [f"《{title}》第{n}章讲了什么？" for n in range(6)]) as url:
        visit = Visit(browser, url, width=390)
        chip = visit.page.locator(".wq-chip").first
        expect(chip).to_be_visible()
        visit.page.wait_for_timeout(500)
        assert visit.page.evaluate("scrollY") == 0
        box = chip.bounding_box()
        assert box
        assert box["height"] < 80  # two lines
        expect(visit.box).to_be_focused()
        visit.close()


def test_every_citation_of_every_turn_can_be_reached(visit: Visit) -> None:
    visit.ask(QUESTION)
    visit.ask("雪亮工程一共有多少个摄像头")
    markers = visit.page.locator(".wq-cite")
    assert markers.count() >= 2
    for marker in markers.all():
        place = visit.page.locator((marker.get_attribute("href") or "") + " >> xpath=../..")
        marker.click()
        expect(place).to_be_focused()
        expect(place).to_be_in_viewport()
        visit.page.keyboard.press("Escape")
        expect(marker).to_be_focused()
    expect(visit.page.locator(".wq-reply")).to_have_count(2)


def test_a_source_says_where_it_stands_and_why_it_was_found(visit: Visit) -> None:
    visit.ask(QUESTION)
    card = visit.page.locator(".wq-card").first
    expect(card.locator(".wq-place")).to_contain_text("news/山阴千兆小区.txt")
    expect(card.locator(".wq-place")).to_contain_text("第 1 页")
    expect(card.locator(".wq-place")).to_contain_text("2022-01-20")
    expect(card.locator(".wq-heading")).to_contain_text("城区")
    expect(card.locator(".wq-scores")).to_be_hidden()
    card.get_by_text("为什么是这一段").click()
    expect(card.locator("dt")).to_have_text(["综合", "词", "字", "语义", "同义", "合并", "作答"])
    values = [float(text) for text in card.locator("dd").all_inner_texts()]
    assert all(0 <= value <= 1 for value in values)


def test_targets_have_room_and_names(visit: Visit) -> None:
    visit.ask(QUESTION)
    visit.ask("今晚的月亮几点升起来呢")
    for target in visit.page.locator(
        ":is(a, button, select, summary, textarea, [role=tab]):visible"
    ).all():
        box = target.bounding_box()
        assert box
        if box["width"] and not target.evaluate("e => !!e.closest('[aria-hidden=true]')"):
            assert min(box["width"], box["height"]) >= 24, target.evaluate("e => e.outerHTML")
    marker = visit.page.locator(".wq-cite").first
    expect(marker).to_have_attribute("aria-label", marker.get_attribute("title") or "?")


def test_a_follow_up_is_understood_from_what_went_before(visit: Visit) -> None:
    visit.ask(QUESTION)
    visit.ask("那光猫更换了多少个")
    understood = visit.page.locator(".wq-reply").last.locator(".wq-understood")
    expect(understood).to_contain_text("理解为：")
    expect(understood).to_contain_text("山阴")
    expect(understood).to_contain_text("光猫")
    expect(visit.page.locator("#wq-panel .wq-turn")).to_have_count(1)


def test_what_is_not_found_names_the_nearest_and_calls_them_no_answer(visit: Visit) -> None:
    visit.ask("今晚的月亮几点升起来呢")
    reply = visit.page.locator(".wq-reply")
    expect(reply.locator(".wq-none")).to_have_text("文档里没有找到这个问题的答案。")
    expect(reply.locator(".wq-hint")).to_contain_text("不是回答")
    expect(reply.locator(".wq-short, .wq-quote, .wq-cite")).to_have_count(0)
    near = reply.locator(".wq-near")
    expect(near).to_have_count(3)
    near.nth(1).click()
    card = visit.page.locator("#src-1-near-2")
    expect(card).to_be_focused()
    visit.page.keyboard.press("Escape")
    expect(near.nth(1)).to_be_focused()
    expect(visit.page.locator("#wq-panel h3")).to_have_text("最接近的段落（不是回答）")


def test_new_sources_begin_at_their_top(visit: Visit) -> None:
    visit.ask(QUESTION)
    visit.page.locator(".wq-more summary").first.click()
    visit.page.locator(".wq-sources").evaluate("e => { e.scrollTop = 400; }")
    visit.ask("雪亮工程一共有多少个摄像头")
    visit.page.wait_for_function("document.querySelector('.wq-sources').scrollTop === 0")


def test_the_newest_question_comes_to_the_top(visit: Visit) -> None:
    for question in (QUESTION, "雪亮工程一共有多少个摄像头", "今晚的月亮几点升起来呢"):
        visit.ask(question)
    visit.page.wait_for_function(
        """() => {
          const log = document.querySelector('.wq-log').getBoundingClientRect();
          const last = [...document.querySelectorAll('.wq-exchange')].pop().getBoundingClientRect();
          return last.bottom <= log.bottom + 40 || Math.abs(last.top - log.top) < 20;
        }"""
    )


def test_a_screen_reader_is_told_once_what_came_of_it(visit: Visit) -> None:
    said = visit.page.locator("#wq-chat .wq-chat > [role=status]")
    visit.page.evaluate(
        """() => {
          window.said = [];
          new MutationObserver(() => {
            const text = document.querySelector('#wq-chat [role=status]').textContent;
            if (text && window.said.at(-1) !== text) window.said.push(text);
          }).observe(document.getElementById('wq-chat'),
                     {childList: true, subtree: true, characterData: true});
        }"""
    )
    visit.ask(QUESTION)
    expect(said).to_have_text(re.compile(r"^已回答：34\s*个$"))
    visit.ask("今晚的月亮几点升起来呢")
    expect(said).to_have_text("文档里没有找到答案，列出了最接近的段落。")
    heard = visit.page.evaluate("window.said")
    assert heard[0] == heard[2] == "正在文档里查找…"
    assert len(heard) == 4
    expect(visit.page.locator(".wq-log")).to_have_attribute("role", "log")
    expect(visit.page.locator(".wq-log")).to_have_attribute("aria-label", "对话")


def test_the_switch_relabels_everything_and_keeps_the_talk(visit: Visit) -> None:
    visit.ask(QUESTION)
    visit.ask("今晚的月亮几点升起来呢")
    switch = visit.page.locator("#wq-language")
    switch.select_option("en")
    expect(visit.page.locator("#wq-send")).to_have_text("Send")
    expect(visit.page.locator("#wq-clear")).to_have_text("Clear")
    expect(visit.page.locator("#wq-panel h2").first).to_contain_text("Sources")
    expect(visit.page.locator(".wq-none")).to_have_text(
        "The documents do not answer this question."
    )
    expect(visit.box).to_have_attribute("placeholder", "Type a question, Enter to send")
    expect(visit.page.get_by_role("tab")).to_have_text(["Ask", "Documents", "Settings"])
    expect(visit.page.locator(".wq-question").first).to_have_text(QUESTION)
    expect(visit.page.locator(".wq-short")).to_contain_text("34")
    expect(visit.page.locator("html")).to_have_attribute("lang", "en")
    expect(visit.page).to_have_title("Wenqu · Document Q&A")
    visit.page.reload()  # the choice is remembered
    expect(visit.page.locator("#wq-send")).to_have_text("Send", timeout=90_000)
    switch.select_option("zh-Hant")
    expect(visit.page.locator("#wq-send")).to_have_text("送出")
    expect(switch).to_have_value("zh-Hant")
    switch.select_option("zh-Hans")
    expect(visit.page.locator("#wq-send")).to_have_text("发送")


def test_the_theme_follows_the_system_until_one_is_chosen(browser: Browser, url: str) -> None:
    visit = Visit(browser, url, dark=True)
    body, theme = visit.page.locator("body"), visit.page.locator("#wq-theme")
    expect(theme).to_have_value("system")
    expect(body).to_have_class(re.compile(r"\bdark\b"))
    visit.page.emulate_media(color_scheme="light")
    expect(body).not_to_have_class(re.compile(r"\bdark\b"))
    theme.select_option("dark")
    expect(body).to_have_class(re.compile(r"\bdark\b"))
    visit.page.reload()
    expect(visit.box).to_be_visible(timeout=90_000)
    expect(body).to_have_class(re.compile(r"\bdark\b"))
    expect(theme).to_have_value("dark")
    paper = body.evaluate("e => getComputedStyle(e).backgroundColor")
    assert paper == "rgb(20, 25, 26)"
    visit.close()


def test_clear_clears_the_sources_too_and_offers_examples_again(visit: Visit) -> None:
    chip = visit.page.locator(".wq-chip").first
    expect(visit.page.locator(".wq-chip").last).to_have_text("What is a <b>supplier</b>?")
    chip.click()
    visit.answered(1)
    expect(visit.page.locator(".wq-card")).to_have_count(1)
    expect(chip).to_have_count(0)
    visit.page.locator("#wq-clear").click()
    expect(visit.page.locator(".wq-exchange")).to_have_count(0)
    expect(visit.page.locator(".wq-card, .wq-other")).to_have_count(0)
    expect(visit.page.locator("#wq-panel")).to_contain_text("提问之后")
    expect(chip).to_be_visible()
    expect(visit.box).to_be_focused()
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


def test_an_answer_is_copied_and_the_talk_is_exported(visit: Visit, tmp_path: Path) -> None:
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.ask(QUESTION)
    visit.page.locator("[data-do=copy]").click()
    copied = visit.page.evaluate("navigator.clipboard.readText()")
    assert re.match(r"34\s*个\n2021年全年,山阴党支部.*\[1\]\n—— 山阴联通", copied)
    expect(visit.page.locator("#wq-chat .wq-chat > [role=status]")).to_have_text("已复制")
    visit.ask("今晚的月亮几点升起来呢")
    with visit.page.expect_download() as download:
        visit.page.locator("#wq-export").click()
    assert re.fullmatch(r"wenqu-\d{8}-\d{4}\.md", download.value.suggested_filename)
    download.value.save_as(tmp_path / "a.md")
    markdown = (tmp_path / "a.md").read_text("utf-8")
    assert markdown.startswith("# 问渠 · 对话记录\n\n## 1. 问: 山阴党支部建设了多少千兆小区\n")
    assert "news/山阴千兆小区.txt · 第 1 页" in markdown
    assert markdown.rstrip().endswith("文档里没有找到这个问题的答案。")


class Slow(Bot):
    """Answers when it is told to."""

    def __init__(self, bot: Bot) -> None:
        super().__init__(bot.retriever, threshold=bot.threshold)
        self.go = threading.Event()
        self.asked: list[str] = []

    def ask(self, question: str, *args: Any, **options: Any) -> Answer:
        self.asked.append(question)
        self.go.wait(20)
        return super().ask(question, *args, **options)


def test_a_question_is_stopped_and_asked_again(browser: Browser, bot: Bot) -> None:
    slow = Slow(bot)
    with serving(slow) as url:
        visit = Visit(browser, url)
        visit.box.fill(QUESTION)
        visit.box.press("Enter")
        expect(visit.page.locator(".wq-looking")).to_have_text("正在文档里查找…")
        expect(visit.page.locator(".wq-question")).to_have_text(QUESTION)
        expect(visit.page.locator("#wq-send")).to_be_hidden()
        visit.page.locator("#wq-stop").click()
        expect(visit.page.locator(".wq-notice")).to_have_text("已停止，这个问题没有回答。")
        expect(visit.page.locator("#wq-send")).to_be_visible()
        slow.go.set()
        time.sleep(0.5)
        expect(visit.page.locator(".wq-reply")).to_have_count(0)
        visit.page.locator("[data-do=retry]").click()
        expect(visit.page.locator(".wq-short")).to_contain_text("34")
        visit.answered(1)
        expect(visit.page.locator(".wq-exchange")).to_have_count(1)
        expect(visit.box).to_be_focused()
        assert slow.asked == [QUESTION, QUESTION]
        visit.close()


def test_a_long_answer_appears_piece_by_piece(visit: Visit) -> None:
    visit.page.evaluate(
        """() => {
          window.lengths = [];
          new MutationObserver(() => {
            const quote = document.querySelector('.wq-quote');
            const length = quote ? quote.textContent.length : 0;
            if (window.lengths.at(-1) !== length) window.lengths.push(length);
          }).observe(document.getElementById('wq-chat'),
                     {childList: true, subtree: true, characterData: true});
        }"""
    )
    visit.ask("五个好是指哪五个好")
    lengths = visit.page.evaluate("window.lengths")
    assert len([length for length in lengths if length]) >= 2
    assert lengths == sorted(lengths)


def test_who_asks_before_the_page_has_settled_keeps_the_answer(
    browser: Browser, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled = threading.Event()

    def late(*arguments: Any) -> Any:
        settled.wait(30)
        return read_query(*arguments)

    read_query = app.read_query
    monkeypatch.setattr(app, "read_query", late)
    with serving(bot) as url:
        visit = Visit(browser, url)
        visit.ask(QUESTION)
        expect(visit.page.locator(".wq-short")).to_contain_text("34")
        settled.set()
        visit.page.wait_for_timeout(1500)
        expect(visit.page.locator(".wq-short")).to_contain_text("34")
        expect(visit.page.locator(".wq-card")).to_have_count(1)
        visit.close()


class Notes:
    """Remembers the opinions."""

    def __init__(self) -> None:
        self.noted: list[tuple[str, str, bool, bool, str]] = []

    def note(self, question: str, understood: str, answer: Answer, good: bool, word: str) -> None:
        self.noted.append((question, understood, answer.found, good, word))


def test_a_thumb_and_a_word_are_noted(
    browser: Browser, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = Notes()
    monkeypatch.setattr(server, "build_app", lambda live, *_: build_app(live, notes))
    with serving(bot) as url:
        visit = Visit(browser, url)
        visit.ask(QUESTION)
        good, bad = (visit.page.locator(f"[data-do={name}]") for name in ("good", "bad"))
        expect(good).to_have_attribute("aria-pressed", "false")
        good.focus()
        visit.page.keyboard.press("Enter")
        expect(good).to_have_attribute("aria-pressed", "true")
        expect(good).to_be_focused()
        bad.click()
        expect(bad).to_have_attribute("aria-pressed", "true")
        expect(good).to_have_attribute("aria-pressed", "false")
        word = visit.page.locator(".wq-word input")
        word.fill("应当是 <b>35</b> 个")
        word.press("Enter")
        expect(visit.page.locator(".wq-noted")).to_have_text("已记下，谢谢。")
        assert notes.noted == [
            (QUESTION, QUESTION, True, True, ""),
            (QUESTION, QUESTION, True, False, ""),
            (QUESTION, QUESTION, True, False, "应当是 <b>35</b> 个"),
        ]
        visit.close()


def test_tabs_are_walked_by_arrow_keys(visit: Visit) -> None:
    tabs = visit.page.get_by_role("tab")
    tabs.first.focus()
    visit.page.keyboard.press("ArrowRight")
    expect(tabs.nth(1)).to_be_focused()
    expect(tabs.nth(1)).to_have_attribute("aria-selected", "true")
    expect(visit.page.get_by_role("tabpanel", name="文档")).to_be_visible()
    expect(visit.box).to_be_hidden()
    visit.page.keyboard.press("ArrowLeft")
    expect(visit.box).to_be_visible()


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_nothing_scrolls_sideways(browser: Browser, url: str, width: int) -> None:
    visit = Visit(browser, url, width=width)
    visit.ask("很长的词" + "w" * 400)
    visit.ask(QUESTION)
    visit.page.locator(".wq-more summary").first.click()
    for summary in visit.page.locator(".wq-why summary").all()[:3]:
        summary.click()
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    for part in (".wq-sources", ".wq-log"):
        wide, room = visit.page.locator(part).evaluate("e => [e.scrollWidth, e.clientWidth]")
        assert wide <= room
    chat = visit.page.locator("#wq-left").bounding_box()
    sources = visit.page.locator("#wq-right").bounding_box()
    assert chat
    assert sources
    tall, room = visit.page.locator(".wq-sources").evaluate("e => [e.scrollHeight, e.clientHeight]")
    assert (tall > room) == (width > 900)  # side by side, each column scrolls on its own
    page_scrolls = visit.page.evaluate("document.documentElement.scrollHeight > innerHeight")
    assert page_scrolls == (width <= 900)
    assert (sources["y"] >= chat["y"] + chat["height"]) == (width <= 900)
    visit.close()


def test_first_paint_to_usable_is_quick(
    browser: Browser, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = []
    for _ in range(3):
        visit = Visit(browser, url)
        measured.append(
            visit.page.evaluate(
                """() => {
                  const paint = performance.getEntriesByType('paint')
                    .find((e) => e.name === 'first-contentful-paint');
                  const usable = performance.getEntriesByName('wenqu-usable')[0];
                  return [paint ? paint.startTime : 0, usable.startTime];
                }"""
            )
        )
        visit.close()
    paint, usable = min(measured, key=lambda times: times[1])
    with capsys.disabled():
        print(f"\nfirst paint {paint:.0f} ms, usable {usable:.0f} ms after the address was opened")
    assert usable - paint <= 2000
