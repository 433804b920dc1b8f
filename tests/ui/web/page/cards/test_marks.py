"""Marks stand where the answer stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.ui.web.hostile import Seen
from ui.web.page.cards.marks import Mark, paint


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
    moved = [((start + 7, end + 7), mark) for (start, end), mark in spans]
    assert paint(text, moved, 7) == paint(text, spans)
    html = paint(text, spans)
    assert Seen(html).text == text
    wanted = [
        max((mark for (s, e), mark in spans if s <= at < e), default=Mark.NONE)
        for at in range(len(text))
    ]
    assert Seen(html).strengths == wanted
