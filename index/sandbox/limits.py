"""What a child process that reads a stranger's file may take, set by itself.

The workers start without the house's packages: this module imports the standard library alone.
"""

from __future__ import annotations

import signal
from typing import Any


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
