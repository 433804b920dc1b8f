"""One browser and one served page for all tests of the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.rankers.encoder import BUNDLED_PATH
from qa import Bot

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.visit import CHROMIUM, FLAGS, QUESTION, Visit, serving

expect.set_options(timeout=20_000)  # a machine that does other things besides


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = [
        reason
        for there, reason in (
            (CHROMIUM.exists(), "no /usr/bin/chromium (apt install chromium)"),
            ((BUNDLED_PATH / "modules.json").is_file(), "the bundled model is not here"),
        )
        if not there
    ]
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)
            if missing:
                item.add_marker(pytest.mark.skip(reason=missing[0]))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), headless=True, args=FLAGS
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def url(bot: Bot) -> Iterator[str]:
    with serving(bot, [QUESTION, "What is a <b>supplier</b>?"]) as url:
        yield url


@pytest.fixture
def visit(browser: Browser, url: str) -> Iterator[Visit]:
    visit = Visit(browser, url)
    yield visit
    visit.close()
