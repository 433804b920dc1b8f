"""MCP, spoken by its own client over a socket, under the same login as everything else."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from qa import Bot
from tests.ui.web.loops import run_apart, served
from tests.ui.web.routes.test_api import QUESTION, Slow, eventually
from ui.web.door.access import Access
from ui.web.door.passwords import Users, new_user
from ui.web.live import Live
from ui.web.server import create_server

mcp_client = pytest.importorskip("mcp.client", reason="the extra wenqu[mcp] is not installed")
httpx2 = pytest.importorskip("httpx2")
LOGIN = ("amy", "amy's password")


@pytest.fixture(scope="module")
def url(bot: Bot) -> Iterator[str]:
    app = create_server(bot, access=Access(Users([new_user(*LOGIN)])), mcp=True)
    with served(app) as url:
        yield url + "mcp"


def call(url: str, tool: str, auth: tuple[str, str] | None = LOGIN, **arguments: Any) -> Any:
    from mcp.client.streamable_http import streamable_http_client

    async def go() -> Any:
        async with (
            httpx2.AsyncClient(auth=auth, timeout=60) as http,
            mcp_client.Client(streamable_http_client(url, http_client=http)) as client,
        ):
            if tool == "list":
                return (await client.list_tools()).tools
            return await client.call_tool(tool, arguments)

    return run_apart(go())


def test_two_tools_are_offered_and_change_nothing(url: str) -> None:
    tools = call(url, "list")
    assert [tool.name for tool in tools] == ["ask", "search"]
    assert all(tool.annotations.read_only_hint for tool in tools)
    assert tools[0].input_schema["required"] == ["question"]
    assert tools[0].input_schema["properties"]["k"]["maximum"] == 100


def test_the_tools_give_the_records_of_the_api(url: str, bot: Bot) -> None:
    answer = call(url, "ask", question=QUESTION)
    assert answer.structured_content == bot.ask(QUESTION).to_json()
    found = call(url, "search", question=QUESTION, k=2, documents=["news/山阴千兆小区.txt"])
    hits = found.structured_content["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2]
    assert {hit["doc_id"] for hit in hits} == {"news/山阴千兆小区.txt"}


def test_what_cannot_be_asked_is_told_to_the_model(url: str) -> None:
    for arguments, says in (
        ({"question": ""}, "the question is empty"),
        ({"question": QUESTION, "documents": ["none.txt"]}, "no document 'none.txt' here"),
        ({"question": QUESTION, "k": 1000}, "less than or equal to 100"),
    ):
        answer = call(url, "ask", **arguments)
        assert answer.is_error
        assert says in answer.content[0].text


@pytest.mark.parametrize("auth", [None, ("amy", "wrong password")])
def test_without_the_login_there_is_no_mcp(url: str, auth: tuple[str, str] | None) -> None:
    with pytest.raises(ExceptionGroup):
        call(url, "list", auth)
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    answer = httpx2.post(url, json=body, auth=auth, timeout=60)
    assert answer.status_code == 401
    assert list(answer.json()) == ["error", "next"]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_that_goes_away_leaves_nothing_waiting(bot: Bot, mode: str) -> None:
    from mcp.client.streamable_http import streamable_http_client

    slow = Slow(bot)
    app = create_server(Live(slow), mcp=True)  # type: ignore[arg-type]

    async def ask(number: int, leave: asyncio.Event) -> None:
        async with (
            httpx2.AsyncClient(timeout=60) as http,
            mcp_client.Client(streamable_http_client(url, http_client=http), mode=mode) as client,
        ):
            question = {"question": f"{QUESTION} {number}"}
            asking = asyncio.create_task(client.call_tool("ask", question))
            await leave.wait()
            asking.cancel()
            await asyncio.wait({asking})

    async def all_go_away() -> None:
        leave = asyncio.Event()
        tasks = [asyncio.create_task(ask(number, leave)) for number in range(8)]
        async with asyncio.timeout(60):
            while app.state.workers.open < 8:
                await asyncio.sleep(0.05)
        leave.set()
        await asyncio.gather(*tasks)

    with served(app) as base:
        url = base + "mcp"
        run_apart(all_go_away())
        begun = len(slow.asked)
        assert 1 <= begun < 8
        assert eventually(lambda: app.state.workers.open == begun)
        slow.go.set()
        assert eventually(lambda: app.state.workers.open == 0)
        assert len(slow.asked) == begun


def test_without_the_package_it_is_one_clear_line() -> None:
    script = (
        "import sys; sys.modules['mcp'] = None\n"
        "from ui.web.routes.tools import McpMissingError, Tools\n"
        "try: Tools(None, None)\n"
        "except McpMissingError as error: print(error)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == (
        "MCP needs the package mcp, version 2, which is not installed. "
        "Next: pip install 'wenqu[mcp]', or leave --mcp out\n"
    )
