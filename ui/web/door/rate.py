"""How often a client may ask: a bucket of tokens for each, filled at a steady pace."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from ui.web.door.access import client_of, visitor_of_scope
from ui.web.refusal import refuse

_KEPT = 10_000  # clients; those not seen for longest leave first


@dataclass(frozen=True, slots=True)
class Pace:
    """`burst` at once, then `per_second`."""

    per_second: float
    burst: float


# A page is a hundred files; what stays in the browser is not asked for again.
FILES = Pace(50, 1000)


def questions(per_minute: float) -> Pace:
    """The pace of questions; a fourth of a minute's may come at once."""
    return Pace(per_minute / 60, max(10.0, per_minute / 4))


class Buckets:
    """Safe to use from several threads."""

    def __init__(self, pace: Pace, clock: Callable[[], float] = time.monotonic) -> None:
        self._pace = pace
        self._clock = clock
        self._held: dict[str, tuple[float, float]] = {}  # client → (tokens, when that was so)
        self._lock = threading.Lock()

    def take(self, client: str) -> float:
        """Take a token. Returns 0, or the seconds until there is one."""
        now = self._clock()
        with self._lock:
            tokens, before = self._held.pop(client, (self._pace.burst, now))
            tokens = min(self._pace.burst, tokens + (now - before) * self._pace.per_second)
            wait = max(0.0, 1 - tokens) / self._pace.per_second
            self._held[client] = (tokens - (0 if wait else 1), now)
            while len(self._held) > _KEPT:
                del self._held[next(iter(self._held))]
        return wait


class RateLimit:
    """ASGI middleware, inside the Gate: 429 for a client that asks too often.

    A client is a user, or an address where nobody logs in. `asking`: paths of which a POST costs
    an answer.
    """

    def __init__(self, app: ASGIApp, per_minute: float, asking: tuple[str, ...]) -> None:
        self.app = app
        self._asking = asking
        self._asks = Buckets(questions(per_minute)) if per_minute else None
        self._all = Buckets(FILES) if per_minute else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._all and self._asks:
            client = visitor_of_scope(scope).name or client_of(scope)
            asks = scope["method"] == "POST" and str(scope["path"]).startswith(self._asking)
            wait = self._all.take(client) or (self._asks.take(client) if asks else 0.0)
            if wait:
                seconds = str(math.ceil(wait))
                refusal = refuse(
                    429,
                    "too many requests from this client",
                    f"wait {seconds} s, then ask again",
                    {"Retry-After": seconds},
                )
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)
