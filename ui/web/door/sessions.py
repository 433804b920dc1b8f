"""Who is logged in, kept here; a browser holds nothing but a random token."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from ui.web.door.passwords import User

IDLE = 12 * 3600.0  # seconds without a request,
LONGEST = 7 * 24 * 3600.0  # and in all
_EACH = 50  # sessions of one user; the oldest ends first


@dataclass(slots=True)
class _Session:
    user: User
    begun: float
    seen: float


class Sessions:
    """Safe to use from several threads. They end with the process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._sessions: dict[bytes, _Session] = {}
        self._lock = threading.Lock()

    def begin(self, user: User) -> str:
        """A new session's token."""
        token = secrets.token_urlsafe(32)
        now = self._clock()
        with self._lock:
            for key in [k for k, s in self._sessions.items() if self._over(s, now)]:
                del self._sessions[key]
            own = [k for k, s in self._sessions.items() if s.user.name == user.name]
            for key in own[: max(0, len(own) - _EACH + 1)]:
                del self._sessions[key]
            self._sessions[_key(token)] = _Session(user, now, now)
        return token

    def find(self, token: str) -> User | None:
        now = self._clock()
        with self._lock:
            session = self._sessions.get(_key(token))
            if session is None or self._over(session, now):
                return None
            session.seen = now
            return session.user

    def end(self, token: str) -> None:
        with self._lock:
            self._sessions.pop(_key(token), None)

    @staticmethod
    def _over(session: _Session, now: float) -> bool:
        return now - session.seen > IDLE or now - session.begun > LONGEST


def _key(token: str) -> bytes:
    """What is kept of a token: a copy of the memory lets nobody in."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
