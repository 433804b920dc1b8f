"""What every request and response passes through: known hosts, same origin, small bodies, headers.

Who may come in is the Gate's to say.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.web.refusal import refuse

MAX_BODY = 256 * 1024  # bytes; a question is at most a few thousand
MAX_UPLOAD_BODY = 64 * 1024 * 1024  # bytes, on the paths that take files
UPLOADS = ("/api/documents",)  # files come here, not by Gradio's own way
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

# Of Gradio's own routes those that the page calls: events, and what they need. All others (files,
# proxy, streams, deep links, monitoring, …) are not found.
_GRADIO = "/gradio_api/"
_OPEN = tuple(
    _GRADIO + name
    for name in (
        "queue/join",
        "queue/data",
        "run/",
        "heartbeat/",
        "cancel",
        "reset",
        "info",
        "startup-events",
        "component_server",
    )
)
_CLOSED = ("/monitoring", "/pwa_icon", "/openapi.json")


class Guard:
    """ASGI middleware, outermost.

    `host`: where the server listens; `names`: what else visitors call it.
    """

    def __init__(self, app: ASGIApp, host: str = "127.0.0.1", names: Collection[str] = ()) -> None:
        self.app = app
        self.hosts = frozenset((*allowed_hosts(host), *map(str.lower, names)))
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
        most = max_body(scope)

        async def guarded_send(message: Message) -> None:
            nonlocal started
            if read > most and not started:
                return  # what the app makes of half a body is not the answer
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(raw=message["headers"])
                for name in [n for n in headers if n.startswith("access-control-")]:
                    del headers[name]
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)  # the login page's policy is stricter
                message["headers"] = headers.raw
            await send(message)

        async def guarded_receive() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise _TooLarge
            return message

        refusal = self._refusal(scope, most)
        if refusal:
            await refusal(scope, receive, guarded_send)
            return
        with suppress(_TooLarge):
            await self.app(scope, guarded_receive, guarded_send)
        if read > most and not started:
            read = 0
            await _too_large(most)(scope, receive, guarded_send)

    def _refusal(self, scope: Scope, most: int) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._knows(host):
            return refuse(
                400,
                "this host name is not served here",
                "use the address that `wenqu serve` printed, or name this one with --proxy",
            )
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return refuse(403, "another site's page may not ask here", "open this server's own")
        path = str(scope["path"])
        if path.startswith(_CLOSED) or (path.startswith(_GRADIO) and not path.startswith(_OPEN)):
            return refuse(404, "there is nothing here", "see /api/docs")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > most:
            return _too_large(most)
        return None

    def _knows(self, host: str) -> bool:
        name = _name(host)
        return name in self.hosts or (self.any_address and _is_address(name))


class _TooLarge(Exception):
    """A body that grew past the limit without having said so."""


def _too_large(most: int) -> Response:
    return refuse(413, f"a request may have {most} bytes at most here", "send less")


def max_body(scope: Scope) -> int:
    """Bytes that a request may have. The Gate lets only editors upload."""
    uploads = scope["method"] in ("POST", "PUT") and str(scope["path"]).startswith(UPLOADS)
    return MAX_UPLOAD_BODY if uploads else MAX_BODY


def allowed_hosts(host: str) -> Collection[str]:
    """Names a request may ask for. A page from elsewhere cannot make itself one of them."""
    own = {socket.gethostname().lower()} if host in EVERYWHERE else {host.lower()}
    return LOOPBACK | own


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens there."""
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


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
