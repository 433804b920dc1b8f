"""Incremental building; bad files among good ones; nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import BuildReport, build_index
from index.errors import CorpusError
from index.rankers.encoder import Encoder
from index.store.store import Index
from tests.index.loaders.pdf.drawing import pdf, scan, text_page


class Builder:
    def __init__(self, corpus: Path, encoder: Encoder) -> None:
        self.corpus, self.encoder = corpus, encoder
        self.where = corpus.parent / "index"

    def __call__(self, *paths: Path, rebuild: bool = False) -> BuildReport:
        return build_index(
            paths, corpus=self.corpus, where=self.where, encoder=self.encoder, rebuild=rebuild
        )

    def texts(self) -> list[str]:
        return [passage.text for passage in Index.open(self.where).passages]


@pytest.fixture
def build(corpus: Path, encoder: Encoder) -> Builder:
    return Builder(corpus, encoder)


def statuses(report: BuildReport) -> list[tuple[str, str, str | None]]:
    return [(file.path, file.status, file.code) for file in report.files]


def test_files_in_path_order_with_their_counts(build: Builder) -> None:
    report = build()
    assert statuses(report) == [("a.txt", "ok", None), ("news/b.md", "ok", None)]
    assert [file.passages for file in report.files] == [1, 1]
    assert (report.documents, report.passages, report.encoded, report.reused) == (2, 2, 2, 0)


def test_unchanged_files_are_taken_over_and_changed_ones_read(build: Builder, corpus: Path) -> None:
    build()
    assert (build().reused, build().encoded) == (2, 0)
    (corpus / "a.txt").write_text("机房搬到了五号楼。", "utf-8")
    (corpus / "c.txt").write_text("新来的文件。", "utf-8")
    (corpus / "news" / "b.md").unlink()
    report = build()
    assert (report.reused, report.encoded) == (0, 2)
    assert build.texts() == ["机房搬到了五号楼。", "新来的文件。"]


def test_taken_over_or_built_anew_the_index_is_the_same(build: Builder, corpus: Path) -> None:
    build()
    (corpus / "c.txt").write_text("新来的文件，讲光纤的铺设。", "utf-8")
    build()
    grown = Index.open(build.where)
    build(rebuild=True)
    anew = Index.open(build.where)
    assert grown.passages == anew.passages
    assert grown.documents == anew.documents
    hashes = [{part.path: part.sha256 for part in i.manifest.parts} for i in (grown, anew)]
    assert hashes[0] == hashes[1]


def test_a_bad_file_is_listed_and_the_others_are_indexed(build: Builder, corpus: Path) -> None:
    (corpus / "empty.txt").write_text("", "utf-8")
    (corpus / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    report = build()
    assert statuses(report) == [
        ("a.txt", "ok", None),
        ("empty.txt", "failed", "empty"),
        ("news/b.md", "ok", None),
        ("photo.txt", "failed", "wrong_type"),
    ]
    assert report.documents == 2


@pytest.mark.parametrize("rebuild", [False, True])
def test_what_was_held_of_a_file_stays_until_it_reads_again(
    build: Builder, corpus: Path, rebuild: bool
) -> None:
    build()
    (corpus / "a.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    report = build(rebuild=rebuild)
    assert statuses(report)[0] == ("a.txt", "stale", "wrong_type")
    assert build.texts() == ["机房在三号楼，一共有十二台服务器。", "食堂每天十一点半开门。"]
    (corpus / "a.txt").write_text("修好了的文件。", "utf-8")
    assert statuses(build())[0] == ("a.txt", "ok", None)
    assert build.texts()[0] == "修好了的文件。"


def test_a_link_that_leaves_the_corpus_is_refused(build: Builder, corpus: Path) -> None:
    outside = corpus.parent / "secret.txt"
    outside.write_text("不该被读到的内容。", "utf-8")
    (corpus / "link.txt").symlink_to(outside)
    assert ("link.txt", "failed", "outside") in statuses(build())


def test_named_paths_are_read_again_and_the_rest_stays(build: Builder, corpus: Path) -> None:
    build()
    (corpus / "a.txt").write_text("甲改了。", "utf-8")
    (corpus / "news" / "b.md").write_text("乙也改了。", "utf-8")
    build(corpus / "a.txt")
    assert build.texts() == ["甲改了。", "食堂每天十一点半开门。"]


def test_paths_alone_are_the_corpus(corpus: Path, tmp_path: Path, encoder: Encoder) -> None:
    where = tmp_path / "other"
    build_index([corpus / "news"], where=where, encoder=encoder)
    assert [d.path for d in Index.open(where).documents] == ["b.md"]


def test_names_with_blanks_quotes_chinese_and_length(build: Builder, corpus: Path) -> None:
    names = ["两 个 空格.txt", "引'号\"号.txt", "长" * 80 + ".txt"]
    for name in names:
        (corpus / name).write_text(f"这是文件{name[:3]}的内容。", "utf-8")
    report = build()
    assert {f.path for f in report.files if f.status == "ok"} >= set(names)


def test_nothing_to_read(tmp_path: Path, encoder: Encoder) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(CorpusError, match="holds no document that can be read"):
        build_index(corpus=empty, where=tmp_path / "index", encoder=encoder)
    with pytest.raises(CorpusError, match=r"nowhere: no such file or folder"):
        build_index([tmp_path / "nowhere"], where=tmp_path / "index", encoder=encoder)
    (empty / "e.txt").write_text("", "utf-8")
    with pytest.raises(CorpusError, match=r"none of the 1 files .* could be read.*\[empty\]"):
        build_index(corpus=empty, where=tmp_path / "index", encoder=encoder)
    assert not (tmp_path / "index" / "CURRENT").exists()


def test_an_index_that_is_empty_may_stay_so(tmp_path: Path, encoder: Encoder) -> None:
    empty, other, where = tmp_path / "empty", tmp_path / "other", tmp_path / "index"
    for folder in (empty, other):
        folder.mkdir()
    build_index(corpus=empty, where=where, encoder=encoder, may_be_empty=True)
    again = build_index([empty], where=where, encoder=encoder)
    assert (again.documents, again.passages, again.files) == (0, 0, ())
    with pytest.raises(CorpusError, match="other holds no document that can be read"):
        build_index(corpus=other, where=where, encoder=encoder)
    (empty / "a.txt").write_text("机房在三号楼。", "utf-8")
    assert build_index([empty], where=where, encoder=encoder).documents == 1
    (empty / "a.txt").unlink()
    with pytest.raises(CorpusError, match="empty holds no document that can be read"):
        build_index([empty], where=where, encoder=encoder)
    assert [d.path for d in Index.open(where).documents] == ["a.txt"]


def test_progress_counts_up_to_its_totals(corpus: Path, encoder: Encoder) -> None:
    said: list[tuple[str, int, int]] = []
    build_index(
        corpus=corpus,
        where=corpus.parent / "index",
        encoder=encoder,
        progress=lambda *what: said.append(what),
    )
    assert said[0] == ("a.txt", 1, 2)
    assert ("read", 2, 2) in said
    assert said[-1] == ("publish", 1, 1)


def test_a_note_stays_until_the_extra_is_there_and_then_the_file_is_read_again(
    build: Builder, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index import reading as module
    from index.sandbox import child
    from index.sandbox import pool as reading

    def notes(report: BuildReport) -> list[str | None]:
        return [file.note for file in report.files if file.path == "m.pdf"]

    for place in (module, reading):
        monkeypatch.setattr(place, "ocr_installed", lambda: False)
    (corpus / "m.pdf").write_bytes(pdf(text_page, scan))
    says = 'not read: 1 scanned page (2). Next: pip install "wenqu[ocr]"'
    assert notes(build()) == [says]
    again = build()
    assert (notes(again), again.reused) == ([says], 3)
    for place in (module, reading):
        monkeypatch.setattr(place, "ocr_installed", lambda: True)
    boot = (
        "import index.sandbox.worker as worker, dataclasses\n"
        "worker.load_scanned = lambda *about: "
        "dataclasses.replace(worker.load_document(*about), unread=())\n"
    )
    monkeypatch.setattr(child, "BOOT", child.BOOT + boot)
    now = build()
    assert (notes(now), now.reused) == ([None], 2)
    assert notes(build()) == [None]
