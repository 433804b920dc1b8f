"""A page of a PDF as a picture, with lines of its text marked.

It is drawn in a child process with limits on memory and time: a page that makes PDFium crash,
eat memory or never end costs this one picture.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import ReadCode, ReadError

# The package's own __init__ would import torch; the child gets a bare package in its place.
_BOOT = """
import sys, types
package = types.ModuleType("index")
package.__path__ = [sys.argv[1]]
sys.modules["index"] = package
from index.sandbox.picture_worker import main
main()
"""
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """What the drawing of one page may take."""

    memory: int = 1 << 30  # bytes of address space of its process
    seconds: float = 10.0
    file_bytes: int = 200 << 20
    wide: int = 1400  # pixels
    high: int = 2400


def page_picture(
    path: str,
    file: Path,
    page: int,
    quotes: Sequence[str] = (),
    limits: PictureLimits | None = None,
) -> bytes:
    """Page `page` (from 1) of the PDF as a PNG; the lines of each quote marked where they stand.

    A quote is looked for by its letters and digits; what is not on the page is not marked.
    Raises ReadError.
    """
    limits = limits or PictureLimits()
    request = {"file": str(file), "page": page, "quotes": list(quotes), **asdict(limits)}
    try:
        child = subprocess.run(
            # -P: no module is taken from the present folder, which may be the corpus
            [sys.executable, "-P", "-X", "utf8", "-c", _BOOT, str(Path(__file__).parents[1])],
            input=json.dumps(request).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as exc:
        reason = f"page {page} could not be drawn within {limits.seconds:g} s"
        raise ReadError(path, ReadCode.TIMEOUT, reason) from exc
    if child.returncode != 0 or not child.stdout.startswith(_PNG):
        raise ReadError(path, ReadCode.CRASHED, f"page {page} could not be drawn")
    return child.stdout
