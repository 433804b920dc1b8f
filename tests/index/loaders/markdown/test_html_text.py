"""HTML that stands in Markdown: its words, its tables, and their places in the source."""

from __future__ import annotations

import time

import pytest

from index.loaders.markdown.markdown import read
from tests.index.loaders.reading import check_spans, outline


def blocks(text: str) -> list[tuple[str, str]]:
    document = read(text, "a.md")
    check_spans(document, text, written=text + " |:：/、☑☐")
    return outline(document)


ONE_LINE = (
    "# 站点\n\n<table><tr><td>站点</td><td>里程（公里）</td></tr>"
    "<tr><td>北坡站</td><td>12</td></tr><tr><td>南坡站</td><td>30</td></tr></table>\n"
)
PANDOC = """<table>
  <colgroup><col style="width: 50%" /><col /></colgroup>
  <thead>
    <tr class="header"><th>品名</th><th style="text-align: right;">数量</th></tr>
  </thead>
  <tbody>

    <tr class="odd"><td>余缆架</td><td>4</td></tr>

    <tr class="even"><td><p>热缩管</p></td><td>150</td></tr>
  </tbody>
</table>
"""
MERGED = (
    '<html><body><table border="1"><tr><td rowspan="2">片区</td><td colspan="2">网点</td></tr>'
    "<tr><td>自营</td><td>代办</td></tr><tr><td>城东</td><td>3</td><td>8</td></tr>"
    "<tr><td>城西</td><td>5</td><td>1</td></tr></table></body></html>\n"
)
DOWN = (
    "<table><tr><th>车间</th><th>班次</th><th>班长</th></tr><tr><td rowspan=2>一车间</td>"
    "<td>白班</td><td>汤九</td></tr><tr><td>夜班</td><td>娄一</td></tr></table>"
)
BROKEN = (
    "见下表：<table><tr><td>组别<td>成员<tr><td>甲组<td>汤九<br>娄一<tr><td>乙组<td>尤川<br/>韩满"
    "</table>以上为准。"
)
ENTITIES = (
    "<table><tr><td>项目</td><td>值</td></tr>"
    "<tr><td>A&amp;B&nbsp;组</td><td>&gt;30</td></tr></table>"
)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (ONE_LINE, "站点: 北坡站 | 里程（公里）: 12"),
        (PANDOC, "品名: 热缩管 | 数量: 150"),
        (MERGED, "片区: 城西 | 网点 自营: 5 | 网点 代办: 1"),
        (DOWN, "车间: 一车间 | 班次: 夜班 | 班长: 娄一"),
        (BROKEN, "组别: 甲组 | 成员: 汤九、娄一"),
        (ENTITIES, "项目: A&B 组 | 值: >30"),
        (f"> 引文\n>\n> {DOWN}\n", "车间: 一车间 | 班次: 白班 | 班长: 汤九"),
    ],
)
def test_each_row_of_a_table_stands_alone(text: str, row: str) -> None:
    assert ("table_row", row) in blocks(text)


def test_what_stands_around_a_table_stays_around_it() -> None:
    told = blocks(BROKEN)
    assert (told[0], told[-1]) == (("paragraph", "见下表："), ("paragraph", "以上为准。"))


def test_a_cell_points_to_its_place() -> None:
    document = read(MERGED, "a.md")
    at = document.text.index("代办: 1") + 4
    ((start, end),) = document.source_span(at, at + 1)
    assert MERGED[start - 4 : end] == "<td>1"
    assert MERGED[:start].count("<tr>") == 4


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "<details>\n<summary>怎样退网</summary>\n带身份证到营业厅办理。\n</details>\n",
            [("heading", "怎样退网"), ("paragraph", "带身份证到营业厅办理。")],
        ),
        (
            "<dl><dt>主站</dt><dd>北坡站</dd><dt>备站</dt><dd>南坡站</dd></dl>\n",
            [("list_item", "主站：北坡站"), ("list_item", "备站：南坡站")],
        ),
        (
            "<ul>\n<li>余缆架</li>\n<li>热缩管</li>\n</ul>\n",
            [("list_item", "余缆架"), ("list_item", "热缩管")],
        ),
        ("<p>押金<del>300元</del>180元</p>\n", [("paragraph", "押金180元"), ("struck", "300元")]),
        (
            "<div><input type='checkbox' checked>邮寄 <input type='checkbox'>自取</div>\n",
            [("paragraph", "☑邮寄 ☐自取")],
        ),
        ("<div style='display:none'>草稿</div><div>定稿。</div>\n", [("paragraph", "定稿。")]),
        ("<p>第一行<br>第二行</p>\n", [("paragraph", "第一行"), ("paragraph", "第二行")]),
    ],
)
def test_other_html_reads_as_on_a_page(text: str, told: list[tuple[str, str]]) -> None:
    assert blocks(text) == told


def test_a_table_that_code_shows_is_code() -> None:
    told = blocks("```html\n<table><tr><td>甲</td></tr></table>\n```\n")
    assert told == [("paragraph", "<table><tr><td>甲</td></tr></table>")]


@pytest.mark.parametrize(
    "unit", ["<table>", "<td>", "<table><tr><td>甲", "<a b='", "&amp", "<del>", "</table>"]
)
def test_time_is_linear(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.process_time()
    read(text, "a.md")
    assert time.process_time() - started < 5
