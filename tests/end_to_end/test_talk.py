"""Questions one after the other."""

from __future__ import annotations

import pytest

from qa import Bot, Turn


def after(bot: Bot, *questions: str) -> tuple[str, str]:
    turns: list[Turn] = []
    for question in questions[:-1]:
        turns.append(Turn.of(bot.ask(question, turns)))
    answer = bot.ask(questions[-1], turns)
    return answer.understood, answer.text


@pytest.mark.parametrize(
    ("questions", "understood", "words"),
    [
        (
            ("山阴党支部建设了多少千兆小区", "那光猫更换了多少个"),
            "山阴党支部建设了多少千兆小区，那光猫更换了多少个",
            "千兆光猫2621个",
        ),
        (
            ("河阳党支部2022年新建千兆小区多少个？", "那2021年呢？"),
            "河阳党支部2022年新建千兆小区多少个，那2021年呢？",
            "2021年只有19个",
        ),
    ],
)
def test_a_follow_up_goes_on_with_what_was_spoken_of(
    bot: Bot, questions: tuple[str, ...], understood: str, words: str
) -> None:
    said, text = after(bot, *questions)
    assert said == understood
    assert words in text


@pytest.mark.parametrize(
    "question",
    [
        "北原算力中心的设计PUE是多少？",
        "老城区割接涉及多少用户？",
        "青石港务集团第三党支部的书记是谁？",
    ],
)
def test_a_new_topic_is_left_alone(bot: Bot, question: str) -> None:
    alone = bot.ask(question)
    said, text = after(bot, "山阴党支部建设了多少千兆小区", question)
    assert (said, text) == (question, alone.text)


def test_a_talk_stays_within_the_documents_that_are_chosen(bot: Bot) -> None:
    turn = Turn.of(bot.ask("山阴党支部建设了多少千兆小区"))
    other = "news/河阳千兆小区2022.txt"
    answer = bot.ask("那光猫更换了多少个", [turn], documents=[other], threshold=0.0)
    assert {citation.doc_id for citation in answer.citations} == {other}


def test_a_follow_up_does_not_answer_again_what_was_asked_before(bot: Bot) -> None:
    _, text = after(bot, "山阴党支部建设了多少千兆小区", "那光猫更换了多少个")
    assert "2621个" in text
    assert "千兆小区34个" not in text
