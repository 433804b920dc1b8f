"""The door: who a request comes from, and for whom there is no answer but the login page."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import math
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, quote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.web.door.access import Access, Visitor, admit, client_of
from ui.web.door.lockout import Lockout
from ui.web.door.login_page import NO_SCRIPT, login_page, onward_of, words_for
from ui.web.door.passwords import Role, User, Users
from ui.web.door.sessions import LONGEST, Sessions
from ui.web.refusal import refuse

COOKIE = "wenqu-session"
PROGRAMS = ("/api/", "/mcp")  # where HTTP Basic is a login too
MAX_FORM = 8 * 1024  # bytes
TRUSTED = 600.0  # seconds for which a Basic login that was right is not hashed again
LONGEST_NAME = 65  # characters of what is taken for a name
_CHECKS = 2  # passwords hashed at once: 16 MiB and a core each
_UNKEPT = {"Cache-Control": "no-store"}
_STYLE = Path(__file__).parents[1] / "assets" / "login.css"


class Gate:
    """ASGI middleware: writes the Visitor into the scope, or refuses.

    `changing`: paths that only those may write to who may change documents.
    """

    def __init__(self, app: ASGIApp, access: Access, changing: tuple[str, ...] = ()) -> None:
        self.app = app
        self._anybody = Visitor("", access.anybody_may_change)
        self._changing = changing
        self._door = Door(access.users) if access.users else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        visitor = self._anybody
        path, method = str(scope["path"]), scope["method"]
        if self._door:
            answer = await self._door.open(Request(scope, receive))
            if isinstance(answer, Response):
                await answer(scope, receive, send)
                return
            visitor = Visitor(answer.name, answer.role is Role.EDITOR)
        elif path.rstrip("/") in ("/login", "/logout"):  # Gradio has such routes of its own
            await refuse(404, "nobody logs in here", "open /")(scope, receive, send)
            return
        changes = method in ("POST", "PUT", "PATCH", "DELETE") and path.startswith(self._changing)
        if changes and not visitor.may_change:
            refusal = refuse(
                403,
                "only an editor may change documents here",
                "log in as one, or ask whoever runs this server",
            )
            await refusal(scope, receive, send)
            return
        admit(scope, visitor)
        await self.app(scope, receive, send)


class Door:
    """Logging in and out, by a form or by HTTP Basic."""

    def __init__(self, users: Users) -> None:
        self._users = users
        self._sessions = Sessions()
        self._lockout = Lockout()
        self._basic = _Basic()
        self._checks = asyncio.Semaphore(_CHECKS)

    async def open(self, request: Request) -> User | Response:
        """The user that a request comes from, or what it gets instead."""
        path, method = request.url.path, request.method
        if path == "/login" and method in ("GET", "HEAD"):
            return self._page(request, request.query_params)
        if path == "/login" and method == "POST":
            return await self._log_in(request)
        if path == "/login.css" and method in ("GET", "HEAD"):
            return FileResponse(_STYLE, headers={"Cache-Control": "max-age=3600"})
        user = self._sessions.find(request.cookies.get(COOKIE, ""))
        if path == "/logout" and method in ("GET", "POST"):
            return self._log_out(request)
        if user is None and path.startswith(PROGRAMS):
            answer = await self._basic_user(request)
            if answer is not None:
                return answer
        return user or self._unknown(request)

    def _page(
        self, request: Request, values: Mapping[str, str], said: str = "", status: int = 200
    ) -> HTMLResponse:
        texts = words_for(values.get("lang", ""), request.headers.get("accept-language", ""))
        if not said and "left" in values:
            said = texts.login.left
        page = login_page(texts, onward_of(values.get("next", "")), said, values.get("name", ""))
        return HTMLResponse(page, status, {"Content-Security-Policy": NO_SCRIPT, **_UNKEPT})

    async def _log_in(self, request: Request) -> Response:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_FORM:
                return refuse(413, f"a login has {MAX_FORM} bytes at most", "send less")
        fields = parse_qs(body.decode("utf-8", "replace"))
        values = {name: found[0] for name, found in fields.items()}
        texts = words_for(values.get("lang", ""), request.headers.get("accept-language", ""))
        answer = await self._check(
            values.get("name", ""), values.get("password", ""), client_of(request.scope)
        )
        if isinstance(answer, float):
            said = texts.login.locked.format(math.ceil(answer / 60))
            page = self._page(request, values, said, 429)
            page.headers["Retry-After"] = str(math.ceil(answer))
            return page
        if answer is None:
            return self._page(request, values, texts.login.wrong, 401)
        self._sessions.end(request.cookies.get(COOKIE, ""))
        onward = RedirectResponse(
            onward_of(values.get("next", "")), 303, {"Cache-Control": "no-store"}
        )
        onward.set_cookie(
            COOKIE,
            self._sessions.begin(answer),
            max_age=int(LONGEST),
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
        return onward

    def _log_out(self, request: Request) -> Response:
        self._sessions.end(request.cookies.get(COOKIE, ""))
        away = RedirectResponse("/login?left", 303, _UNKEPT)
        away.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return away

    async def _basic_user(self, request: Request) -> User | Response | None:
        """None where no Basic login is tried."""
        login = _basic_login(request.headers)
        if login is None:
            return None
        known = self._basic.find(*login)
        if known:
            return known
        answer = await self._check(*login, client_of(request.scope))
        if isinstance(answer, float):
            seconds = str(math.ceil(answer))
            return refuse(
                429,
                "too many wrong passwords: this name is locked for this address",
                f"try again in {math.ceil(answer / 60)} minutes",
                {"Retry-After": seconds},
            )
        if answer is None:
            return refuse(401, "the user name or the password is wrong", "give the right ones")
        self._basic.keep(*login, answer)
        return answer

    async def _check(self, name: str, password: str, client: str) -> User | float | None:
        """The user, None for a wrong password, or the seconds that the name is locked."""
        name = name[:LONGEST_NAME]  # a longer one is nobody's
        wait = self._lockout.begin(name, client)
        if wait:
            return wait
        async with self._checks:
            user = await asyncio.to_thread(self._users.check, name, password)
        if user:
            self._lockout.right(name, client)
        return user

    @staticmethod
    def _unknown(request: Request) -> Response:
        """A person is led to the login page; a program is told."""
        headers, path = request.headers, request.url.path
        if request.method in ("GET", "HEAD") and "text/html" in headers.get("accept", ""):
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/login?next={quote(path + query, safe='')}", 303)
        asks = {}
        if path.startswith(PROGRAMS) and "referer" not in headers:  # a page shows no browser's box
            asks["WWW-Authenticate"] = 'Basic realm="wenqu", charset="UTF-8"'
        return refuse(401, "nobody is logged in", "log in at /login, or send HTTP Basic", asks)


class _Basic:
    """Basic logins that were right a moment ago, so that each request need not be hashed anew."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._known: dict[bytes, tuple[User, float]] = {}

    def find(self, name: str, password: str) -> User | None:
        user, until = self._known.get(self._mark(name, password), (None, 0.0))
        return user if until > time.monotonic() else None

    def keep(self, name: str, password: str, user: User) -> None:
        now = time.monotonic()
        self._known = {mark: held for mark, held in self._known.items() if held[1] > now}
        self._known[self._mark(name, password)] = (user, now + TRUSTED)

    def _mark(self, name: str, password: str) -> bytes:
        typed = f"{name}:{password}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, typed, hashlib.sha256)


def _basic_login(headers: Headers) -> tuple[str, str] | None:
    kind, _, text = headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, _, password = base64.b64decode(text, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, password
