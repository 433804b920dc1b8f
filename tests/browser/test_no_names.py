"""The server looks nothing up and calls nobody while a page is visited."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from qa import Bot
from tests.browser.visit import QUESTION, Visit, serving

LOOPBACK = {"127.0.0.1", "::1", "localhost", "", None}


def test_the_server_resolves_no_name_and_calls_nobody(
    browser: Browser, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    named: list[Any] = []
    look_up, connect = socket.getaddrinfo, socket.socket.connect

    def heard_look_up(host: Any, *rest: Any, **options: Any) -> Any:
        named.append(host.decode() if isinstance(host, bytes) else host)
        return look_up(host, *rest, **options)

    def heard_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            named.append(address[0])
        connect(self, address)

    monkeypatch.setattr(socket, "getaddrinfo", heard_look_up)
    monkeypatch.setattr(socket.socket, "connect", heard_connect)
    with serving(bot, [QUESTION]) as url:
        visit = Visit(browser, url)
        visit.ask(QUESTION)
        visit.page.locator(".wq-open").first.click()
        expect(visit.page.locator("dialog[open], [role=dialog]").first).to_be_visible()
        visit.page.keyboard.press("Escape")
        visit.page.get_by_role("tab").nth(1).click()
        visit.page.get_by_role("tab").nth(2).click()
        visit.close()
    assert set(named) <= LOOPBACK
    named.clear()
    socket.getaddrinfo("localhost", 80)
    assert named == ["localhost"]  # what is heard is heard
