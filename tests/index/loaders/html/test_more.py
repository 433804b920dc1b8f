"""Terms, forms, feet, panels and struck text of pages as people make them."""

from __future__ import annotations

import pytest

from index.loaders.html import load
from tests.index.loaders.reading import outline

BODY = "去年冬天，山里的三个村子先后通了网，孩子们不用再爬到坡顶找信号。"


def blocks(body: str) -> list[tuple[str, str]]:
    page = f"<html><head><meta charset='utf-8'></head><body>{body}<p>{BODY}</p></body></html>"
    return [block for block in outline(load(page.encode(), "a.html")) if block[1] != BODY]


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<dl><dt>主站</dt><dd>北坡站</dd><dt>备站：</dt><dd>南坡站</dd></dl>",
         [("list_item", "主站：北坡站"), ("list_item", "备站：南坡站")]),
        ("<dl><dt>值班</dt><dd>汤九</dd><dd>娄一</dd></dl>",
         [("list_item", "值班：汤九"), ("list_item", "值班：娄一")]),
        ("<dl><dt>没有说明的词</dt></dl>", [("list_item", "没有说明的词")]),
        ("<p>联系人：<input type='text' value='汤九'></p>", [("paragraph", "联系人：汤九")]),
        ("<p>方式：<input type=radio checked>邮寄 <input type=radio>自取</p>",
         [("paragraph", "方式：☑邮寄 ☐自取")]),
        ("<p>片区：<select><option>城东<option selected>城西</select></p>",
         [("paragraph", "片区：城西")]),
        ("<p>说明：<textarea>带证件</textarea></p>", [("paragraph", "说明：带证件")]),
        ("<p><input type=hidden value=abc><input type=submit value=提交></p>", []),
        ("<details><summary>怎样退网</summary><p>带证件办理。</p></details>",
         [("heading", "怎样退网"), ("paragraph", "带证件办理。")]),
        ("<div class='tab-pane' style='display:none'><p>第二页签的话。</p></div>",
         [("paragraph", "第二页签的话。")]),
        ("<div style='display:none'><p>草稿。</p></div>", []),
    ],
)  # fmt: skip
def test_what_a_page_shows_is_read(page: str, told: list[tuple[str, str]]) -> None:
    assert blocks(page) == told


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<p>押金<del>300元</del>180元</p>", [("paragraph", "押金180元"), ("struck", "300元")]),
        ("<p>押金<span style='text-decoration: line-through red'>300元</span>180元</p>",
         [("paragraph", "押金180元"), ("struck", "300元")]),
        ("<p style='text-decoration:line-through'>旧的一段。</p>", [("struck", "旧的一段。")]),
        ("<ul><li><s>旧站</s></li><li>新站</li></ul>", [("struck", "旧站"), ("list_item", "新站")]),
        ("<table><tr><th>站</th><th>价</th></tr><tr><td>甲</td><td><del>3</del>4</td></tr></table>",
         [("table_row", "站 | 价"), ("table_row", "站: 甲 | 价: 4"), ("struck", "3")]),
    ],
)  # fmt: skip
def test_struck_text_stands_apart(page: str, told: list[tuple[str, str]]) -> None:
    assert blocks(page) == told


@pytest.mark.parametrize(
    "foot",
    [
        "<footer><p>地址：坡顶路8号&nbsp;&nbsp;邮编：300000</p><a href='#'>返回顶部</a></footer>",
        "<div class='footer'>地址：坡顶路8号 邮编：300000<br>版权所有</div>",
        "<div id='foot'><span>地址：坡顶路8号</span>|<span>邮编：300000</span></div>",
    ],
)
def test_the_foot_says_where_to_find_them(foot: str) -> None:
    said = " ".join(text for _, text in blocks(foot))
    assert "地址：坡顶路8号" in said
    assert "邮编：300000" in said
    assert "返回顶部" not in said


def test_names_in_a_cell_stay_apart_and_a_header_is_one_name() -> None:
    table = (
        "<table><tr><th>区<br>域</th><th>组员</th></tr>"
        "<tr><td>城东</td><td>汤九<br>娄一</td></tr></table>"
    )
    assert blocks(table) == [
        ("table_row", "区域 | 组员"),
        ("table_row", "区域: 城东 | 组员: 汤九、娄一"),
    ]


@pytest.mark.parametrize(
    "over", ["<p>单位：万元</p>{}", "<div>各站收入（单位：万元）</div>{}", "{0}"]
)
def test_the_unit_over_a_table_stands_with_its_figures(over: str) -> None:
    rows = "<tr><th>站点</th><th>收入</th></tr><tr><td>甲</td><td>5</td></tr>"
    caption = "<caption>单位：万元</caption>" if over == "{0}" else ""
    said = blocks(over.format(f"<table>{caption}{rows}</table>"))
    assert ("table_row", "站点: 甲 | 收入（万元）: 5") in said
