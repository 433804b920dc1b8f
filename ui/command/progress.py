"""A progress bar on stderr for long work; nothing where stderr is no terminal and work is short."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

from tqdm import tqdm

_SAID_EVERY = 10.0  # seconds between lines where there is no terminal to draw on


class ProgressBar:
    """Called as index.build.Progress: (stage or file, done, total)."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._bar: Any = None  # a tqdm while one is drawn
        self._total = -1
        self._said = time.monotonic()

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def __call__(self, what: str, done: int, total: int) -> None:
        if self._quiet or not total:
            return
        if not sys.stderr.isatty():
            if time.monotonic() - self._said > _SAID_EVERY:
                self._said = time.monotonic()
                print(f"wenqu: {done}/{total} {what}", file=sys.stderr)
            return
        if total != self._total or self._bar is None or done < self._bar.n:
            self._close()
            self._bar = tqdm(total=total, file=sys.stderr, leave=False, unit="")
            self._total = total
        self._bar.set_description_str(what[-40:])
        self._bar.update(done - self._bar.n)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
