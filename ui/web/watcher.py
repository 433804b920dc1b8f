"""A thread that has a new index served, whoever built it, and reads ahead of the questions."""

from __future__ import annotations

import sys
import threading
import time

from index.errors import WenquError
from index.passages.tokenizer import warm_up
from index.store import current_generation
from qa import Bot
from ui.web.live import Live

EVERY = 1.0  # seconds between looks at one small file
PAUSE = 0.02  # seconds between passages read ahead: questions go first


class Watcher:
    def __init__(self, live: Live, every: float = EVERY) -> None:
        self._live = live
        self._every = every
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._refused = ""  # the generation that cannot be served: said once, not tried again
        self._read: tuple[Bot, int] | None = None  # of this bot so many passages, from the first

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join(10)

    def _run(self) -> None:
        warm_up(tags=True)
        while not self._stop.is_set():
            until = time.monotonic() + self._every
            self.look()
            while self._read_ahead() and time.monotonic() < until and not self._stop.is_set():
                time.sleep(PAUSE)
            self._stop.wait(max(0.0, until - time.monotonic()))

    def look(self) -> bool:
        """Whether another generation is served now than before."""
        try:
            published = current_generation(self._live.where)
        except WenquError:
            return False  # the index folder is away; what is served stays
        if published in (self._live.index.generation, self._refused):
            return False
        try:
            return self._live.reload()
        except WenquError as error:
            self._refused = published
            said = " ".join(str(error).split())
            print(f"wenqu: the new index is not served, the old one stays: {said}", file=sys.stderr)
        return False

    def _read_ahead(self) -> bool:
        """Read one more passage that no question has had read yet; False where all are."""
        bot = self._live.bot
        row = self._read[1] if self._read and self._read[0] is bot else 0
        reader = bot.retriever.reader
        if row >= min(len(bot.index.passages), reader.keep):
            return False
        reader.read([row])
        self._read = (bot, row + 1)
        return True
