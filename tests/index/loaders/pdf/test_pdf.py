"""PDFs drawn here, read back: order, paragraphs, headings, tables, furniture, bad files."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable

import pikepdf
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from index.errors import ReadCode, ReadError
from index.loaders.pdf import load
from index.passages.chunker import chunk
from index.records import BlockKind, Document
from index.settings import IndexSettings

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
WIDTH, HEIGHT = A4
LEFT, SIZE, LEADING = 90.0, 12.0, 20.0
FULL = 34  # characters of a full line: 408 points

Draw = Callable[[Canvas], None]

RIVER = (
    "清晨的河面上飘着一层薄雾，摆渡的老人把竹篙插进水里，小船便慢慢离开了岸边。两岸的稻田已经泛黄，"
    "收割的人弯着腰，镰刀在阳光下一闪一闪。孩子们沿着田埂奔跑，惊起几只白鹭，白鹭在空中绕了一圈，"
    "又落回到远处的浅滩上。老人说，这条河他渡了四十年，河水涨过，也枯过，可是渡口一天也没有停。"
)
LIBRARY = (
    "图书馆的新馆在去年秋天开放，一共有三层，藏书十二万册。一层是报刊和儿童读物，二层是文学与历史，"
    "三层是自然科学和地方文献。每到周末，自习室的座位总是不够用，管理员便在走廊里添了二十张小桌。"
)


def pdf(*pages: Draw, encrypt: StandardEncryption | None = None) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt=encrypt)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def wrapped(text: str, full: int = FULL) -> list[str]:
    """Lines of a paragraph, the first one set in by two characters."""
    text = "　　" + text
    return [text[at : at + full] for at in range(0, len(text), full)]


def write(
    canvas: Canvas,
    lines: Iterable[str],
    y: float,
    x: float = LEFT,
    size: float = SIZE,
    leading: float = LEADING,
) -> float:
    """Lines from y (down from the top of the page) on; returns the y of the next one."""
    canvas.setFont(FONT, size)
    for line in lines:
        blank = len(line) - len(line.lstrip("　"))
        canvas.drawString(x + blank * size, HEIGHT - y, line.lstrip("　"))
        y += leading
    return y


def blocks(document: Document) -> list[tuple[str, str]]:
    return [(b.kind.value, document.text[b.start : b.end]) for b in document.blocks]


def texts(document: Document, kind: BlockKind) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.kind is kind]


def read(*pages: Draw) -> Document:
    return load(pdf(*pages), "folder/a.pdf")


def fails(data: bytes) -> ReadError:
    with pytest.raises(ReadError) as caught:
        load(data, "a.pdf")
    return caught.value


# ---------------------------------------------------------------- paragraphs and pages


def test_paragraph_over_a_page_break_is_whole_and_knows_both_pages() -> None:
    lines = wrapped(RIVER)

    def first(canvas: Canvas) -> None:
        y = write(canvas, wrapped(LIBRARY), 100)
        write(canvas, lines[:3], y)

    def second(canvas: Canvas) -> None:
        y = write(canvas, lines[3:], 100)
        write(canvas, wrapped(LIBRARY), y)

    document = read(first, second)
    assert blocks(document) == [
        ("paragraph", LIBRARY),
        ("paragraph", RIVER),
        ("paragraph", LIBRARY),
    ]
    start = document.blocks[1].start
    turn = start + len("".join(lines[:3]).strip("　"))
    assert [(p.start, p.page) for p in document.page_starts] == [(0, 1), (turn, 2)]
    assert document.page_at(turn - 1) == 1
    assert document.page_at(turn) == 2
    assert (document.doc_id, document.path, document.format) == ("folder/a.pdf",) * 2 + ("pdf",)
    assert document.source_runs is None
    assert document.original is None


def test_page_break_after_a_whole_paragraph_joins_nothing() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, wrapped(LIBRARY), 100)

    assert texts(read(page, page), BlockKind.PARAGRAPH) == [LIBRARY, LIBRARY]


def test_latin_words_keep_their_blanks_and_chinese_gets_none() -> None:
    def page(canvas: Canvas) -> None:
        y = write(
            canvas,
            ["　　本次升级使用了 Open Source License 的组件，共 12 个，全部通过了测试，包括 Data"],
            100,
        )
        write(canvas, ["Engine 和消息队列两类，没有发现问题。"], y)

    (text,) = texts(read(page), BlockKind.PARAGRAPH)
    assert text == (
        "本次升级使用了Open Source License的组件，共12个，全部通过了测试，"
        "包括Data Engine和消息队列两类，没有发现问题。"
    )


def test_english_lines_join_with_blanks_and_broken_words_without() -> None:
    lines = [
        "The ferry has crossed the river every day for more than forty years, and the old",
        "man who runs it knows each bend of the stream, each sandbank and each remark-",
        "able tree upon the shore.",
        "On Sundays the boat is full of children who want to see the herons.",
    ]

    def page(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 12)
        for at, line in enumerate(lines):
            canvas.drawString(LEFT, HEIGHT - 100 - 16 * at, line)

    assert texts(read(page), BlockKind.PARAGRAPH) == [
        f"{lines[0]} {lines[1][:-1]}{lines[2]}",
        lines[3],
    ]


def test_gaps_that_the_page_shows_between_words_stay() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, ["齐心协力　共建家园"], 100, size=16)
        write(canvas, wrapped(LIBRARY), 160)

    document = read(page)
    assert document.title == "齐心协力 共建家园"


def test_two_columns_are_read_left_then_right() -> None:
    left = [wrapped(RIVER, 16), wrapped(LIBRARY, 16)]
    right = wrapped("渡口旁边" + RIVER, 16)

    def page(canvas: Canvas) -> None:
        write(canvas, ["河边的故事与城里的图书馆"], 80, x=180, size=18)
        y = write(canvas, left[0], 130, leading=18)
        write(canvas, left[1], y, leading=18)
        write(canvas, right, 137, x=LEFT + 16 * SIZE + 24, leading=18)

    document = read(page)
    assert blocks(document) == [
        ("title", "河边的故事与城里的图书馆"),
        ("paragraph", RIVER),
        ("paragraph", LIBRARY),
        ("paragraph", "渡口旁边" + RIVER),
    ]


# ---------------------------------------------------------------- headings, title, metadata


def test_title_metadata_headings_and_their_levels() -> None:
    def page(canvas: Canvas) -> None:
        y = write(canvas, ["河滨新城建设年度报告"], 90, x=180, size=20, leading=36)
        y = write(canvas, ["发布时间：2023 年 5 月 6 日 来源：河滨日报"], y, x=180, leading=40)
        y = write(canvas, ["一、总体情况"], y, size=15, leading=30)
        y = write(canvas, wrapped(LIBRARY), y)
        y = write(canvas, ["（一）道路"], y + 10, size=13, leading=26)
        y = write(canvas, wrapped(RIVER), y)
        y = write(canvas, ["（二）桥梁"], y + 10, size=13, leading=26)
        y = write(canvas, wrapped(LIBRARY), y)
        y = write(canvas, ["二、下一步"], y + 10, size=15, leading=30)
        write(canvas, wrapped(LIBRARY), y)

    document = read(page)
    assert document.title == "河滨新城建设年度报告"
    assert document.date == "2023-05-06"
    assert document.source == "河滨日报"
    heads = [
        (b.level, document.text[b.start : b.end])
        for b in document.blocks
        if b.kind is BlockKind.HEADING
    ]
    assert heads == [(1, "一、总体情况"), (2, "（一）道路"), (2, "（二）桥梁"), (1, "二、下一步")]
    passages = chunk(document, IndexSettings())
    assert ("一、总体情况", "（二）桥梁") in [p.headings for p in passages]


def test_the_file_name_is_the_title_of_a_document_without_one() -> None:
    assert read(lambda c: write(c, wrapped(LIBRARY), 100) and None).title == "a"


def test_disclaimer_and_rights_are_boilerplate_and_in_no_passage() -> None:
    notice = "本文档为竞赛用语料，人物和数字都是虚构的，仅供本次竞赛使用。"

    def page(canvas: Canvas) -> None:
        write(canvas, [notice], 60, size=9)
        write(canvas, wrapped(LIBRARY), 120)

    document = read(page)
    assert blocks(document) == [("boilerplate", notice), ("paragraph", LIBRARY)]
    assert [p.text for p in chunk(document, IndexSettings())] == [LIBRARY]


def test_list_items_and_captions() -> None:
    def page(canvas: Canvas) -> None:
        y = write(canvas, wrapped(LIBRARY), 100)
        y = write(canvas, ["　　1.整理书架，登记新书；", "　　2.修补旧书 2.14个章节；"], y)
        write(canvas, ["图 3　新馆的三层平面"], y + 20, x=220, size=10)

    assert blocks(read(page))[1:] == [
        ("list_item", "1.整理书架，登记新书；"),
        ("list_item", "2.修补旧书2.14个章节；"),
        ("caption", "图3 新馆的三层平面"),
    ]


def test_a_paragraph_that_a_picture_and_its_caption_cut_is_whole_again() -> None:
    lines = wrapped(RIVER)

    def page(canvas: Canvas) -> None:
        y = write(canvas, lines[:3], 100)
        picture = ImageReader(Image.new("L", (30, 20), 128))
        canvas.drawImage(picture, 197, HEIGHT - y - 140, 200, 140)
        y = write(canvas, ["渡口边的老人和小船"], y + 160, x=297 - 4.5 * SIZE)
        write(canvas, lines[3:], y + 20)

    assert blocks(read(page)) == [("paragraph", RIVER), ("caption", "渡口边的老人和小船")]


# ---------------------------------------------------------------- what is dropped


def test_headers_footers_and_page_numbers_are_dropped() -> None:
    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            write(canvas, ["河滨新城建设年度报告"], 45, size=9)
            write(canvas, ["内部编号 2023-7"], 45, x=430, size=9)
            write(canvas, wrapped(f"第{number}天，" + LIBRARY), 110)
            write(canvas, [f"{number} / 4"], HEIGHT - 40, x=290, size=9)

        return draw

    document = read(*(page(number) for number in range(1, 5)))
    assert texts(document, BlockKind.PARAGRAPH) == [f"第{n}天，{LIBRARY}" for n in range(1, 5)]
    assert len(document.blocks) == 4
    assert document.pages == 4


def test_a_chapter_name_beside_the_page_number_is_dropped() -> None:
    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            write(canvas, ["渡口" if number < 3 else "图书馆"], 45, x=220, size=10)
            write(canvas, [str(number + 6)], 45, x=480, size=10)
            write(canvas, wrapped(f"第{number}天，" + LIBRARY), 110)

        return draw

    document = read(*(page(number) for number in range(1, 5)))
    assert texts(document, BlockKind.PARAGRAPH) == [f"第{n}天，{LIBRARY}" for n in range(1, 5)]
    assert len(document.blocks) == 4


def test_a_number_in_the_text_is_no_page_number() -> None:
    def page(canvas: Canvas) -> None:
        y = write(canvas, wrapped(LIBRARY), 100)
        write(canvas, ["　　2023"], y)

    assert "2023" in read(page).text


def test_a_slanted_watermark_is_dropped() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, wrapped(RIVER), 200)
        canvas.saveState()
        canvas.setFont(FONT, 60)
        canvas.translate(180, 380)
        canvas.rotate(45)
        canvas.drawString(0, 0, "内部资料")
        canvas.restoreState()

    assert blocks(read(page)) == [("paragraph", RIVER)]


def test_type_drawn_twice_reads_once() -> None:
    def page(canvas: Canvas) -> None:
        write(canvas, ["谢谢大家的帮助"], 100)
        write(canvas, ["谢谢大家的帮助"], 100, x=LEFT + 0.4)
        write(canvas, wrapped(LIBRARY), 130)

    assert blocks(read(page)) == [("heading", "谢谢大家的帮助"), ("paragraph", LIBRARY)]


def test_a_page_lying_on_its_side_reads_upright() -> None:
    def page(canvas: Canvas) -> None:
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        canvas.setFont(FONT, SIZE)
        for at, line in enumerate(wrapped(RIVER)):
            blank = len(line) - len(line.lstrip("　"))
            canvas.drawString(80 + blank * SIZE, 500 - at * LEADING, line.lstrip("　"))

    assert blocks(read(page)) == [("paragraph", RIVER)]


# ---------------------------------------------------------------- tables


def grid(
    canvas: Canvas, rows: list[list[str]], top: float, xs: tuple[float, ...], high: float = 24
) -> float:
    canvas.setFont(FONT, 10)
    for at in range(len(rows) + 1):
        canvas.line(xs[0], HEIGHT - top - at * high, xs[-1], HEIGHT - top - at * high)
    for x in xs:
        canvas.line(x, HEIGHT - top, x, HEIGHT - top - len(rows) * high)
    for at, row in enumerate(rows):
        for x, text in zip(xs, row, strict=False):
            canvas.drawString(x + 4, HEIGHT - top - at * high - 16, text)
    return top + len(rows) * high


XS = (90.0, 230.0, 340.0, 450.0)
HEAD = ["项目", "2023年", "2022年"]


def test_a_ruled_table_over_two_pages_repeats_no_header_and_each_row_stands_alone() -> None:
    rows = [[f"第{n}号仓库", f"{n},120", f"{n},080"] for n in range(1, 7)]

    def first(canvas: Canvas) -> None:
        y = write(canvas, wrapped(LIBRARY), 100)
        grid(canvas, [HEAD, *rows[:3]], y + 10, XS)

    def second(canvas: Canvas) -> None:
        y = grid(canvas, [HEAD, *rows[3:]], 90, XS)
        write(canvas, wrapped(RIVER), y + 40)

    document = read(first, second)
    assert texts(document, BlockKind.TABLE_ROW) == [
        "项目 | 2023年 | 2022年",
        *(f"项目: 第{n}号仓库 | 2023年: {n},120 | 2022年: {n},080" for n in range(1, 7)),
    ]
    pages = [document.page_at(b.start) for b in document.blocks]
    assert pages == [1, 1, 1, 1, 1, 2, 2, 2, 2]


def test_a_row_that_the_page_break_cut_is_whole_again() -> None:
    def first(canvas: Canvas) -> None:
        y = write(canvas, wrapped(LIBRARY), 100)
        grid(canvas, [HEAD, ["北门仓库（原第三", "1,120", "1,080"]], y + 10, XS)

    def second(canvas: Canvas) -> None:
        grid(canvas, [["粮站）", "", ""], ["南门仓库", "310", "298"]], 90, XS)

    document = read(first, second)
    assert texts(document, BlockKind.TABLE_ROW) == [
        "项目 | 2023年 | 2022年",
        "项目: 北门仓库（原第三粮站） | 2023年: 1,120 | 2022年: 1,080",
        "项目: 南门仓库 | 2023年: 310 | 2022年: 298",
    ]


def test_a_long_row_comes_in_parts_that_each_name_the_row() -> None:
    items = [f"{n}.第{n}项工作已经在本月底之前全部完成并且通过了检查；" for n in range(1, 15)]
    xs = (60.0, 150.0, 540.0)

    def page(canvas: Canvas) -> None:
        high = 24.0 * (len(items) + 1)
        canvas.setFont(FONT, 10)
        for y in (100.0, 124.0, 100.0 + high):
            canvas.line(xs[0], HEIGHT - y, xs[-1], HEIGHT - y)
        for x in xs:
            canvas.line(x, HEIGHT - 100, x, HEIGHT - 100 - high)
        for x, text in zip(xs, ("月份", "完成的工作"), strict=False):
            canvas.drawString(x + 4, HEIGHT - 116, text)
        canvas.drawString(64, HEIGHT - 140, "三月")
        for at, item in enumerate(items):
            canvas.drawString(154, HEIGHT - 140 - 24 * at, item)

    rows = texts(read(page), BlockKind.TABLE_ROW)
    assert len(rows) > 1
    joined = "".join(row.rpartition(": ")[2] if ": " in row else "" for row in rows)
    for item in items:
        assert item in joined.replace(" ", "")
    assert all(len(row) <= 320 and "三月" in row for row in rows if "工作已经" in row)


def test_merged_header_cells_name_every_column_below_them() -> None:
    xs = (90.0, 200.0, 290.0, 380.0, 470.0)

    def page(canvas: Canvas) -> None:
        top, high = 100.0, 24.0
        canvas.setFont(FONT, 10)

        def line(x0: float, y0: float, x1: float, y1: float) -> None:
            canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)

        for at in (0, 2, 3, 4):
            line(xs[0], top + at * high, xs[-1], top + at * high)
        line(xs[1], top + high, xs[-1], top + high)
        for x in (xs[0], xs[1], xs[3], xs[4]):
            line(x, top, x, top + 4 * high)
        line(xs[2], top + high, xs[2], top + 4 * high)
        cells = [
            (0, 24, "地区"),
            (1, 0, "收入"),
            (3, 0, "人数"),
            (1, 24, "上半年"),
            (2, 24, "下半年"),
            (3, 24, "年末"),
            *((c, 48, t) for c, t in enumerate(("东城", "310.5", "298.1", "45"))),
            *((c, 72, t) for c, t in enumerate(("西城", "270.0", "266.4", "39"))),
        ]
        for column, y, text in cells:
            canvas.drawString(xs[column] + 4, HEIGHT - top - y - 16, text)

    assert texts(read(page), BlockKind.TABLE_ROW) == [
        "地区 | 收入·上半年 | 收入·下半年 | 人数·年末",
        "地区: 东城 | 收入·上半年: 310.5 | 收入·下半年: 298.1 | 人数·年末: 45",
        "地区: 西城 | 收入·上半年: 270.0 | 收入·下半年: 266.4 | 人数·年末: 39",
    ]


def test_a_table_of_labels_and_values_has_no_header() -> None:
    def page(canvas: Canvas) -> None:
        grid(canvas, [["公司名称", "河滨渡运公司"], ["负责人", "老周"]], 100, (90.0, 230.0, 450.0))

    assert texts(read(page), BlockKind.TABLE_ROW) == ["公司名称: 河滨渡运公司", "负责人: 老周"]


def test_a_table_without_rules_reads_by_rows() -> None:
    def page(canvas: Canvas) -> None:
        y = write(canvas, wrapped(LIBRARY), 100) + 10
        for row in (
            HEAD,
            ["借出", "1,204", "1,150"],
            ["归还", "1,190", "1,149"],
            ["遗失", "14", "1"],
        ):
            for x, text in zip((90, 230, 340), row, strict=True):
                write(canvas, [text], y, x=x)
            y += LEADING

    assert texts(read(page), BlockKind.TABLE_ROW) == [
        "项目 | 2023年 | 2022年",
        "项目: 借出 | 2023年: 1,204 | 2022年: 1,150",
        "项目: 归还 | 2023年: 1,190 | 2022年: 1,149",
        "项目: 遗失 | 2023年: 14 | 2022年: 1",
    ]


# ---------------------------------------------------------------- bad files


def scan(canvas: Canvas) -> None:
    picture = Image.new("L", (300, 400), 128)
    canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)


def test_scanned_pages_need_ocr() -> None:
    error = fails(pdf(scan, scan))
    assert error.code is ReadCode.NEEDS_OCR
    assert "2 of 2 pages" in error.reason


def test_a_picture_page_among_text_is_no_scan() -> None:
    document = read(scan, lambda c: write(c, wrapped(LIBRARY), 100) and None)
    assert blocks(document) == [("paragraph", LIBRARY)]
    assert [(p.start, p.page) for p in document.page_starts] == [(0, 2)]


def text_page(canvas: Canvas) -> None:
    write(canvas, wrapped(LIBRARY), 100)


def test_a_user_password_is_said_and_an_owner_password_alone_reads() -> None:
    locked = pdf(text_page, encrypt=StandardEncryption("geheim", ownerPassword="o", strength=128))
    assert fails(locked).code is ReadCode.ENCRYPTED
    open_ = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(text_page))) as file:
        file.save(open_, encryption=pikepdf.Encryption(user="", owner="o", R=6))
    assert blocks(load(open_.getvalue(), "a.pdf")) == [("paragraph", LIBRARY)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", ReadCode.EMPTY),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, ReadCode.CORRUPT),
        (b"nothing of the kind", ReadCode.CORRUPT),
        (b"<!DOCTYPE html><html><body>no</body></html>", ReadCode.WRONG_TYPE),
        (pdf(text_page)[:600], ReadCode.CORRUPT),
        (pdf(lambda canvas: None), ReadCode.EMPTY),
    ],
    ids=["empty", "garbage", "no pdf", "html", "truncated", "blank page"],
)
def test_bad_files_say_what_is_wrong(data: bytes, code: ReadCode) -> None:
    assert fails(data).code is code


def test_a_loop_of_pages_ends() -> None:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(text_page))) as file:
        file.Root.Pages.Kids.append(file.Root.Pages)
        file.save(buffer)
    assert LIBRARY in load(buffer.getvalue(), "a.pdf").text
