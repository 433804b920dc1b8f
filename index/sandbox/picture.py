"""A page of a PDF as a picture, with lines of its text marked.

It is drawn in a child process with limits on memory and time: a page that makes PDFium crash,
eat memory or never end costs this one picture.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from index.errors import ReadCode, ReadError
from index.sandbox.child import command, environment
from index.sandbox.limits import PictureLimits

_PNG = b"\x89PNG\r\n\x1a\n"


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
            command("index.sandbox.picture_worker"),
            input=json.dumps(request).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as exc:
        reason = f"page {page} could not be drawn within {limits.seconds:g} s"
        raise ReadError(path, ReadCode.TIMEOUT, reason) from exc
    if child.returncode != 0 or not child.stdout.startswith(_PNG):
        raise ReadError(path, ReadCode.CRASHED, f"page {page} could not be drawn")
    return child.stdout
