"""What decides between close best sentences, and what an exclusion's answer is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import build_index
from index.rankers.encoder import Encoder
from index.store.store import Index
from qa.answer.foremost import denies, foremost, label_of
from qa.bot import Bot
from qa.find.retriever import Retriever
from qa.understand.intent import read_intent

DENYING = [
    "由单位派车的，不发放。",
    "馆内禁止使用电热设备；",
    "未经同意不得采集。",
    "年满七十岁的免收门票。",
    "長者可獲豁免。",
    "除公章外，其余由各部门保管。",
    "涉密文件只能在机要室打印。",
    "Retaliation is forbidden.",
    "Files may be opened only in the office.",
    "Which files may not be copied?",
]
AFFIRMING = [
    "每人不超过3册，不少于2册。",
    "是不是要交押金",
    "不同地区标准如下。",
    "年龄不满45周岁的可以参加。",
    "无人机巡检覆盖12座场站。",
    "未来三年投入5000万元。",
    "有没有班车",
    "The report is due no later than 3 May.",
    "Notes on the north site.",
]


@pytest.mark.parametrize("text", DENYING)
def test_what_denies(text: str) -> None:
    assert denies(text)


@pytest.mark.parametrize("text", AFFIRMING)
def test_what_does_not_deny(text: str) -> None:
    assert not denies(text)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("1. 四级(极敏感)：通话内容、轨迹；", "四级"),
        ("（二）存储。日志留存：一年。", ""),
        ("甲等：九十分以上", "甲等"),
        ("时间：", ""),
        ("没有标签的一句话。", ""),
    ],
)
def test_the_label_of_a_line(text: str, label: str) -> None:
    assert label_of(text) == label


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("四级数据包括什么", "1. 四级(极敏感)：用户身份鉴权信息、通话内容、精确位置轨迹；"),
        ("第三批割接涉及哪个区域", "第三批 | 11月19日 | 1:00—5:00 | 云麓大学城"),
        ("山阴党支部更换了多少个光猫", "一年下来免费换出千兆光猫2621个"),
    ],
)
def test_a_label_a_row_a_counted_thing_come_first(bot: Bot, question: str, first: str) -> None:
    assert first in bot.ask(question, threshold=0.0).text


def test_the_others_keep_their_order(bot: Bot) -> None:
    question = "四级数据包括什么"
    ranked = bot.retriever.find(question, 8, None).sentences
    weight = {term: bot.index.words.idf(term) for term in read_intent(question).words}
    labelled = next(s for s in ranked if label_of(s.text) == "四级")
    other = next(s for s in ranked if s is not labelled and s.score >= labelled.score - 1)
    rest = [s for s in ranked if s is not labelled and s is not other]
    ordered = foremost(bot.index, (other, labelled, *rest), question, weight)
    assert ordered[0] is labelled
    assert ordered[1:] == (other, *rest)
    assert foremost(bot.index, (), question, weight) == ()


Ask = Callable[[str], str]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Ask:
    folder: Path = tmp_path_factory.mktemp("rules")
    (folder / "仓库管理办法.txt").write_text(
        "仓库管理办法\n\n"
        "第一条 为规范仓库管理，防范火灾风险，制定本办法。\n\n"
        "第二条 本办法适用于总部及各站的物资仓库。临时堆场、废料场不适用本办法。\n\n"
        "第三条 领料实行双人签字。单价一千元以上的物资由站长签字，其余由库管员签字。\n\n"
        "第四条 除油料由专人保管外，其余物资由库管员统一保管。\n\n"
        "第五条 每次领料收取搬运费20元。实习生和志愿者可获豁免。\n\n"
        "第六条 进库须登记姓名和时间，禁止携带火种。\n",
        encoding="utf-8",
    )
    where = tmp_path_factory.mktemp("index") / "index"
    build_index(corpus=folder, where=where, encoder=encoder)
    bot = Bot(Retriever(Index.open(where), encoder))
    return lambda question: bot.ask(question, threshold=0.0).text


def test_an_article_of_a_rule_is_no_item_of_a_list(ask: Ask) -> None:
    assert ask("哪些场地不适用本办法") == "临时堆场、废料场不适用本办法。"
    assert ask("哪些物资不由库管员统一保管") == (
        "第四条 除油料由专人保管外，其余物资由库管员统一保管。"
    )


def test_who_is_exempt_stands_in_the_sentence_after(ask: Ask) -> None:
    assert ask("哪些人不用交搬运费") == "第五条 每次领料收取搬运费20元。实习生和志愿者可获豁免。"
