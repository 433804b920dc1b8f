"""What a child process that reads a stranger's file may take, and how it sets this for itself.

The workers start without the house's packages: this module imports the standard library alone.
"""

from __future__ import annotations

import signal
from dataclasses import dataclass, replace
from typing import Any


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


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """What the drawing of one page may take."""

    memory: int = 1 << 30  # bytes of address space of its process
    seconds: float = 10.0
    file_bytes: int = 200 << 20
    wide: int = 1400  # pixels
    high: int = 2400


def limit(memory: int, cpu_seconds: int | None = None) -> None:
    """Bytes of address space and, where given, seconds of a processor; no core dump.

    Where the system can limit them: Linux does, macOS refuses some, Windows has none.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    limits: list[tuple[Any, int]] = [(resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)]
    if cpu_seconds is not None:
        limits.append((resource.RLIMIT_CPU, cpu_seconds))
    for what, most in limits:
        try:
            hard = resource.getrlimit(what)[1]
            least = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (least, hard))
        except (ValueError, OSError):  # macOS refuses some
            continue


def alarm(seconds: int) -> None:
    """Ends this process after so long, should the parent be gone; 0 for no more."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)
