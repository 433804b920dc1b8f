"""A thread that sees an index built by another process, and has it served."""

from __future__ import annotations

import sys
import threading

from index.errors import WenquError
from index.store import current_generation
from ui.web.live import Live

EVERY = 1.0  # seconds between looks at one small file


class Watcher:
    def __init__(self, live: Live, every: float = EVERY) -> None:
        self._live = live
        self._every = every
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._refused = ""  # the generation that cannot be served: said once, not tried again

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join(10)

    def _run(self) -> None:
        while not self._stop.wait(self._every):
            self.look()

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
