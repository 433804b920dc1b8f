"""One child process that reads files: asked by a line of JSON, watched for time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from index.errors import ReadCode, ReadError
from index.records import Document
from index.sandbox.child import command, environment
from index.sandbox.limits import Limits
from index.serialize import document_from_json

Outcome = Document | ReadError

_START_SECONDS = 30.0
_FULL = 0.8  # of the memory limit, at a crash: it crashed for want of memory
_ANSWER_BYTES = 1 << 30
_MANY = 500  # files; after so many it is replaced


class Process:
    """One child process that reads files, one after the other."""

    def __init__(self, limits: Limits, *, ocr: bool = False) -> None:
        self._limits, self._ocr = limits, ocr
        self._process = subprocess.Popen(
            command("index.sandbox.worker"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
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
