"""The records that flow through the house: Document, Block, Passage.

Two coordinates exist, and only two:
- *text offsets* count characters of `Document.text`, the cleaned reading text;
- *source offsets* count characters of the file's own decoded text (byte-order mark dropped,
  line ends as `\n`, as Python's text mode reads it). Only text formats have them.
`Document.source_runs` leads from the first to the second, character by character.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

Progress = Callable[[str, int, int], None]
"""Told of long work, often: (its stage or the file it is at, how many are done, of how many)."""


class BlockKind(StrEnum):
    """What a stretch of a document is. See `INDEXED` for what is searched."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    CAPTION = "caption"
    FIGURE = "figure"
    CREDIT = "credit"
    METADATA = "metadata"
    BOILERPLATE = "boilerplate"
    STRUCK = "struck"  # crossed out or deleted by its author: it no longer holds


BODY = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.CAPTION})
"""Kinds whose text becomes passages. Titles and headings rank as context of what follows;
metadata is a passage of its own; figures, credits, boilerplate and struck text are shown, never
searched."""


class Omission(StrEnum):
    """What a person who opens the file may see and the reading text lacks."""

    SCAN = "scan"  # a page that is a picture
    PICTURE = "picture"  # large enough to hold text
    OBJECT = "object"  # another file inside this one
    FONT = "font"  # text whose font does not say which characters it draws
    FORMULA = "formula"  # without a stored value, and not computed


@dataclass(frozen=True, slots=True)
class Omitted:
    """Something of the file that was not read."""

    what: Omission
    count: int = 1
    where: str = ""  # as the file names it: "2, 4" pages, "Sheet1!B7"; "" where nothing names it


@dataclass(frozen=True, slots=True)
class Block:
    """One stretch of a document's text: text[start:end], in reading order, never overlapping."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0  # headings: 1 is the highest; other kinds: 0


@dataclass(frozen=True, slots=True)
class PageStart:
    """From text offset `start` on, the text stands on `page` (counted from 1)."""

    start: int
    page: int


@dataclass(frozen=True, slots=True)
class SourceRun:
    """document.text[start:start+length] == source[source_start:source_start+length].

    Text between two runs was put there by the reader (the blank lines between blocks).
    """

    start: int
    source_start: int
    length: int


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read. Blocks, pages and runs are sorted by `start`."""

    doc_id: str
    path: str  # relative to the corpus, with "/"
    title: str
    text: str
    blocks: tuple[Block, ...]
    page_starts: tuple[PageStart, ...] = ()
    source_runs: tuple[SourceRun, ...] | None = None  # None: the format has no text of its own
    date: str | None = None  # ISO, as far as known: "2022-01-14", "2022-01", "2022"
    source: str | None = None  # who published it
    format: str = "txt"
    original: str | None = None  # the decoded file, for formats that are text: quotes come from it
    unread: tuple[int, ...] = ()  # pages that are scanned and were not read
    omitted: tuple[Omitted, ...] = ()  # what else was not read; see `omissions`

    def page_at(self, offset: int) -> int | None:
        """The page that holds this text offset; None where the format has no pages."""
        at = bisect_right(self.page_starts, offset, key=lambda p: p.start) - 1
        return self.page_starts[at].page if at >= 0 else None

    def block_at(self, offset: int) -> int:
        """The number of the block that holds this text offset. Raises ValueError for none."""
        at = bisect_right(self.blocks, offset, key=lambda b: b.start) - 1
        if at < 0 or offset >= self.blocks[at].end:
            raise ValueError(f"{self.doc_id} has no block at {offset}")
        return at

    @property
    def omissions(self) -> tuple[Omitted, ...]:
        """All that was not read, scanned pages first."""
        shown = ", ".join(map(str, self.unread[:10])) + ", …" * (len(self.unread) > 10)
        scans = (Omitted(Omission.SCAN, len(self.unread), shown),) if self.unread else ()
        return scans + self.omitted

    @property
    def pages(self) -> int | None:
        return max((start.page for start in self.page_starts), default=None)

    def source_span(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """Source offsets of the text[start:end], one (start, end) for each run it touches.

        Without source text the answer is the text span itself.
        """
        if self.source_runs is None:
            return ((start, end),)
        runs = self.source_runs
        at = max(0, bisect_right(runs, start, key=lambda r: r.start) - 1)
        spans = []
        for run in runs[at:]:
            if run.start >= end:
                break
            first, last = max(start, run.start), min(end, run.start + run.length)
            if first < last:
                shift = run.source_start - run.start
                spans.append((first + shift, last + shift))
        return tuple(spans)


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document. text == document.text[start:end], always."""

    passage_id: str  # "guide.md#7"
    doc_id: str
    start: int  # characters, not bytes
    end: int
    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    title: str = ""
    headings: tuple[str, ...] = ()  # outermost first; ranks with the text, is never quoted
    page: int | None = None  # of its first character

    @property
    def heading(self) -> str | None:
        return " › ".join(self.headings) or None

    @property
    def context(self) -> str:
        """What stands above the passage, one a line: the names of its folders and its file as
        far as the title does not say them, the title, the headings."""
        return "\n".join((*names(self.doc_id, self.title), self.title, *self.headings)).strip()


_HAN = re.compile("[\u3400-\u9fff]")


@lru_cache(maxsize=1024)
def names(path: str, title: str) -> tuple[str, ...]:
    """What the path adds to the title: 成都/价目表.xlsx and 重庆/价目表.xlsx are told apart."""
    *folders, file = path.split("/")
    said = frozenset(title)
    added = (
        "".join(c if c.isalnum() and c not in said else " " for c in name).split()
        for name in (*folders, file.rpartition(".")[0] or file)
        if _HAN.search(name)
    )
    return tuple(word for words in added for word in words if len(word) > 1)


class FileStatus(StrEnum):
    OK = "ok"
    FAILED = "failed"
    STALE = "stale"  # cannot be read now; what was indexed of it before is kept


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What became of one file of the corpus."""

    path: str
    status: FileStatus
    size: int = 0  # bytes
    sha256: str = ""
    passages: int = 0
    code: str | None = None
    reason: str | None = None
    note: str | None = None  # what was left out of a file that was read, in words
    omitted: tuple[Omitted, ...] = ()  # the same as records
    later: tuple[str, ...] = ()  # paths of later editions of it that hold, the newest last
    repealed: bool = False  # it says of itself that it no longer holds
