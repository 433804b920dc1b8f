"""Publishing, opening, and every way a saved index can be wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import build_index
from index.errors import (
    IndexBusyError,
    IndexDamagedError,
    IndexMissingError,
    IndexVersionError,
)
from index.rankers.encoder import Encoder
from index.store.store import Index, building, current_generation


@pytest.fixture
def where(tmp_path: Path, encoder: Encoder) -> Path:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("关于机房的通知\n\n机房在三号楼，一共有十二台服务器。", "utf-8")
    (corpus / "b.txt").write_text("关于食堂的通知\n\n食堂每天十一点半开门。", "utf-8")
    build_index(corpus=corpus, where=tmp_path / "index", encoder=encoder)
    return tmp_path / "index"


def generation(where: Path) -> Path:
    return where / "generations" / current_generation(where)


def test_what_is_opened_is_what_was_published(where: Path) -> None:
    index = Index.open(where)
    assert [d.doc_id for d in index.documents] == ["a.txt", "b.txt"]
    assert [p.passage_id for p in index.passages] == ["a.txt#0", "b.txt#0"]
    assert index.passages[1].text == "食堂每天十一点半开门。"
    assert len(index.dense) == len(index.words) == len(index.characters) == 2
    assert index.corpus == where.parent / "corpus"


def test_no_index_yet(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match=r"no index at .*nowhere.*wenqu index"):
        Index.open(tmp_path / "nowhere")


def test_another_format_version(where: Path) -> None:
    manifest = generation(where) / "manifest.json"
    raw = json.loads(manifest.read_text("utf-8")) | {"format_version": 99}
    manifest.write_text(json.dumps(raw), "utf-8")
    with pytest.raises(
        IndexVersionError, match=r"format version 99, this wenqu reads 2.*--rebuild"
    ):
        Index.open(where)


def remove(file: Path) -> None:
    file.unlink()


def truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def alter(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))


@pytest.mark.parametrize(
    "part",
    [
        "documents.jsonl",
        "passages.jsonl",
        "dense.faiss",
        "bm25/words/data.csc.index.npy",
        "bm25/characters/vocab.index.json",
        "units/words.npy",
        "units/terms.json",
    ],
)
@pytest.mark.parametrize(
    ("harm", "says"),
    [(remove, "is missing"), (truncate, r"has \d+ bytes, wanted \d+"), (alter, "was altered")],
)
def test_a_harmed_part_is_named(
    where: Path, part: str, harm: Callable[[Path], None], says: str
) -> None:
    harm(generation(where) / part)
    with pytest.raises(IndexDamagedError, match=f"{part} {says}"):
        Index.open(where)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format_version": 2}'])
def test_a_manifest_that_is_none(where: Path, text: str) -> None:
    (generation(where) / "manifest.json").write_text(text, "utf-8")
    with pytest.raises((IndexDamagedError, IndexVersionError), match=r"manifest|format version"):
        Index.open(where)


@pytest.mark.parametrize("name", ["", "../../etc", ".hidden", "gone"])
def test_a_pointer_to_nothing(where: Path, name: str) -> None:
    (where / "CURRENT").write_text(name, "utf-8")
    with pytest.raises(IndexDamagedError, match=r"CURRENT|generations/gone"):
        Index.open(where)


def test_a_damaged_index_is_rebuilt_from_the_documents(where: Path, encoder: Encoder) -> None:
    (generation(where) / "dense.faiss").unlink()
    report = build_index(corpus=where.parent / "corpus", where=where, encoder=encoder)
    assert (report.documents, report.reused) == (2, 0)
    assert len(Index.open(where).passages) == 2


def test_a_second_builder_is_told_to_wait(where: Path, encoder: Encoder) -> None:
    with building(where), pytest.raises(IndexBusyError, match="being built by another process"):
        build_index(corpus=where.parent / "corpus", where=where, encoder=encoder)


def test_a_build_that_dies_leaves_the_old_index_served(
    where: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Index.open(where)

    def die(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("index.store.manifest.write", die)
    with pytest.raises(OSError, match="no space"):
        build_index(corpus=where.parent / "corpus", where=where, encoder=encoder, rebuild=True)
    assert Index.open(where).generation == before.generation
    assert [p.name for p in (where / "generations").iterdir()] == [before.generation]


def test_an_open_index_goes_on_while_new_ones_are_published(where: Path, encoder: Encoder) -> None:
    opened = Index.open(where)
    for _ in range(3):
        build_index(corpus=where.parent / "corpus", where=where, encoder=encoder, rebuild=True)
    assert len(list((where / "generations").iterdir())) == 2  # the one served, the one before
    assert opened.passages[0].text.startswith("机房在三号楼")
    assert opened.dense.search(opened.dense.vectors()[1], 1)[0].tolist() == [1]


def test_index_and_corpus_may_move_together(where: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    shutil.move(where, moved / "index")
    shutil.move(tmp_path / "corpus", moved / "corpus")
    assert Index.open(moved / "index").corpus == moved / "corpus"
