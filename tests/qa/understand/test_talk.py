"""What a question after others may mean."""

from __future__ import annotations

import pytest

from qa.records import Turn
from qa.understand import MAX_LENGTH, readings

BEFORE = Turn("山阴党支部建设了多少千兆小区？", "34个。")
SAID = "山阴党支部建设了多少千兆小区"


@pytest.mark.parametrize(
    "question",
    [
        "那光猫换了多少？",
        "其中有几个在乡镇？",
        "还有谁参加？",
        "光猫和分纤箱呢？",
        "它们分布在哪几个乡镇？",
        "他们是哪一年开工的？",
        "其余的工程什么时候完工？",
        "这个项目投入了多少资金？",
        "上述工程由哪家单位承建？",
        "换了多少？",  # six characters and fewer never say what they are about
        "And who paid for it?",
        "How about the modems that were replaced?",
        "When did they start working on this?",
    ],
)
def test_where_the_wording_tells_it_is_one_with_what_was_asked_before(question: str) -> None:
    assert readings(question, [BEFORE]) == (f"{SAID}，{question}",)


@pytest.mark.parametrize(
    "question",
    [
        "应县突击队解决了多少件难题？",
        "割接第二批涉及哪个区域？",
        "Which stations were rebuilt in Yangcun?",
        "食堂的开门时间是几点钟",
    ],
)
def test_where_it_does_not_both_are_read(question: str) -> None:
    assert readings(question, [BEFORE]) == (question, f"{SAID}，{question}")


def test_without_talk_it_is_itself() -> None:
    assert readings("那光猫呢？", []) == ("那光猫呢？",)
    assert readings("那光猫呢？", [Turn(" ？"), Turn("。")]) == ("那光猫呢？",)


def test_the_last_turn_that_says_anything_is_what_was_asked_before() -> None:
    assert readings("那光猫呢？", [Turn("别的？"), BEFORE, Turn("？")]) == (f"{SAID}，那光猫呢？",)


def test_a_turn_that_was_joined_itself_carries_the_talk_on() -> None:
    joined = Turn("光猫呢？", understood=f"{SAID}，光猫呢？")
    assert readings("谁换的？", [BEFORE, joined]) == (f"{SAID}，光猫呢，谁换的？",)


def test_of_two_english_questions_the_comma_is_english() -> None:
    before = Turn("How many gigabit communities were built?")
    assert readings("Who built them?", [before]) == (
        "How many gigabit communities were built, Who built them?",
    )
    assert readings("谁建的？", [before]) == ("How many gigabit communities were built，谁建的？",)


def test_what_would_be_too_long_stands_alone() -> None:
    room = MAX_LENGTH - len("，那光猫呢？")
    assert readings("那光猫呢？", [Turn("问" * room)]) == (f"{'问' * room}，那光猫呢？",)
    assert readings("那光猫呢？", [Turn("问" * (room + 1))]) == ("那光猫呢？",)
