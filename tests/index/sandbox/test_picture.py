"""A PDF's page as a picture: the quote's lines are marked where they stand."""

from __future__ import annotations

import io
import subprocess
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pikepdf
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from index.errors import ReadCode, ReadError
from index.sandbox.child import command
from index.sandbox.limits import PictureLimits
from index.sandbox.picture import page_picture
from index.sandbox.picture_worker import MARK, find

WIDTH, HEIGHT = A4


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two pages of three lines, at 700, 660 and 620 points; the second page is turned."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = tmp_path_factory.mktemp("pdf") / "a.pdf"
    canvas = Canvas(str(file), pagesize=A4, invariant=True)
    for page in (1, 2):
        canvas.setFont("STSong-Light", 20)
        canvas.drawString(80, 700, f"第{page}页的第一行")
        canvas.drawString(80, 660, "一共建成千兆小区 34 个，")
        canvas.drawString(80, 620, "用户都说好。")
        canvas.showPage()
    canvas.save()
    with pikepdf.open(file, allow_overwriting_input=True) as opened:
        opened.pages[1].rotate(90, relative=False)
        opened.save(file)
    return file


def pixels_of(data: bytes) -> npt.NDArray[np.uint8]:
    """RGB, shape (height, width, 3)."""
    picture = Image.open(io.BytesIO(data))
    assert (picture.format, picture.mode) == ("PNG", "RGB")
    return np.asarray(picture)


def marked(data: bytes) -> npt.NDArray[np.bool_]:
    return np.asarray((pixels_of(data) == MARK).all(axis=2))


def test_the_lines_of_the_quote_are_marked_and_no_others(pdf: Path) -> None:
    data = page_picture("a.pdf", pdf, 1, ["建成千兆小区34个,用户都说好"])
    mask = marked(data)
    height, width = mask.shape
    assert width <= 1400
    assert height <= 2400
    assert abs(width / height - WIDTH / HEIGHT) < 0.01
    points = HEIGHT / height  # a pixel
    rows = np.flatnonzero(mask.any(axis=1)) * points
    first, second = rows[rows < HEIGHT - 645], rows[rows > HEIGHT - 645]
    assert HEIGHT - 660 - 22 < first.min() < HEIGHT - 660 - 10 < first.max() < HEIGHT - 660 + 8
    assert HEIGHT - 620 - 22 < second.min() < HEIGHT - 620 - 10 < second.max() < HEIGHT - 620 + 8
    line = mask[int((HEIGHT - 668) / points) : int((HEIGHT - 655) / points)].any(axis=0)
    assert abs(np.flatnonzero(line).min() * points - 120) < 4  # after 一共, two characters of 20
    assert not marked(page_picture("a.pdf", pdf, 1)).any()


def test_a_page_that_is_turned_is_marked_where_it_shows(pdf: Path) -> None:
    mask = marked(page_picture("a.pdf", pdf, 2, ["第2页的第一行"]))
    height, width = mask.shape
    assert width > height
    columns = np.flatnonzero(mask.any(axis=0)) * HEIGHT / width
    assert 690 < columns.min() < columns.max() < 725


def test_it_is_the_page_that_was_asked_for(pdf: Path) -> None:
    assert page_picture("a.pdf", pdf, 1) == page_picture("a.pdf", pdf, 1, ["不在这一页上的话"])
    for page in (0, 3, -1):
        with pytest.raises(ReadError, match=f"page {page} could not be drawn"):
            page_picture("a.pdf", pdf, page)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nnothing", b"PK\x03\x04"], ids=["", "cut", "zip"])
def test_a_bad_file_is_an_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(data)
    with pytest.raises(ReadError, match="could not be drawn") as told:
        page_picture("a.pdf", tmp_path / "a.pdf", 1)
    assert told.value.code is ReadCode.CRASHED


def test_the_child_starts_with_nothing_of_the_house_but_its_limits() -> None:
    run = command("index.sandbox.picture_worker")
    at = run.index("-c") + 1
    assert run[at].endswith("\nmain()\n")
    shown = "print(*sorted(m for m in sys.modules if m.split('.')[0] in ('index', 'numpy')))"
    run[at] = run[at].replace("\nmain()\n", f"\n{shown}\n")
    held = subprocess.run(run, capture_output=True, encoding="utf-8", check=True).stdout
    assert held.split() == [
        "index",
        "index.sandbox",
        "index.sandbox.limits",
        "index.sandbox.picture_worker",
    ]


def test_time_and_memory_and_size_are_limited(pdf: Path) -> None:
    started = time.monotonic()
    with pytest.raises(ReadError, match=r"within 0\.01 s"):
        page_picture("a.pdf", pdf, 1, (), PictureLimits(seconds=0.01))
    assert time.monotonic() - started < 5
    with pytest.raises(ReadError, match="could not be drawn"):
        page_picture("a.pdf", pdf, 1, (), PictureLimits(memory=40 << 20))
    with pytest.raises(ReadError, match="could not be drawn"):
        page_picture("a.pdf", pdf, 1, (), PictureLimits(file_bytes=100))


@pytest.mark.parametrize("side", [14_399, 200_000])
def test_a_page_of_any_size_makes_a_picture_of_ours(tmp_path: Path, side: int) -> None:
    file = tmp_path / "a.pdf"
    canvas = Canvas(str(file), pagesize=(side, side))
    canvas.drawString(10, 10, "x")
    canvas.showPage()
    canvas.save()
    try:
        height, width, _ = pixels_of(page_picture("a.pdf", file, 1)).shape
    except ReadError:
        height, width = 0, 0
    assert max(height, width) <= 1400
    assert (width > 0) == (side <= 14_400)


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("一共建成千兆小区34个", "一共建成千兆小区 34\r\n个"),
        ("一共建成千兆小区３４个", "一共建成千兆小区 34\r\n个"),
        ("项目: 光猫改造 | 数量: 2,621个", "光猫改造 2,621 个"),
        ("没有的话，一句也没有", ""),
        ("", ""),
        ("。，", ""),
        ("别处的一句。用户都说很好用", "用户都说很好用"),
        ("用户都说很好用,错字错字", "用户都说很好用"),
    ],
)
def test_find(quote: str, found: str) -> None:
    page = "第一行\r\n一共建成千兆小区 34\r\n个。项目 数量\r\n光猫改造 2,621 个\r\n用户都说很好用"
    spans = find(page, [quote])
    assert "".join(page[first : last + 1] for first, last in spans).replace("造2", "造 2") == found
    assert spans == sorted(spans)
