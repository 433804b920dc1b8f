"""Many clients at once: the real server as a process, asked by its JSON API for a while.

python -m bench.load [--clients 16] [--seconds 60] [--index DIR --questions FILE]
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from bench.indexes import passing_index
from bench.machine import machine, times
from bench.places import CORPUS
from qa.measure.sets import read_examples
from ui.web.server import listen

HOST = "127.0.0.1"


@dataclass
class Seen:
    """What the clients saw, all in one place; list.append is safe from several threads."""

    asked: list[float] = field(default_factory=list)  # seconds
    pages: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@contextmanager
def server(where: Path) -> Iterator[tuple[subprocess.Popen[str], int, float]]:
    """`wenqu serve` on a free port: the process, its port, and seconds until it answered."""
    with listen(HOST, 0) as free:
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "ui.command.cli",
        "serve",
        "--port",
        str(port),
        "--index",
        str(where),
    ]
    started = time.perf_counter()
    with subprocess.Popen(command, text=True, stderr=subprocess.DEVNULL) as process:
        try:
            while not _answers(port):
                if process.poll() is not None:
                    raise SystemExit(f"the server ended with {process.returncode}")
                time.sleep(0.05)
            yield process, port, time.perf_counter() - started
        finally:
            process.terminate()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        connection.request("GET", "/api/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def ask(port: int, questions: Iterator[str], until: float, seen: Seen) -> None:
    """One client: a question, its answer, the next question."""
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    while time.perf_counter() < until:
        body = json.dumps({"question": next(questions)})
        began = time.perf_counter()
        try:
            connection.request("POST", "/api/ask", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            said = answer.read()
        except OSError as error:
            seen.errors.append(repr(error))
            connection.close()
            continue
        seen.asked.append(time.perf_counter() - began)
        if answer.status != 200 or "found" not in json.loads(said):
            seen.errors.append(f"{answer.status} {said[:200]!r}")
    connection.close()


def look(port: int, until: float, seen: Seen) -> None:
    """Somebody who opens the page every second meanwhile."""
    while time.perf_counter() < until:
        connection = http.client.HTTPConnection(HOST, port, timeout=30)
        began = time.perf_counter()
        try:
            connection.request("GET", "/")
            answer = connection.getresponse()
            answer.read()
            seen.pages.append(time.perf_counter() - began)
            if answer.status != 200:
                seen.errors.append(f"page: {answer.status}")
        except OSError as error:
            seen.errors.append(f"page: {error!r}")
        finally:
            connection.close()
        time.sleep(1)


def memory(pid: int) -> float:
    """Resident MB."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def computed(pid: int) -> float:
    """Seconds of a processor that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def shown(name: str, seconds: list[float]) -> str:
    return f"{name}: {len(seconds)}, {times(seconds, 0)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--index", type=Path, help="default: one of corpus/, built for the run")
    parser.add_argument("--questions", type=Path, default=CORPUS / "questions.jsonl")
    options = parser.parse_args()
    print(machine())
    questions = [example.question for example in read_examples(options.questions)]
    with (
        nullcontext(options.index) if options.index else passing_index(CORPUS) as where,
        server(where) as (process, port, ready),
    ):
        print(f"answering {ready:.1f} s after the start, {memory(process.pid):.0f} MB")
        before = computed(process.pid)
        seen, until = Seen(), time.perf_counter() + options.seconds
        around = threading.Lock()
        turn = itertools.cycle(questions)

        def in_turn() -> Iterator[str]:
            while True:
                with around:
                    question = next(turn)
                yield question

        threads = [
            threading.Thread(target=ask, args=(port, in_turn(), until, seen))
            for _ in range(options.clients)
        ]
        threads.append(threading.Thread(target=look, args=(port, until, seen)))
        for thread in threads:
            thread.start()
        for _ in range(5):
            time.sleep(options.seconds / 5)
            print(f"  {memory(process.pid):.0f} MB", flush=True)
        for thread in threads:
            thread.join()
        rate = len(seen.asked) / options.seconds
        each = 1000 * (computed(process.pid) - before) / max(1, len(seen.asked))
        print(
            f"{options.clients} clients, {options.seconds:g} s: {rate:.1f} answers a second, "
            f"{each:.0f} ms of a processor each"
        )
        print(shown("questions", seen.asked))
        print(shown("page", seen.pages))
        print(f"errors: {len(seen.errors)}", *seen.errors[:5], sep="\n  ")
        print(f"{memory(process.pid):.0f} MB at the end")
    raise SystemExit(1 if seen.errors else 0)


if __name__ == "__main__":
    main()
