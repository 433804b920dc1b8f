"""Files read side by side, each in a child process with limits on memory and time.

A file can make a library crash, eat all memory or never end; here that is an error of the file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, cast

from index.errors import ReadCode, ReadError
from index.loaders.common.extra import ocr_installed
from index.records import Document
from index.serialize import document_from_json

Outcome = Document | ReadError
Progress = Callable[[str, int, int], None]
"""(path of a file that is done, files done, files in all); called from several threads, one at
a time."""

_AHEAD = 4  # files a worker may be ahead of the one that is waited for: bounds the memory
_START_SECONDS = 30.0
_TICK = 0.05  # seconds between looks at the clock and at a worker's memory
_FULL = 0.8  # of the memory limit, at a crash: it crashed for want of memory
_ANSWER_BYTES = 1 << 30
_MANY, _LARGE = 500, 32 << 20  # files, bytes of a file: after so much a worker is replaced
# The package's own __init__ would import torch; the worker gets a bare package in its place.
_BOOT = """
import sys, types
package = types.ModuleType("index")
package.__path__ = [sys.argv[1]]
sys.modules["index"] = package
from index.sandbox.worker import main
main()
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reading of one file may take."""

    memory: int = 2 << 30  # bytes of address space of its process
    seconds: float = 60.0  # on the clock
    file_bytes: int = 200 << 20
    characters: int = 20_000_000  # of the document's text
    ocr_memory: int = 2560 << 20  # where scanned pages are read
    ocr_seconds: float = 30.0  # more for each scanned page (7 to 16 on one free core)
    ocr_most_seconds: float = 4 * 3600.0

    def of_scans(self, pages: int) -> Limits:
        """Those of a file with so many scanned pages."""
        seconds = min(self.seconds + pages * self.ocr_seconds, self.ocr_most_seconds)
        return replace(self, memory=self.ocr_memory, seconds=seconds)


def read_documents(
    files: Sequence[tuple[str, Path]],
    jobs: int = 1,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Generator[Outcome]:
    """The Document, or what is wrong, of each (path in the corpus, file), in this order.

    `jobs` processes read side by side. They end when the iterator does, also when it is closed
    early or interrupted.
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


class _Worker:
    """One child process. It is started when the first file comes."""

    def __init__(self, limits: Limits, *, ocr: bool = False) -> None:
        self._limits, self._ocr = limits, ocr
        self._process = subprocess.Popen(
            # -P: no module is taken from the present folder, which may be the corpus
            [sys.executable, "-P", "-X", "utf8", "-c", _BOOT, str(Path(__file__).parents[1])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )
        self._requests = cast(IO[bytes], self._process.stdin)
        self._answers = cast(IO[bytes], self._process.stdout)
        self.read = 0  # files
        self.deadline: float | None = None
        self.late = False
        self._most_memory = 0
        self._starting = True

    def ask(self, path: str, file: Path) -> Outcome:
        """Its answer; ReadError CRASHED, TIMEOUT or TOO_LARGE where it gives none."""
        limits = self._limits
        request = {
            "path": path,
            "file": str(file),
            "memory": limits.memory,
            "seconds": limits.seconds,
            "file_bytes": limits.file_bytes,
            "characters": limits.characters,
            "ocr": self._ocr,
        }
        line = b""
        with suppress(OSError, ValueError):  # it is gone, or was closed at the end of all
            if self._starting:
                self.deadline = time.monotonic() + _START_SECONDS
                self._answers.readline()
                self._starting = False
            self.deadline = time.monotonic() + limits.seconds
            self._requests.write(json.dumps(request).encode() + b"\n")
            self._requests.flush()
            line = self._answers.readline(_ANSWER_BYTES)
        self.deadline = None
        self.read += 1
        if not line.endswith(b"\n"):
            return self._fault(path)
        answer: dict[str, Any] = json.loads(line)
        if answer.get("last"):
            self.end()
        if "document" in answer:
            return document_from_json(answer["document"])
        return ReadError(path, ReadCode(answer["code"]), answer["reason"], answer.get("scanned", 0))

    def look(self, now: float) -> None:
        """Called often while it reads: keeps the time limit, remembers its memory."""
        deadline = self.deadline
        if deadline is None:
            return
        if now > deadline:
            self.late = True
            self._process.kill()
            return
        try:
            pages = int(Path(f"/proc/{self._process.pid}/statm").read_bytes().split()[0])
        except (OSError, ValueError, IndexError):  # no such file but on Linux
            return
        self._most_memory = max(self._most_memory, pages * os.sysconf("SC_PAGE_SIZE"))

    def end(self) -> None:
        """Kill it and take leave of it, so that no zombie stays."""
        self._process.kill()
        self._process.wait()
        for stream in (self._requests, self._answers):
            with suppress(OSError):
                stream.close()

    @property
    def usable(self) -> bool:
        return self._process.poll() is None and self.read < _MANY

    def _fault(self, path: str) -> ReadError:
        self.end()
        if self.late:
            seconds = f"{self._limits.seconds:g}"
            return ReadError(path, ReadCode.TIMEOUT, f"could not be read within {seconds} s")
        if self._most_memory > _FULL * self._limits.memory:
            size = self._limits.memory >> 20
            return ReadError(path, ReadCode.TOO_LARGE, f"needs more than {size} MB of memory")
        status = self._process.returncode
        how = f"signal {-status}" if status < 0 else f"exit status {status}"
        return ReadError(path, ReadCode.CRASHED, f"the process that read it crashed ({how})")


class _Pool:
    """Workers at rest, and a thread that watches those at work."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._rest: list[_Worker] = []
        self._all: set[_Worker] = set()
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
                worker = _Worker(self._limits.of_scans(pages), ocr=True)
                self._all.add(worker)
            outcome = worker.ask(path, file)
            with self._lock:
                self._drop(worker)
        failed = isinstance(outcome, ReadError)
        return before if failed and isinstance(before, Document) else outcome

    def _take(self) -> _Worker | None:
        with self._lock:
            if self._closed.is_set():
                return None
            while self._rest:
                worker = self._rest.pop()
                if worker.usable:
                    return worker
                self._drop(worker)
            worker = _Worker(self._limits)
            self._all.add(worker)
            return worker

    def _put_back(self, worker: _Worker, file: Path) -> None:
        try:
            large = file.stat().st_size > _LARGE
        except OSError:
            large = False
        with self._lock:
            if worker.usable and not large and not self._closed.is_set():
                self._rest.append(worker)
            else:
                self._drop(worker)

    def _drop(self, worker: _Worker) -> None:
        worker.end()
        self._all.discard(worker)

    def _look(self) -> None:
        while not self._closed.wait(_TICK):
            with self._lock:
                workers = list(self._all)
            now = time.monotonic()
            for worker in workers:
                worker.look(now)
