"""Marks stand where the answer stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.web.hostile import Seen
from ui.web.page.cards.marks import Mark, find_short, locate, paint


@pytest.mark.parametrize(
    ("text", "short", "found"),
    [
        ("小区 34 个", "34个", "34 个"),
        ("共340个,34个", "34个", "34个"),
        ("3.5 和 5", "5", "5"),
        ("1,234 元, 234 元", "234", "234"),
        ("pear ear", "ear", "ear"),
        ("没有", "34", None),
        ("1234", "3", None),
        ("x", None, None),
        ("x", "  ", None),
    ],
)
def test_find_short(text: str, short: str | None, found: str | None) -> None:
    span = find_short(text, short)
    assert (text[slice(*span)] if span else None) == found
    if span and text.count(found or "") > 1:
        assert span[1] == len(text) or not text[span[1]].isalnum()


def test_find_short_takes_the_whole_number() -> None:
    assert find_short("共340个,34个", "34个") == (6, 9)
    assert find_short("3.5 和 5", "5") == (6, 7)
    assert find_short("1,234 元, 234 元", "234") == (9, 12)
    assert find_short("pear ear", "ear") == (5, 8)


@given(
    st.text("ab<&1。", max_size=20),
    st.lists(
        st.tuples(st.tuples(st.integers(-3, 25), st.integers(-3, 25)), st.sampled_from(list(Mark))),
        max_size=5,
    ),
)
def test_paint_keeps_the_text_and_marks_each_character_once(
    text: str, spans: list[tuple[tuple[int, int], Mark]]
) -> None:
    html = paint(text, spans)
    assert Seen(html).text == text
    wanted = [
        max((mark for (s, e), mark in spans if s <= at < e), default=Mark.NONE)
        for at in range(len(text))
    ]
    assert Seen(html).strengths == wanted


def test_locate() -> None:
    assert locate("甲乙甲丙", ["甲", "甲丙"]) == ((0, 1), (2, 4))
    assert locate("甲乙", ["乙", "甲"]) is None
