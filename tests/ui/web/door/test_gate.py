"""Without a login nothing answers; with one, what its role allows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from importlib.util import find_spec
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.testclient import TestClient

from qa import Bot
from ui.web.door.access import Access, Visitor, client_of, visitor_of
from ui.web.door.guard import MAX_BODY, MAX_UPLOAD_BODY, POLICY
from ui.web.door.login_page import onward_of, words_for
from ui.web.door.passwords import Role, Users, new_user
from ui.web.offline import gr
from ui.web.server import create_server

EDITOR, READER = ("amy", "amy's password"), ("李雷", "李雷的密码一二三")
BASE = "http://localhost:7860"


@pytest.fixture(scope="module")
def users() -> Users:
    return Users([new_user(*EDITOR, Role.EDITOR), new_user(*READER)])


def colleague() -> APIRouter:
    """Routes as other rooms bring them."""
    router = APIRouter(prefix="/api")

    @router.get("/whoami")
    def whoami(request: Request) -> dict[str, Any]:
        seen = visitor_of(request)
        assert visitor_of(gr.Request(request=request)) == seen
        return {"name": seen.name, "may_change": seen.may_change}

    @router.post("/documents/upload")
    async def upload(request: Request) -> int:
        return len(await request.body())

    return router


@pytest.fixture(scope="module")
def server(bot: Bot, users: Users) -> FastAPI:
    mcp = find_spec("mcp") is not None
    return create_server(bot, access=Access(users), routers=[colleague()], mcp=mcp)


@pytest.fixture(scope="module")
def running(server: FastAPI) -> Iterator[FastAPI]:
    with TestClient(server, base_url=BASE):
        yield server


@pytest.fixture
def client(bot: Bot, users: Users) -> TestClient:
    """A server of its own: lock-outs and sessions are not shared."""
    app = create_server(bot, access=Access(users), routers=[colleague()])
    return TestClient(app, base_url=BASE, follow_redirects=False)


def every_route(routes: Sequence[Any]) -> Iterator[tuple[str, str]]:
    for route in routes:
        inner = getattr(route, "original_router", None) or getattr(route, "app", None)
        below = getattr(route, "routes", None) or getattr(inner, "routes", None)
        if below:
            yield from every_route(below)
        else:
            path = re.sub(r"\{[^}]*\}", "x", route.path)
            for method in route.methods or ("GET", "POST", "DELETE"):
                yield method, path


def test_without_a_login_nothing_answers_but_the_login_page(running: FastAPI) -> None:
    client = TestClient(running, base_url=BASE, follow_redirects=False)
    routes = set(every_route(running.routes))
    assert {path for _, path in routes} >= {
        "/", "/config", "/api/ask", "/api/docs", "/api/whoami", "/api/openapi.json",
        "/gradio_api/queue/join", "/gradio_api/run/x", "/theme.css",
    }  # fmt: skip
    assert len(routes) > 80
    routes |= {("GET", "/nothing"), ("GET", "/login.css/"), ("POST", "/mcp"), ("OPTIONS", "/")}
    doors = {("GET", "/login"), ("POST", "/login"), ("GET", "/logout")}
    for method, path in sorted(routes - doors):
        for accept in ("*/*", "text/html"):
            answer = client.request(method, path, headers={"accept": accept})
            shut = path.startswith("/gradio_api/") or path in (
                "/openapi.json", "/monitoring", "/monitoring/summary", "/monitoring/x",
                "/pwa_icon", "/pwa_icon/x",
            )  # fmt: skip
            if answer.status_code == 303:
                assert (method in ("GET", "HEAD"), accept) == (True, "text/html")
                assert answer.headers["location"].startswith("/login?next=%2F")
                assert answer.content == b""
            elif answer.status_code == 404 and shut:
                assert method == "HEAD" or answer.json()["error"] == "there is nothing here"
            else:
                assert answer.status_code == 401, (method, path)
                assert method == "HEAD" or answer.json()["error"] == "nobody is logged in"
    assert client.get("/login").status_code == 200
    assert client.get("/login.css").headers["content-type"].startswith("text/css")


def log_in(client: TestClient, name: str, password: str, **more: str) -> Any:
    return client.post("/login", data={"name": name, "password": password, **more})


def test_a_login_by_form_opens_the_page_and_a_logout_shuts_it(client: TestClient) -> None:
    sent = client.get("/?k=5&lang=en", headers={"accept": "text/html"}).headers["location"]
    page = client.get(sent)
    onward = re.search(r'name="next" value="([^"]*)"', page.text)
    assert onward
    assert unescape(onward[1]) == "/?k=5&lang=en"
    answer = log_in(client, *EDITOR, next=unescape(onward[1]))
    assert (answer.status_code, answer.headers["location"]) == (303, "/?k=5&lang=en")
    cookie = answer.headers["set-cookie"]
    assert re.match(
        r"wenqu-session=[\w-]{43}; HttpOnly; Max-Age=\d+; Path=/; SameSite=strict", cookie
    )
    assert "Secure" not in cookie
    assert EDITOR[1] not in cookie
    assert client.get("/api/whoami").json() == {"name": "amy", "may_change": True}
    assert client.get("/", headers={"accept": "text/html"}).status_code == 200
    token = client.cookies["wenqu-session"]
    assert client.get("/logout").headers["location"] == "/login?left"
    assert "logged out" in client.get("/login?left&lang=en").text
    client.cookies.set("wenqu-session", token)  # as from a copy of it
    assert client.get("/api/whoami").status_code == 401


def test_the_cookie_is_secure_where_the_visit_is(bot: Bot, users: Users) -> None:
    app = create_server(bot, access=Access(users))
    client = TestClient(app, base_url="https://localhost", follow_redirects=False)
    assert "; Secure" in log_in(client, *EDITOR).headers["set-cookie"]


def test_the_login_page_has_no_script_and_the_strictest_policy(client: TestClient) -> None:
    page = client.get("/login", params={"next": '/"><script>alert(1)</script>', "name": "<b>"})
    assert "<script" not in page.text
    assert "<b>" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src")
    assert page.headers["x-frame-options"] == "DENY"
    assert page.headers["cache-control"] == "no-store"
    sent = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/login", content=b"name=" + b"x" * 9000, headers=sent).status_code == 413
    assert client.post("/login", content=b"\xff&=&" * 4, headers=sent).status_code == 401


@pytest.mark.parametrize(
    ("accepted", "says"),
    [
        ("zh-CN,zh;q=0.9", "登录问渠"),
        ("zh-TW,en;q=0.5", "登入問渠"),
        ("en-GB,en", "Log in to"),
        ("fr,en;q=0.5", "Log in to"),
        ("fr", "登录问渠"),
        ("", "登录问渠"),
    ],
)
def test_the_login_page_speaks_the_browsers_language(
    client: TestClient, accepted: str, says: str
) -> None:
    assert says in client.get("/login", headers={"accept-language": accepted}).text
    assert words_for("en", accepted).lang == "en"


@pytest.mark.parametrize(
    "onward",
    ["//evil.example", "/\\evil.example", "http://evil.example", "", "/login", "/a\r\nb", "x"],
)
def test_a_login_leads_nowhere_else(onward: str) -> None:
    assert onward_of(onward) == "/"
    assert onward_of("/?documents=a&k=3") == "/?documents=a&k=3"


def test_ten_wrong_passwords_lock_out_by_form_and_by_basic(client: TestClient) -> None:
    for attempt in range(10):
        if attempt % 2:
            answer = log_in(client, EDITOR[0], "wrong password", lang="en")
            assert "The user name or the password is wrong." in unescape(answer.text)
        else:
            answer = client.get("/api/health", auth=(EDITOR[0], "wrong password"))
            assert answer.json()["error"] == "the user name or the password is wrong"
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
    answer = log_in(client, *EDITOR, lang="en")  # the right one
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 900
    assert "Too many wrong passwords" in answer.text
    assert "15 minutes" in answer.text
    answer = client.get("/api/health", auth=EDITOR)
    assert answer.status_code == 429
    assert answer.json()["error"].startswith("too many wrong passwords: this name is locked")
    assert log_in(client, *READER).status_code == 303  # others come in


def test_basic_is_a_login_for_programs_alone(client: TestClient) -> None:
    name, password = (part.encode() for part in READER)
    assert client.get("/api/whoami", auth=(name, password)).json() == {
        "name": "李雷", "may_change": False,
    }  # fmt: skip
    assert client.get("/config", auth=(name, password)).status_code == 401
    assert client.get("/api/health").headers["www-authenticate"].startswith("Basic ")
    seen = client.get("/api/health", headers={"referer": f"{BASE}/"})  # a page of ours
    assert "www-authenticate" not in seen.headers
    for text in ("Basic", "Basic !!", "Basic /w==", "Bearer abc", "Basic YW15"):
        assert client.get("/api/health", headers={"authorization": text}).status_code == 401


def test_only_an_editor_uploads(client: TestClient) -> None:
    reader, editor = (tuple(part.encode() for part in who) for who in (READER, EDITOR))
    large = b"x" * (MAX_BODY + 1)
    refused = client.post("/api/documents/upload", content=large, auth=reader)  # type: ignore[arg-type]
    assert refused.status_code == 403
    assert refused.json()["error"] == "only an editor may change documents here"
    answer = client.post("/api/documents/upload", content=large, auth=editor)  # type: ignore[arg-type]
    assert answer.json() == len(large)
    refused = client.post(
        "/api/documents/upload",
        headers={"content-length": str(MAX_UPLOAD_BODY + 1)},
        auth=editor,  # type: ignore[arg-type]
    )
    assert refused.status_code == 413
    assert client.post("/api/ask", content=large, auth=editor).status_code == 413  # type: ignore[arg-type]


def test_who_may_change_where_nobody_logs_in(bot: Bot) -> None:
    def seen(**how: Any) -> dict[str, Any]:
        app = create_server(bot, routers=[colleague()], **how)
        answer: dict[str, Any] = TestClient(app, base_url=BASE).get("/api/whoami").json()
        return answer

    assert seen() == {"name": "", "may_change": True}
    assert seen(host="0.0.0.0") == {"name": "", "may_change": False}
    assert seen(names=["q.example"]) == {"name": "", "may_change": False}
    assert seen(host="::", access=Access(anybody_may_change=True))["may_change"] is True
    assert visitor_of(gr.Request()) == Visitor("", may_change=False)


def test_gradios_own_login_is_not_there(bot: Bot) -> None:
    client = TestClient(create_server(bot), base_url=BASE)
    for path in ("/login", "/login/", "/logout"):
        assert client.post(path, data={"username": "a", "password": "b"}).status_code == 404
        assert client.get(path).json() == {"error": "nobody logs in here", "next": "open /"}


def test_refusals_bear_the_headers_too(client: TestClient) -> None:
    assert client.get("/api/health").headers["content-security-policy"] == POLICY


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::9", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_client_is_an_address_or_a_network(address: str, client: str) -> None:
    assert client_of({"client": (address, 1)}) == client
