"""Threads that answer: few of them, a short queue before them, and none for who has gone away."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.types import Receive

from index.errors import WenquError

THREADS = max(2, min(4, os.cpu_count() or 1))  # answering is computing: more would only wait
WAITING = 64  # questions; the next is refused at once rather than answered too late

T = TypeVar("T")


class BusyError(WenquError):
    """More is asked at once than can be answered soon."""

    def __init__(self, waiting: int) -> None:
        super().__init__(f"the server is busy: {waiting} questions wait. Next: ask again in 1 s")


class GoneError(Exception):
    """The client went away before its answer was there."""


class Workers:
    """Runs functions in threads for the event loop. `open`: begun or waiting, for a look."""

    def __init__(self, threads: int = THREADS, waiting: int = WAITING) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="answer")
        self._most = threads + waiting
        self._open = 0
        self._lock = threading.Lock()

    @property
    def open(self) -> int:
        return self._open

    async def run(self, work: Callable[[], T]) -> T:
        """What `work` returns. Cancelled while it waits, it never begins. Raises BusyError."""
        with self._lock:
            if self._open >= self._most:
                raise BusyError(self._open)
            self._open += 1
        future = self._pool.submit(work)
        future.add_done_callback(self._closed)
        return await asyncio.wrap_future(future)

    def _closed(self, _: Future[Any]) -> None:
        with self._lock:
            self._open -= 1

    async def run_for(self, request: Request, work: Callable[[], T]) -> T:
        """As `run`, for a client that may go away. Raises GoneError then.

        The request's body must have been read: what comes after it is the client's leaving.
        """
        return await _first(self.run(work), request)

    def shut(self) -> None:
        """Let go of what waits; what has begun ends by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)


async def _first(work: Coroutine[Any, Any, T], request: Request) -> T:
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(left(request.receive))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise GoneError
    finally:
        for task in (working, leaving):
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task


async def left(receive: Receive) -> None:
    """Return when the client goes away. What it sends until then is dropped."""
    while (await receive())["type"] != "http.disconnect":
        pass
