"""What may have been meant, of what an index says."""

from __future__ import annotations

import pytest

from qa import Bot
from qa.understand import read_question
from tests.qa.conftest import BotOf

MEANT = "山阴党支部建设了多少千兆小区"
FILES = {
    "a.txt": "山阴纪实\n\n2021年，山阴党支部建设了千兆小区34个。千兆小区的用户都满意。",
    "b.txt": "别处\n\n应县党支部建设机房两座。怀仁支局有多少人，没有说。",
}


@pytest.fixture(scope="module")
def sounds(bot_of: BotOf) -> Bot:
    return bot_of(FILES)


@pytest.mark.parametrize(
    "typed",
    [
        "山音党支部建设了多少千兆小区",
        "山阴党支部建设了多少干兆小区",
        "山荫党支部建设了多少千照小区",
        "shanyin dangzhibu jianshe le duoshao qianzhao xiaoqu",
        "shanyindangzhibujiansheleduoshaoqianzhaoxiaoqu",
    ],
)
def test_what_was_meant(sounds: Bot, typed: str) -> None:
    assert MEANT in sounds.sounds.proposals(read_question(typed))


@pytest.mark.parametrize(
    "typed", [MEANT, "今天天气怎么样", "机房有几座", "Who is in charge?", "34"]
)
def test_nothing_where_nothing_was_mistyped(sounds: Bot, typed: str) -> None:
    assert sounds.sounds.proposals(read_question(typed)) == ()


def test_a_question_that_was_mistyped_is_offered_and_not_answered(bot_of: BotOf) -> None:
    bot = bot_of(FILES)
    answer = bot.ask("shanyin dangzhibu jianshe le duoshao qianzhao xiaoqu")
    assert not answer.found
    assert answer.suggestions == (MEANT,)
    assert answer.to_json()["suggestions"] == [MEANT]
    assert bot.ask(MEANT).suggestions == ()
