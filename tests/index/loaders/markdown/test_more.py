"""What people write in Markdown beside paragraphs: rules, footnotes, ticks, callouts, questions."""

from __future__ import annotations

import pytest

from index.loaders.markdown.markdown import read
from tests.index.loaders.reading import check_spans, outline

BODY = "去年冬天，山里的三个村子先后通了网。"


def blocks(text: str) -> list[tuple[str, str]]:
    document = read(text, "a.md")
    check_spans(document, text, written=" |/、☑☐版本文件编号批准人状态负责审批")
    return outline(document)


@pytest.mark.parametrize("rule", ["---", "===", "----------", "-"])
def test_a_sentence_over_a_rule_is_text(rule: str) -> None:
    assert blocks(f"{BODY}\n{rule}\n\n后文也在。\n") == [
        ("paragraph", BODY),
        ("paragraph", "后文也在。"),
    ]


def test_a_name_over_a_rule_is_a_heading() -> None:
    assert ("heading", "下山") in blocks(f"# 记\n\n下山\n---\n\n{BODY}\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("押金[^1]可退。\n\n[^1]: 仅限自有设备。\n", ["押金可退。", "仅限自有设备。"]),
        ("押金[^押]可退。\n\n[^押]: 见第三条\n", ["押金可退。", "见第三条"]),
        ("甲[^a]乙[^b]。\n\n[^a]: 一注。\n[^b]: 二注。\n", ["甲乙。", "一注。", "二注。"]),
        ("押金可退[^2]。\n\n[^2]: 先交\n    单据。\n", ["押金可退。", "先交单据。"]),
        ("```\n[^1]: 代码\n```\n", ["[^1]: 代码"]),
    ],
)
def test_footnotes_are_text(text: str, told: list[str]) -> None:
    assert [said for _, said in blocks(text)] == told


def test_tasks_show_whether_they_are_done() -> None:
    told = blocks("- [x] 验线\n- [ ] 熔接\n- [X] 测试\n- 清场\n")
    assert [said for _, said in told] == ["☑验线", "☐熔接", "☑测试", "清场"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("月租~~300元~~180元。\n", [("paragraph", "月租180元。"), ("struck", "300元")]),
        ("~~整段作废。~~\n\n有效。\n", [("struck", "整段作废。"), ("paragraph", "有效。")]),
        ("月租<s>300元</s>180元。\n", [("paragraph", "月租180元。"), ("struck", "300元")]),
        ("- ~~旧站~~\n- 新站\n", [("struck", "旧站"), ("list_item", "新站")]),
        (
            "| 站 | 价 |\n|---|---|\n| 甲 | ~~3~~ 4 |\n",
            [("table_row", "站 | 价"), ("table_row", "甲 | 4"), ("struck", "3")],
        ),
    ],
)  # fmt: skip
def test_struck_text_stands_apart(text: str, told: list[tuple[str, str]]) -> None:
    assert blocks(text) == told


def test_cells_keep_broken_names_and_bars_apart() -> None:
    told = blocks("| 站点 | 值班<br>人 |\n|---|---|\n| 北坡 | 汤九<br>娄一 |\n| 南坡 | 甲\\|乙 |\n")
    assert [said for _, said in told] == [
        "站点 | 值班人",
        "北坡 | 汤九、娄一",
        "南坡 | 甲|乙",
    ]


def test_a_callout_says_its_title_and_its_text() -> None:
    told = blocks(f"> [!WARNING] 上塔须知\n> {BODY}\n\n> [!NOTE]\n> 另有一句话。\n")
    assert [said for _, said in told] == ["上塔须知", BODY, "另有一句话。"]


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("---\n批准人: 汤九\nversion: V2.1\n---\n", ["批准人: 汤九", "版本 version: V2.1"]),
        ("---\n密级：内部\n编号：QB-7\n---\n", ["密级：内部", "编号：QB-7"]),
        ('+++\ntitle = "记"\nowner = "娄一"\n+++\n', ['负责人 owner = "娄一"']),
        ("---\nlayout: post\nstatus: 试行\n---\n", ["状态 status: 试行"]),
        (
            "---\ndoc-number: QB-7\napprover: 尤川\n---\n",
            ["文件编号 doc-number: QB-7", "批准人 approver: 尤川"],
        ),
    ],
)
def test_the_head_says_what_it_holds(head: str, told: list[str]) -> None:
    assert [
        s for kind, s in blocks(f"{head}\n{BODY}\n") if kind in ("metadata", "list_item")
    ] == told


@pytest.mark.parametrize(
    "text",
    [
        "**可以退网吗？**\n\n可以，带证件办理。\n\n**押金退吗？**\n\n退，七日内到账。\n",
        "1. 可以退网吗？\n\n   可以，带证件办理。\n\n2. 押金退吗？\n\n   退，七日内到账。\n",
        "Q：可以退网吗？\n\nA：可以，带证件办理。\n\nQ：押金退吗？\n\nA：退，七日内到账。\n",
        "问题一：可以退网吗？\n\n可以，带证件办理。\n\n问题二：押金退吗？\n\n退，七日内到账。\n",
        "可以退网吗？\n\n可以，带证件办理。\n\n押金退吗？\n\n退，七日内到账。\n",
    ],
)
def test_questions_head_their_answers(text: str) -> None:
    assert [kind for kind, said in blocks(text) if "吗" in said] == ["heading", "heading"]
    assert all(kind != "heading" for kind, said in blocks(text) if "吗" not in said)
