"""What is no question to the documents, and what only looks like it."""

from __future__ import annotations

import pytest

from qa import Bot
from qa.answer import reply
from tests.qa.conftest import BotOf


@pytest.fixture(scope="module")
def two(bot_of: BotOf) -> Bot:
    return bot_of(
        {
            "a.md": "---\ndate: 2024-05-01\n---\n# 会议室使用规定\n\n会议室须提前一天预订。",
            "b.md": "---\ndate: 2023-01-02\n---\n# 值班安排\n\n值班电话为8100。",
        }
    )


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ("你好", "2 份文件"),
        ("您好！", "2 份文件"),
        ("hello", "2 documents"),
        ("谢谢", "不客气"),
        ("好的，谢谢！", "不客气"),
        ("有哪些文件", "《会议室使用规定》"),
        ("一共有多少份文件？", "共 2 份"),
        ("最新的文件", "《会议室使用规定》"),
        ("最近的文件是哪份", "2024-05-01"),
        ("总结一下", "不作概括"),
        ("请总结一下这些文件", "不作概括"),
        ("你能做什么？", "原话"),
    ],
)
def test_a_plain_reply(two: Bot, said: str, holds: str) -> None:
    answer = two.ask(said)
    assert answer.reply
    assert holds in answer.text
    assert not answer.found
    assert (answer.citations, answer.hits, answer.short) == ((), (), None)


@pytest.mark.parametrize(
    "asked",
    [
        "公司有哪些文件规定加班",
        "谢谢你们组织的活动是哪天",
        "你好医院的地址",
        "总结会议什么时候开",
        "最新的文件要求几点到岗",
    ],
)
def test_a_question_stays_one(two: Bot, asked: str) -> None:
    assert reply(two.index, asked) is None
    assert not two.ask(asked).reply


def test_a_name_alone_gets_what_speaks_of_it(two: Bot) -> None:
    answer = two.ask("会议室")
    assert answer.found
    assert "会议室" in answer.text
    assert answer.short is None
    assert not two.ask("锅炉房").found
