"""Wrong passwords, counted: after ten a name is shut to the client that guessed, for a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

TRIES = 10  # for one name from one client
NAMES_TRIES = 50  # from one client, whatever the names
SECONDS = 15 * 60.0
_KEPT = 10_000  # counts; the stalest leave first


@dataclass(slots=True)
class _Count:
    tries: int
    until: float


class Lockout:
    """Safe to use from several threads.

    A try counts as wrong from its beginning, so that many at once are no way round.
    """

    def __init__(
        self, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._counts: dict[tuple[str | None, str], _Count] = {}
        self._lock = threading.Lock()

    def begin(self, name: str, client: str) -> float:
        """Count a try. Returns the seconds to wait before another may be made, 0 if this may."""
        now = self._clock()
        with self._lock:
            held = [
                count.until - now
                for key, most in (((name, client), TRIES), ((None, client), NAMES_TRIES))
                if (count := self._counts.get(key)) and count.until > now and count.tries >= most
            ]
            if held:
                return max(held)
            for key in ((name, client), (None, client)):
                count = self._counts.pop(key, None)
                tries = count.tries if count and count.until > now else 0
                self._counts[key] = _Count(tries + 1, now + self._seconds)  # the newest is last
            while len(self._counts) > _KEPT:
                del self._counts[next(iter(self._counts))]
            return 0.0

    def right(self, name: str, client: str) -> None:
        """The try that was begun was no wrong one."""
        with self._lock:
            tries = self._counts.pop((name, client), None)
            overall = self._counts.get((None, client))
            if tries and overall:
                overall.tries -= 1
