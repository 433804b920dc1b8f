from __future__ import annotations

import pytest

from index.errors import ReadCode, ReadError
from index.loaders.office.placing import Box, reading_order
from index.loaders.office.pptx import load
from index.records import Document, Omission, Omitted
from tests.index.loaders.office_files import (
    A,
    P,
    a_p,
    package,
    pptx,
    relations,
    root,
    sp,
    xfrm,
)


def blocks(document: Document) -> list[tuple[str, str, int | None]]:
    return [
        (b.kind.value, document.text[b.start : b.end], document.page_at(b.start))
        for b in document.blocks
    ]


def test_slides_are_pages_and_titles_headings() -> None:
    first = sp(["年度工作报告"], role="ctrTitle") + sp(["市水务局"], (0, 900, 100, 50))
    second = sp(["供水能力持续提升。", "水质达标率稳定。"], role="body") + sp(
        ["一、主要成绩"], role="title"
    )
    document = load(pptx([first, second], notes={2: "这里说明数据口径。"}), "报告.pptx")
    assert blocks(document) == [
        ("title", "年度工作报告", 1),
        ("paragraph", "市水务局", 1),
        ("heading", "一、主要成绩", 2),
        ("list_item", "供水能力持续提升。", 2),
        ("list_item", "水质达标率稳定。", 2),
        ("paragraph", "这里说明数据口径。", 2),
    ]
    assert (document.title, document.pages, document.format) == ("年度工作报告", 2, "pptx")


def test_shapes_are_read_by_position_not_by_file_order() -> None:
    tree = (
        sp(["右栏下面的文字。"], (600, 500, 400, 200))
        + sp(["左栏上面的文字。"], (0, 100, 400, 200))
        + sp(["右栏上面的文字。"], (600, 100, 400, 200))
        + sp(["左栏下面的文字。"], (0, 320, 400, 380))
    )
    document = load(pptx([tree]), "a.pptx")
    assert [text for _, text, _ in blocks(document)] == [
        "左栏上面的文字。", "左栏下面的文字。", "右栏上面的文字。", "右栏下面的文字。",
    ]  # fmt: skip


def test_a_group_stands_where_its_frame_puts_it() -> None:
    inner = sp(["组里的文字。"], (0, 0, 100, 100))
    extra = '<a:chOff x="0" y="0"/><a:chExt cx="100" cy="100"/>'
    group = (
        "<p:grpSp><p:nvGrpSpPr/><p:grpSpPr>"
        + xfrm(0, 800, 200, 100, extra=extra)
        + f"</p:grpSpPr>{inner}</p:grpSp>"
    )
    document = load(pptx([group + sp(["组上面的文字。"], (0, 300, 200, 100))]), "a.pptx")
    assert [text for _, text, _ in blocks(document)] == ["组上面的文字。", "组里的文字。"]


def test_a_table_gives_rows_with_headers() -> None:
    def row(*cells: str) -> str:
        inside = "".join(f"<a:tc><a:txBody>{a_p(c)}</a:txBody></a:tc>" for c in cells)
        return f"<a:tr>{inside}</a:tr>"

    table = (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="4" name="t"/></p:nvGraphicFramePr>'
        + xfrm(0, 0, 100, 100, "p")
        + '<a:graphic><a:graphicData><a:tbl><a:tblPr firstRow="1"/>'
        + row("项目", "投资（万元）")
        + row("水厂扩建", "3,200")
        + "</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )
    assert [text for _, text, _ in blocks(load(pptx([table]), "a.pptx"))] == [
        "项目 | 投资（万元）",
        "项目: 水厂扩建 | 投资（万元）: 3,200",
    ]


def test_numbers_of_lists_are_counted() -> None:
    auto = '><a:buAutoNum type="circleNumDbPlain"/>'
    tree = sp([a_p("第一项工作", auto), a_p("第二项工作", auto)], (0, 0, 9, 9))
    assert [text for _, text, _ in blocks(load(pptx([tree]), "a.pptx"))] == [
        "①第一项工作", "②第二项工作",
    ]  # fmt: skip


def test_slide_numbers_footers_and_repeated_text_are_left_out() -> None:
    def slide(text: str) -> str:
        return (
            sp([text], (0, 0, 50, 50))
            + sp(["内部资料"], (900, 900, 50, 20))
            + sp(["7"], role="sldNum")
            + sp(["页脚"], role="ftr")
        )

    document = load(pptx([slide("甲段落。"), slide("乙段落。"), slide("丙段落。")]), "a.pptx")
    assert [text for _, text, _ in blocks(document)] == ["甲段落。", "乙段落。", "丙段落。"]


CHART = root(
    "c:chartSpace",
    "<c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>用水量</a:t></a:r></a:p></c:rich></c:tx>"
    "</c:title><c:plotArea><c:barChart><c:ser>"
    "<c:tx><c:strRef><c:strCache><c:pt idx='0'><c:v>占比</c:v></c:pt></c:strCache>"
    "</c:strRef></c:tx>"
    "<c:cat><c:strRef><c:strCache><c:pt idx='0'><c:v>居民</c:v></c:pt>"
    "<c:pt idx='1'><c:v>工业</c:v></c:pt></c:strCache></c:strRef></c:cat>"
    "<c:val><c:numRef><c:numCache><c:formatCode>0.0%</c:formatCode>"
    "<c:pt idx='0'><c:v>0.625</c:v></c:pt><c:pt idx='1'><c:v>0.375</c:v></c:pt>"
    "</c:numCache></c:numRef></c:val></c:ser></c:barChart></c:plotArea></c:chart>",
)
SMART_ART = root(
    "dgm:dataModel",
    '<dgm:ptLst><dgm:pt type="doc"/>'
    + "".join(
        f"<dgm:pt><dgm:t><a:p><a:r><a:t>{t}</a:t></a:r></a:p></dgm:t></dgm:pt>"
        for t in ("受理申请", "现场勘查")
    )
    + '<dgm:pt type="pres"><dgm:t><a:p/></dgm:t></dgm:pt></dgm:ptLst>',
)


def test_charts_are_tables_and_smart_art_is_a_list() -> None:
    def frame(y: int, inside: str) -> str:
        place = xfrm(0, y, 100, 100, "p")
        return f"<p:graphicFrame>{place}<a:graphic>{inside}</a:graphic></p:graphicFrame>"

    tree = frame(0, '<c:chart r:id="rId8"/>') + frame(500, '<dgm:relIds r:dm="rId9"/>')
    links = {"rId8": ("chart", "../charts/c.xml"), "rId9": ("diagramData", "../d.xml")}
    data = pptx(
        [tree],
        **{
            "ppt/slides/_rels/slide1.xml.rels": relations(links),
            "ppt/charts/c.xml": CHART,
            "ppt/d.xml": SMART_ART,
        },
    )
    assert [(kind, text) for kind, text, _ in blocks(load(data, "a.pptx"))] == [
        ("caption", "用水量"),
        ("table_row", "占比"),
        ("table_row", "居民 | 占比: 62.5%"),
        ("table_row", "工业 | 占比: 37.5%"),
        ("list_item", "受理申请"),
        ("list_item", "现场勘查"),
    ]


def test_a_presentation_without_slides_is_corrupt() -> None:
    data = package(
        "ppt/presentation.xml",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
        {"ppt/presentation.xml": root("p:presentation", "", f'xmlns:p="{P}" xmlns:a="{A}"')},
    )
    with pytest.raises(ReadError, match="names no slide") as caught:
        load(data, "a.pptx")
    assert caught.value.code is ReadCode.CORRUPT


def test_boxes_in_a_grid_of_cards_are_read_card_by_card() -> None:
    boxes = [
        Box("头", 0, 0, 100, 8),
        Box("甲题", 0, 20, 40, 10), Box("甲文", 0, 31, 40, 40),
        Box("乙题", 60, 20, 40, 10), Box("乙文", 60, 31, 40, 40),
    ]  # fmt: skip
    assert [b.content for b in reading_order(boxes[::-1])] == ["头", "甲题", "甲文", "乙题", "乙文"]


RUNS = "<a:p><a:r><a:rPr{}/><a:t>300元</a:t></a:r><a:r><a:t>180元</a:t></a:r></a:p>"


@pytest.mark.parametrize(
    ("look", "told"),
    [
        (' strike="sngStrike"', [("struck", "300元", 1), ("paragraph", "180元", 1)]),
        (' strike="dblStrike"', [("struck", "300元", 1), ("paragraph", "180元", 1)]),
        (' strike="noStrike"', [("paragraph", "300元180元", 1)]),
        ("", [("paragraph", "300元180元", 1)]),
    ],
)
def test_struck_runs_stand_apart(look: str, told: list[tuple[str, str, int]]) -> None:
    slide = sp(["收费"], role="title") + sp([RUNS.format(look)])
    assert blocks(load(pptx([slide]), "a.pptx"))[1:] == told


@pytest.mark.parametrize(
    "comment",
    [
        "<p:cm><p:pos/><p:text>雨季后再办</p:text></p:cm>",
        "<p:cm><p:txBody><a:p><a:r><a:t>雨季后</a:t></a:r><a:r><a:t>再办</a:t></a:r></a:p></p:txBody></p:cm>",
    ],
)
def test_comments_stand_at_the_end_of_their_slide(comment: str) -> None:
    data = pptx(
        [sp(["换线安排"], role="title"), sp(["第二页"], role="title")],
        **{
            "ppt/slides/_rels/slide1.xml.rels": relations({"c": ("comments", "../c1.xml")}),
            "ppt/c1.xml": root("p:cmLst", comment),
        },
    )
    assert blocks(load(data, "a.pptx")) == [
        ("heading", "换线安排", 1),
        ("paragraph", "批注：雨季后再办", 1),
        ("heading", "第二页", 2),
    ]


def test_large_pictures_and_embedded_files_are_said_to_be_unread() -> None:
    def picture(side: int) -> str:
        return f"<p:pic><p:spPr>{xfrm(0, 0, side, side)}</p:spPr></p:pic>"

    slides = [
        sp(["一"], role="title") + picture(5_000_000) + picture(100_000),
        sp(["二"], role="title") + "<p:graphicFrame><p:oleObj/></p:graphicFrame>",
    ]
    assert load(pptx(slides), "a.pptx").omitted == (
        Omitted(Omission.OBJECT, 1, "2"),
        Omitted(Omission.PICTURE, 1, "1"),
    )
