"""A place in a document as an address tells it: which document, which stretches to mark."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from index.records import Document
from ui.web.page.cards.marks import Span

MOST_SPANS = 40
LONGEST = 20_000  # characters of a span: an address must not cost more than reading a page
_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Place:
    """`spans` are text offsets, `hit` the short answer's; `check` tells whether the document
    still says the same there."""

    doc_id: str
    spans: tuple[Span, ...] = ()
    hit: Span | None = None
    check: str = ""

    @classmethod
    def of(cls, document: Document, spans: Sequence[Span], hit: Span | None = None) -> Place:
        kept = tuple((start, min(end, start + LONGEST)) for start, end in spans[:MOST_SPANS])
        return cls(document.doc_id, kept, hit, fingerprint(document, kept))

    @classmethod
    def read(cls, doc_id: str, at: Sequence[str], hit: str, check: str) -> Place:
        """From an address; what is no span is left out."""
        spans = [span for text in at[:MOST_SPANS] if (span := _span(text))]
        return cls(doc_id, tuple(spans), _span(hit), check)

    @property
    def query(self) -> str:
        pairs = [("id", self.doc_id), *(("at", f"{start}-{end}") for start, end in self.spans)]
        if self.hit:
            pairs.append(("hit", f"{self.hit[0]}-{self.hit[1]}"))
        if self.check:
            pairs.append(("check", self.check))
        return urlencode(pairs)

    def within(self, document: Document) -> Place:
        """Without marks, where the document says something else there than it did."""
        if self.spans and self.check == fingerprint(document, self.spans):
            return self
        return replace(self, spans=(), hit=None, check="")

    @property
    def first(self) -> int:
        return self.spans[0][0] if self.spans else 0


def fingerprint(document: Document, spans: Sequence[Span]) -> str:
    """Of what is marked: a few hexadecimal digits."""
    said = "\n".join(document.text[start:end] for start, end in spans)
    return f"{zlib.crc32(said.encode('utf-8', 'replace')):08x}"


def _span(text: str) -> Span | None:
    found = _SPAN.fullmatch(text)
    if not found:
        return None
    start, end = int(found[1]), int(found[2])
    return (start, end) if start < end <= start + LONGEST else None
