"""Pages of PDFs as pictures: drawn few at a time, kept while there is room."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from index.errors import ReadCode, ReadError
from index.sandbox.picture import page_picture

ROOM = 48 << 20  # bytes of pictures that are kept
_AT_ONCE = 2
_WAITING = 12  # more are turned away

Key = tuple[str, int, int, int, tuple[str, ...]]


class Busy(Exception):
    """Too many pages are waiting to be drawn."""


class Pictures:
    """Draws and keeps. What failed is remembered too: a bad page is tried once."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._kept: OrderedDict[Key, bytes | ReadError] = OrderedDict()
        self._bytes = 0
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0

    async def page(self, path: str, file: Path, page: int, quotes: Sequence[str]) -> bytes:
        """The page as a PNG. Raises ReadError, and Busy."""
        try:
            about = await asyncio.to_thread(file.stat)
        except OSError as exc:
            raise ReadError(path, ReadCode.UNREADABLE, "is no longer there") from exc
        key = (str(file), about.st_mtime_ns, about.st_size, page, tuple(quotes))
        if key not in self._kept:
            if self._waiting >= _WAITING:
                raise Busy
            self._waiting += 1
            try:
                async with self._turns:
                    if key not in self._kept:
                        self._keep(key, await asyncio.to_thread(_draw, path, file, page, quotes))
            finally:
                self._waiting -= 1
        found = self._kept.get(key)
        if found is None:  # larger than all the room
            raise Busy
        self._kept.move_to_end(key)
        if isinstance(found, ReadError):
            raise found
        return found

    def _keep(self, key: Key, picture: bytes | ReadError) -> None:
        self._kept[key] = picture
        self._bytes += _size(picture)
        while (self._bytes > self._room and len(self._kept) > 1) or len(self._kept) > 1000:
            self._bytes -= _size(self._kept.popitem(last=False)[1])


def _draw(path: str, file: Path, page: int, quotes: Sequence[str]) -> bytes | ReadError:
    try:
        return page_picture(path, file, page, quotes)
    except ReadError as error:
        return error


def _size(picture: bytes | ReadError) -> int:
    return len(picture) if isinstance(picture, bytes) else 100
