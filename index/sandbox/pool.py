"""Files read side by side, each in a child process with limits on memory and time.

A file can make a library crash, eat all memory or never end; here that is an error of the file.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from index.errors import ReadCode, ReadError
from index.loaders.common.extra import ocr_installed
from index.records import Document, Progress
from index.sandbox.limits import Limits
from index.sandbox.process import Outcome, Process

_AHEAD = 4  # files a worker may be ahead of the one that is waited for: bounds the memory
_TICK = 0.05  # seconds between looks at the clock and at a worker's memory
_LARGE = 32 << 20  # bytes of a file; after one that large a worker is replaced


def read_documents(
    files: Sequence[tuple[str, Path]],
    jobs: int = 1,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Generator[Outcome]:
    """The Document, or what is wrong, of each (path in the corpus, file), in this order.

    `jobs` processes read side by side; `progress` is called from several threads, one at a time,
    with the path of each file that is done. The processes end when the iterator does, also when
    it is closed early or interrupted.
    """
    if not files:
        return
    jobs = max(1, min(jobs, len(files)))
    done = _Done(progress, len(files))
    todo = iter(files)
    with ThreadPoolExecutor(jobs, "reading") as threads, _Pool(limits or Limits()) as pool:

        def read(path: str, file: Path) -> Outcome:
            outcome = pool.read(path, file)
            pages = _scanned(outcome)
            if pages and ocr_installed():
                done.say(f"{path} (OCR, {pages} pages)")
                outcome = pool.read_scans(path, file, pages, outcome)
            done.one(path)
            return outcome

        waiting: deque[Future[Outcome]] = deque()
        for path, file in todo:
            waiting.append(threads.submit(read, path, file))
            if len(waiting) >= jobs * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def read_file(path: str, file: Path, limits: Limits | None = None) -> Document:
    """One file. Raises ReadError."""
    outcome = next(read_documents([(path, file)], 1, limits))
    if isinstance(outcome, ReadError):
        raise outcome
    return outcome


def _scanned(outcome: Outcome) -> int:
    """Its pages that only OCR can read."""
    return len(outcome.unread) if isinstance(outcome, Document) else outcome.scanned


class _Done:
    """Counts the files that are read, and tells."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total = progress, total
        self._count = 0
        self._lock = threading.Lock()

    def say(self, what: str) -> None:
        """What is being done that takes long."""
        with self._lock:
            if self._progress:
                self._progress(what, self._count, self._total)

    def one(self, path: str) -> None:
        with self._lock:
            self._count += 1
            if self._progress:
                self._progress(path, self._count, self._total)


class _Pool:
    """Workers at rest, and a thread that watches those at work."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._rest: list[Process] = []
        self._all: set[Process] = set()
        self._lock = threading.Lock()
        self._reading_scans = threading.Lock()  # one file at a time: it takes much memory
        self._closed = threading.Event()
        self._watch = threading.Thread(target=self._look, name="reading-watch", daemon=True)

    def __enter__(self) -> _Pool:
        self._watch.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closed.set()
        with self._lock:
            workers = list(self._all)
        for worker in workers:
            worker.end()
        self._watch.join()

    def read(self, path: str, file: Path) -> Outcome:
        """Once more in a fresh process where a used one broke: the file before may have hurt it."""
        while True:
            worker = self._take()
            if worker is None:
                return ReadError(path, ReadCode.UNREADABLE, "reading was broken off")
            used = worker.read > 0
            outcome = worker.ask(path, file)
            self._put_back(worker, file)
            broken = isinstance(outcome, ReadError) and not worker.late and not worker.usable
            if not (broken and used) or self._closed.is_set():
                return outcome

    def read_scans(self, path: str, file: Path, pages: int, before: Outcome) -> Outcome:
        """Once more with OCR, in a process of its own with wider limits.

        Where that fails, a file that has pages with text stays as it was read `before`.
        """
        with self._reading_scans:
            with self._lock:
                if self._closed.is_set():
                    return before
                worker = Process(self._limits.of_scans(pages), ocr=True)
                self._all.add(worker)
            outcome = worker.ask(path, file)
            with self._lock:
                self._drop(worker)
        failed = isinstance(outcome, ReadError)
        return before if failed and isinstance(before, Document) else outcome

    def _take(self) -> Process | None:
        with self._lock:
            if self._closed.is_set():
                return None
            while self._rest:
                worker = self._rest.pop()
                if worker.usable:
                    return worker
                self._drop(worker)
            worker = Process(self._limits)
            self._all.add(worker)
            return worker

    def _put_back(self, worker: Process, file: Path) -> None:
        try:
            large = file.stat().st_size > _LARGE
        except OSError:
            large = False
        with self._lock:
            if worker.usable and not large and not self._closed.is_set():
                self._rest.append(worker)
            else:
                self._drop(worker)

    def _drop(self, worker: Process) -> None:
        worker.end()
        self._all.discard(worker)

    def _look(self) -> None:
        while not self._closed.wait(_TICK):
            with self._lock:
                workers = list(self._all)
            now = time.monotonic()
            for worker in workers:
                worker.look(now)
