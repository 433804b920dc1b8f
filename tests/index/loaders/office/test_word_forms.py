"""What Word files hold beside their text: ticks, chosen lines, margins, comments, struck text."""

from __future__ import annotations

import pytest

from index.loaders.office.docx import load
from index.records import Omission, Omitted
from tests.index.loaders.office.test_docx import blocks, read
from tests.index.loaders.office_files import (
    STYLES,
    docx,
    package,
    relations,
    root,
    w_p,
    w_r,
    w_tbl,
)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


def field(inside: str, code: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{inside}</w:ffData></w:fldChar></w:r>'
        f"<w:r><w:instrText> {code} </w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def tick(inside: str) -> str:
    return field(f"<w:checkBox>{inside}</w:checkBox>", "FORMCHECKBOX")


def lines(result: str) -> str:
    entries = '<w:listEntry w:val="不需要"/><w:listEntry w:val="需要"/>'
    return field(f"<w:ddList>{result}{entries}</w:ddList>", "FORMDROPDOWN")


def control(kind: str, content: str) -> str:
    return f"<w:sdt><w:sdtPr>{kind}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def box(checked: str) -> str:
    return f'<w14:checkbox {W14}><w14:checked w14:val="{checked}"/></w14:checkbox>'


STRUCK_CELL = f"<w:tc><w:p>{w_r('3', '<w:strike/>')}{w_r('4')}</w:p></w:tc>"
ON, OFF = '<w:default w:val="1"/>', '<w:checked w:val="0"/>'
SECOND = '<w:result w:val="1"/>'
NOT = '<w:strike w:val="0"/>'


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        (f"{tick('<w:checked/>')}{w_r('邮寄 ')}{tick('')}{w_r('自取')}", "☑邮寄 ☐自取"),
        (f"{tick(ON)}{w_r('邮寄')}", "☑邮寄"),
        (f"{tick(ON + OFF)}{w_r('邮寄')}", "☐邮寄"),
        (f"{w_r('早餐：')}{lines(SECOND)}", "早餐：需要"),
        (f"{w_r('早餐：')}{lines('')}", "早餐：不需要"),
        (f"{control(box('1'), w_r('☒'))}{w_r('青霉素')}", "☒青霉素"),
        (
            f"{control(box('1'), '')}{w_r('青霉素')}{control(box('0'), '')}{w_r('头孢')}",
            "☑青霉素☐头孢",
        ),
        (f"{w_r('套餐：')}{control('<w:dropDownList/>', w_r('乙类'))}", "套餐：乙类"),
        (f"{w_r('交付：')}{control('<w:date/>', w_r('2024年3月1日'))}", "交付：2024年3月1日"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + w_r("邮寄"), "☑邮寄"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F0A3"/></w:r>' + w_r("自取"), "☐自取"),
    ],
)
def test_forms_say_what_is_ticked_and_chosen(inside: str, told: str) -> None:
    assert read(f"<w:p>{inside}</w:p>") == [("paragraph", told)]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (f"<w:p>{w_r('每月')}{w_r('300元', '<w:strike/>')}{w_r('180元。')}</w:p>",
         [("paragraph", "每月180元。"), ("struck", "300元")]),
        (f"<w:p>{w_r('每月')}{w_r('300元', '<w:dstrike/>')}{w_r('180元。')}</w:p>",
         [("paragraph", "每月180元。"), ("struck", "300元")]),
        (w_p("整段作废。", run="<w:strike/>") + w_p("有效。"),
         [("struck", "整段作废。"), ("paragraph", "有效。")]),
        (f"<w:p>{w_r('每月180元。', NOT)}</w:p>", [("paragraph", "每月180元。")]),
        (f"<w:p>{w_r('每月')}<w:del><w:r><w:delText>300元</w:delText></w:r></w:del>"
         f"<w:ins>{w_r('180元')}</w:ins>{w_r('。')}</w:p>",
         [("paragraph", "每月180元。"), ("struck", "300元")]),
        (w_tbl([["站", "价", "人"], ["甲", STRUCK_CELL, "汤九"], ["乙", "5", "娄一"]]),
         [("table_row", "站 | 价 | 人"), ("table_row", "站: 甲 | 价: 4 | 人: 汤九"),
          ("struck", "3"),          ("table_row", "站: 乙 | 价: 5 | 人: 娄一")]),
    ],
)  # fmt: skip
def test_struck_and_deleted_text_stands_apart(body: str, told: list[tuple[str, str]]) -> None:
    assert read(body) == told


def word(body: str, links: dict[str, tuple[str, str]], parts: dict[str, str | bytes]) -> bytes:
    return package(
        "word/document.xml",
        WORD,
        {
            "word/document.xml": root("w:document", f"<w:body>{body}</w:body>"),
            "word/styles.xml": STYLES,
            "word/_rels/document.xml.rels": relations({"s": ("styles", "styles.xml"), **links}),
            **{f"word/{name}": part for name, part in parts.items()},
        },
    )


def margins(header: str, footer: str = "") -> list[tuple[str, str]]:
    links = {"h": ("header", "header1.xml"), "f": ("footer", "footer1.xml")}
    parts: dict[str, str | bytes] = {
        "header1.xml": root("w:hdr", header),
        "footer1.xml": root("w:ftr", footer or w_p("")),
    }
    text = w_p("线路巡检规程", "T") + w_p("每周巡检。")
    return blocks(load(word(text, links, parts), "a.docx"))


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (w_p("文件编号：XJ-07    版本：3"), ["文件编号：XJ-07", "版本：3"]),
        (w_p("线路巡检规程"), []),  # the title again
        (w_p("第 1 页 共 8 页"), []),
        (f"<w:p>{w_r('第')}<w:r><w:instrText>PAGE</w:instrText></w:r>{w_r('页')}</w:p>", []),
        (w_tbl([["密级", "内部"], ["归口部门：线路部", "生效日期：2024年3月1日"]]),
         ["密级", "内部", "归口部门：线路部", "生效日期：2024年3月1日"]),
        (w_p("北坡公司内部资料") + w_p("北坡公司内部资料"), ["北坡公司内部资料"]),
    ],
)  # fmt: skip
def test_margins_are_read_where_they_say_something(header: str, told: list[str]) -> None:
    found = margins(header)
    assert [text for kind, text in found if kind in ("metadata", "list_item")] == told
    assert found[0] == ("title", "线路巡检规程")


def test_a_footer_comes_last() -> None:
    assert margins(w_p(""), w_p("未经许可不得复印"))[-1] == ("list_item", "未经许可不得复印")


@pytest.mark.parametrize(
    ("comments", "told"),
    [
        ('<w:comment w:id="0" w:author="汤九">{}</w:comment>', "批注（汤九）：建议雨季后再办"),
        ('<w:comment w:id="0">{}</w:comment>', "批注：建议雨季后再办"),
        ('<w:comment w:id="7" w:author="汤九">{}</w:comment>', None),
    ],
)
def test_comments_stand_after_what_they_speak_of(comments: str, told: str | None) -> None:
    body = f'<w:p>{w_r("换线另行通知。")}<w:r><w:commentReference w:id="0"/></w:r></w:p>'
    part = root("w:comments", comments.format(w_p("建议雨季后再办")))
    data = docx(body + w_p("下一段。"), comments=part)
    said = [text for _, text in blocks(load(data, "a.docx"))]
    assert said == ["换线另行通知。", *([told] if told else []), "下一段。"]


HTML = "<html><body><h2>附录</h2><p>余缆架每站<b>4</b>个。</p></body></html>"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("chunk.html", HTML, [("heading", "附录"), ("paragraph", "余缆架每站4个。")]),
        ("chunk.htm", HTML, [("heading", "附录"), ("paragraph", "余缆架每站4个。")]),
        (
            "chunk.txt",
            "余缆架每站4个，热缩管每站20个。",
            [("paragraph", "余缆架每站4个，热缩管每站20个。")],
        ),
        ("chunk.rtf", r"{\rtf1 x}", []),
        ("chunk.html", "", []),
    ],
)
def test_embedded_pages_are_read_where_they_stand(
    name: str, content: str, told: list[tuple[str, str]]
) -> None:
    body = w_p("前文。") + '<w:altChunk r:id="c"/>' + w_p("后文。")
    document = load(word(body, {"c": ("aFChunk", name)}, {name: content.encode()}), "a.docx")
    assert blocks(document) == [("paragraph", "前文。"), *told, ("paragraph", "后文。")]
    assert document.omitted == (() if told else (Omitted(Omission.OBJECT),))


def picture(side: int) -> str:
    extent = f'<wp:extent cx="{side}" cy="{side}"/>'
    return f"<w:drawing><wp:inline {{}}>{extent}<pic:pic/></wp:inline></w:drawing>"


@pytest.mark.parametrize(
    ("drawing", "omitted"),
    [
        (picture(3_000_000), (Omitted(Omission.PICTURE),)),
        (picture(200_000), ()),
        ("<w:object {}><o:OLEObject/></w:object>", (Omitted(Omission.OBJECT),)),
    ],
)
def test_what_is_not_read_is_said(drawing: str, omitted: tuple[Omitted, ...]) -> None:
    spaces = (
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
        'xmlns:o="urn:schemas-microsoft-com:office:office"'
    )
    body = w_p("一段话。") + f"<w:p><w:r>{drawing.format(spaces)}</w:r></w:p>"
    assert load(docx(body), "a.docx").omitted == omitted


@pytest.mark.parametrize(
    ("over", "told"),
    [
        ("单位：万元", "站点: 甲 | 收入（万元）: 5 | 人数: 3"),
        ("表1 各站收入（单位：万元）", "站点: 甲 | 收入（万元）: 5 | 人数: 3"),
        ("下表列出各站的收入，金额单位：元。", "站点: 甲 | 收入（元）: 5 | 人数: 3"),
        ("各站收入如下。", "站点: 甲 | 收入: 5 | 人数: 3"),
    ],
)
def test_the_unit_over_a_table_stands_with_its_figures(over: str, told: str) -> None:
    body = w_p(over) + w_tbl([["站点", "收入", "人数"], ["甲", "5", "3"], ["乙", "6", "4"]])
    assert ("table_row", told) in read(body)
