"""Blocks, one after the other → a Document with its pages and its way back to the source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.records import Block, BlockKind, Document, Omitted, PageStart, SourceRun

Span = tuple[int, int]
"""source[start:end]"""


@dataclass(frozen=True, slots=True)
class Written:
    """Text that stands in no source: of a format that has none, or put in by a loader.

    `page` None: the page of what stands before it.
    """

    text: str
    page: int | None = None


Piece = Span | Written


def text_of(source: str, pieces: Iterable[Piece]) -> str:
    """What the pieces say, joined with nothing between them."""
    return "".join(
        piece.text if isinstance(piece, Written) else source[piece[0] : piece[1]]
        for piece in pieces
    )


class Composer:
    """Collects blocks in reading order; `document` makes the Document of them.

    With a source, pieces are spans of it and each of their characters is mapped back; its pages
    follow from `page_breaks`, the ascending source offsets where a new page begins (empty: the
    pages are not known). Without one (source None), pieces are Written, each with its page.
    """

    def __init__(self, source: str | None = None, page_breaks: Sequence[int] = ()) -> None:
        self._source = source
        self._page_breaks = page_breaks
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._runs: list[SourceRun] = []
        self._pages: list[PageStart] = []

    def add(
        self,
        kind: BlockKind,
        pieces: Iterable[Piece],
        *,
        level: int = 0,
        with_previous: bool = False,
    ) -> str:
        """Append a block and return its text; pieces that hold nothing make none.

        `with_previous` sets it one line below the block before it, as items of a list and rows
        of a table stand; otherwise an empty line comes between.
        """
        pieces = [p for p in pieces if (p.text if isinstance(p, Written) else p[0] < p[1])]
        if not pieces:
            return ""
        if self._blocks:
            self._write("\n" if with_previous else "\n\n")
        start, first = self._length, len(self._parts)
        for piece in pieces:
            if isinstance(piece, Written):
                self._turn_to(piece.page)
                self._write(piece.text)
            else:
                self._copy(*piece)
        self._blocks.append(Block(kind, start, self._length, level))
        return "".join(self._parts[first:])

    def document(
        self,
        path: str,
        *,
        title: str,
        format: str,
        date: str | None = None,
        source: str | None = None,
        omitted: Sequence[Omitted] = (),
    ) -> Document:
        return Document(
            doc_id=path,
            path=path,
            title=title,
            text="".join(self._parts),
            blocks=tuple(self._blocks),
            page_starts=tuple(self._pages),
            source_runs=None if self._source is None else tuple(self._runs),
            date=date,
            source=source,
            format=format,
            original=self._source,
            omitted=tuple(omitted),
        )

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _turn_to(self, page: int | None) -> None:
        if page is not None and (not self._pages or self._pages[-1].page != page):
            self._pages.append(PageStart(self._length, page))

    def _copy(self, start: int, end: int) -> None:
        if self._source is None:
            raise ValueError("a span needs a source")
        if not 0 <= start < end <= len(self._source):
            raise ValueError(f"span {start}..{end} is outside a source of {len(self._source)}")
        for first, last in self._within_pages(start, end):
            if self._page_breaks:
                self._turn_to(bisect_right(self._page_breaks, first) + 1)
            self._map(first, last - first)
            self._write(self._source[first:last])

    def _within_pages(self, start: int, end: int) -> Iterable[Span]:
        """The span, cut where a page begins inside it."""
        first = bisect_right(self._page_breaks, start)
        last = bisect_right(self._page_breaks, end - 1)
        cuts = [start, *self._page_breaks[first:last], end]
        return pairwise(cuts)

    def _map(self, source_start: int, length: int) -> None:
        if self._runs:
            run = self._runs[-1]
            if (run.start + run.length, run.source_start + run.length) == (
                self._length,
                source_start,
            ):
                self._runs[-1] = SourceRun(run.start, run.source_start, run.length + length)
                return
        self._runs.append(SourceRun(self._length, source_start, length))
