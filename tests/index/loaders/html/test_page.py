from __future__ import annotations

import pytest

from index.errors import ReadCode, ReadError
from index.loaders.html.page import load
from index.records import Document


def blocks(document: Document) -> list[tuple[str, str]]:
    return [(b.kind.value, document.text[b.start : b.end]) for b in document.blocks]


def read(body: str, head: str = "") -> list[tuple[str, str]]:
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    return blocks(load(page.encode(), "页.html"))


PAGE = """<!DOCTYPE html><html><head><meta charset="gb2312">
<title>关于加强城市供水管理的通知_某市人民政府</title><style>p{}</style></head><body>
<div class="nav"><a href=1>首页</a><a href=2>新闻中心</a></div>
<div>当前位置：<a>首页</a> &gt; <a>通知</a></div>
<div id=content><h1>关于加强城市供水
管理的通知</h1>
<div><span>发布时间：2023-05-06</span><span>来源：市水务局</span><span>浏览次数：12</span></div>
<p>　　各区人民政府，<b>市政府</b>各部
门：</p><h2>一、任务</h2>
　　为了保证城市供水，提出如下意见。<br>　　坚持节水优先，统筹安排。<br><br>
<p style="display:none">隐藏的话</p><script>var a="脚本";</script><!-- 注释 -->
<template>模板</template><noscript>请打开脚本</noscript></div>
<div class="footer">版权所有 某市政府 京备1号</div></body></html>"""


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_page_of_a_government_site(encoding: str) -> None:
    document = load(PAGE.encode(encoding), "通知.html")
    assert blocks(document) == [
        ("title", "关于加强城市供水管理的通知"),
        ("metadata", "发布时间：2023-05-06 来源：市水务局 浏览次数：12"),
        ("paragraph", "各区人民政府，市政府各部门："),
        ("heading", "一、任务"),
        ("paragraph", "为了保证城市供水，提出如下意见。"),
        ("paragraph", "坚持节水优先，统筹安排。"),
    ]
    assert (document.title, document.date, document.source) == (
        "关于加强城市供水管理的通知", "2023-05-06", "市水务局",
    )  # fmt: skip
    assert (document.format, document.source_runs, document.original) == ("html", None, None)


def test_rare_characters_of_a_page_declared_gb2312_are_read() -> None:
    page = '<meta charset="gb2312"><p>朱镕基，㙍，𠮷。</p>'
    assert blocks(load(page.encode("gb18030"), "a.html")) == [("paragraph", "朱镕基，㙍，𠮷。")]


def test_meta_tags_give_date_and_source() -> None:
    head = (
        '<meta name="ArticleTitle" content="水价公告">'
        '<meta name="PubDate" content="2022-01-14 08:00">'
        '<meta name="ContentSource" content="发改委">'
    )
    page = f"<html><head>{head}</head><body><p>水价调整的公告正文。</p></body></html>"
    document = load(page.encode(), "a.html")
    assert (document.title, document.date, document.source) == ("水价公告", "2022-01-14", "发改委")
    assert blocks(document) == [("title", "水价公告"), ("paragraph", "水价调整的公告正文。")]


def test_furniture_around_the_text_is_left_out() -> None:
    page = (
        "<title>2023年统计公报 - 某市统计局</title><body>"
        '<div id="header"><h1 class="logo"><a href="/">某市统计局</a></h1>'
        '<ul class="menu"><li><a>首页</a><li><a>政务公开</a></ul></div>'
        "<div>您现在的位置：<a>首页</a>&nbsp;&gt;&nbsp;<a>公报</a></div><h2>2023年统计公报</h2>"
        "<div>时间：2024-03-20 16:00 &nbsp; 来源：综合科 &nbsp; 【字体：<a>大</a> <a>小</a>】</div>"
        "<p>全年总产值<span>1234.5</span>亿元。</p><div>分享到：<a>微信</a></div>"
        '<div id="footer">主办：某市统计局　备案号</div></body>'
    )
    document = load(page.encode(), "a.html")
    assert blocks(document) == [
        ("boilerplate", "某市统计局"),
        ("title", "2023年统计公报"),
        ("metadata", "时间：2024-03-20 16:00 来源：综合科"),
        ("paragraph", "全年总产值1234.5亿元。"),
    ]
    assert (document.date, document.source) == ("2024-03-20", "综合科")


def test_lists_are_items_with_their_numbers() -> None:
    body = "<ul><li>节水<li>治污<ul><li>管网</ul></ul><ol start=3><li>勘查<li><p>施工</p></ol>"
    assert read(body) == [
        ("list_item", "节水"), ("list_item", "治污"), ("list_item", "管网"),
        ("list_item", "3. 勘查"), ("list_item", "4. 施工"),
    ]  # fmt: skip


def test_tables_are_rows_with_headers_and_frames_are_text() -> None:
    body = (
        "<table><caption>表1 供水量</caption><tr><th rowspan=2>区县<th colspan=2>供水量"
        "<tr><th>上年<th>本年<tr><td rowspan=2>东　城<td>12.5<td>13.1<tr><td>8<td>9</table>"
        "<table><tr><td><h2>左栏</h2><p>左栏的文字。</p></td><td><p>右栏的文字。</p></td></tr></table>"
    )
    assert read(body) == [
        ("caption", "表1 供水量"),
        ("table_row", "区县 | 供水量 上年 | 供水量 本年"),
        ("table_row", "区县: 东城 | 供水量 上年: 12.5 | 供水量 本年: 13.1"),
        ("table_row", "区县: 东城 | 供水量 上年: 8 | 供水量 本年: 9"),
        ("heading", "左栏"),
        ("paragraph", "左栏的文字。"),
        ("paragraph", "右栏的文字。"),
    ]


def test_div_and_br_soup_becomes_paragraphs() -> None:
    body = (
        "<div>甲段说了一件事情。<div>乙段在里面。</div>"
        "丙段在后面。<br>联系人：王芳<br>电话：1234</div>"
    )
    assert [text for _, text in read(body)] == [
        "甲段说了一件事情。", "乙段在里面。", "丙段在后面。", "联系人：王芳", "电话：1234",
    ]  # fmt: skip


def test_bold_paragraphs_are_headings_where_there_are_no_others() -> None:
    body = "<p><strong>申请条件</strong></p><p>具有本市户籍，年满十八周岁。</p>" * 2
    assert [kind for kind, _ in read("<p>开头一段话。</p>" + body)] == [
        "paragraph", "heading", "paragraph", "heading", "paragraph",
    ]  # fmt: skip


def test_readings_and_hidden_parts_are_left_out() -> None:
    body = "<p><ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>字<span hidden>不见</span>好。</p>"
    assert read(body) == [("paragraph", "汉字好。")]


def test_a_page_of_links_alone_is_kept() -> None:
    body = '<div class="nav"><a>供水服务指南</a> <a>水质公告栏目</a></div>'
    assert [text for _, text in read(body)] == ["供水服务指南 水质公告栏目"]


@pytest.mark.parametrize(
    "page", ["", "  \n", "<html><head><title>应用</title></head><body><div id=app>"]
)
def test_a_page_without_text_is_empty(page: str) -> None:
    with pytest.raises(ReadError, match="holds no text") as caught:
        load(page.encode(), "a.html")
    assert caught.value.code is ReadCode.EMPTY


def test_what_stands_too_deep_is_no_silent_loss() -> None:
    with pytest.raises(ReadError, match="deep") as caught:
        load(("<div>" * 5000 + "深处的文字").encode(), "a.html")
    assert caught.value.code is ReadCode.CORRUPT


def test_entities_of_a_doctype_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    page = f'<!DOCTYPE html [<!ENTITY l0 "哈">{laughs}]><p>正文在此。&l9;</p>'
    document = load(page.encode(), "a.html")
    assert "正文在此。" in document.text
    assert len(document.text) < 5000


def test_a_pdf_named_html_is_refused() -> None:
    with pytest.raises(ReadError, match="PDF") as caught:
        load(b"%PDF-1.7\n\xff\xfe\xfa", "a.html")
    assert caught.value.code is ReadCode.WRONG_TYPE
