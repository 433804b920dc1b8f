"""A document's file is found by its document, inside the corpus, and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.build import build_index
from index.errors import ReadError
from index.library.originals import original
from index.rankers.encoder import Encoder
from index.records import Document
from index.store.store import Index


@pytest.fixture
def held(tmp_path: Path, encoder: Encoder) -> Index:
    corpus = tmp_path / "corpus"
    (corpus / "a").mkdir(parents=True)
    (corpus / "a" / "一.txt").write_text("千兆小区一共有三十四个。", "utf-8")
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    build_index(corpus=corpus, where=tmp_path / "index", encoder=encoder)
    return Index.open(tmp_path / "index")


def test_the_file_that_was_read(held: Index, tmp_path: Path) -> None:
    (document,) = held.documents
    assert original(held, document) == tmp_path / "corpus" / "a" / "一.txt"


def test_a_link_that_leaves_the_corpus_is_refused(held: Index, tmp_path: Path) -> None:
    (document,) = held.documents
    file = tmp_path / "corpus" / "a" / "一.txt"
    file.unlink()
    file.symlink_to(tmp_path / "secret.txt")
    with pytest.raises(ReadError, match="leaves the corpus"):
        original(held, document)
    (tmp_path / "corpus" / "b.txt").write_text("b", "utf-8")
    file.unlink()
    file.symlink_to(tmp_path / "corpus" / "b.txt")  # inside: served as what it leads to
    assert original(held, document) == tmp_path / "corpus" / "b.txt"


@pytest.mark.parametrize("path", ["../secret.txt", "a/../../secret.txt"])
def test_a_path_that_leaves_the_corpus_is_refused(held: Index, path: str) -> None:
    with pytest.raises(ReadError, match="leaves the corpus"):
        original(held, Document(path, path, "", "", ()))


def test_what_is_no_file_is_refused(held: Index, tmp_path: Path) -> None:
    for path, reason in (
        ("gone.txt", "no longer there"),
        ("a", "no ordinary file"),
        ("x\0y", "no"),
    ):
        with pytest.raises(ReadError, match=reason):
            original(held, Document(path, path, "", "", ()))
    (tmp_path / "corpus" / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "corpus" / "pipe")
    with pytest.raises(ReadError, match="no longer there"):
        original(held, Document("loop", "loop", "", "", ()))
    with pytest.raises(ReadError, match="no ordinary file"):
        original(held, Document("pipe", "pipe", "", "", ()))
