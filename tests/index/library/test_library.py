"""Adding to a corpus, removing from it, and what the index says afterwards."""

from __future__ import annotations

import threading
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

import index.library.library as module
from index.build import build_index
from index.errors import IndexBusyError, LibraryError, ReadError
from index.library.entries import EntryStatus
from index.library.job import JobState, Runner, Stage
from index.library.library import INCOMING, MAX_FILE_BYTES, TRASH, Library
from index.rankers.encoder import Encoder
from index.store.store import Index, building
from tests.index.loaders.office_files import docx, w_p
from tests.index.loaders.pdf.drawing import pdf, write

PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200) + b"This program cannot be run in DOS mode"


@pytest.fixture
def library(corpus: Path, encoder: Encoder) -> Iterator[Library]:
    where = corpus.parent / "index"
    build_index(corpus=corpus, where=where, encoder=encoder)
    library = Library.open(where, encoder)
    yield library
    library.wait(30)


def put(folder: Path, name: str, data: bytes | str) -> tuple[str, Path]:
    file = folder / f"given-{len(list(folder.iterdir()))}"
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return name, file


def one_line(canvas: Canvas) -> None:
    write(canvas, ["二号机房每月维护三次。"], 100)


def paths(library: Library) -> list[str]:
    return [entry.path for entry in library.entries()]


def held(library: Library) -> list[str]:
    """What is published, not what the library says."""
    return [document.doc_id for document in Index.open(library.corpus.parent / "index").documents]


def trash(library: Library) -> list[str]:
    folder = library.corpus / TRASH
    return sorted(p.relative_to(folder).as_posix()[23:] for p in folder.rglob("*") if p.is_file())


def test_the_list_has_what_the_index_knows(library: Library) -> None:
    first, second = library.entries()
    assert (first.path, first.kind, first.status, first.passages) == ("a.txt", "txt", "ok", 1)
    assert (first.size, first.characters) == (51, 17)
    assert (second.path, second.title, second.kind) == ("news/b.md", "食堂", "md")


def test_office_and_pdf_files_are_added_and_searched(library: Library, tmp_path: Path) -> None:
    word = docx(w_p("采购通报", "T") + w_p("本季度采购交换机四十七台。"))
    added = library.add(
        [
            put(tmp_path, "采购.docx", word),
            put(tmp_path, "维护.pdf", pdf(one_line)),
        ]
    )
    assert [(a.name, a.entry and a.entry.status, a.error) for a in added] == [
        ("采购.docx", EntryStatus.WAITING, None),
        ("维护.pdf", EntryStatus.WAITING, None),
    ]
    assert added[0].entry
    assert added[0].entry.title == "采购通报"
    assert library.wait(30).state is JobState.DONE
    assert paths(library) == ["a.txt", "news/b.md", "维护.pdf", "采购.docx"]
    assert held(library) == paths(library)
    entry = library.entries()[2]
    assert (entry.status, entry.kind, entry.pages, entry.passages) == ("ok", "pdf", 1, 1)
    texts = " ".join(p.text for p in Index.open(library.corpus.parent / "index").passages)
    assert "交换机四十七台" in texts
    assert "每月维护三次" in texts
    assert (library.corpus / "采购.docx").read_bytes() == word
    assert list((library.corpus / INCOMING).iterdir()) == []


def bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * (100 << 20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        (
            "通知.pdf",
            PROGRAM,
            r"is a Windows program \(\.exe\) inside, wanted a PDF \[wrong_type\]",
        ),
        ("通知.docx", PROGRAM, r"is a Windows program .*wanted a document \[wrong_type\]"),
        ("通知.txt", b"\x7fELF" + bytes(90), r"is a program inside.*\[wrong_type\]"),
        ("通知.pdf", b"\x89PNG" + bytes(90), r"is a PNG image inside, wanted a PDF"),
        ("通知.pdf", "只是文字".encode(), r"is something else inside, wanted a PDF"),
        ("通知.txt", b"%PDF-1.7 \xe2\xe3", r"looks like a PDF, wanted text \[wrong_type\]"),
        ("通知.docx", bomb, r"unpacks from .* KB to 100 MB.*\[zip_bomb\]"),
        ("通知.docx", b"PK\x03\x04 half", r"ZIP container is damaged.*\[corrupt\]"),
        ("通知.txt", b"", r"\[empty\]"),
        ("通知.txt", " \n \n", r"\[empty\]"),
        ("通知.exe", "文字", r"files named '\.exe' are not read.*\[unsupported\]"),
        ("../../x.txt", "文字", r"a name with folders is not taken.*\[bad_name\]"),
        ("a.txt", "新的文字。", r"there is a file of this name.*replace it.*\[exists\]"),
        ("A.TXT", "新的文字。", r"there is a file of this name.*\[exists\]"),
    ],
)
def test_refused_files_change_nothing(
    library: Library, tmp_path: Path, name: str, data: object, reason: str
) -> None:
    before = sorted(p for p in library.corpus.rglob("*") if p.is_file())
    content = data() if callable(data) else data
    assert isinstance(content, bytes | str)
    (refused,) = library.add([put(tmp_path, name, content)])
    assert refused.entry is None
    with pytest.raises((ReadError, LibraryError), match=reason) as told:
        raise refused.error or AssertionError
    assert "\n" not in str(told.value)
    assert sorted(p for p in library.corpus.rglob("*") if p.is_file()) == before
    assert library.job.state is JobState.IDLE
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file()) == ["given-2"]


def test_too_large_and_too_many(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = tmp_path / "large"
    with large.open("wb") as handle:
        handle.truncate(MAX_FILE_BYTES + 1)
    (refused,) = library.add([("大.txt", large)])
    assert "has 50.0 MB, at most 50 MB are taken [too_large]" in str(refused.error)
    with pytest.raises(LibraryError, match=r"21 files at a time, at most 20 \[too_many\]"):
        library.add([("a.txt", large)] * 21)
    monkeypatch.setattr(module, "MAX_FILES", 1)
    with building(library.corpus.parent / "index"):
        (first,) = library.add([put(tmp_path, "c.txt", "第三份。")])
        (second,) = library.add([put(tmp_path, "d.txt", "第四份。")])
        assert first.entry
        assert "1 files are being indexed. Next: wait" in str(second.error)


def test_a_bad_file_stops_no_other(library: Library, tmp_path: Path) -> None:
    bad, good = library.add([put(tmp_path, "b.pdf", PROGRAM), put(tmp_path, "c.txt", "好文件。")])
    assert bad.error
    assert good.entry
    assert library.wait(30).state is JobState.DONE
    assert held(library) == ["a.txt", "c.txt", "news/b.md"]


def test_replacing_keeps_the_old_file_and_first_the_old_text(
    library: Library, tmp_path: Path, corpus: Path
) -> None:
    (bad,) = library.add([put(tmp_path, "a.txt", b"\x7fELF\x00")], replace=True)
    assert bad.error
    assert (corpus / "a.txt").read_text("utf-8").startswith("机房在三号楼")
    with building(corpus.parent / "index"):  # nothing can be published meanwhile
        (added,) = library.add([put(tmp_path, "A.TXT", "机房搬到了五号楼。")], replace=True)
        assert added.entry
        assert added.entry.path == "a.txt"
        assert [e.status for e in library.entries()] == ["waiting", "ok"]
        assert "三号楼" in Index.open(corpus.parent / "index").passages[0].text
    assert library.wait(30).state is JobState.DONE
    assert "五号楼" in Index.open(corpus.parent / "index").passages[0].text
    assert trash(library) == ["a.txt"]
    assert [e.status for e in library.entries()] == ["ok", "ok"]


def test_a_removed_document_is_forgotten_and_lies_in_the_trash(library: Library) -> None:
    where = library.remove("news/b.md")
    assert paths(library) == ["a.txt"]
    assert library.wait(30).state is JobState.DONE
    assert held(library) == ["a.txt"]
    assert where.read_text("utf-8").startswith("# 食堂")
    assert trash(library) == ["news/b.md"]
    assert not (library.corpus / "news" / "b.md").exists()
    library.rebuild()
    assert library.wait(30).state is JobState.DONE
    assert held(library) == ["a.txt"]  # the trash is out of the index's sight


def test_what_cannot_be_removed(library: Library, tmp_path: Path) -> None:
    for doc_id in ("../secret.txt", "c.txt", "", str(library.corpus / "a.txt")):
        with pytest.raises(LibraryError, match=r"holds no such document \[unknown\]"):
            library.remove(doc_id)
    assert held(library) == ["a.txt", "news/b.md"]


@pytest.mark.filterwarnings("error")
def test_the_last_document_can_be_removed_and_others_added(
    library: Library, tmp_path: Path
) -> None:
    library.remove("a.txt")
    library.remove("news/b.md")
    assert library.entries() == ()
    assert library.wait(30).error is None
    assert held(library) == []
    assert trash(library) == ["a.txt", "news/b.md"]
    library.rebuild()
    assert library.wait(30).error is None
    assert held(library) == []
    (added,) = library.add([put(tmp_path, "c.txt", "新来的文件，一共三页。")])
    assert added.error is None
    assert library.wait(30).error is None
    assert held(library) == ["c.txt"]


def test_an_index_of_named_files_can_lose_them_all(
    corpus: Path, encoder: Encoder, tmp_path: Path
) -> None:
    where = tmp_path / "index"
    build_index([corpus / "a.txt"], where=where, encoder=encoder)
    library = Library.open(where, encoder)
    library.remove("a.txt")
    assert library.wait(30).error is None
    library.rebuild()
    assert library.wait(30).error is None
    assert held(library) == []
    assert (corpus / "news" / "b.md").exists()


def test_the_index_of_a_folder_that_is_emptied_is_empty(library: Library, corpus: Path) -> None:
    (corpus / "a.txt").unlink()
    (corpus / "news" / "b.md").write_text("", "utf-8")
    (corpus / "news" / "b.md").rename(corpus / "d.md")
    library.rebuild()
    assert library.wait(30).error is None
    assert held(library) == []
    assert [(e.path, e.status, e.code) for e in library.entries()] == [("d.md", "failed", "empty")]
    corpus.rename(corpus.with_name("away"))
    library.rebuild()
    assert "no such file or folder" in str(library.wait(30).error)


def test_a_rebuild_that_is_asked_for_with_a_removal_does_both(
    library: Library, corpus: Path
) -> None:
    (corpus / "c.txt").write_text("新来的文件。", "utf-8")
    with building(corpus.parent / "index"):  # both are asked for before either is done
        library.rebuild()
        library.remove("a.txt")
        library.wait(0.2)
    assert library.wait(30).error is None
    assert held(library) == ["c.txt", "news/b.md"]


def test_removing_never_reaches_out_of_the_corpus_by_a_link(
    library: Library, tmp_path: Path, corpus: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b.md").write_text("外面的文件", "utf-8")
    (corpus / "news").rename(tmp_path / "away")
    (corpus / "news").symlink_to(outside)
    with pytest.raises(LibraryError, match=r"does not lie in the corpus folder \[outside\]"):
        library.remove("news/b.md")
    assert (outside / "b.md").exists()
    (corpus / "a.txt").unlink()
    (corpus / "a.txt").symlink_to(outside / "b.md")
    where = library.remove("a.txt")
    assert where.is_symlink()  # the link moved, what it leads to did not
    assert (outside / "b.md").exists()


def test_a_trash_that_is_a_link_is_refused(library: Library, tmp_path: Path) -> None:
    (library.corpus / TRASH).symlink_to(tmp_path)
    with pytest.raises(LibraryError, match=r"\.wenqu-trash: is a link"):
        library.remove("a.txt")
    assert (library.corpus / "a.txt").exists()


def test_rebuild_finds_what_is_new_changed_gone_and_bad(library: Library, corpus: Path) -> None:
    (corpus / "a.txt").write_text("机房搬到了五号楼。", "utf-8")
    (corpus / "news" / "b.md").unlink()
    (corpus / "c.txt").write_text("新来的文件。", "utf-8")
    (corpus / "d.pdf").write_bytes(PROGRAM)
    library.rebuild()
    assert library.wait(30).state is JobState.DONE
    assert [(e.path, e.status, e.code) for e in library.entries()] == [
        ("a.txt", "ok", None),
        ("c.txt", "ok", None),
        ("d.pdf", "failed", "corrupt"),
    ]
    assert library.entries()[2].kind == "pdf"
    assert library.entries()[2].title == "d"
    library.remove("d.pdf")  # a file that failed can be removed too
    assert library.wait(30).state is JobState.DONE
    assert paths(library) == ["a.txt", "c.txt"]


def test_an_index_of_named_files_never_takes_in_others(
    corpus: Path, encoder: Encoder, tmp_path: Path
) -> None:
    where = tmp_path / "index"
    build_index([corpus / "a.txt", corpus / "news" / "b.md"], where=where, encoder=encoder)
    (corpus / "private.txt").write_text("不该被检索的内容。", "utf-8")
    library = Library.open(where, encoder)
    library.rebuild()
    assert library.wait(30).state is JobState.DONE
    assert held(library) == ["a.txt", "news/b.md"]
    library.add([put(tmp_path, "c.txt", "第三份。")])
    library.remove("a.txt")
    assert library.wait(30).state is JobState.DONE
    assert held(library) == ["c.txt", "news/b.md"]
    (corpus / "c.txt").unlink()
    library.rebuild()
    assert library.wait(30).state is JobState.DONE
    assert held(library) == ["news/b.md"]


def test_another_process_that_builds_is_waited_for(library: Library, corpus: Path) -> None:
    with building(corpus.parent / "index"):
        library.rebuild()
        library.wait(0.8)
        assert (library.job.state, library.job.stage) == (JobState.RUNNING, Stage.WAITING)
    assert library.wait(30).state is JobState.DONE


def test_a_build_that_fails_says_so_and_the_next_does_its_work(
    library: Library, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "build_index", lambda *a, **k: (_ for _ in ()).throw(OSError("满")))
    library.remove("a.txt")
    job = library.wait(30)
    assert (job.state, job.error) == (
        JobState.FAILED,
        "OSError: 满. Next: see the log, then rebuild",
    )
    assert held(library) == ["a.txt", "news/b.md"]
    monkeypatch.undo()
    library.rebuild()
    assert library.wait(30).state is JobState.DONE
    assert held(library) == ["news/b.md"]


def test_what_is_asked_for_while_a_job_runs_is_one_more_run() -> None:
    began, go, runs = threading.Event(), threading.Event(), []

    def work(progress: object) -> None:
        began.set()
        go.wait(10)
        runs.append(1)
        if len(runs) == 1:
            raise IndexBusyError(Path("i"))  # tried again by itself

    runner = Runner(work, "test")
    first = runner.ask()
    assert began.wait(10)
    assert [runner.ask().number for _ in range(5)] == [first.number] * 5
    go.set()
    job = runner.wait(10)
    assert (job.state, job.number, len(runs)) == (JobState.DONE, first.number, 3)
