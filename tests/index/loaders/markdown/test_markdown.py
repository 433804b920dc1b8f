"""Markdown, one rule a test; the texts are our own."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.loaders.markdown.markdown import read
from tests.index.loaders.reading import check_spans, outline, words_in

BODY = "去年冬天，山里的三个村子先后通了网。"


def blocks(text: str) -> list[tuple[str, str]]:
    document = read(text, "a.md")
    check_spans(document, text, written=" |")
    return outline(document)


def test_headings_and_the_title() -> None:
    text = f"# 通网记\n\n## 上山\n\n{BODY}\n\n### 架线 ###\n\n下山\n----\n\n{BODY}"
    document = read(text, "a.md")
    assert document.title == "通网记"
    assert [(str(b.kind), b.level) for b in document.blocks] == [
        ("title", 0),
        ("heading", 2),
        ("paragraph", 0),
        ("heading", 3),
        ("heading", 2),
        ("paragraph", 0),
    ]
    assert [text for _, text in outline(document)] == [
        "通网记", "上山", BODY, "架线", "下山", BODY,
    ]  # fmt: skip


def test_a_second_h1_is_a_heading() -> None:
    document = read(f"# 甲\n\n{BODY}\n\n# 乙\n\n{BODY}", "a.md")
    assert [(str(b.kind), b.level) for b in document.blocks][2] == ("heading", 1)


def test_soft_wraps() -> None:
    text = "山里的三个村子\n先后通了网，\nthe crew came\nhome at dusk."
    assert blocks(text) == [("paragraph", "山里的三个村子先后通了网，the crew came home at dusk.")]


def test_a_line_that_cannot_go_on_begins_a_paragraph() -> None:
    text = (
        f"{BODY}  \n第二行另起。\n\n（一）先通近的。\n（二）后通远的。\n\n"
        "网络建设办公室\n2021年3月9日"
    )
    assert blocks(text) == [
        ("paragraph", BODY),
        ("paragraph", "第二行另起。"),
        ("paragraph", "（一）先通近的。"),
        ("paragraph", "（二）后通远的。"),
        ("paragraph", "网络建设办公室"),
        ("metadata", "2021年3月9日"),
    ]
    assert read(text, "a.md").source == "网络建设办公室"


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("全县**三个**村子*先后*通网", "全县三个村子先后通网"),
        ("用 `ping -c 4` 和 `` a`b `` 检查", "用 ping -c 4 和 a`b 检查"),
        ("见[办法](http://a.example/b?c=(d) '法')第三条", "见办法第三条"),
        ("见[甲](甲)甲，<http://a.example>", "见甲甲，http://a.example"),
        ("见[办法][1]与[规定]", "见办法与规定"),
        ("一\\*二 &amp; 三", "一*二 & 三"),
        ("一<b>二</b>三<!-- 四 -->五", "一二三五"),
        ("a*b 不是强调，_c 也不是", "a*b 不是强调，_c 也不是"),
        ("**[链接**里](x)的", "**链接**里的"),
    ],
)
def test_inline_markup_goes_and_the_words_stay_mapped(marked: str, plain: str) -> None:
    source = f"# 题\n\n> {marked}\n\n[1]: http://x\n[规定]: http://y\n"
    document = read(source, "a.md")
    check_spans(document, source, written=" |&")
    assert outline(document)[1] == ("paragraph", plain)
    at = document.text.index(plain[-1], document.blocks[1].start)
    (span,) = document.source_span(document.blocks[1].end - 1, document.blocks[1].end)
    assert at < document.blocks[1].end
    assert source[slice(*span)] == plain[-1]


def test_images_are_figures() -> None:
    assert blocks(f"{BODY}![坡上架线](a.png '图')\n\n![](b.png)") == [
        ("paragraph", BODY),
        ("figure", "坡上架线"),
    ]


def test_lists() -> None:
    text = "要点：\n\n- 先**通**近的\n- 后通\n  远的\n  - 再通岛上\n\n3. 带工具\n4) 带干粮\n"
    assert blocks(text) == [
        ("paragraph", "要点："),
        ("list_item", "先通近的"),
        ("list_item", "后通远的"),
        ("list_item", "再通岛上"),
        ("list_item", "3. 带工具"),
        ("list_item", "4) 带干粮"),
    ]
    assert "先通近的\n后通远的\n再通岛上\n\n3. 带工具" in read(text, "a.md").text


def test_tables() -> None:
    text = (
        "| 村 | **户** | 注 |\n| --- | :-: | --- |\n"
        "| 东村 | 34 | a\\|b |\n| 西村 |  | [甲](u) | 多 |\n"
    )
    assert blocks(text) == [
        ("table_row", "村 | 户 | 注"),
        ("table_row", "东村 | 34 | a|b"),
        ("table_row", "西村 |  | 甲 | 多"),
    ]
    document = read(text, "a.md")
    assert document.text.count("\n") == 2
    at = document.text.index("34")
    (span,) = document.source_span(at, at + 2)
    assert text[slice(*span)] == "34"


def test_a_table_in_a_quote() -> None:
    assert blocks("> | 村 | 户 |\n> |---|---|\n> | 东村 | 34 |\n") == [
        ("table_row", "村 | 户"),
        ("table_row", "东村 | 34"),
    ]


def test_code_and_quotes_are_paragraphs() -> None:
    text = f"```sh\nping a\n\n  <!-- 留 -->\n```\n\n    四格缩进\n\n> {BODY}\n"
    assert blocks(text) == [
        ("paragraph", "ping a\n\n  <!-- 留 -->"),
        ("paragraph", "四格缩进"),
        ("paragraph", BODY),
    ]


def test_html_blocks_keep_their_words() -> None:
    assert blocks("<div>\n<p>山里<b>通网</b></p>\n</div>\n") == [("paragraph", "山里通网")]


def test_metadata_credits_and_disclaimers() -> None:
    text = (
        f"# 通网记\n\n来源：网络部　日期：2021年3月9日\n\n{BODY}\n\n"
        "林晓 摄\n\n本资料仅供内部学习使用。"
    )
    assert [kind for kind, _ in blocks(text)] == [
        "title", "metadata", "paragraph", "credit", "boilerplate",
    ]  # fmt: skip


def test_the_converters_noise() -> None:
    long = "去年冬天山里的三个村子先后通了网络，施工队顶着风雪把光缆一米一米地拉上山，"
    text = (
        f"# 通网记\n\n{long}大家都说这个方\n\n<!-- figureText: 架线 -->\n<!-- Media -->\n\n"
        f"图为现场。\n\n<PAGE_DIV>\n法好，新建 34 个。\n\n- 一项<PAGE_DIV>\n- 两项\n"
    )
    document = read(text, "a.md")
    check_spans(document, text)
    assert outline(document) == [
        ("title", "通网记"),
        ("paragraph", f"{long}大家都说这个方法好，新建34个。"),
        ("figure", "架线"),
        ("caption", "图为现场。"),
        ("list_item", "一项"),
        ("list_item", "两项"),
    ]
    assert document.page_at(document.text.index("这个方")) == 1
    assert document.page_at(document.text.index("法好")) == 2
    assert document.page_at(document.text.index("一项")) == 2
    assert document.page_at(document.text.index("两项")) == 3


def test_blanks_of_a_clean_file_stay() -> None:
    assert blocks("新建 34 个小区。") == [("paragraph", "新建 34 个小区。")]


PIECES = [
    "# ", "## ", "- ", "1. ", "> ", "    ", "\n", "\n\n", "  \n", "**", "*", "_", "`", "``",
    "```\n",
    "|", "|-|-|\n", "a | b\n", "<!-- Media -->", "<PAGE_DIV>", "<b>", "</b>", "<br>", "\\", "\\*",
    "字", "山里的村子", "word", "7", " ", "\t", "。", "，", "---\n", "===\n", "date: 2021\n",
    "(", ")",
    "　", "\x00", "\ufdd0", "!", "：", "\x0c", "\u2028",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@example("- **\n\t**")  # of the tab the content keeps some blanks
def test_spans_are_exact_and_no_word_is_lost(source: str) -> None:
    document = read(source, "a.md")
    check_spans(document, source, written=" |")
    kept = source
    for markup in ("<!-- Media -->", "<PAGE_DIV>", "<b>", "</b>", "<br>"):
        kept = kept.replace(markup, "")
    found = words_in("".join(text for _, text in outline(document)))
    missing = words_in(kept) - found
    # List numbers and front matter are markup, and so is what follows the opening of a fence.
    assert "```" in source or not [c for c in missing if c in "字山里的村子"]


@pytest.mark.parametrize(
    "unit", ["字", "<!--", "**字", "[", "`", "> ", "<", "|", "\\", "&#1;", "字\n",
             "<table><tr>", "<table><tr><td>字</table>", "<table><tr><td>字\n\n字", "==", "~~字",
             "[^1]: 字\n", ":::", "<div>", "<p>字", "<del>", "&amp;"],
)  # fmt: skip
def test_time_is_linear(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.process_time()
    read(text, "a.md")
    assert time.process_time() - started < 5


def test_a_megabyte_takes_seconds() -> None:
    table = "| a | b |\n|---|---|\n| c | d |\n\n"
    page = f"## 题目\n\n{BODY * 5}\n**新建** 34 个。\n\n- 甲\n- 乙\n\n{table}"
    text = page * (1_000_000 // len(page.encode()))
    started = time.process_time()
    read(text, "a.md")
    assert time.process_time() - started < 5
