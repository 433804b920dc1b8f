"""A conversation goes on whatever a question does to it."""

from __future__ import annotations

import pytest

from index.errors import QuestionError
from qa.bot import Bot
from qa.question import MAX_LENGTH
from qa.records import Answer, Turn
from ui.web.app import messages
from ui.web.talk import KEPT, Refusal, Talk, notice
from ui.web.languages import EN, ZH


class Scripted(Bot):
    """Remembers what it was asked; fails as told."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []

    def ask(self, question, history=(), **options):  # type: ignore[no-untyped-def]
        self.asked.append((question, tuple(history)))
        if self.error:
            raise self.error
        return Answer(question, True, 0.9, f"答{question}", None, (), (), f"全{question}")


def test_turns_are_handed_on_oldest_first() -> None:
    bot = Scripted()
    talk = Talk().ask(bot, "一").ask(bot, "二")
    assert bot.asked == [("一", ()), ("二", (Turn("一", "答一", "全一"),))]
    assert talk.history == (Turn("一", "答一", "全一"), Turn("二", "答二", "全二"))
    assert [turn for turn, _ in talk.answers] == [1, 2]
    assert [message["role"] for message in messages(talk, ZH)] == ["user", "assistant"] * 2


def test_a_refused_question_is_a_line_in_the_chat() -> None:
    talk = Talk().ask(Scripted(QuestionError("no <b>text</b>")), "问")
    assert talk.exchanges[0].refusal is Refusal.REFUSED
    assert talk.history == ()
    said = messages(talk, ZH)[1]["content"]
    assert said.startswith('<p class="wq-notice" lang="zh">这个问题无法提交：no ')
    assert "<b>" not in said
    assert messages(talk, EN)[1]["content"].count("cannot be asked") == 1


def test_length_is_limited_here_whatever_the_browser_sent() -> None:
    bot = Scripted()
    talk = Talk().ask(bot, "长" * (MAX_LENGTH + 1))
    assert bot.asked == []
    assert notice(talk.exchanges[0], ZH) == ZH.question_too_long.format(MAX_LENGTH + 1, MAX_LENGTH)
    assert len(talk.exchanges[0].question) == MAX_LENGTH
    assert Talk().ask(bot, "长" * MAX_LENGTH).exchanges[0].answer is not None


@pytest.mark.parametrize("question", ["", "  \n", None, 7])
def test_an_empty_question_is_said_once(question: str) -> None:
    bot = Scripted()
    talk = Talk().ask(bot, question).ask(bot, question)
    assert bot.asked == []
    assert [message["role"] for message in messages(talk, ZH)] == ["assistant"]


def test_a_fault_of_ours_is_logged_and_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    talk = Talk().ask(Scripted(ZeroDivisionError("secret/path")), "问")
    assert "secret" not in messages(talk, EN)[1]["content"]
    assert notice(talk.exchanges[0], EN) == EN.failed
    assert "ZeroDivisionError: secret/path" in capsys.readouterr().err


def test_old_exchanges_leave_and_turns_go_on_counting() -> None:
    talk = Talk()
    bot = Scripted()
    for number in range(KEPT + 3):
        talk = talk.ask(bot, str(number))
    assert [exchange.turn for exchange in talk.exchanges] == list(range(4, KEPT + 4))
    assert len(bot.asked[-1][1]) == KEPT
