"""Lists, wherever a document puts them, each as the texts of its spans."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.records import BlockKind, Document
from qa.answer import lists

Make = Callable[..., Document]
H, P, L = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM


def texts(document: Document, spans: list[tuple[int, int]]) -> list[str]:
    return [document.text[start:end] for start, end in spans]


def test_list_items_come_whole(document: Make) -> None:
    made = document((P, "材料："), (L, "身份证"), (L, "申请表"), (P, "其他。"))
    assert texts(made, lists.items(made, 2)) == ["身份证", "申请表"]
    assert lists.items(made, 0) == []


def test_marked_sentences_come_with_the_one_that_opens_them(document: Make) -> None:
    made = document(
        (P, "背景略。重点有三个方面：一是优化布局。二是完善治理。三是健全机制。此后再议。")
    )
    assert texts(made, lists.enumeration(made, 0)) == [
        "重点有三个方面：一是优化布局。",
        "二是完善治理。",
        "三是健全机制。",
    ]


def test_marked_paragraphs_come_together(document: Make) -> None:
    made = document((P, "总述。"), (P, "一是细化规则。"), (P, "二是优化认证。"), (P, "另外。"))
    assert texts(made, lists.enumeration(made, 2)) == ["一是细化规则。", "二是优化认证。"]
    assert lists.enumeration(made, 0) == []


def test_the_articles_of_a_rule_are_no_list(document: Make) -> None:
    made = document((P, "第一条 为规范管理。"), (P, "第二条 适用于总部。"), (P, "第三章 附则"))
    assert lists.enumeration(made, 1) == []
    made = document((P, "第一，查配电。"), (P, "第二，查消防。"))
    assert texts(made, lists.enumeration(made, 1)) == ["第一，查配电。", "第二，查消防。"]


def test_a_colon_opens_as_many_paragraphs_as_it_counts(document: Make) -> None:
    made = document(
        (P, "实现了“两个成效”："), (P, "甲更加成熟。"), (P, "乙得到优化。"), (P, "通过改革。")
    )
    assert texts(made, lists.opened(made, 0, "实现了“两个成效”：")) == [
        "甲更加成熟。",
        "乙得到优化。",
    ]


def test_a_colon_without_a_count_opens_one_paragraph(document: Make) -> None:
    made = document((P, "说明："), (P, "甲。"), (P, "丙不同。"))
    assert texts(made, lists.opened(made, 0, "说明：")) == ["甲。"]


def test_under_a_heading_stand_its_own_headings_each_with_its_first_sentence(
    document: Make,
) -> None:
    made = document(
        (H, "一、治理", 1),
        (P, "总的说来。"),
        (H, "1.强化保护", 2),
        (P, "出台条例。条例很长。"),
        (H, "2.规范内容", 2),
        (P, "加快治理。"),
        (H, "二、其他", 1),
        (P, "无关。"),
    )
    assert texts(made, lists.under(made, 0)) == [
        "1.强化保护",
        "出台条例。",
        "2.规范内容",
        "加快治理。",
    ]


def test_under_a_heading_without_its_own_stand_its_paragraphs_first_sentences(
    document: Make,
) -> None:
    made = document((H, "（一）挑战", 2), (P, "能力不足。详述。"), (P, "缺乏统筹。详述。"))
    assert texts(made, lists.under(made, 0)) == ["能力不足。", "缺乏统筹。"]


def test_one_paragraph_is_no_list(document: Make) -> None:
    made = document((H, "（一）挑战", 2), (P, "能力不足。"), (H, "（二）展望", 2), (P, "可期。"))
    assert lists.under(made, 0) == []


def test_paragraphs_alike_are_found_by_how_they_open(document: Make) -> None:
    made = document(
        (P, "导语。"), (P, "强化高位推动抓调研。细节。"), (P, "强化深入一线抓调研。细节。")
    )
    assert texts(made, lists.alike_in(made)) == [
        "强化高位推动抓调研。细节。",
        "强化深入一线抓调研。细节。",
    ]


def test_of_a_long_list_each_item_keeps_its_leading_sentences(document: Make) -> None:
    long = "甲" * 150 + "。"
    made = document((P, f"一是短。{long}"), (P, f"二是短。{long}{long}"), (P, f"三是短。{long}"))
    spans = lists.enumeration(made, 0)
    shown = texts(made, spans)
    assert [text[:4] for text in shown] == ["一是短。", "二是短。", "三是短。"]
    assert shown[0] == f"一是短。{long}"
    assert shown[1] == f"二是短。{long}"
    assert lists.length_of(spans) <= lists.MAX_LENGTH


def test_headings_over_a_block_are_named_from_the_nearest_up(document: Make) -> None:
    made = document((H, "一", 1), (H, "（一）", 2), (P, "甲。"), (H, "（二）", 2), (P, "乙。"))
    assert list(lists.headings_over(made, 4)) == [3, 0]
    assert list(lists.headings_over(made, 2)) == [1, 0]


@pytest.mark.parametrize(
    ("text", "count"),
    [("三大特色", 3), ("实现“两个成效”：", 2), ("4个方面", 4), ("2023年", None), ("特色", None)],
)
def test_how_many_items_a_text_counts(text: str, count: int | None) -> None:
    assert lists.count_named(text) == count
