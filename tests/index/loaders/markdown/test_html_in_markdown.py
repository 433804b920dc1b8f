"""HTML that converters and editors leave in Markdown; the texts are our own."""

from __future__ import annotations

import pytest

from index.loaders.markdown.markdown import read
from index.records import Document
from tests.index.loaders.reading import check_spans, outline

ROWS = [
    ("table_row", "仪器 | 检定周期 | 单位"),
    ("table_row", "仪器: 天平 | 检定周期: 8个月 | 单位: 计量所"),
    ("table_row", "仪器: 温度计 | 检定周期: 20个月 | 单位: 本站"),
]
ONE_LINE = (
    "<table><tr><td>仪器</td><td>检定周期</td><td>单位</td></tr><tr><td>天平</td><td>8个月</td><td>计量所</td></tr>"
    "<tr><td>温度计</td><td>20个月</td><td>本站</td></tr></table>"
)
MANY_LINES = """<table border="1" style="width:80%">
  <thead>
    <tr>
      <th align="left">仪器</th>
      <th>检定周期</th><th>单位</th>
    </tr>
  </thead>

  <tbody>
    <tr><td><b>天平</b></td><td>8个月</td><td>计量所</td></tr>

    <tr><td>温度计</td><td>20个月</td><td>本站</td></tr>
  </tbody>
</table>"""
UNCLOSED = (
    "<TABLE><TR><TH>仪器<TH>检定周期<TH>单位"
    + "<TR><TD>天平<TD>8个月<TD>计量所"
    + "<TR><TD>温度计<TD>20个月<TD>本站"
)


def blocks(text: str, written: str = " |") -> list[tuple[str, str]]:
    document = read(text, "a.md")
    check_spans(document, text, written)
    return outline(document)


def cited(document: Document, source: str, words: str) -> str:
    """What the source holds where the last of these words stand."""
    at = document.text.rindex(words)
    spans = document.source_span(at, at + len(words))
    return "…".join(source[start:end] for start, end in spans)


@pytest.mark.parametrize(
    "table",
    [
        ONE_LINE,
        MANY_LINES,
        UNCLOSED,
        f"<html><body>{ONE_LINE}</body></html>",
        f'<div align="center">\n\n{ONE_LINE}\n\n</div>',
        "    " + ONE_LINE,
        ONE_LINE.replace("天平", "天&#24179;").replace("8个月", "8个月&nbsp;"),
        ONE_LINE.replace("</td>", "").replace("</tr>", ""),
    ],
    ids=["one line", "blank lines", "unclosed", "body", "div", "indented", "entities", "no ends"],
)
def test_a_table_of_html_is_rows_with_their_headers(table: str) -> None:
    source = f"# 检定\n\n周期见下表。\n\n{table}\n\n到期前一周送检。\n"
    assert blocks(source, written=" |平") == [
        ("title", "检定"), ("paragraph", "周期见下表。"), *ROWS, ("paragraph", "到期前一周送检。"),
    ]  # fmt: skip
    assert cited(read(source, "a.md"), source, "20个月") == "20个月"


def test_a_value_is_cited_in_its_own_row() -> None:
    source = ONE_LINE.replace("20个月", "8个月")
    document = read(source, "a.md")
    at = document.text.rindex("8个月")
    assert document.source_span(at, at + 3) == (
        (source.rindex("8个月"), source.rindex("8个月") + 3),
    )


def test_merged_cells_are_carried_and_headers_of_two_rows_joined() -> None:
    source = (
        '<table><tr><td rowspan="2">班</td><td colspan="2">人数</td></tr>'
        "<tr><td>男</td><td>女</td></tr><tr><td>甲班</td><td>7</td><td>9</td></tr></table>\n\n"
        "<table><tr><td rowspan=2>北楼</td><td>一层</td><td>丁宁</td></tr>"
        "<tr><td>二层</td><td>贺朋</td></tr></table>"
    )
    assert blocks(source) == [
        ("table_row", "班 | 人数 男 | 人数 女"),
        ("table_row", "班: 甲班 | 人数 男: 7 | 人数 女: 9"),
        ("table_row", "北楼 | 一层 | 丁宁"),
        ("table_row", "北楼 | 二层 | 贺朋"),
    ]


def test_two_names_in_a_cell_are_two() -> None:
    html = (
        "<table><tr><th>班<br>次</th><th>人</th></tr>"
        "<tr><td>早</td><td>丁宁<br/>贺朋</td></tr></table>"
    )
    pipes = "| 班次 | 人 |\n|---|---|\n| 早 | 丁宁<br>贺朋 |\n"
    assert blocks(html, written=" |、")[1] == ("table_row", "班次: 早 | 人: 丁宁、贺朋")
    assert blocks(pipes, written=" |、")[1] == ("table_row", "早 | 丁宁、贺朋")


def test_a_table_that_code_shows_is_code() -> None:
    assert blocks(f"```html\n{ONE_LINE}\n```\n") == [("paragraph", ONE_LINE)]


def test_a_table_never_closed_ends_before_the_next_paragraph() -> None:
    source = "<table><tr><td>甲</td><td>3</td></tr>\n\n后面的一段话。"
    assert blocks(source) == [("table_row", "甲: 3"), ("paragraph", "后面的一段话。")]


def test_other_html_reads_as_a_page_does() -> None:
    source = (
        "<details><summary>要预约吗？</summary>\n\n不用预约。\n\n</details>\n\n"
        "<dl><dt>馆长</dt><dd>丁宁</dd><dt>开馆</dt></dl>\n\n"
        '<ol start="3"><li>登记</li><li>存包</li></ol>\n\n'
        '<p align="center"><img src="a.png" alt="楼层图"><br>图中为东楼。</p>\n\n'
        "<p>票价<del>15元</del>10元&amp;免押金<!-- 暂定 --></p>\n\n<script>var a = 1</script>\n"
        '<p><input type="checkbox" checked>寄送 <input type="checkbox">自取</p>\n'
    )
    assert blocks(source, written=" |：34.&☑☐") == [
        ("heading", "要预约吗？"), ("paragraph", "不用预约。"),
        ("list_item", "馆长：丁宁"), ("list_item", "开馆"),
        ("list_item", "3. 登记"), ("list_item", "4. 存包"),
        ("paragraph", "图中为东楼。"), ("figure", "楼层图"),
        ("paragraph", "票价10元&免押金"), ("struck", "15元"),
        ("paragraph", "☑寄送 ☐自取"),
    ]  # fmt: skip
