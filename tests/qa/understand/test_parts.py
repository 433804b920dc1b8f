"""Which questions ask two things, and how each reads by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.understand import MAY_PART, parts


@pytest.mark.parametrize(
    ("question", "questions"),
    [
        ("沧州和云屏的收入各是多少？", ("沧州的收入是多少", "云屏的收入是多少")),
        ("2021年和2022年净利润分别是多少", ("2021年净利润是多少", "2022年净利润是多少")),
        ("农业险、健康险分别赔了多少户", ("农业险赔了多少户", "健康险赔了多少户")),
    ],
)
def test_two_things_are_asked_about_each_by_itself(
    question: str, questions: tuple[str, ...]
) -> None:
    found = parts(question)
    assert found is not None
    assert (found.questions, found.clauses) == (questions, ())


@pytest.mark.parametrize(
    ("question", "questions"),
    [
        ("青石村有多少户，几个村民小组？", ("青石村有多少户", "青石村有几个村民小组")),
        (
            "培训班办几天，谁来讲课，收多少钱",
            ("培训班办几天", "培训班办谁来讲课", "培训班办收多少钱"),
        ),
        ("割接什么时候开始，还有哪些小区受影响", ("割接什么时候开始", "割接哪些小区受影响")),
        (
            "how many cabinets are there and who runs them?",
            ("how many cabinets are there", "who runs them"),
        ),
    ],
)
def test_clauses_that_ask_are_asked_one_by_one_of_one_document(
    question: str, questions: tuple[str, ...]
) -> None:
    found = parts(question)
    assert found is not None
    assert (found.questions, len(found.clauses)) == (questions, len(questions))


@pytest.mark.parametrize(
    "question",
    [
        "山阴党支部建设了多少千兆小区",
        "遇到停电，应该怎么办？",
        "各支部的分工是怎样的？",
        "甲、乙、丙三地分别有多少户",  # of three, none
        "党建和生产怎样融合",
        "",
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert parts(question) is None


@given(st.text("甲乙丙和与、，？还有以及分别各多少谁a1 。", max_size=30))
def test_what_it_does_not_look_at_it_would_not_take_apart(question: str) -> None:
    if not MAY_PART.search(question):
        assert parts(question) is None
    else:
        found = parts(question)
        assert found is None or len(found.questions) in (2, 3)
