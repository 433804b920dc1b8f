"""The door."""

from __future__ import annotations

import sys
from collections import Counter
from types import CodeType, FrameType

import pytest

from index.errors import IndexEmptyError, QuestionError
from index.passages import tokenizer
from index.rankers.bm25 import BM25Index
from qa import Answer, Bot, Turn
from qa.measure.sets import read_examples
from tests.conftest import ROOT
from tests.qa.conftest import BotOf

QUESTION = "山阴党支部建设了多少千兆小区"


def test_after_warming_up_nothing_is_left_to_load(bot: Bot) -> None:
    bot.warm_up()
    loaded = tokenizer._tagger.cache_info().misses
    assert bot.ask(QUESTION).short == "34 个"
    assert tokenizer._tagger.cache_info().misses == loaded == 1


def test_an_index_without_documents_has_no_answer_and_says_so(bot_of: BotOf) -> None:
    bot = bot_of({})
    bot.warm_up()
    for ask in (bot.ask, bot.retriever.search):
        with pytest.raises(IndexEmptyError, match=r"index .* holds no document.*Next: ") as error:
            ask("机房在几号楼？")
        assert f"`wenqu index {bot.index.corpus} --index {bot.index.where}`" in str(error.value)


def test_the_threshold_is_the_bots_or_the_callers(bot: Bot) -> None:
    strict = Bot(bot.retriever, threshold=1.0)
    assert not strict.ask(QUESTION).found
    assert strict.ask(QUESTION, threshold=0.0).found
    sure = bot.ask(QUESTION).confidence
    assert bot.ask(QUESTION, threshold=sure).found  # at least
    assert not bot.ask(QUESTION, threshold=sure + 1e-9).found


def told(answer: Answer) -> tuple[object, ...]:
    """All of an answer but its hits."""
    return (
        answer.question, answer.understood, answer.found, answer.confidence, answer.text,
        answer.short, answer.short_span, answer.evidence, answer.citations,
    )  # fmt: skip


def test_k_is_how_many_hits_and_changes_no_answer(bot: Bot) -> None:
    examples = read_examples(ROOT / "corpus" / "questions.jsonl")[::15]
    assert len(examples) == 13
    for example in examples:
        question = example.question
        few, usual, many = (bot.ask(question, k=k, threshold=0.0) for k in (1, 8, 40))
        assert (len(few.hits), len(usual.hits), len(many.hits)) == (1, 8, 40)
        assert told(few) == told(usual) == told(many)
        assert usual.hits[:1] == few.hits
        assert many.hits[:8] == usual.hits


def test_only_the_documents_that_are_named_answer(bot: Bot) -> None:
    documents = ["party/应县突击队.txt", "notices/割接公告2024.md"]
    answer = bot.ask("党支部建设了多少千兆小区", documents=documents, threshold=0.0)
    assert answer.citations
    assert {c.doc_id for c in answer.citations} <= set(documents)
    assert {hit.passage.doc_id for hit in answer.hits} <= set(documents)
    none = bot.ask(QUESTION, documents=[], threshold=0.0)
    assert (none.found, none.hits, none.confidence) == (False, (), 0.0)


def test_a_question_is_checked_whatever_came_before(bot: Bot) -> None:
    for history in ((), (Turn(QUESTION),)):
        with pytest.raises(QuestionError, match="the question is empty"):
            bot.ask(" \x00 ", history)


def test_a_question_is_understood_as_it_was_typed_but_for_outer_blanks(bot: Bot) -> None:
    answer = bot.ask(f"  {QUESTION}？\n")
    assert (answer.question, answer.understood) == (f"  {QUESTION}？\n", f"{QUESTION}？")


def test_a_follow_up_is_joined_with_the_talk(bot: Bot) -> None:
    before = Turn.of(bot.ask(QUESTION))
    answer = bot.ask("那其中有多少个在县城？", [before])
    assert answer.question == "那其中有多少个在县城？"
    assert answer.understood == f"{QUESTION}，那其中有多少个在县城？"


def test_a_question_on_something_else_is_not(bot: Bot) -> None:
    before = Turn.of(bot.ask(QUESTION))
    question = "应县突击队解决业务发展难题多少件"
    answer = bot.ask(question, [before])
    assert answer.understood == question
    assert told(answer) == told(bot.ask(question))


ONCE: dict[CodeType, str] = {
    tokenizer.fold.__code__: "fold",
    tokenizer.tag.__code__: "tag",
    BM25Index.weights.__code__: "weights",
}


def work_of(bot: Bot, question: str) -> Counter[tuple[object, ...]]:
    """How often on the way of the question the same text is folded, or tagged, and the same
    terms are weighed by the same index."""
    work: Counter[tuple[object, ...]] = Counter()

    def note(frame: FrameType, event: str, returned: object) -> None:
        name = ONCE.get(frame.f_code)
        if name == "weights" and event == "return":  # terms may be a generator
            assert isinstance(returned, dict)
            work[name, id(frame.f_locals["self"]), tuple(returned)] += 1
        elif name in ("fold", "tag") and event == "call":
            work[name, frame.f_locals["text"]] += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        bot.ask(question, threshold=0.0)
    finally:
        sys.setprofile(before)
    return work


@pytest.mark.parametrize(
    "question",
    [
        QUESTION,
        "第二批割接是哪天",
        "采取了哪些防汛措施",
        "为什么要更换光猫？",
        "2023年第一季度的营业收入是多少",
        "How many gigabit communities were built in 2021?",
    ],
)
def test_on_its_way_a_question_is_folded_tagged_and_weighed_once(bot: Bot, question: str) -> None:
    bot.ask(question, threshold=0.0)  # what is read and kept has been
    work = work_of(bot, question)
    assert {key: count for key, count in work.items() if count > 1} == {}
    assert work["fold", question] == 1
    names = Counter(key[0] for key in work)
    assert names["weights"] >= 2  # by words and by characters
    assert names["tag"] <= 2  # the question and the sentence that answers
