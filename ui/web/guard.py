"""What every request and response of the page passes through.

Nothing here replaces a login: the page is for the machine it runs on, or for a trusted network.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 256 * 1024  # bytes; a question is at most a few thousand
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
EVERYWHERE = frozenset({"0.0.0.0", "::", ""})

# Gradio needs inline script and style, and eval for its templates; nothing comes from elsewhere.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

# The page takes no files and no other site's pages.
_CLOSED = (
    "/gradio_api/upload",
    "/gradio_api/proxy=",
    "/gradio_api/stream",
    "/gradio_api/deep_link",
)


class Guard:
    """ASGI middleware: known hosts only, same origin only, small bodies, security headers."""

    def __init__(self, app: ASGIApp, host: str = "127.0.0.1") -> None:
        self.app = app
        self.hosts = allowed_hosts(host)
        self.any_address = host in EVERYWHERE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":  # the page uses none
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False
        read = 0  # bytes of the body

        async def guarded_send(message: Message) -> None:
            nonlocal started
            if read > MAX_BODY and not started:
                return  # what the app makes of half a body is not the answer
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(raw=message["headers"])
                for name in [n for n in headers if n.startswith("access-control-")]:
                    del headers[name]
                headers.update(HEADERS)
                message["headers"] = headers.raw
            await send(message)

        async def guarded_receive() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MAX_BODY:
                raise _TooLarge
            return message

        refusal = self._refusal(scope)
        if refusal:
            await refusal(scope, receive, guarded_send)
            return
        with suppress(_TooLarge):
            await self.app(scope, guarded_receive, guarded_send)
        if read > MAX_BODY and not started:
            read = 0
            await _TOO_LARGE(scope, receive, guarded_send)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._knows(host):
            return PlainTextResponse("this host name is not served here", 400)
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return PlainTextResponse("another site's page may not ask here", 403)
        if str(scope["path"]).startswith(_CLOSED):
            return PlainTextResponse("not found", 404)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY:
            return _TOO_LARGE
        return None

    def _knows(self, host: str) -> bool:
        name = _name(host)
        return name in self.hosts or (self.any_address and _is_address(name))


class _TooLarge(Exception):
    """A body that grew past MAX_BODY without having said so."""


_TOO_LARGE = PlainTextResponse(f"a request may have {MAX_BODY} bytes at most", 413)


def allowed_hosts(host: str) -> Collection[str]:
    """Names a request may ask for. A page from elsewhere cannot make itself one of them."""
    own = {socket.gethostname().lower()} if host in EVERYWHERE else {host.lower()}
    return LOOPBACK | own


def _name(host: str) -> str:
    """A Host header without its port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
