"""One piece of work at a time, in a thread of its own, with a record of how far it is."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from index.errors import IndexBusyError, WenquError
from index.records import Progress

_PATIENCE = 15 * 60.0  # seconds that another process may hold the index
_TICK = 0.5


class JobState(StrEnum):
    IDLE = "idle"  # nothing was ever asked for
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Stage(StrEnum):
    """What a running job is at."""

    WAITING = "waiting"  # for another process that builds this index
    READ = "read"
    ENCODE = "encode"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class Job:
    """How far the work is. `number` counts the jobs; `detail` is a file's path, or empty."""

    number: int = 0
    state: JobState = JobState.IDLE
    stage: Stage = Stage.READ
    detail: str = ""
    done: int = 0
    total: int = 0
    error: str | None = None


class Runner:
    """Runs `work(progress)` when asked; what is asked for meanwhile is one more run after it.

    Safe to use from several threads. The job ends when nothing more is asked for; it has
    failed if its last run has.
    """

    def __init__(self, work: Callable[[Progress], None], name: str) -> None:
        self._work, self._name = work, name
        self._changed = threading.Condition()
        self._asked = False
        self._job = Job()

    @property
    def job(self) -> Job:
        return self._job

    def ask(self) -> Job:
        """Run once more, now or after the present run. Returns the job that will have done it."""
        with self._changed:
            self._asked = True
            if self._job.state is not JobState.RUNNING:
                self._job = Job(self._job.number + 1, JobState.RUNNING)
                threading.Thread(target=self._run, name=self._name, daemon=True).start()
            return self._job

    def wait(self, seconds: float | None = None) -> Job:
        """Until no job runs, at most so long."""
        with self._changed:
            self._changed.wait_for(lambda: self._job.state is not JobState.RUNNING, seconds)
            return self._job

    def _run(self) -> None:
        while True:
            with self._changed:
                self._asked = False
            error = self._once()
            with self._changed:
                if self._asked:
                    continue
                state = JobState.FAILED if error else JobState.DONE
                self._job = replace(self._job, state=state, detail="", error=error)
                self._changed.notify_all()
                return

    def _once(self) -> str | None:
        """One run; what went wrong, in one line."""
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                self._work(self._tell)
                return None
            except IndexBusyError as error:
                if time.monotonic() > until:
                    return str(error)
                self._tell(Stage.WAITING, 0, 0)
                time.sleep(_TICK)
            except WenquError as error:
                return " ".join(str(error).split())
            except Exception as error:  # a fault of ours must not leave the job running for ever
                traceback.print_exc(file=sys.stderr)
                return f"{type(error).__name__}: {error}. Next: see the log, then rebuild"

    def _tell(self, what: str, done: int, total: int) -> None:
        known = what in set(Stage)
        stage, detail = (Stage(what), "") if known else (Stage.READ, what)
        with self._changed:
            self._job = replace(self._job, stage=stage, detail=detail, done=done, total=total)
