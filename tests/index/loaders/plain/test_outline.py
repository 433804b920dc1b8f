"""What each part is: boilerplate, credits, titles and headings, lists."""

from __future__ import annotations

import pytest

from index.loaders.plain.text import read
from tests.index.loaders.plain.village import BODY, blocks


@pytest.mark.parametrize(
    "line",
    [
        "本文档由作者虚构，仅供教学演示使用。",
        "本资料仅限内部学习使用，请勿外传。",
        "免责声明：文中数字均为虚构，概不负责。",
        "本文档为示例语料，请勿转载。",
    ],
)
def test_disclaimers_first_and_last_are_boilerplate(line: str) -> None:
    text = f"{line}\n\n山村通网\n\n{BODY}\n\n{line}"
    assert [kind for kind, _ in blocks(text)] == [
        "boilerplate",
        "title",
        "paragraph",
        "boilerplate",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "合同末页应当附上免责声明，并由双方签字。",
        "本文档介绍备份的做法，仅限管理员操作。",
        "本办法适用于全体员工，仅供应商除外。",
    ],
)
def test_content_is_no_boilerplate(line: str) -> None:
    assert blocks(f"{line}\n\n{BODY}")[0] == ("paragraph", line)


def test_a_disclaimer_in_the_middle_is_content() -> None:
    line = "本资料仅供内部学习使用。"
    assert blocks(f"{BODY}\n\n{line}\n\n{BODY}")[1] == ("paragraph", line)


@pytest.mark.parametrize(
    "line",
    ["本版文图由网络部提供", "图片由林晓提供", "林晓 摄", "（本报记者 林晓 摄）", "林晓供图"],
)
def test_credits(line: str) -> None:
    assert blocks(f"山村通网\n\n{BODY}\n\n{line}")[2] == ("credit", line)


def test_sentences_after_the_credit_are_captions() -> None:
    captions = "施工队在坡上休息。\n\n\n\n孩子们在上网课。"
    text = f"山村通网\n\n{BODY}\n\n本版文图由网络部提供\n\n\n\n{captions}"
    assert blocks(text)[3:] == [
        ("caption", "施工队在坡上休息。"),
        ("caption", "孩子们在上网课。"),
    ]


def levels(text: str) -> list[tuple[str, int, str]]:
    document = read(text, "a.txt")
    return [
        (str(b.kind), b.level, document.text[b.start : b.end])
        for b in document.blocks
        if b.kind in ("title", "heading")
    ]


def test_heading_levels() -> None:
    numbered = [
        "第一章 总则", "一、目标", "（一）路线", "1. 材料", "2.1 细目", "四、五项要求",
        "没有编号的标题",
    ]  # fmt: skip
    text = "通网办法\n\n" + "\n\n".join(f"{line}\n\n{BODY}" for line in numbered)
    assert levels(text) == [
        ("title", 0, "通网办法"),
        ("heading", 1, "第一章 总则"),
        ("heading", 1, "一、目标"),
        ("heading", 2, "（一）路线"),
        ("heading", 3, "1. 材料"),
        ("heading", 2, "2.1 细目"),
        ("heading", 1, "四、五项要求"),
        ("heading", 2, "没有编号的标题"),
    ]


def test_hashes_make_headings_and_are_dropped() -> None:
    text = f"通网记\n\n## 上山,架线\n\n{BODY}\n\n### 下山。\n\n{BODY}"
    assert levels(text)[1:] == [("heading", 2, "上山,架线"), ("heading", 3, "下山。")]


def test_a_heading_whose_quote_is_never_closed() -> None:
    text = f"通网记\n\n迎难而上,架起“连心桥\n\n<!-- Media -->\n\n{BODY}他说：“好。”"
    assert levels(text)[1] == ("heading", 2, "迎难而上,架起“连心桥")


def test_forty_characters_make_a_heading_and_more_do_not() -> None:
    line = "山" * 39 + "村"
    assert levels(f"题目\n\n{line}\n\n{BODY}")[1:] == [("heading", 2, line)]
    assert levels(f"题目\n\n{line}庄\n\n（一）{BODY}")[1:] == []


def test_a_subtitle_is_a_passage_of_its_own() -> None:
    assert blocks(f"通网记\n\n——山村三日见闻\n\n{BODY}")[:2] == [
        ("title", "通网记"),
        ("metadata", "——山村三日见闻"),
    ]


def test_lines_of_a_form_are_no_headings() -> None:
    text = f"会议纪要\n\n时间：周一上午\n地点：三楼会议室\n主持：林晓\n\n{BODY}"
    assert blocks(text)[1:4] == [
        ("list_item", "时间：周一上午"),
        ("list_item", "地点：三楼会议室"),
        ("list_item", "主持：林晓"),
    ]


def test_a_question_heads_its_answer() -> None:
    text = f"常见问题\n\n问：光猫闪红灯怎么办？\n答：先断电，再重启。\n\n{BODY}"
    assert blocks(text)[1:3] == [
        ("heading", "问：光猫闪红灯怎么办？"),
        ("paragraph", "答：先断电，再重启。"),
    ]


def test_list_items_of_one_group_stand_close() -> None:
    lists = "1、带好工具\n2、带好干粮\n\n① 出发；\n② 回家。\n\n• 慢\n• 稳"
    text = f"办法\n\n步骤如下：\n\n{lists}\n\n{BODY}"
    assert read(text, "a.txt").text == text
    assert [t for kind, t in blocks(text) if kind == "list_item"] == [
        "1、带好工具", "2、带好干粮", "① 出发；", "② 回家。", "• 慢", "• 稳",
    ]  # fmt: skip


def test_clauses_after_a_colon_are_items_and_else_paragraphs() -> None:
    clauses = "（一）路近的先通；\n（二）路远的后通。"
    kinds = [kind for kind, _ in blocks(f"办法\n\n顺序如下：\n{clauses}")]
    assert kinds == ["title", "paragraph", "list_item", "list_item"]
    kinds = [kind for kind, _ in blocks(f"办法\n\n一、顺序\n{clauses}")]
    assert kinds == ["title", "heading", "paragraph", "paragraph"]


def test_a_decimal_is_no_list_marker() -> None:
    text = f"办法\n\n2.14个百分点是今年的增幅，比去年还要高。\n\n{BODY}"
    assert blocks(text)[1][0] == "paragraph"


def test_a_table_of_contents_is_a_list() -> None:
    text = f"目录\n\n一、起因\n二、经过\n三、结果\n\n一、起因\n\n{BODY}"
    assert [kind for kind, _ in blocks(text)] == [
        "title",
        "list_item",
        "list_item",
        "list_item",
        "heading",
        "paragraph",
    ]
