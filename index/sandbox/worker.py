"""The child process that reads files, one after the other, for `index.sandbox.pool`.

It imports the loaders and nothing else of the house. A line of JSON comes in for each file, a
line goes out: {"document": …} or {"code": …, "reason": …}.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import stat
import sys
from pathlib import Path
from typing import Any, BinaryIO

from index.errors import ReadCode, ReadError
from index.loaders import load_document, load_scanned
from index.records import Document
from index.sandbox.limits import alarm, limit
from index.serialize import document_to_json

NO_MEMORY = "needs more memory than reading a file may take"


def main() -> None:
    """Answers until standard input ends. Leaves after a want of memory, which may have hurt it."""
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand between the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's: it ends this process
    answers.write(b"ready\n")
    answers.flush()
    gc.set_threshold(100_000, 50, 100)  # millions of small records that stay: look less often
    limited = False
    for line in requests:
        request = json.loads(line)
        if not limited:
            limit(int(request["memory"]))
            limited = True
        if not answer(request, answers):
            return


def answer(request: dict[str, Any], answers: BinaryIO) -> bool:
    """Read one file and write the answer; False where memory ran out."""
    path = str(request["path"])
    alarm(int(request["seconds"]) + 5)
    try:
        document = read(
            path, Path(request["file"]), int(request["file_bytes"]), bool(request["ocr"])
        )
        if len(document.text) > int(request["characters"]):
            reason = f"has {len(document.text):,} characters, at most {request['characters']:,}"
            raise ReadError(path, ReadCode.TOO_LARGE, reason)
        line = encoded({"document": document_to_json(document)})
    except ReadError as error:
        line = encoded({"code": error.code, "reason": error.reason, "scanned": error.scanned})
    except MemoryError:
        line = encoded({"code": ReadCode.TOO_LARGE, "reason": NO_MEMORY, "last": True})
    except RecursionError:
        line = encoded({"code": ReadCode.CORRUPT, "reason": "its parts are nested too deep"})
    except Exception as exc:
        fault = f"the reader failed on it ({type(exc).__name__}: {exc})"[:300]
        line = encoded({"code": ReadCode.CRASHED, "reason": fault})
    alarm(0)
    answers.write(line)
    answers.write(b"\n")
    answers.flush()
    return b'"last":true' not in line[-20:]


def read(path: str, file: Path, most_bytes: int, ocr: bool) -> Document:
    """Raises ReadError: UNREADABLE, TOO_LARGE, and what `load_document` says."""
    try:
        about = file.stat()
        if not stat.S_ISREG(about.st_mode):
            raise ReadError(path, ReadCode.UNREADABLE, "is no ordinary file")
        if about.st_size > most_bytes:
            reason = f"has {about.st_size >> 20} MB, at most {most_bytes >> 20} MB are read"
            raise ReadError(path, ReadCode.TOO_LARGE, reason)
        data = file.read_bytes()
    except OSError as exc:
        reason = f"cannot be opened: {exc.strerror or exc}"
        raise ReadError(path, ReadCode.UNREADABLE, reason) from exc
    return load_scanned(data, path) if ocr else load_document(data, path)


def encoded(message: dict[str, Any]) -> bytes:
    """One line. Lone surrogates, which no file can hold, become question marks."""
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")
