"""axe-core finds no violation of level A or AA: themes, languages, widths, every state."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from qa import Bot
from qa.records import Answer
from tests.browser.visit import QUESTION, Visit, serving
from ui.web import server
from ui.web.page.app import build_app

_SPEC = find_spec("axe_playwright_python")
pytestmark = pytest.mark.skipif(_SPEC is None, reason="axe-playwright-python is not installed")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def axe() -> str:
    """The checker's own script."""
    assert _SPEC
    assert _SPEC.origin
    return next(Path(_SPEC.origin).parent.rglob("axe.min.js")).read_text("utf-8")


def violations(visit: Visit) -> list[str]:
    """What is wrong, one line each."""
    if not visit.page.evaluate("typeof axe === 'object'"):
        visit.page.evaluate(axe())
    found = visit.page.evaluate(
        "levels => axe.run(document, {runOnly: {type: 'tag', values: levels}})", LEVELS
    )
    assert len(found["passes"]) > 10
    return [
        f"{violation['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


class Ignored:
    def note(self, question: str, understood: str, answer: Answer, good: bool, word: str) -> None:
        pass


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("locale", "width"), [("zh-CN", 1280), ("zh-TW", 1280), ("en-GB", 1280), ("zh-CN", 390)]
)
def test_no_violation(
    browser: Browser, bot: Bot, monkeypatch: pytest.MonkeyPatch, locale: str, width: int, dark: bool
) -> None:
    monkeypatch.setattr(server, "build_app", lambda live, *_: build_app(live, Ignored()))
    with serving(bot, [QUESTION]) as url:
        visit = Visit(browser, url, locale, width, dark=dark)
        found = {"welcome": violations(visit)}
        visit.ask(QUESTION)
        visit.ask("今晚的月亮几点升起来呢")
        visit.ask("")
        visit.ask("雪亮工程一共有多少个摄像头")
        for fold in visit.page.locator("#wq-panel summary").all():
            if fold.is_visible():
                fold.click()
        visit.page.locator("[data-do=good]").first.click()
        expect(visit.page.locator(".wq-word")).to_be_visible()
        found["answers"] = violations(visit)
        visit.page.locator(".wq-open").first.click()
        expect(visit.page.locator("#wq-at")).to_be_visible()
        found["viewer"] = violations(visit)
        visit.page.keyboard.press("Escape")
        for number, name in ((1, "documents"), (2, "settings")):
            visit.page.get_by_role("tab").nth(number).click()
            visit.page.wait_for_timeout(300)
            found[name] = violations(visit)
        assert {state: lines for state, lines in found.items() if lines} == {}
        visit.close()
