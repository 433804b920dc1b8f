"""Bad files among good ones, through the command and `build_index`.

Each bad file stands where a good one was indexed before: it is told with its code, what the index
held of it stays, the others are indexed, and no process takes more than 2.5 GB.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from index.build import build_index
from index.loaders.common.extra import NEXT_STEP, ocr_installed
from index.rankers.encoder import Encoder
from index.records import FileStatus
from index.store.store import Index
from qa import Bot, Retriever
from tests.conftest import ROOT, run_wenqu
from tests.index.loaders.office.test_package import LAUGHS, OLE
from tests.index.loaders.office_files import altered, docx, pptx, sp, w_p
from tests.index.loaders.pdf.drawing import HEIGHT, WIDTH, pdf, scan, text_page, write
from ui.command import show

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits are those of Linux")

MOST_MEMORY = 2.5 * (1 << 20)  # kB
_INDEX = """
import json, resource, sys
from ui.command.cli import main
status = main(sys.argv[1:])
peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF,
                                                       resource.RUSAGE_CHILDREN)]
print(json.dumps({"status": status, "peaks": peaks}))
"""


def held(name: str) -> str:
    """What the good file of this name says."""
    return f"渡口的第{name.partition('.')[0]}份记录：老船工一共修好了三条木船。"


def good(name: str) -> bytes:
    suffix, text = Path(name).suffix, held(name)
    if suffix == ".docx":
        return docx(w_p(text))
    if suffix == ".pptx":
        return pptx([sp([text], (0, 0, 9, 9))])
    if suffix == ".xlsx":
        return workbook({"A1": text})
    if suffix == ".pdf":
        return pdf(lambda canvas: write(canvas, [text], 100) and None)
    return text.encode()


def workbook(cells: dict[str, str]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for place, value in cells.items():
        book.active[place] = value
    book.save(out)
    return out.getvalue()


def flate_bomb() -> bytes:
    """Four gigabytes of page content in four megabytes: one compressed block, over and over."""
    packer = zlib.compressobj(9)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b"0 0 m 9 9 l S   " * (1 << 16)) + packer.flush(zlib.Z_FULL_FLUSH)
    stream = head + block * 4000 + packer.flush()
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(text_page))) as file:
        contents = file.make_stream(b"")
        contents.write(stream, filter=pikepdf.Name.FlateDecode)
        file.pages[0].Contents = contents
        file.save(out, compress_streams=False)
    return out.getvalue()


def page_loop() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(good("页环.pdf"))) as file:
        file.Root.Pages.Kids.append(file.Root.Pages)
        file.save(out)
    return out.getvalue()


def owner_password() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(good("主人密码.pdf"))) as file:
        file.save(out, encryption=pikepdf.Encryption(user="", owner="o", R=6))
    return out.getvalue()


def entities() -> bytes:
    def change(name: str, part: bytes) -> bytes:
        if not name.endswith("document.xml"):
            return part
        return part.replace(b"?>", f"?>{LAUGHS}]>".encode(), 1)

    return altered(good("实体.docx"), change)


def locked() -> bytes:
    return pdf(text_page, encrypt=StandardEncryption("geheim", ownerPassword="o", strength=128))


_ZIP_BOMB = "<!--" + " " * (60 << 20) + "-->"
BAD: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "空.txt": (lambda: b"", {"empty"}),
    "空.pdf": (lambda: b"", {"empty"}),
    "空.docx": (lambda: b"", {"empty"}),
    "空白.txt": (lambda: b" \n\n\t ", {"empty"}),
    "密码.pdf": (locked, {"encrypted"}),
    "密码.docx": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), {"encrypted"}),
    "断.pdf": (lambda: good("断.pdf")[:600], {"corrupt"}),
    "断.docx": (lambda: good("断.docx")[:-200], {"corrupt"}),
    "断.xlsx": (lambda: good("断.xlsx")[:900], {"corrupt"}),
    "乱.pdf": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 20, {"corrupt"}),
    "乱.docx": (lambda: bytes(range(1, 256)) * 20, {"wrong_type"}),
    "乱.pptx": (lambda: b"PK\x03\x04" + bytes(range(256)) * 20, {"corrupt"}),
    "乱.txt": (lambda: bytes(range(128, 256)) * 40, {"encoding_unknown"}),
    "网页.pdf": (lambda: b"<!DOCTYPE html><html><body>no</body></html>", {"wrong_type"}),
    "扫描.pdf": (lambda: pdf(scan, scan), {"empty"} if ocr_installed() else {"needs_ocr"}),
    "炸弹.pdf": (flate_bomb, {"too_large"}),
    "炸弹.docx": (lambda: docx(_ZIP_BOMB + w_p("文字。")), {"zip_bomb"}),
    "实体.docx": (entities, {"corrupt"}),
    "旧.doc": (lambda: OLE + "WordDocument".encode("utf-16-le"), {"unsupported", "wrong_type"}),
    "大.txt": (lambda: "供水安排的说明文字一句。".encode() * 2_900_000, {"too_large"}),
}
ODD: dict[str, tuple[Callable[[], bytes], str]] = {
    "主人密码.pdf": (owner_password, held("主人密码.pdf")),
    "页环.pdf": (page_loop, held("页环.pdf")),
    "远.xlsx": (lambda: workbook({"A1": "近", "XFD1048576": "最远的格子"}), "最远的格子"),
    "两 个 空格.txt": (lambda: good("两 个 空格.txt"), held("两 个 空格.txt")),
    "引'号\"号`$(id).md": (lambda: good("引.md"), held("引.md")),
    "长" * 82 + ".txt": (lambda: good("长.txt"), held("长.txt")),
    "a good one.docx": (lambda: good("a good one.docx"), held("a good one.docx")),
    "a good one.pptx": (lambda: good("a good one.pptx"), held("a good one.pptx")),
}
"""Files that look bad and are read: name → (content, words that a passage holds)."""


@dataclass(frozen=True)
class Run:
    """What `wenqu index` said, and the index after it."""

    report: dict[str, Any]
    stderr: str
    peaks: list[int]  # kB: of the process, of the largest of its children
    texts: list[str]

    def file(self, name: str) -> dict[str, Any]:
        (found,) = (file for file in self.report["files"] if file["path"] == name)
        return dict(found)


def run_index(folder: Path, where: Path) -> Run:
    run = subprocess.run(
        [sys.executable, "-c", _INDEX, "index", str(folder), "--index", str(where), "--json"],
        capture_output=True, encoding="utf-8", cwd=ROOT, timeout=240, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    report, said = (json.loads(line) for line in run.stdout.splitlines())
    assert said["status"] == 0, run.stderr
    texts = [passage.text for passage in Index.open(where).passages]
    return Run(report, run.stderr, said["peaks"], texts)


def fill(folder: Path, *, bad: bool) -> None:
    for name, (make, _) in BAD.items():
        (folder / name).write_bytes(make() if bad else good(name))
    for name, (odd, _) in ODD.items():
        (folder / name).write_bytes(odd())


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The bad files are there from the beginning."""
    folder = tmp_path_factory.mktemp("fresh")
    fill(folder, bad=True)
    run = run_index(folder, folder / ".index")
    (folder / "大.txt").unlink()
    return run


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Good files were indexed; then some of them were spoilt. Without those that take long."""
    folder = tmp_path_factory.mktemp("spoilt")
    fill(folder, bad=False)
    (folder / "旧.doc").unlink()  # of that kind there are no good ones
    run_index(folder, folder / ".index")
    for name, (make, _) in BAD.items():
        if name not in SLOW:
            (folder / name).write_bytes(make())
    return run_index(folder, folder / ".index")


SLOW = ("炸弹.pdf", "大.txt", "旧.doc")


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_with_its_code(fresh: Run, name: str) -> None:
    file = fresh.file(name)
    assert file["status"] == "failed"
    assert file["code"] in BAD[name][1], file["reason"]
    assert file["passages"] == 0
    assert f"wenqu: {name}: {file['reason']} [{file['code']}]\n" in fresh.stderr


@pytest.mark.parametrize("name", ODD)
def test_the_other_files_are_indexed(fresh: Run, name: str) -> None:
    file = fresh.file(name)
    assert (file["status"], file["code"]) == ("ok", None), file["reason"]
    assert any(ODD[name][1] in text for text in fresh.texts)


def test_no_process_takes_too_much_memory(fresh: Run, spoilt: Run) -> None:
    assert max(fresh.peaks + spoilt.peaks) < MOST_MEMORY


@pytest.mark.parametrize("name", sorted(BAD.keys() - set(SLOW)))
def test_what_was_held_of_a_bad_file_stays(spoilt: Run, name: str) -> None:
    file = spoilt.file(name)
    assert (file["status"], file["passages"]) == ("stale", 1)
    assert file["code"] in BAD[name][1], file["reason"]
    assert sum(held(name) in text for text in spoilt.texts) >= 1
    assert f"[{file['code']}] (what was indexed of it before is kept)\n" in spoilt.stderr


def test_nothing_but_bad_files_exits_1(tmp_path: Path) -> None:
    for name in ("空.txt", "密码.pdf", "断.docx"):
        (tmp_path / name).write_bytes(BAD[name][0]())
    run = run_wenqu("index", str(tmp_path), "--index", str(tmp_path / ".index"))
    assert run.returncode == 1
    assert "none of the 3 files" in run.stderr


# ---------------------------------------------------------------- files that are not there


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("a.txt", "b.txt", "c.docx"):
        (folder / name).write_bytes(good(name))
    return folder


def statuses(corpus: Path, encoder: Encoder, **more: Any) -> dict[str, tuple[str, str | None]]:
    report = build_index(corpus=corpus, where=corpus.parent / "index", encoder=encoder, **more)
    return {file.path: (str(file.status), file.code) for file in report.files}


def passages(corpus: Path) -> set[str]:
    return {passage.text for passage in Index.open(corpus.parent / "index").passages}


@pytest.mark.parametrize("known", [False, True], ids=["new", "indexed before"])
def test_a_file_that_vanishes_while_others_are_read(
    corpus: Path, encoder: Encoder, known: bool
) -> None:
    if known:
        statuses(corpus, encoder)

    def vanish(what: str, done: int, total: int) -> None:
        (corpus / "b.txt").unlink(missing_ok=True)

    found = statuses(corpus, encoder, rebuild=True, progress=vanish)
    assert found == {
        "a.txt": ("ok", None),
        "b.txt": ("stale" if known else "failed", "unreadable"),
        "c.docx": ("ok", None),
    }
    assert (held("b.txt") in passages(corpus)) is known
    assert {held("a.txt"), held("c.docx")} <= passages(corpus)


def no_file(place: Path) -> None:
    place.symlink_to(place.parent / "gone.txt")


def pipe(place: Path) -> None:
    os.mkfifo(place)


def forbidden(place: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    place.write_bytes(b"x")
    place.chmod(0)


def link_out(place: Path) -> None:
    outside = place.parent.parent / "secret.txt"
    outside.write_text("不该被读到的内容。", "utf-8")
    place.symlink_to(outside)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (no_file, "unreadable"),
        (pipe, "unreadable"),
        (forbidden, "unreadable"),
        (link_out, "outside"),
    ],
)
def test_a_file_that_cannot_be_opened(
    corpus: Path, encoder: Encoder, spoil: Callable[[Path], None], code: str
) -> None:
    spoil(corpus / "d.txt")
    assert statuses(corpus, encoder)["d.txt"] == ("failed", code)
    (corpus / "b.txt").unlink()
    spoil(corpus / "b.txt")
    found = statuses(corpus, encoder)
    assert found["b.txt"] == ("stale", code)
    assert found["a.txt"] == found["c.docx"] == ("ok", None)
    assert passages(corpus) == {held("a.txt"), held("b.txt"), held("c.docx")}


# ---------------------------------------------------------------- pages


def test_ask_prints_file_and_page(tmp_path: Path, encoder: Encoder) -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        text = "新渡轮每天开行二十六班。" if number == 12 else f"这是第{number}号附件的说明文字。"
        return lambda canvas: write(canvas, [text], 300) and None

    (tmp_path / "file.pdf").write_bytes(pdf(*(page(number) for number in range(1, 15))))
    where = tmp_path / ".index"
    build_index(corpus=tmp_path, where=where, encoder=encoder)
    bot = Bot(Retriever(Index.open(where), encoder))
    answer = bot.ask("新渡轮每天开行多少班？", threshold=0.0)
    assert answer.citations[0].page == 12
    assert "file.pdf, p. 12" in show.answer(answer)
    run = run_wenqu("ask", "新渡轮每天开行多少班？", "--threshold", "0", "--index", str(where))
    assert "file.pdf, p. 12" in run.stdout


@pytest.mark.skipif(ocr_installed(), reason="wenqu[ocr] is installed: the page would be read")
def test_scanned_pages_of_a_mixed_file_are_said(tmp_path: Path) -> None:
    def picture(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (300, 400), 128)), 0, 0, WIDTH, HEIGHT)

    (tmp_path / "mixed.pdf").write_bytes(pdf(text_page, picture, text_page, picture))
    where = tmp_path / ".index"
    says = f"not read: 2 scanned pages (2, 4). Next: {NEXT_STEP}"
    for _ in range(2):  # read, and taken over unchanged
        run = run_wenqu("index", str(tmp_path), "--index", str(where))
        assert run.returncode == 0
        assert run.stderr == f"wenqu: mixed.pdf: {says}\n"
    assert f"mixed.pdf  2 passages  {says}" in run_wenqu("info", "--index", str(where)).stdout
    (file,) = Index.open(where).manifest.files
    assert (file.status, file.note) == (FileStatus.OK, says)
    assert Index.open(where).documents[0].unread == (2, 4)
