"""A conversation goes on whatever a question does to it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from index.errors import IndexEmptyError, QuestionError
from index.records import Document
from qa import Bot
from qa.records import Answer, Citation, Evidence, ShortSpan, Turn
from qa.understand import MAX_LENGTH
from ui.web.page.cards import answer_message, steps
from ui.web.page.chat import Scene, chat
from ui.web.page.settings import Choices
from ui.web.page.sources import answer_sources
from ui.web.page.talk import KEPT, Refusal, Talk, notice
from ui.web.words import EN, ZH


class Scripted(Bot):
    """Remembers what it was asked; fails as told."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[tuple[str, tuple[Turn, ...]]] = []
        self.options: list[dict[str, Any]] = []

    @property
    def index(self) -> Any:
        documents = [Document(f"{path}!", path, "", "", ()) for path in ("a.txt", "b/c.txt")]
        return SimpleNamespace(passages=(), documents=documents, document_by_id={})

    def ask(self, question, history=(), **options):  # type: ignore[no-untyped-def]
        self.asked.append((question, tuple(history)))
        self.options.append(options)
        if self.error:
            raise self.error
        return Answer(question, True, 0.9, f"答{question}", (), (), f"全{question}")


def test_turns_are_handed_on_oldest_first() -> None:
    bot = Scripted()
    talk = Talk().ask(bot, "一").ask(bot, "二")
    assert bot.asked == [("一", ()), ("二", (Turn("一", "答一", "全一"),))]
    assert talk.history == (Turn("一", "答一", "全一"), Turn("二", "答二", "全二"))
    assert [exchange.turn for exchange in talk.answered] == [1, 2]


def test_where_there_are_no_documents_a_line_says_so_and_how_to_add_some() -> None:
    talk = Talk().ask(Scripted(IndexEmptyError(Path("/srv/index"), Path("/srv/docs"))), "问")
    assert talk.exchanges[0].refusal is Refusal.NO_DOCUMENTS
    assert "现在没有可查的文档，请先在“文档”页添加。" in chat(Scene(talk), ZH)
    assert "There are no documents to answer from" in chat(Scene(talk), EN)
    assert "srv" not in chat(Scene(talk), EN)
    welcome = chat(Scene(Talk(), examples=("从前的问题",), empty=True), ZH)
    assert "现在没有可查的文档" in welcome
    assert "在“文档”页上传文件" in welcome
    assert "从前的问题" not in welcome


def test_a_refused_question_is_a_line_in_the_chat() -> None:
    talk = Talk().ask(Scripted(QuestionError("no <b>text</b>")), "问")
    assert talk.exchanges[0].refusal is Refusal.REFUSED
    assert talk.history == ()
    said = chat(Scene(talk), ZH)
    assert '<p class="wq-notice" lang="zh&#45;Hans">这个问题无法提交：no ' in said
    assert "<b>" not in said
    assert "cannot be asked" in chat(Scene(talk), EN)


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
    assert chat(Scene(talk), ZH).count("<article") == 1
    assert 'class="wq-question"' not in chat(Scene(talk), ZH)


def test_a_fault_of_ours_is_logged_and_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    talk = Talk().ask(Scripted(ZeroDivisionError("secret/path")), "问")
    assert "secret" not in chat(Scene(talk), EN)
    assert notice(talk.exchanges[0], EN) == EN.failed
    assert "ZeroDivisionError: secret/path" in capsys.readouterr().err


def test_old_exchanges_leave_and_turns_go_on_counting() -> None:
    talk = Talk()
    bot = Scripted()
    for number in range(KEPT + 3):
        talk = talk.ask(bot, str(number))
    assert [exchange.turn for exchange in talk.exchanges] == list(range(4, KEPT + 4))
    assert len(bot.asked[-1][1]) == KEPT


def test_choices_reach_the_bot() -> None:
    bot = Scripted()
    Talk().ask(bot, "问").ask(bot, "问", Choices(3, 0.5, ("a.txt!", "gone"), ("b/",)))
    assert bot.options == [
        {"k": 8, "documents": None, "threshold": None},
        {"k": 3, "documents": frozenset({"a.txt!", "b/c.txt!"}), "threshold": 0.5},
    ]


@pytest.mark.parametrize("question", ["山阴党支部建设了多少千兆小区", "火星基地有几台咖啡机"])
def test_k_passages_are_listed_beside_an_answer_that_stays_the_same(
    bot: Bot, question: str
) -> None:
    said = set()
    for k in (1, 8, 30):
        last = Talk().ask(bot, question, Choices(k=k)).last
        assert last
        assert last.answer
        said.add((last.answer.found, last.answer.text, last.answer.short, last.answer.confidence))
        cited = {item.row for item in last.answer.evidence} if last.answer.found else set()
        listed = {hit.row for hit in last.answer.hits} | cited
        assert len({hit.row for hit in last.answer.hits}) == k
        html = answer_sources(last, ZH)
        assert html.count('class="wq-text"') == len(listed)
    assert len(said) == 1


def test_where_only_chosen_documents_were_looked_in_a_not_found_says_so() -> None:
    class Silent(Scripted):
        def ask(self, question, history=(), **options):  # type: ignore[no-untyped-def]
            return Answer(question, False, 0.1, "", (), (), question)

    here = "只在“设置”里选定的 {} 份文档里找过"
    for folders, count in ((("b",), 1), (("gone",), 0)):
        said = chat(Scene(Talk().ask(Silent(), "问", Choices(folders=folders))), ZH)
        assert here.format(count) in said
    assert here[:4] not in chat(Scene(Talk().ask(Silent(), "问", Choices())), ZH)
    assert here[:4] not in chat(Scene(Talk().ask(Scripted(), "问", Choices(folders=("b",)))), ZH)


def test_a_folder_is_its_own_name_and_no_longer_one() -> None:
    documents = [Document(path, path, "", "", ()) for path in ("ab/c.txt", "a/c.txt", "a/b/d.txt")]
    assert Choices(folders=("a",)).within(documents) == {"a/c.txt", "a/b/d.txt"}
    assert Choices(folders=("a/b",)).within(documents) == {"a/b/d.txt"}
    assert Choices(documents=("x",)).within(documents) == frozenset()


def test_a_question_is_stopped_taken_back_and_judged() -> None:
    bot = Scripted()
    talk = Talk().ask(bot, "一").stopped("二")
    assert notice(talk.exchanges[1], ZH) == ZH.stopped
    assert len(talk.history) == 1
    again = talk.taken_back().ask(bot, "二")
    assert [(e.turn, e.question) for e in again.exchanges] == [(1, "一"), (3, "二")]
    judged = again.judged(3, False, True)
    assert [(e.good, e.worded) for e in judged.exchanges] == [(None, False), (False, True)]
    assert judged.of_turn(3) is judged.last
    assert judged.of_turn("3") is None


def test_an_answer_appears_by_sentences_and_in_the_end_whole() -> None:
    text = "甲" * 30 + "。" + "乙" * 30 + "。" + "丙" * 30 + "。"
    citation = Citation(1, "d", "标题", "d.txt", None, None, 0, len(text), text)
    evidence = Evidence("d", 0, len(text), text, 0.9, 0, (1,))
    short = ShortSpan(0, 0, 1, 1, 0, 1)
    answer = Answer("问", True, 0.9, text, (citation,), (), "问", (evidence,), short)
    assert steps(answer) == (0, 31, 62, 93)
    html = [answer_message(answer, 1, ZH, upto=upto) for upto in steps(answer)]
    assert ["wq-quote" in part for part in html] == [False, True, True, True]
    assert ["丙" in part for part in html] == [False, False, False, True]
    assert html[-1] == answer_message(answer, 1, ZH)
    long = Answer("问", True, 0.9, "甲乙丙。" * 400, (), ())
    assert 2 <= len(steps(long)) <= 8
    assert steps(long)[-1] == 1600
