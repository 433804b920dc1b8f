"""What is served, to whom, and with which headers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from qa import Bot
from ui.web.door.guard import MAX_BODY, POLICY
from ui.web.server import ServeError, address, create_server, listen


@pytest.fixture(scope="module")
def client(bot: Bot) -> Iterator[TestClient]:
    app = create_server(bot)
    with TestClient(app, base_url="http://localhost:7860") as client:
        yield client


def test_health_counts_the_index(client: TestClient, bot: Bot) -> None:
    health = client.get("/api/health").json()
    assert health["status"] == "ok"
    assert health["documents"] == len(bot.index.documents) > 0
    assert health["passages"] == len(bot.index.passages)


def test_the_page_comes_with_its_headers(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert page.headers["content-security-policy"] == POLICY
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "wenqu-language" in page.text  # page.js is in it
    assert "fonts.googleapis" not in page.text


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7860", "localhost.evil.example", ""]
)
def test_another_host_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/api/health", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:9", "LOCALHOST", "[::1]:7860"])
def test_this_machine_is_served(client: TestClient, host: str) -> None:
    assert client.get("/api/health", headers={"host": host}).status_code == 200


def test_listening_everywhere_takes_addresses_but_no_names(bot: Bot) -> None:
    client = TestClient(create_server(bot, host="0.0.0.0"), base_url="http://192.0.2.7")
    assert client.get("/api/health").status_code == 200
    assert client.get("/api/health", headers={"host": "evil.example"}).status_code == 400


def test_another_sites_page_may_not_ask(client: TestClient) -> None:
    for origin in ("http://evil.example", "null", "http://localhost:1"):
        answer = client.get("/api/health", headers={"origin": origin})
        assert answer.status_code == 403
        assert "access-control-allow-origin" not in answer.headers
    own = client.get("/config", headers={"origin": "http://localhost:7860"})
    assert own.status_code == 200
    assert "access-control-allow-origin" not in own.headers


def test_large_bodies_are_refused(client: TestClient) -> None:
    said = client.post("/gradio_api/queue/join", content=b"x" * (MAX_BODY + 1))
    assert said.status_code == 413
    chunks = (b"x" * 65536 for _ in range(6))  # no content-length
    assert client.post("/gradio_api/queue/join", content=chunks).status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "file=/etc/passwd", "file=ui/web/page/app.py", "file/etc/passwd", "proxy=http://192.0.2.1/",
        "upload", "upload_progress", "deep_link", "stream/x", "call/x", "api/x", "openapi.json",
        "runs", "vibe-code", "dev/reload", "token", "process_recording", "custom_component/a/b/c/d",
    ],
)  # fmt: skip
def test_of_gradios_own_routes_only_those_of_the_page_are_open(
    client: TestClient, path: str
) -> None:
    for answer in (client.get(f"/gradio_api/{path}"), client.post(f"/gradio_api/{path}")):
        assert answer.status_code == 404
        assert answer.json()["error"] == "there is nothing here"


def test_no_function_is_open_to_programs(client: TestClient) -> None:
    assert client.get("/gradio_api/info").json()["named_endpoints"] == {}
    assert client.get("/docs").status_code == 404


def test_a_port_in_use_is_one_clear_line() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        assert address(first) == f"http://127.0.0.1:{port}/"
        with pytest.raises(ServeError, match=f"127.0.0.1:{port}: address already in use") as told:
            listen("127.0.0.1", port)
    assert "\n" not in str(told.value)
    with pytest.raises(ServeError, match="no such host"):
        listen("no-such-host.invalid", 0)
