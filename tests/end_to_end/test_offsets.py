"""Every character offset of every passage of corpus/ and the seeds slices back, exactly."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.loaders import SUFFIXES, load_document
from index.loaders.common.encoding import decode
from index.passages.chunker import chunk
from index.settings import IndexSettings
from tests.conftest import ROOT, SHARED

FOLDERS = [ROOT / "corpus", *([SHARED / "seeds"] if (SHARED / "seeds").is_dir() else [])]
FILES = sorted(
    (file, folder)
    for folder in FOLDERS
    for file in folder.rglob("*")
    if file.suffix in SUFFIXES and file.is_file()
)


def letters(text: str) -> str:
    return "".join(c for c in text if not c.isspace() and c != "|")


def test_there_are_documents_enough() -> None:
    assert len([file for file, folder in FILES if folder == ROOT / "corpus"]) >= 24


@pytest.mark.parametrize(("file", "folder"), FILES, ids=[file.name for file, _ in FILES])
@pytest.mark.parametrize("length", [60, 200, 400])
def test_every_passage_slices_back_to_text_and_source(
    file: Path, folder: Path, length: int
) -> None:
    path = file.relative_to(folder).as_posix()
    data = file.read_bytes()
    document = load_document(data, path)
    source, _ = decode(data, path)
    assert document.original == source
    passages = chunk(document, IndexSettings(passage_length=length, passage_limit=length * 2))
    assert passages
    assert document.source_runs is not None
    for passage in passages:
        assert document.text[passage.start : passage.end] == passage.text
        pieces = document.source_span(passage.start, passage.end)
        words = "".join(source[start:end] for start, end in pieces)
        # The reader puts blank lines between blocks and bars between a table's cells.
        assert letters(words) == letters(passage.text)
    for run in document.source_runs:
        text = document.text[run.start : run.start + run.length]
        assert source[run.source_start : run.source_start + run.length] == text
