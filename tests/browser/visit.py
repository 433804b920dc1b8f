"""The real server, and visits of a real browser that are watched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, expect

from qa import Bot
from tests.ui.web.loops import served
from ui.web.live import Live
from ui.web.server import create_server
from ui.web.words import texts_for

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


@contextmanager
def serving(bot: Bot, examples: Sequence[str] | None = None, **options: Any) -> Iterator[str]:
    """The real server on a free port, in a thread. `examples`: not those of the documents."""
    live = Live(bot) if examples is None else Live(bot, lambda _: examples)
    with served(create_server(live, **options)) as url:
        yield url


class Visit:
    """One browser window on the page, and every request it made."""

    def __init__(
        self,
        browser: Browser,
        url: str,
        locale: str = "zh-CN",
        width: int = 1280,
        *,
        dark: bool = False,
        touch: bool = False,
    ) -> None:
        self.context = browser.new_context(
            locale=locale,
            viewport={"width": width, "height": 860},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            has_touch=touch,
        )
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: self.errors.append(dialog.message))
        self.page.goto(url)
        self.box = self.page.locator("#wq-question textarea")
        self.texts = texts_for(locale)
        expect(self.box).to_be_visible(timeout=90_000)
        expect(self.page.locator(f".wq-header[lang={self.texts.lang}]")).to_be_visible()
        expect(self.page.locator("html")).to_have_attribute("lang", self.texts.lang)

    def ask(self, question: str) -> None:
        before = self.page.locator(".wq-exchange").count()
        self.box.fill(question)
        self.box.press("Enter")
        self.answered(before + 1)

    def answered(self, count: int) -> None:
        """Wait until so many questions are answered, or said to have no answer."""
        done = self.page.locator(".wq-exchange:has(.wq-reply, .wq-notice)")
        expect(done).to_have_count(count, timeout=30_000)
        expect(self.page.locator(".wq-log")).to_have_attribute("aria-busy", "false")
        self.page.wait_for_timeout(100)  # Gradio takes no event while the one before is ending

    def reach(self, target: Locator, key: str = "Tab", most: int = 40) -> None:
        """Press a key until the target has the focus."""
        for _ in range(most):
            if target.evaluate("e => e === document.activeElement"):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{target} is not reached by {key}")

    def close(self) -> None:
        self.context.close()
        hosts = {
            urlsplit(r).hostname for r in self.requests if not r.startswith(("data:", "blob:"))
        }
        assert hosts == {"127.0.0.1"}
        assert self.errors == []


def in_view(locator: Locator) -> bool:
    """Whether its middle shows: not scrolled away, not under something else."""
    return bool(
        locator.evaluate(
            """e => {
              const r = e.getClientRects()[0];
              const top = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
              return !!top && (e.contains(top) || top.contains(e));
            }"""
        )
    )
