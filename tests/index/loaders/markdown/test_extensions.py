"""What CommonMark does not know and people write: ticks, notes, struck words, questions."""

from __future__ import annotations

import pytest

from index.loaders.markdown.markdown import read
from index.records import Omission, Omitted
from tests.index.loaders.reading import check_spans, outline

BODY = "去年冬天，山里的三个村子先后通了网。"


def blocks(text: str, written: str = " |") -> list[tuple[str, str]]:
    document = read(text, "a.md")
    check_spans(document, text, written)
    return outline(document)


@pytest.mark.parametrize("rule", ["---", "===", "-", "--------------"])
def test_a_sentence_over_a_rule_stays_a_paragraph(rule: str) -> None:
    assert blocks(f"# 题\n\n{BODY}\n{rule}\n\n{BODY}")[1:] == [("paragraph", BODY)] * 2
    assert blocks(f"# 题\n\n上山\n{rule}\n\n{BODY}")[1:] == [
        ("heading", "上山"),
        ("paragraph", BODY),
    ]


def test_what_is_crossed_out_is_kept_apart() -> None:
    source = (
        "- 开放至~~18:00~~ 19:30\n- ~~周三闭馆~~\n\n押金<del>50元</del>80元。\n\n"
        "| 项 | 价 |\n|---|---|\n| 成人票 | ~~20元~~ 25元 |\n"
    )
    assert blocks(source) == [
        ("list_item", "开放至19:30"), ("struck", "18:00"), ("struck", "周三闭馆"),
        ("paragraph", "押金80元。"), ("struck", "50元"),
        ("table_row", "项 | 价"), ("table_row", "成人票 | 25元"), ("struck", "20元"),
    ]  # fmt: skip


def test_ticks_stand_before_their_items() -> None:
    source = "- [x] 试车\n- [ ] 验收\n  1. [X] 初验\n- [链接](u) 说明\n"
    assert blocks(source, written="☑☐") == [
        ("list_item", "☑试车"), ("list_item", "☐验收"), ("list_item", "1. ☑初验"),
        ("list_item", "链接 说明"),
    ]  # fmt: skip


def test_footnotes_are_read_where_they_are_defined() -> None:
    source = "每人补助90元[^1]，按月发放[^说明]。\n\n[^1]: 含交通费。\n[^说明]:遇节假日顺延。\n"
    assert blocks(source) == [
        ("paragraph", "每人补助90元，按月发放。"),
        ("list_item", "含交通费。"), ("list_item", "遇节假日顺延。"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "source",
    [
        f"> [!NOTE] 天气\n> {BODY}",
        f"> [!WARNING]\n> {BODY}",
        f"::: tip\n{BODY}\n:::",
        f":::{{.note}}\n{BODY}\n:::\n",
        f"=={BODY[:4]}=={BODY[4:]}",
    ],
)
def test_marks_of_notes_are_no_words(source: str) -> None:
    title = [("heading", "天气")] if "天气" in source else []
    assert blocks(source) == [*title, ("paragraph", BODY)]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("**能带伞吗？**\n\n", "能带伞吗？"),
        ("**能带伞吗？**\n", "能带伞吗？"),
        ("Q3：能带伞吗？\n\n", "Q3：能带伞吗？"),
        ("问题三：能带伞吗？\n", "问题三：能带伞吗？"),
        ("3. 能带伞吗？\n\n   ", "3. 能带伞吗？"),
        ("- 能带伞吗？\n\n", "能带伞吗？"),
        ("能带伞吗?\n--------\n\n", "能带伞吗?"),
        ("<p><b>能带伞吗？</b></p>\n\n", "能带伞吗？"),
    ],
)
def test_a_question_is_the_heading_of_its_answer(asked: str, shown: str) -> None:
    source = f"# 问答\n\n{asked}可以，入口有伞架。\n"
    assert blocks(source)[1] == ("heading", shown)
    assert [text for _, text in blocks(source)[2:]] == ["可以，入口有伞架。"]


def test_questions_without_answers_are_what_they_were() -> None:
    source = "1. 您来过几次？\n2. 您满意吗？\n3. 您还会来吗？\n"
    assert {kind for kind, _ in blocks(source)} == {"list_item"}


@pytest.mark.parametrize(
    ("head", "shown"),
    [
        ("---\ntitle: 甲\n版本: V2.4\n批准人: 丁宁\nlayout: post\n---\n",
         ["版本: V2.4", "批准人: 丁宁"]),
        ('+++\ntitle = "甲"\n编号 = "QX-07"\n+++\n', ['编号 = "QX-07"']),
        ("---\nversion: 3\nreviewers:\n  - 丁宁\n  - 贺朋\n---\n",
         ["版本 version: 3", "reviewers: 丁宁、贺朋"]),
        ("---\n审批:\n  部门: 工会\n  日期: 2024-05-06\n---\n", ["部门: 工会", "日期: 2024-05-06"]),
        ("---\n适用范围: >\n  全体\n  职工\n---\n", ["适用范围: 全体 职工"]),
        ("---\n生效日期：2024年5月6日\n密级：内部\n---\n",
         ["生效日期：2024年5月6日", "密级：内部"]),
    ],
)  # fmt: skip
def test_the_head_of_a_file_is_searched(head: str, shown: list[str]) -> None:
    assert [text for _, text in blocks(f"{head}\n{BODY}\n", " 版本、:")] == [*shown, BODY]


def test_pictures_are_said() -> None:
    source = (
        '![图](images/甲.png)\n\n<img src="乙.jpg">\n\n![](https://img.shields.io/x)\n\n'
        f"```\n![](丙.png)\n```\n\n{BODY}\n"
    )
    assert read(source, "a.md").omitted == (Omitted(Omission.PICTURE, 2, "甲.png, 乙.jpg"),)
