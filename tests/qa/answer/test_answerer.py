"""Answers of real small indexes: quotes are the source to the character, each place is cited, and
the short answer knows where it stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest

from index.store import Index
from qa import Answer, Bot, Retriever
from qa.answer import NOT_FOUND, NOT_FOUND_EN
from qa.find import Found
from qa.records import ShortSpan
from qa.understand import Question
from tests.qa.conftest import BotOf

BEGINS = (
    "2021年全年，施工队顶着风雪把光缆一米一米地拉上山，山阴党支部建成千兆小区34个，大家都说这个方"
)
ENDS = "法好，明年还这样办。"
VILLAGE = (
    f"山阴工作纪实\n\n{BEGINS}\n\n<!-- figureText: 架线现场 -->\n\n{ENDS}<PAGE_DIV>\n\n"
    "第二章 后勤\n\n县局食堂每天上午十一点半开门，职工家属也可以用餐，周末照常。\n\n"
    "支部一共慰问困难党员3<PAGE_DIV>7人，送去了米面。\n"
)
KITCHEN = (
    "# 县局须知\n\n全年更换光猫**2621**个，都是`千兆`的。\n\n"
    "| 批次 | 日期 | 涉及 区域 |\n| --- | --- | --- |\n"
    "| 第一批 | 11月7日 | 云麓 |\n| 第二批 | 11月**14**日 | 白沙港 |\n"
)
PAGE = "<html><head><title>油机</title></head><body><p>北仓备有油机<b>12</b>台。</p></body></html>"
FILES = {"村/a.txt": VILLAGE, "b.md": KITCHEN, "c.html": PAGE}


@pytest.fixture(scope="module")
def small(bot_of: BotOf) -> Bot:
    return bot_of(FILES)


def ask(bot: Bot, question: str, documents: Collection[str] | None = None) -> Answer:
    return bot.ask(question, documents=documents, threshold=0.0)


def check_places(index: Index, answer: Answer) -> None:
    """Everything an answer says of places is so."""
    assert [c.n for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    backing = [n for item in answer.evidence for n in (*item.citations, *item.also)]
    assert backing == [c.n for c in answer.citations]
    for cited in answer.citations:
        document = index.document_by_id[cited.doc_id]
        source = document.text
        if document.original is not None:
            source = (index.corpus / cited.path).read_text("utf-8")
        assert source[cited.start : cited.end] == cited.quote
    for item in answer.evidence:
        assert index.document_by_id[item.doc_id].text[item.start : item.end] == item.text
    assert answer.text == "\n".join(item.text for item in answer.evidence)


def test_a_sentence_that_a_caption_interrupts_has_a_citation_a_piece(small: Bot) -> None:
    answer = ask(small, "山阴党支部建成多少个千兆小区")
    (item,) = answer.evidence
    assert item.text == BEGINS + ENDS
    first, second = answer.citations
    assert (first.quote, second.quote) == (BEGINS, ENDS)
    assert (first.n, second.n) == (1, 2) == item.citations
    assert (first.path, first.page, first.heading) == ("村/a.txt", 1, None)
    assert second.start == VILLAGE.index(ENDS)
    assert item.also == ()
    check_places(small.index, answer)
    assert answer.short == "34个"
    span = answer.short_span
    assert span is not None
    assert (span.evidence, span.citation) == (0, 1)
    assert BEGINS[span.quote_start : span.quote_end] == "34个"


def test_a_citation_names_page_heading_and_title(small: Bot) -> None:
    answer = ask(small, "县局食堂每天几点开门")
    (cited,) = answer.citations
    assert (cited.page, cited.heading, cited.title) == (2, "第二章 后勤", "山阴工作纪实")
    assert cited.quote.startswith("县局食堂每天上午十一点半开门")
    check_places(small.index, answer)


def test_a_short_answer_that_a_page_ends_inside_of_is_none(small: Bot) -> None:
    answer = ask(small, "支部慰问困难党员多少人")
    assert "慰问困难党员37人" in answer.text
    assert len(answer.citations) == 2  # no single one holds 37人
    assert (answer.short, answer.short_span) == (None, None)
    check_places(small.index, answer)


def test_marks_interrupt_no_citation_and_no_short_answer(small: Bot) -> None:
    answer = ask(small, "全年更换了多少个光猫", ["b.md"])
    (cited,) = answer.citations
    assert answer.text == "全年更换光猫2621个，都是千兆的。"
    assert cited.quote == "全年更换光猫**2621**个，都是`千兆`的。"
    assert answer.short == "2621个"
    span = answer.short_span
    assert span is not None
    assert cited.quote[span.quote_start : span.quote_end] == "2621**个"
    check_places(small.index, answer)


def test_the_cell_that_is_asked_for_stands_in_its_rows_citation(small: Bot) -> None:
    answer = ask(small, "第二批涉及哪个区域")
    assert [item.text for item in answer.evidence] == [
        "批次 | 日期 | 涉及 区域",
        "第二批 | 11月14日 | 白沙港",
    ]
    header, row = answer.citations
    assert header.quote == "批次 | 日期 | 涉及 区域"
    assert row.quote == "第二批 | 11月**14**日 | 白沙港"
    at = row.quote.index("白沙港")
    document = small.index.document_by_id["b.md"]
    start = document.text.index("白沙港")
    assert answer.short_span == ShortSpan(1, start, start + 3, 2, at, at + 3)
    assert answer.short == "白沙港"
    assert ask(small, "第二批是哪天").short == "11月14日"
    check_places(small.index, answer)


def test_of_a_format_without_text_of_its_own_the_quote_is_the_text_that_was_read(
    small: Bot,
) -> None:
    answer = ask(small, "北仓有多少台油机")
    (cited,) = answer.citations
    assert (cited.path, cited.quote) == ("c.html", "北仓备有油机12台。")
    assert answer.short == "12台"
    check_places(small.index, answer)


@pytest.mark.parametrize(
    ("question", "said"),
    [("火星基地的咖啡机何时保养？", NOT_FOUND), ("When is the Mars base serviced?", NOT_FOUND_EN)],
)
def test_what_is_not_found_is_said_with_the_nearest_passages(
    small: Bot, question: str, said: str
) -> None:
    answer = small.ask(question, threshold=1.0)
    assert (answer.found, answer.text, answer.question) == (False, said, question)
    assert (answer.citations, answer.evidence, answer.short, answer.short_span) == (
        (),
        (),
        None,
        None,
    )
    assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))
    assert answer.hits
    assert 0 <= answer.confidence < 1


def test_nothing_is_found_in_no_document(small: Bot) -> None:
    answer = small.ask("北仓有多少台油机", documents=["nowhere.txt"], threshold=0.0)
    assert (answer.found, answer.confidence, answer.hits, answer.text) == (
        False,
        0.0,
        (),
        NOT_FOUND,
    )


ITEMS = "办理须带以下材料：\n\n- 身份证原件\n- 户口簿原件\n- 申请表一式两份\n"
NOTICE = "清河县分公司3月投入应急通信车6辆，抢通基站41个，保障了三个乡镇的通信。"
AGAIN = {
    "a.md": f"# 办事指南\n\n{ITEMS}",
    "b.md": f"# 办事指南（转载）\n\n前言不同。\n\n{ITEMS}",
    "c.txt": f"清河防汛\n\n{NOTICE}值班人员昼夜轮换。",
    "d.txt": f"清河防汛（转载）\n\n{NOTICE}值班人员昼夜轮换。",
}


@pytest.fixture(scope="module")
def again(bot_of: BotOf) -> Bot:
    return bot_of(AGAIN)


def test_the_same_words_elsewhere_are_cited_behind_the_first(again: Bot) -> None:
    answer = ask(again, "清河县分公司抢通基站多少个")
    (item,) = answer.evidence
    own, other = answer.citations
    assert item.text.startswith(NOTICE)
    assert (item.citations, item.also) == ((1,), (2,))
    assert {own.doc_id, other.doc_id} == {"c.txt", "d.txt"}
    assert own.doc_id == item.doc_id
    assert other.quote == own.quote == item.text
    assert answer.short == "41个"
    assert answer.short_span is not None
    assert answer.short_span.citation == 1
    check_places(again.index, answer)


def test_each_item_of_a_list_is_cited_in_both_places(again: Bot) -> None:
    answer = ask(again, "办理要带哪些材料")
    texts = ["办理须带以下材料：", "身份证原件", "户口簿原件", "申请表一式两份"]
    assert [item.text for item in answer.evidence][-3:] == texts[-3:]
    for number, item in enumerate(answer.evidence):
        assert (item.citations, item.also) == ((2 * number + 1,), (2 * number + 2,))
    assert {(c.doc_id, c.quote) for c in answer.citations} == {
        (doc, item.text) for doc in ("a.md", "b.md") for item in answer.evidence
    }
    check_places(again.index, answer)


class Given(Retriever):
    """Finds sentences in an order and with scores that are given, by how they begin."""

    ranked: tuple[tuple[str, float], ...] = ()

    def find(
        self, question: Question, k: int = 5, documents: Collection[str] | None = None
    ) -> Found:
        found = super().find(question, k, documents)
        held = [
            replace(next(s for s in found.sentences if s.text.startswith(begins)), score=score)
            for begins, score in self.ranked
        ]
        return replace(found, sentences=tuple(held), confidence=1.0)


def test_of_two_places_the_short_answer_is_of_the_first(bot_of: BotOf) -> None:
    """A row is read under its own header, whatever stands in the other place."""
    plain = bot_of(
        {
            "a.md": "# 站点\n\n| 站点 | 站长 | 分机号 |\n| --- | --- | --- |\n"
            "| 东坪站 | 王五 | 3301 |\n| 西坪站 | 赵六 | 3302 |\n",
            "b.md": "# 物资\n\n| 仓库 | 库管员 | 油机 |\n| --- | --- | --- |\n"
            "| 北仓 | 孙八 | 12台 |\n| 南仓 | 周九 | 15台 |\n\n北仓由县局直管。\n",
        }
    )
    retriever = Given(plain.index, plain.retriever.encoder)
    question = "东坪站王五和北仓孙八的分机号"
    retriever.ranked = (("东坪站", 5.0), ("北仓 |", 4.9))
    answer = ask(Bot(retriever), question)
    assert [item.text for item in answer.evidence] == [
        "站点 | 站长 | 分机号",
        "东坪站 | 王五 | 3301",
        "仓库 | 库管员 | 油机",
        "北仓 | 孙八 | 12台",
    ]
    assert answer.short == "3301"
    assert answer.short_span is not None
    assert answer.short_span.evidence == 1
    check_places(plain.index, answer)
    retriever.ranked = (("北仓由", 5.0), ("东坪站", 4.9))
    answer = ask(Bot(retriever), question)
    assert [item.text for item in answer.evidence] == [
        "北仓由县局直管。",
        "站点 | 站长 | 分机号",
        "东坪站 | 王五 | 3301",
    ]
    assert answer.short_span is None or answer.short_span.evidence == 0
