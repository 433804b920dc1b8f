"""Two things asked at once: an answer of each, verbatim, or what the whole has of both."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import build_index
from index.rankers.encoder import Encoder
from index.store.store import Index
from qa.bot import Bot
from qa.find.retriever import Retriever
from qa.records import Answer, Turn

REPORT = """# {name}渔场{year}年度报告

## 一、生产

{year}年，{name}渔场完成水产品产量{caught}吨，同比增长{more}%。全年新造渔船{boats}艘。

## 二、人员

年末在册船员{crew}人，其中持证轮机员{engineers}人。{year}年开捕节于{day}举行。

## 三、安全

全年开展救生演练{drills}次，更换救生衣{vests}件。
"""
ROUTES = """# 云汐渡轮航线一览

| 航线 | 全长（公里） | 码头数目 | 2022年乘客量（万人次） |
| --- | --- | --- | --- |
| 东礁线 | 16.2 | 12 | 905 |
| 环岛线 | 31.5 | 19 | 1,372 |
| 北汊线 | 8.7 | 6 | 284 |
"""
REPORTS = {
    "云汐2021": ("云汐", 2021, 3120, 4, 6, 214, 31, "3月9日", 12, 460),
    "云汐2022": ("云汐", 2022, 3655, 17, 9, 239, 36, "4月21日", 15, 515),
    "鹭洲2022": ("鹭洲", 2022, 1874, 8, 3, 128, 17, "5月16日", 7, 233),
}
NAMES = ("name", "year", "caught", "more", "boats", "crew", "engineers", "day", "drills", "vests")


@pytest.fixture(scope="module")
def farms(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Bot:
    folder = tmp_path_factory.mktemp("farms")
    for file, values in REPORTS.items():
        text = REPORT.format(**dict(zip(NAMES, values, strict=True)))
        (folder / f"{file}.md").write_text(text, encoding="utf-8")
    (folder / "航线.md").write_text(ROUTES, encoding="utf-8")
    where: Path = tmp_path_factory.mktemp("farms-index") / "index"
    build_index(corpus=folder, where=where, encoder=encoder)
    return Bot(Retriever(Index.open(where), encoder))


def _is_verbatim(bot: Bot, answer: Answer) -> None:
    for item in answer.evidence:
        assert bot.index.document_by_id[item.doc_id].text[item.start : item.end] == item.text
    assert answer.text == "\n".join(item.text for item in answer.evidence)
    numbers = [n for item in answer.evidence for n in (*item.citations, *item.also)]
    assert [citation.n for citation in answer.citations] == sorted(numbers)
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))
    assert len({hit.row for hit in answer.hits}) == len(answer.hits)
    scores = [hit.score for hit in answer.hits]
    assert scores == sorted(scores, reverse=True)
    assert answer.short is None or answer.short in answer.text


ASKED = {
    "云汐渔场2021年和2022年的开捕节分别在哪天举行？": ("3月9日", "4月21日"),
    "2022年末云汐渔场和鹭洲渔场分别有多少名船员？": ("239人", "128人"),
    "鹭洲渔场有多少名船员，更换了多少件救生衣？": ("128人", "233件"),
}


@pytest.mark.parametrize("question", ASKED)
def test_each_part_is_answered_in_its_turn(farms: Bot, question: str) -> None:
    answer = farms.ask(question, k=5)
    assert answer.found
    places = [answer.text.find(told) for told in ASKED[question]]
    assert -1 < places[0] < places[1]
    assert (answer.question, answer.understood) == (question, question)
    assert 1 <= len(answer.hits) <= 5
    _is_verbatim(farms, answer)


def test_of_a_table_each_part_has_its_row_under_one_header(farms: Bot) -> None:
    answer = farms.ask("东礁线和环岛线的码头数目各是多少？")
    assert [item.text for item in answer.evidence] == [
        "航线 | 全长（公里） | 码头数目 | 2022年乘客量（万人次）",
        "东礁线 | 16.2 | 12 | 905",
        "环岛线 | 31.5 | 19 | 1,372",
    ]
    _is_verbatim(farms, answer)


def test_the_parts_of_a_follow_up_are_of_what_was_spoken_of(farms: Bot) -> None:
    before = farms.ask("鹭洲渔场2022年新造了多少艘渔船？")
    answer = farms.ask("它有多少名船员，更换了多少件救生衣？", [Turn.of(before)])
    assert [told in answer.text for told in ("128人", "233件")] == [True, True]
    _is_verbatim(farms, answer)


def test_what_one_place_says_of_both_stays(farms: Bot) -> None:
    answer = farms.ask("鹭洲渔场有多少名船员、多少名持证轮机员？")
    assert answer.evidence[0].text == "年末在册船员128人，其中持证轮机员17人。"
    _is_verbatim(farms, answer)


def test_where_a_part_is_not_answered_nothing_is_made_up(farms: Bot) -> None:
    question = "云汐渔场和云汐酒店分别有多少名厨师？"
    answer = farms.ask(question)
    assert not answer.found
    assert answer.citations == ()
