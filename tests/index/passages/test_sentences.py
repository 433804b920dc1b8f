from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from index.passages.sentences import clauses, sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def test_chinese_sentences_keep_their_closing_marks() -> None:
    assert cut("他说：“开工了。”大家鼓掌！完成3.5公里？是的") == [
        "他说：“开工了。”",
        "大家鼓掌！",
        "完成3.5公里？",
        "是的",
    ]


def test_english_full_stops_but_not_those_of_numbers_and_abbreviations() -> None:
    assert cut("It grew 3.5 percent. Mr. Li of the U.S. team agreed. See No. 7.") == [
        "It grew 3.5 percent.",
        "Mr. Li of the U.S. team agreed.",
        "See No. 7.",
    ]


def test_lines_are_sentences() -> None:
    assert cut("第一条\n第二条\n\n第三条") == ["第一条", "第二条", "第三条"]


def test_a_long_sentence_is_cut_at_semicolons_then_commas() -> None:
    text = "一是建设基站十座；二是开通专线，三是培训员工，四是检查安全。"
    assert [text[a:b] for a, b in clauses(text, 12)] == [
        "一是建设基站十座；",
        "二是开通专线，",
        "三是培训员工，",
        "四是检查安全。",
    ]


@given(st.text(alphabet="中文。！？；，. \nAb1“”", max_size=200), st.integers(5, 60))
def test_no_character_is_lost_and_none_stands_twice(text: str, limit: int) -> None:
    for spans in (sentences(text), clauses(text, limit)):
        assert spans == sorted(spans)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
        kept = "".join(text[a:b] for a, b in spans)
        assert "".join(kept.split()) == "".join(text.split())
    assert all(end - start <= limit for start, end in clauses(text, limit))
