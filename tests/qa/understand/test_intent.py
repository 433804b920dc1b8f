from __future__ import annotations

import pytest

from qa.understand.intent import Wants, read_intent


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("一共建成了多少座基站？", Wants.NUMBER),
        ("净利润同比增长百分之几？", Wants.NUMBER),
        ("How many stations were built?", Wants.NUMBER),
        ("割接安排在什么时候？", Wants.DATE),
        ("When was the notice issued?", Wants.DATE),
        ("采取了哪些措施？", Wants.LIST),
        ("哪位同志负责值班？", Wants.PERSON),
        ("服务中心搬到哪里了？", Wants.PLACE),
        ("这套系统叫什么名字？", Wants.NAME),
        ("为什么要更换光猫？", Wants.OTHER),
    ],
)
def test_what_is_asked_for(question: str, wants: Wants) -> None:
    assert read_intent(question).wants is wants


def test_words_of_asking_are_no_content() -> None:
    intent = read_intent("请问山阴党支部建设了多少千兆小区？")
    assert intent.words == ("山阴", "党支部", "建设", "千兆", "小区")
    assert read_intent("多少").content == "多少"  # nothing else is left


def test_a_list_may_be_one_of_dates_or_numbers() -> None:
    assert read_intent("分别在什么时候开会？").several
    assert not read_intent("什么时候开会？").several
