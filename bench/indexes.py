"""Indexes to measure on: made for a run and gone at its end, or kept for the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.places import KEPT
from index import IndexSettings, build_index
from qa.measure.sets import Paragraph, write_paragraphs


@contextmanager
def passing_index(corpus: Path, model: str = "bundled") -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        where = Path(folder) / "index"
        build_index(corpus=corpus, where=where, settings=IndexSettings(model=model))
        yield where


@contextmanager
def paragraph_index(paragraphs: Iterable[Paragraph], model: str = "bundled") -> Iterator[Path]:
    """Each paragraph a document, passing too."""
    with TemporaryDirectory() as folder:
        write_paragraphs(paragraphs, Path(folder))
        with passing_index(Path(folder), model) as where:
            yield where


def kept_index(corpus: Path, name: str) -> Path:
    """Where the index of a folder is, brought up to date with it.

    A file is read anew when it, the settings or the numbers of the readers' and the tokenizer's
    version change: after other changes to what is read, remove build/bench.
    """
    build_index(corpus=corpus, where=KEPT / name)
    return KEPT / name
