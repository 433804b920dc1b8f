"""What a question after others may mean."""

from __future__ import annotations

import pytest

from qa.records import Turn
from qa.understand import MAX_LENGTH, joined

BEFORE = Turn("山阴党支部建设了多少千兆小区？", "34个。")
SAID = "山阴党支部建设了多少千兆小区"


def text(question: str, *turns: Turn) -> str | None:
    found = joined(question, turns)
    return found.text if found else None


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
        "And who paid for it?",
        "How about the modems that were replaced?",
        "When did they start working on this?",
    ],
)
def test_where_the_wording_tells_it_is_one_with_what_was_asked_before(question: str) -> None:
    found = joined(question, [BEFORE])
    assert found is not None
    assert (found.text.removeprefix(SAID).lstrip("，"), found.told) == (question, True)


@pytest.mark.parametrize(
    ("question", "brief"),
    [
        ("应县突击队解决了多少件难题？", False),
        ("割接第二批涉及哪个区域？", False),
        ("Which stations were rebuilt in Yangcun?", False),
        ("食堂几点钟开门？", True),
        ("食堂星期天几点钟开门？", False),
        ("Who paid for modems?", True),
        ("Who paid for the modems?", False),
    ],
)
def test_where_it_does_not_only_a_brief_one_leans_on_the_talk(question: str, brief: bool) -> None:
    found = joined(question, [BEFORE])
    assert found is not None
    assert (found.told, found.brief) == (False, brief)


def test_without_talk_there_is_nothing_to_join() -> None:
    assert joined("那光猫呢？", []) is None
    assert joined("那光猫呢？", [Turn(" ？"), Turn("。")]) is None


def test_the_last_turn_that_says_anything_is_what_was_asked_before() -> None:
    assert text("那光猫呢？", Turn("别的？"), BEFORE, Turn("？")) == f"{SAID}，那光猫呢？"


def test_a_turn_that_was_joined_itself_carries_the_talk_on() -> None:
    before = Turn("光猫呢？", understood=f"{SAID}，光猫呢？")
    assert text("谁换的？", BEFORE, before) == f"{SAID}，光猫呢，谁换的？"


def test_of_two_english_questions_the_comma_is_english() -> None:
    before = Turn("How many gigabit communities were built?")
    said = "How many gigabit communities were built"
    assert text("Who built them?", before) == f"{said}, Who built them?"
    assert text("谁建的？", before) == f"{said}，谁建的？"


def test_what_would_be_too_long_stands_alone() -> None:
    room = MAX_LENGTH - len("，那光猫呢？")
    assert text("那光猫呢？", Turn("问" * room)) == f"{'问' * room}，那光猫呢？"
    assert text("那光猫呢？", Turn("问" * (room + 1))) is None
