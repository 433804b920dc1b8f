"""The answers to a question's parts as one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa import Bot
from qa.answer import together


def test_each_part_is_answered_in_its_turn_from_a_place_of_its_own(bot: Bot) -> None:
    first, second = "山阴党支部建设了多少千兆小区", "东湖区割接受影响的业务有哪些？"
    answer = bot.ask(f"{first}，{second}")
    assert answer.found
    assert answer.evidence[0].doc_id == "news/山阴千兆小区.txt"
    assert answer.text.startswith(bot.ask(first).text)
    assert {item.doc_id for item in bot.ask(second).evidence} <= {
        item.doc_id for item in answer.evidence
    }
    assert [citation.n for citation in answer.citations] == list(
        range(1, len(answer.citations) + 1)
    )
    for item in answer.evidence:
        assert item.citations
        assert set(item.citations) <= {citation.n for citation in answer.citations}
    assert answer.confidence <= bot.ask("山阴党支部建设了多少千兆小区").confidence


def test_where_one_part_is_not_found_the_whole_stays(bot: Bot) -> None:
    question = "山阴党支部建设了多少千兆小区，月球基地有多少个食堂？"
    whole = bot.ask(question)
    assert "34个" in whole.text or not whole.found
    assert len({item.doc_id for item in whole.evidence}) <= 1


def test_what_the_whole_holds_already_changes_nothing(bot: Bot) -> None:
    whole = bot.ask("山阴党支部建设了多少千兆小区")
    assert together(whole, [whole, whole]) is whole


def test_numbers_follow_the_evidence_and_no_evidence_stands_twice(bot: Bot) -> None:
    one = bot.ask("山阴党支部建设了多少千兆小区")
    other = bot.ask("第三批割接涉及哪个区域？")
    found = together(replace(one, evidence=(), citations=()), [one, other, one])
    assert found.text == f"{one.text}\n{other.text}"
    assert [c.quote for c in found.citations] == [
        c.quote for answer in (one, other) for c in answer.citations
    ]
    assert [n for item in found.evidence for n in item.citations + item.also] == [
        c.n for c in found.citations
    ]
    assert found.short is None
    assert found.confidence == pytest.approx(min(one.confidence, other.confidence))
