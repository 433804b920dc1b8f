"""What each paragraph is: title, heading, list item, caption, boilerplate."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from index.passages.chunker import chunk
from index.records import BlockKind
from index.settings import IndexSettings
from tests.index.loaders.pdf.drawing import (
    LIBRARY,
    RIVER,
    blocks,
    read,
    wrapped,
    write,
)


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
