"""Comments, figures and page marks of converters."""

from __future__ import annotations

from index.loaders.plain.text import read
from tests.index.loaders.plain.village import BODY, blocks


def test_comments_go_and_end_a_block() -> None:
    assert blocks(f"{BODY}<!-- Media -->第二段从这里开始，说的是另外一件事。") == [
        ("paragraph", BODY),
        ("paragraph", "第二段从这里开始，说的是另外一件事。"),
    ]


def test_figure_text_is_a_figure() -> None:
    text = f"{BODY}\n\n<!-- figureText: 通网仪式 现场照片 -->\n\n{BODY}"
    assert blocks(text) == [
        ("paragraph", BODY),
        ("figure", "通网仪式 现场照片"),
        ("paragraph", BODY),
    ]


def test_a_comment_never_closed_is_text() -> None:
    assert blocks("甲<!--乙说：好。") == [("paragraph", "甲<!--乙说：好。")]
    assert blocks("甲<!--乙<!-- c -->") == [("paragraph", "甲<!--乙")]


def test_pages() -> None:
    document = read(f"{BODY}<PAGE_DIV> \n\n第二页也有话要说。<PAGE_DIV>\n", "a.txt")
    assert [document.page_at(block.start) for block in document.blocks] == [1, 2]
    assert document.pages == 2


def test_a_trailing_page_mark_alone_says_page_one() -> None:
    assert read(f"{BODY}<PAGE_DIV>", "a.txt").pages == 1
    assert read(BODY, "a.txt").pages is None


def test_a_page_begins_inside_a_sentence() -> None:
    source = "孩子们不用再爬到坡顶找信<PAGE_DIV>号，在家就能上课。"
    document = read(source, "a.txt")
    assert document.text == "孩子们不用再爬到坡顶找信号，在家就能上课。"
    at = document.text.index("号")
    assert (document.page_at(at - 1), document.page_at(at)) == (1, 2)


def test_a_page_mark_after_a_sentence_ends_the_paragraph() -> None:
    assert blocks("第一页完了。<PAGE_DIV>第二页开始了。") == [
        ("paragraph", "第一页完了。"),
        ("paragraph", "第二页开始了。"),
    ]
