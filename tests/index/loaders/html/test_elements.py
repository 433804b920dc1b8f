"""What the elements of a page mean beyond paragraphs; the texts are our own."""

from __future__ import annotations

import pytest

from index.loaders.html.page import load
from index.records import Omission, Omitted
from tests.index.loaders.html.test_page import read


def test_a_term_stands_with_its_definitions() -> None:
    body = (
        "<dl><dt>馆长</dt><dd>丁宁</dd><dt>电话</dt><dd>6001</dd><dd>6002</dd>"
        "<div><dt>地点</dt><dd><p>东楼</p></dd></div><dt>备注</dt></dl>"
    )
    assert read(body) == [
        ("list_item", "馆长：丁宁"), ("list_item", "电话：6001"), ("list_item", "电话：6002"),
        ("list_item", "地点：东楼"), ("list_item", "备注"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        "<dl><dt>能带伞吗？</dt><dd>可以。</dd></dl>",
        "<details><summary>能带伞吗？</summary>可以。</details>",
        "<p><b>能带伞吗？</b></p><p>可以。</p>",
        "<div><strong>能带伞吗？</strong><br>可以。</div>",
        "<ul><li><b>能带伞吗？</b><br>可以。</li></ul>",
        "<ul><li><p>能带伞吗？</p><p>可以。</p></li></ul>",
        '<div class="q">能带伞吗？</div><div class="a">可以。</div>',
        "<h4>能带伞吗？</h4><p>可以。</p>",
    ],
)
def test_a_question_is_the_heading_of_its_answer(body: str) -> None:
    (kind, asked), (_, answer) = read(body)
    assert (kind, asked, answer) == ("heading", "能带伞吗？", "可以。")


def test_what_a_form_holds_is_read() -> None:
    body = (
        '<p>姓名：<input type="text" value="贺朋"></p><p>取件：<input type=radio checked>邮寄'
        "<input type=radio>自取</p><p>校区：<select><option>南区<option selected>北区</select></p>"
        '<p>备注：<textarea>周五送</textarea><input type="hidden" value="7">'
        '<input type="submit" value="提交"><input placeholder="x" value="请输入关键字"></p>'
    )
    assert read(body) == [
        ("paragraph", "姓名：贺朋"), ("paragraph", "取件：☑邮寄 ☐自取"),
        ("paragraph", "校区：北区"), ("paragraph", "备注：周五送"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("<p>月租<del>800元</del><ins>750元</ins>。</p>",
         [("paragraph", "月租750元。"), ("struck", "800元")]),
        ('<p>改在<span style="text-decoration: underline line-through">二楼</span>四楼。</p>',
         [("paragraph", "改在四楼。"), ("struck", "二楼")]),
        ("<ul><li><s>周一闭馆</s><li>周二闭馆</ul>",
         [("struck", "周一闭馆"), ("list_item", "周二闭馆")]),
        ("<h2>第<strike>三</strike>四组</h2><p>到场。</p>",
         [("heading", "第四组"), ("struck", "三"), ("paragraph", "到场。")]),
        ("<del><p>整段作废。</p></del><p>正文。</p>",
         [("struck", "整段作废。"), ("paragraph", "正文。")]),
        ("<table><tr><th>项<th>价<tr><td>票<td><s>20</s> 25</table>",
         [("table_row", "项 | 价"), ("table_row", "项: 票 | 价: 25"), ("struck", "20")]),
    ],
)  # fmt: skip
def test_what_is_crossed_out_is_kept_apart(body: str, wanted: list[tuple[str, str]]) -> None:
    assert read(body) == wanted


def test_breaks_in_a_cell_part_names_and_narrow_headers() -> None:
    body = (
        "<table><tr><th>班<br>次</th><th>值班<br>员</th><th>时间</th></tr>"
        "<tr><td>早</td><td>丁宁<br>贺朋</td><td>8:00<br>12:00</td></tr></table>"
    )
    assert read(body)[1] == ("table_row", "班次: 早 | 值班员: 丁宁、贺朋 | 时间: 8:00 12:00")


def test_a_merged_first_cell_is_no_header() -> None:
    body = (
        "<table><tr><td rowspan=2>北楼<td>一层<td>丁宁<tr><td>二层<td>贺朋"
        "<tr><td rowspan=2>南楼<td>一层<td>包蕾<tr><td>二层<td>成钧</table>"
    )
    assert [text for _, text in read(body)] == [
        "北楼 | 一层 | 丁宁", "北楼 | 二层 | 贺朋", "南楼 | 一层 | 包蕾", "南楼 | 二层 | 成钧",
    ]  # fmt: skip


def test_a_footer_that_says_where_to_call_is_kept() -> None:
    body = "<p>正文一段。</p><footer><p>地址：塔院路7号</p><p>电话：6001</p></footer>"
    assert [text for _, text in read(body)] == ["正文一段。", "地址：塔院路7号", "电话：6001"]
    assert [text for _, text in read("<p>正文一段。</p><footer>版权所有</footer>")] == [
        "正文一段。"
    ]


def test_panels_that_open_on_demand_are_read_and_hidden_parts_are_not() -> None:
    body = (
        '<div class="tab-pane" style="display:none"><p>冬季九点开馆。</p></div>'
        '<div role="tabpanel" aria-hidden="true"><p>夏季八点开馆。</p></div>'
        '<p style="display:none">样张</p><p hidden>样张</p>'
    )
    assert [text for _, text in read(body)] == ["冬季九点开馆。", "夏季八点开馆。"]


def test_pictures_and_other_files_are_said() -> None:
    page = (
        '<p>流程见图。<img src="/a/流程.png" alt="先登记后存包" width="600" height="400">'
        '<img src="icon.png"><img src="线.png" width="600" height="2"></p>'
        '<iframe src="/f/章程.pdf?x=1"></iframe><iframe src="t.html" width="0" height="0"></iframe>'
    )
    document = load(page.encode(), "a.html")
    assert document.omitted == (
        Omitted(Omission.PICTURE, 1, "流程.png"), Omitted(Omission.OBJECT, 1, "章程.pdf"),
    )  # fmt: skip
    assert [document.text[b.start : b.end] for b in document.blocks] == [
        "流程见图。",
        "先登记后存包",
    ]
