from __future__ import annotations

import pytest

from index.errors import ReadCode, ReadError
from index.loaders.office.docx import load
from index.records import Document
from tests.index.loaders.office_files import (
    W,
    altered,
    docx,
    package,
    parts_of,
    root,
    w_p,
    w_r,
    w_tbl,
    zipped,
)


def blocks(document: Document) -> list[tuple[str, str]]:
    return [(b.kind.value, document.text[b.start : b.end]) for b in document.blocks]


def read(body: str, **parts: str) -> list[tuple[str, str]]:
    return blocks(load(docx(body, **parts), "甲.docx"))


def test_title_headings_and_text_keep_their_order_and_levels() -> None:
    document = load(
        docx(
            w_p("城市供水管理办法", "T")
            + w_p("第一章 总则", "1")
            + w_p("为了保障城市供水，制定本办法。")
            + w_p("适用范围", "my")
            + w_p("本市行政区域内的供水适用本办法。")
        ),
        "办法/甲.docx",
    )
    assert blocks(document) == [
        ("title", "城市供水管理办法"),
        ("heading", "第一章 总则"),
        ("paragraph", "为了保障城市供水，制定本办法。"),
        ("heading", "适用范围"),
        ("paragraph", "本市行政区域内的供水适用本办法。"),
    ]
    assert [b.level for b in document.blocks] == [0, 1, 0, 3, 0]
    assert (document.title, document.format) == ("城市供水管理办法", "docx")
    assert document.page_starts == ()
    assert document.source_runs is None
    assert document.original is None


def test_insertions_are_in_hidden_text_is_out_and_deletions_stand_apart() -> None:
    body = (
        f"<w:p>{w_r('合同金额为')}<w:del>{w_r('五').replace('w:t', 'w:delText')}</w:del>"
        f"<w:ins>{w_r('八')}</w:ins>{w_r('万元。')}{w_r('内部批注', '<w:vanish/>')}</w:p>"
    )
    assert read(body) == [("paragraph", "合同金额为八万元。"), ("struck", "五")]


def test_moved_text_stands_only_where_it_was_moved_to() -> None:
    body = f"<w:p><w:moveFrom>{w_r('搬走的话。')}</w:moveFrom>{w_r('留下的话。')}</w:p>" + (
        f"<w:p><w:moveTo>{w_r('搬走的话。')}</w:moveTo></w:p>"
    )
    assert read(body) == [("paragraph", "留下的话。"), ("paragraph", "搬走的话。")]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    body = w_p("前半句，", look="<w:rPr><w:del/></w:rPr>") + w_p("后半句。")
    assert read(body) == [("paragraph", "前半句，后半句。")]


def test_content_controls_are_read_and_their_placeholders_are_not() -> None:
    body = (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{w_p('控件里的一段话。')}</w:sdtContent></w:sdt>"
        f"<w:p>{w_r('负责人：')}<w:sdt><w:sdtPr/><w:sdtContent>{w_r('王芳。')}</w:sdtContent></w:sdt>"
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        f"{w_r('单击此处输入文字')}</w:sdtContent></w:sdt></w:p>"
    )
    assert read(body) == [("paragraph", "控件里的一段话。"), ("paragraph", "负责人：王芳。")]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{w_p('框里的说明文字。')}</w:txbxContent>"
    body = (
        f"<w:p>{w_r('正文一段。')}<w:r><mc:AlternateContent>"
        f"<mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>" + w_p("正文二段。")
    )
    assert [text for _, text in read(body)] == ["正文一段。", "框里的说明文字。", "正文二段。"]


NUMBERING = root(
    "w:numbering",
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="（%2）"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%3."/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>'
    '<w:lvlText w:val=""/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="2">'
    '<w:startOverride w:val="1"/></w:lvlOverride></w:num>',
)


def numbered(text: str, list_id: int, level: int) -> str:
    look = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return w_p(text, look=look)


def test_automatic_numbers_are_counted_as_word_counts_them() -> None:
    body = (
        numbered("总体要求", 1, 0)
        + numbered("指导思想", 1, 1)
        + numbered("坚持节水优先，统筹安排用水。", 1, 2)
        + numbered("坚持以水定城，严格控制规模。", 1, 2)
        + numbered("基本原则", 1, 1)
        + numbered("重新编号的第一条要求。", 3, 2)
        + numbered("保障措施", 1, 0)
        + numbered("没有编号的项目。", 2, 0)
        + w_p("结束语在这里。")
    )
    assert read(body, numbering=NUMBERING) == [
        ("heading", "一、总体要求"),
        ("heading", "（一）指导思想"),
        ("list_item", "1. 坚持节水优先，统筹安排用水。"),
        ("list_item", "2. 坚持以水定城，严格控制规模。"),
        ("heading", "（二）基本原则"),
        ("list_item", "1. 重新编号的第一条要求。"),
        ("heading", "二、保障措施"),
        ("list_item", "没有编号的项目。"),
        ("paragraph", "结束语在这里。"),
    ]


def test_table_rows_carry_their_headers() -> None:
    body = w_p("表1 主要指标", "c") + w_tbl(
        [["指标", "2023年", "2022年"], ["营业收入", "1,234", "1,100"], ["净利润", "56", "48"]]
    )
    assert read(body) == [
        ("caption", "表1 主要指标"),
        ("table_row", "指标 | 2023年 | 2022年"),
        ("table_row", "指标: 营业收入 | 2023年: 1,234 | 2022年: 1,100"),
        ("table_row", "指标: 净利润 | 2023年: 56 | 2022年: 48"),
    ]


def cell(text: str, look: str) -> str:
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{w_p(text)}</w:tc>"


def test_merged_cells_reach_over_rows_and_columns() -> None:
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = w_tbl(
        [
            [cell("地区", down), cell("产量", '<w:gridSpan w:val="2"/>')],
            [cell("", on), "上半年", "下半年"],
            [cell("华北", down), "10", "12"],
            [cell("", on), "11", "13"],
        ]
    )
    assert [text for _, text in read(body)] == [
        "地区 | 产量 上半年 | 产量 下半年",
        "地区: 华北 | 产量 上半年: 10 | 产量 下半年: 12",
        "地区: 华北 | 产量 上半年: 11 | 产量 下半年: 13",
    ]


def test_a_form_gives_labels_and_values() -> None:
    body = w_tbl([["姓名", "李明", "性别", "男"], ["职务", "工程师", "电话", "13800000000"]])
    assert [text for _, text in read(body)] == [
        "姓名: 李明 | 性别: 男",
        "职务: 工程师 | 电话: 13800000000",
    ]


def test_nested_tables_and_frames() -> None:
    inner = w_tbl([["品名", "数量"], ["水泵", "3"], ["阀门", "5"]])
    frame = w_tbl([[f"<w:tc>{w_p('框中的一段话。')}{w_p('又一段话。')}</w:tc>"]])
    body = frame + w_tbl([["序号", "内容"], ["1", f"<w:tc>{w_p('采购清单')}{inner}</w:tc>"]])
    assert read(body) == [
        ("paragraph", "框中的一段话。"),
        ("paragraph", "又一段话。"),
        ("table_row", "序号 | 内容"),
        ("table_row", "序号: 1 | 内容: 采购清单"),
        ("table_row", "品名 | 数量"),
        ("table_row", "品名: 水泵 | 数量: 3"),
        ("table_row", "品名: 阀门 | 数量: 5"),
    ]


def test_footnotes_follow_the_paragraph_that_names_them() -> None:
    notes = root(
        "w:footnotes",
        f'<w:footnote w:type="separator" w:id="0">{w_p("分隔")}</w:footnote>'
        f'<w:footnote w:id="2">{w_p("数据来自统计年鉴。")}</w:footnote>',
    )
    body = f'<w:p>{w_r("人口为三百万。")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>' + w_p(
        "下文。"
    )
    assert [t for _, t in read(body, footnotes=notes)] == [
        "人口为三百万。", "数据来自统计年鉴。", "下文。",
    ]  # fmt: skip


def test_a_table_of_contents_is_no_text() -> None:
    body = w_p("第一章 总则\t1", "toc") + w_p("第一章 总则", "1") + w_p("正文。")
    assert [kind for kind, _ in read(body)] == ["boilerplate", "heading", "paragraph"]


def test_without_styles_the_look_makes_title_and_headings() -> None:
    big = '<w:b/><w:sz w:val="44"/>'
    body = (
        w_p("关于做好防汛工作的通知", look='<w:jc w:val="center"/>', run=big)
        + w_p("各区人民政府，各有关部门和单位：")
        + w_p("一、提高认识")
        + w_p("各单位要充分认识防汛工作的重要性，切实加强领导。")
        + w_p("2023年5月6日")
    )
    document = load(docx(body), "通知.docx")
    assert blocks(document) == [
        ("title", "关于做好防汛工作的通知"),
        ("paragraph", "各区人民政府，各有关部门和单位："),
        ("heading", "一、提高认识"),
        ("paragraph", "各单位要充分认识防汛工作的重要性，切实加强领导。"),
        ("metadata", "2023年5月6日"),
    ]
    assert document.date == "2023-05-06"


def test_a_line_break_in_a_centred_title_does_not_cut_it() -> None:
    title = w_p("关于做好防汛工作的</w:t><w:br/><w:t>通知", look='<w:jc w:val="center"/>')
    assert read(title + w_p("各区人民政府，各有关部门和单位："))[0] == (
        "title",
        "关于做好防汛工作的通知",
    )


CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="'
    'http://purl.org/dc/terms/"><dc:title>{}</dc:title><dc:creator>{}</dc:creator>'
    "<dcterms:created>{}</dcterms:created></cp:coreProperties>"
)


@pytest.mark.parametrize(
    ("title", "author", "made", "said"),
    [
        ("供水年报", "市水务局", "2023-04-05T01:02:03Z", ("供水年报", "市水务局", "2023-04-05")),
        ("别的文件", "Administrator", "2013-12-23T23:15:00Z", ("甲", None, None)),
        ("文档1", "微软用户", "坏", ("甲", None, None)),
    ],
)
def test_properties_count_where_a_person_set_them(
    title: str, author: str, made: str, said: tuple[str, str | None, str | None]
) -> None:
    data = docx(w_p("这是供水年报的正文，共有三部分。"))
    with_core = zipped(parts_of(data) | {"docProps/core.xml": CORE.format(title, author, made)})
    document = load(with_core, "甲.docx")
    assert (document.title, document.source, document.date) == said


def test_strict_open_xml_is_read_alike() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    data = docx(w_p("严格格式的一段话。"))
    strictly = altered(data, lambda _, part: part.replace(W.encode(), strict.encode()))
    assert blocks(load(strictly, "a.docx")) == [("paragraph", "严格格式的一段话。")]


def test_a_document_without_body_is_corrupt() -> None:
    data = package(
        "word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        {"word/document.xml": root("w:document", "")},
    )
    with pytest.raises(ReadError, match="main part holds no body") as caught:
        load(data, "a.docx")
    assert caught.value.code is ReadCode.CORRUPT
