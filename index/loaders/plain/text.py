"""Plain text, and the noisy text that converters make of PDF and web pages → Document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from index.loaders.common.composer import Composer
from index.loaders.common.encoding import decode
from index.loaders.common.metadata import Publication, publication
from index.loaders.common.shape import heading_like
from index.loaders.plain.mending import mend
from index.loaders.plain.noise import find_marks, page_breaks
from index.loaders.plain.outline import classify, compose
from index.loaders.plain.paragraphs import assemble, read_lines
from index.loaders.plain.records import Part
from index.records import BlockKind, Document


def load(data: bytes, path: str) -> Document:
    """Raises ReadError where the bytes are no text."""
    source, _ = decode(data, path)
    return read(source, path)


def read(source: str, path: str) -> Document:
    """The Document of a decoded text; its offsets count in `source`."""
    marks = find_marks(source)
    parts = classify(mend(assemble(source, read_lines(source, marks))))
    composer = Composer(source, page_breaks(source, marks))
    compose(composer, parts)
    published = publication_of(parts)
    return composer.document(
        path,
        title=title_of(parts, path),
        format="txt",
        date=published.date,
        source=published.source,
    )


def publication_of(parts: Sequence[Part]) -> Publication:
    """What the metadata says; without a source, who signed above the date at the end."""
    said = publication(part.text for part in parts if part.kind is BlockKind.METADATA)
    if said.source is None and len(parts) > 2 and parts[-1].kind is BlockKind.METADATA:
        signed = parts[-2]
        if signed.kind is BlockKind.PARAGRAPH and heading_like(signed.text):
            return Publication(said.date, signed.text)
    return said


def title_of(parts: Sequence[Part], path: str) -> str:
    """The title; without one the first heading; without any the name of the file."""
    for kind in (BlockKind.TITLE, BlockKind.HEADING):
        for part in parts:
            if part.kind is kind:
                return " ".join(part.text.split())
    return PurePosixPath(path).stem
