"""Logging in, in a real browser, by keyboard; what a page does when the session is over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from qa import Bot
from tests.browser.visit import QUESTION, serving
from ui.web.door.access import Access
from ui.web.door.passwords import Users, new_user

NAME, PASSWORD = "李雷", "李雷的密码一二三"


@pytest.fixture(scope="module")
def url(bot: Bot) -> Iterator[str]:
    with serving(bot, access=Access(Users([new_user(NAME, PASSWORD)]))) as url:
        yield url


def test_a_login_by_keyboard_leads_to_the_page_that_was_wanted(
    browser: Browser,
    url: str,
) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 860})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto(url + "?k=5")
    expect(page).to_have_title("登录 · 问渠")
    expect(page.locator("#name")).to_be_focused()
    assert page.locator("button").evaluate("e => getComputedStyle(e).cursor") == "pointer"
    page.keyboard.type(NAME)
    page.keyboard.press("Tab")
    page.keyboard.type("错误的密码")
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]")).to_have_text("用户名或密码不对。")
    assert [error for error in errors if "401" not in error] == []
    errors.clear()
    expect(page.locator("#name")).to_have_value(NAME)
    expect(page.locator("#password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#wq-question textarea")).to_be_visible(timeout=30_000)
    assert page.url == url + "?k=5"
    assert page.evaluate("document.cookie") == ""
    page.locator("#wq-question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#wq-chat .wq-short")).to_contain_text("34", timeout=15_000)
    assert errors == []
    expect(page.locator(".wq-logout")).to_have_text(f"{NAME} · 退出登录")
    page.locator(".wq-logout").click()
    expect(page.locator("[role=alert]")).to_have_text("您已退出登录。")
    page.go_back()
    page.reload()
    expect(page.locator("#password")).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_login_page_is_readable(
    browser: Browser,
    url: str,
    scheme: str,
) -> None:
    context = browser.new_context(
        locale="en-GB", viewport={"width": 390, "height": 700}, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(url)
    expect(page.get_by_label("User name")).to_be_focused()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for part in ("main", "button"):
        assert page.locator(part).evaluate(_CONTRAST) >= 4.5
    page.get_by_role("link", name="繁體中文").click()
    expect(page.locator("h1")).to_have_text("登入問渠")
    context.close()


# WCAG's contrast of an element's text with its own ground.
_CONTRAST = """element => {
  const style = getComputedStyle(element);
  const light = text => {
    const [r, g, b] = text.match(/[0-9.]+/g).map(v => v / 255).map(
      v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [a, b] = [light(style.color), light(style.backgroundColor)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}"""
