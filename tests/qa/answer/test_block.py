"""Which stretches answer, around a best sentence: sentences of real small indexes, their order and
scores given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from qa import Bot
from qa.answer.block import FACT, LIST, SECOND_NEAR, TOPIC_NEAR, answer_block
from qa.answer.lists import MAX_LENGTH
from qa.read import Sentence, rank_sentences
from qa.understand import read_question
from tests.qa.conftest import BotOf

Ranked = tuple[str, float]  # how a sentence begins, and its score


def ranked_of(bot: Bot, question: str, ranked: tuple[Ranked, ...]) -> list[Sentence]:
    retriever = bot.retriever
    query = retriever.query(read_question(question))
    found = retriever.candidates(query, list(bot.index.document_by_id))
    every = rank_sentences(*retriever.read(query, found))
    sentences = []
    for begins, score in ranked:
        (held,) = (s for s in every if s.text.startswith(begins))
        sentences.append(replace(held, score=score))
    return sentences


def block(bot: Bot, question: str, *ranked: Ranked) -> list[str]:
    """The stretches' texts."""
    query = bot.retriever.query(read_question(question))
    stretches = answer_block(bot.index, query, ranked_of(bot, question, ranked))
    texts = bot.index.document_by_id
    return [texts[s.doc_id].text[s.start : s.end] for s in stretches]


TABLE = """# 割接安排

| 批次 | 日期 | 区域 |
| --- | --- | --- |
| 第一批 | 11月7日 | 云麓 |
| 第二批 | 11月14日 | 白沙 |

其余事项另行通知。

| 名称：光猫 | 数量：3 |
| --- | --- |
| 名称：油机 | 数量：4 |

机房值守安排照旧。

| 站点 | 站长 |
| --- | --- |
| 城东 | 王五 |
"""
HEADER, SECOND = "批次 | 日期 | 区域", "第二批 | 11月14日 | 白沙"


@pytest.fixture(scope="module")
def table(bot_of: BotOf) -> Bot:
    return bot_of({"a.md": TABLE})


def test_a_row_comes_under_its_header(table: Bot) -> None:
    assert block(table, "第二批是哪天", (SECOND, 1.0)) == [HEADER, SECOND]


def test_a_row_that_names_its_columns_itself_comes_alone(table: Bot) -> None:
    assert block(table, "油机多少台", ("名称：油机", 1.0)) == ["名称：油机 | 数量：4"]


def test_a_header_that_ranks_first_gives_way_to_the_best_row_below_it(table: Bot) -> None:
    below = ((HEADER, 9.0), ("其余", 3.0), ("城东", 2.0), (SECOND, 1.0), ("第一批", 0.0))
    assert block(table, "第二批是哪天", *below) == [HEADER, SECOND]
    query = table.retriever.query(read_question("第二批是哪天"))
    stretches = answer_block(table.index, query, ranked_of(table, "第二批是哪天", below))
    assert [(s.by.text, s.row) for s in stretches] == [(SECOND, True)] * 2


def test_a_header_stands_where_no_row_of_its_table_was_read(table: Bot) -> None:
    assert block(table, "批次日期区域", (HEADER, 9.0), ("城东", 8.0)) == [HEADER]


GUIDE = """# 办事指南

办理时须带以下材料：

- 身份证
- 户口簿
- 申请表

安排如下：

上午开会。下午参观。

全体参加。

实现了两个成效：

布局更加成熟。

人员得到优化。

通过改革推进。

重点有三个方面：一是优化布局。二是完善治理。三是健全机制。此后再议。

工作要求另述。

一是细化规则。落实到人。

二是优化认证。

三是做好总结。
"""


@pytest.fixture(scope="module")
def guide(bot_of: BotOf) -> Bot:
    return bot_of({"guide.md": GUIDE})


MATERIALS = ["身份证", "户口簿", "申请表"]


def test_of_a_question_on_several_the_list_comes_whole(guide: Bot) -> None:
    assert block(guide, "要带哪些东西", ("户口簿", 1.0)) == MATERIALS
    assert block(guide, "户口簿要几份", ("户口簿", 1.0)) == ["户口簿"]


def test_what_a_colon_opens_comes_with_it_whatever_is_asked(guide: Bot) -> None:
    lead = "办理时须带以下材料："
    assert block(guide, "材料几份", (lead, 1.0)) == [lead, *MATERIALS]
    assert block(guide, "几点", ("安排如下", 1.0)) == ["安排如下：", "上午开会。下午参观。"]


def test_a_colon_that_counts_opens_as_many_paragraphs(guide: Bot) -> None:
    assert block(guide, "成效如何", ("实现了两个成效", 1.0)) == [
        "实现了两个成效：",
        "布局更加成熟。",
        "人员得到优化。",
    ]


def test_an_enumeration_comes_with_the_sentence_that_opens_it(guide: Bot) -> None:
    assert block(guide, "有哪些重点", ("二是完善治理", 1.0)) == [
        "重点有三个方面：一是优化布局。",
        "二是完善治理。",
        "三是健全机制。",
    ]
    assert block(guide, "治理什么时候完善", ("二是完善治理", 1.0)) == ["二是完善治理。"]


def test_paragraphs_of_an_enumeration_come_together(guide: Bot) -> None:
    assert block(guide, "有哪些要求", ("二是优化认证", 1.0)) == [
        "一是细化规则。落实到人。",
        "二是优化认证。",
        "三是做好总结。",
    ]


def test_of_a_list_cut_short_the_best_sentence_is_in_its_place(bot_of: BotOf) -> None:
    items = [f"{name}组{'负责巡查线路' * 14}。" for name in "甲乙丙丁戊己庚辛"]
    text = "# 分工\n\n" + "\n".join(f"- {item}" for item in items) + "\n"
    bot = bot_of({"a.md": text})
    assert block(bot, "有哪些分工", ("甲组", 1.0)) == items[:5]
    assert block(bot, "有哪些分工", ("庚组", 1.0)) == [*items[:5], items[6]]
    assert sum(map(len, items[:5])) <= MAX_LENGTH < sum(map(len, items[:6]))


LONG = (
    f"会议要求各单位{'认真落实责任' * 30}，抓好以下工作："
    f"{'加强巡查' * 50}，做好值守。夜间值班。完毕。"
)


def test_a_line_that_ends_in_a_colon_inside_its_paragraph_opens_the_sentence_after_it(
    bot_of: BotOf,
) -> None:
    bot = bot_of({"a.txt": f"工作通知\n\n{LONG}\n"})
    texts = [p.text for p in bot.index.passages]
    assert texts[0].endswith("抓好以下工作：")
    begins = (texts[0][:12], 1.0)
    first = LONG[LONG.index(texts[0]) :]
    assert block(bot, "值守由谁负责", begins) == [first[: first.index("夜间")]]
    assert block(bot, "有哪些工作", begins) == [first]


FACTS = "甲局改造机房。乙局更换光猫。丙局架设光缆。丁局清理管道。因此全县通信恢复。戊局备好油机。"


@pytest.fixture(scope="module")
def facts(bot_of: BotOf) -> Bot:
    beside = "甲局来年改造基站。"
    return bot_of({"a.txt": f"抢修纪实\n\n{FACTS}\n\n{beside}\n", "b.txt": f"别处\n\n{beside[2:]}"})


Grown = Callable[..., str]


@pytest.fixture(scope="module")
def grown(facts: Bot) -> Grown:
    """The one stretch around a sentence that scores 5, given others' scores by how they begin."""

    def grow(question: str, best: str, **others: float) -> str:
        ranked = sorted(others.items(), key=lambda item: -item[1])
        (text,) = block(facts, question, (best, 5.0), *ranked)
        return text

    return grow


def test_a_fact_grows_over_what_follows_and_ranks_near_and_less_over_what_precedes(
    grown: Grown,
) -> None:
    fact = "丙局架设光缆是几号"
    assert grown(fact, "丙局") == "丙局架设光缆。"
    assert grown(fact, "丙局", 丁局=4.0) == "丙局架设光缆。丁局清理管道。"
    assert grown(fact, "丙局", 丁局=3.9) == "丙局架设光缆。"
    assert grown(fact, "丙局", 乙局=4.7) == "乙局更换光猫。丙局架设光缆。"
    assert grown(fact, "丙局", 乙局=4.6) == "丙局架设光缆。"
    assert grown(fact, "丙局", 丁局=3.0, 因此=4.9) == "丙局架设光缆。"  # none is passed over


def test_an_explanation_and_a_list_grow_further(grown: Grown) -> None:
    why = "为什么丙局架设光缆"
    assert grown(why, "丙局", 丁局=1.0) == "丙局架设光缆。丁局清理管道。"
    assert grown(why, "丙局", 丁局=0.9) == "丙局架设光缆。"
    assert grown(why, "丙局", 乙局=4.0, 甲局改造机房=4.0) == FACTS[: FACTS.index("丁局")]
    several = "分别架设了哪些光缆"
    assert grown(several, "丙局", 丁局=2.0) == "丙局架设光缆。丁局清理管道。"
    assert grown(several, "丙局", 丁局=1.9) == "丙局架设光缆。"


def test_a_sentence_that_concludes_takes_the_one_before_it_along(grown: Grown) -> None:
    assert grown("全县通信哪天恢复", "因此", 丁局=-9.0) == "丁局清理管道。因此全县通信恢复。"


def test_what_was_not_read_is_not_passed_over(grown: Grown) -> None:
    assert grown("丙局架设光缆是几号", "丙局", 戊局=4.9) == "丙局架设光缆。"
    assert grown("丙局架设光缆是几号", "丙局", 甲局改造机房=4.9) == "丙局架设光缆。"


def test_it_grows_to_a_length_and_within_its_paragraph(bot_of: BotOf) -> None:
    sentences = [f"{name}局{'抢修' * 33}。" for name in "甲乙丙丁"]  # 69 characters each
    bot = bot_of({"a.txt": f"抢修\n\n{''.join(sentences)}\n\n戊局收尾。\n"})
    near = [(f"{name}局", 4.9) for name in "乙丙丁戊"]
    assert block(bot, "甲局几号抢修", ("甲局", 5.0), *near) == ["".join(sentences[:2])]
    assert 2 * 69 <= FACT.length < 3 * 69
    assert block(bot, "甲局分别抢修了哪些", ("甲局", 5.0), *near) == ["".join(sentences)]
    assert LIST.length >= 4 * 69


def test_of_several_a_part_between_semicolons_comes_as_its_whole_sentence(bot_of: BotOf) -> None:
    parts = [f"{name}队负责{'线路抢修和巡查' * 6}；" for name in "甲乙丙"]
    text = "".join(parts)[:-1] + "。"
    bot = bot_of({"a.txt": f"分工\n\n{text}其余不变。\n"})
    best = ("乙队", 5.0)
    assert block(bot, "各队负责哪些抢修", best) == [text]
    assert block(bot, "乙队几号抢修", best) == [parts[1]]


def test_a_second_place_says_what_the_first_leaves_much_of(bot_of: BotOf) -> None:
    bot = bot_of(
        {
            "a.txt": "山阴\n\n山阴支部建设千兆小区34个。",
            "b.txt": "应县\n\n应县突击队解决业务难题24件。",
            "c.txt": "别处\n\n突击队成立。",
        }
    )
    both = "山阴支部建设多少千兆小区，应县突击队解决多少业务难题"
    first, second = "山阴支部建设千兆小区34个。", "应县突击队解决业务难题24件。"
    near, far = 5.0 - SECOND_NEAR, 4.9 - SECOND_NEAR
    assert block(bot, both, (first, 5.0), ("突击队", 4.0), (second, near)) == [first, second]
    assert block(bot, both, (first, 5.0), (second, far)) == [first]
    assert block(bot, both, (first, 5.0), ("突击队", 4.0)) == [first]  # says too little of it
    one = "山阴支部建设多少千兆小区"
    assert block(bot, one, (first, 5.0), (second, 4.9)) == [first]  # nothing is left unsaid


def test_a_row_in_the_second_place_comes_under_its_header_said_once(table: Bot) -> None:
    question = "第一批11月7日云麓和第二批11月14日白沙的割接"
    first = "第一批 | 11月7日 | 云麓"
    assert block(table, question, (first, 5.0), (SECOND, 4.9)) == [HEADER, first, SECOND]
    question = "其余事项何时另行通知，王五在哪里"
    assert block(table, question, ("其余", 5.0), ("城东", 4.9)) == [
        "其余事项另行通知。",
        "站点 | 站长",
        "城东 | 王五",
    ]


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("四级数据包括什么", "1. 四级(极敏感)：用户身份鉴权信息、通话内容、精确位置轨迹；"),
        ("第三批割接涉及哪个区域", "第三批 | 11月19日 | 1:00—5:00 | 云麓大学城"),
        ("山阴党支部更换了多少个光猫", "一年下来免费换出千兆光猫2621个"),
    ],
)
def test_a_label_a_row_a_counted_thing_of_the_corpus(bot: Bot, question: str, held: str) -> None:
    assert held in bot.ask(question, threshold=0.0).text


RULES = (
    "仓库管理办法\n\n"
    "第一条 为规范仓库管理，防范火灾风险，制定本办法。\n\n"
    "第二条 本办法适用于总部及各站的物资仓库。临时堆场、废料场不适用本办法。\n\n"
    "第三条 领料实行双人签字。单价一千元以上的物资由站长签字，其余由库管员签字。\n\n"
    "第四条 除油料由专人保管外，其余物资由库管员统一保管。\n\n"
    "第五条 每次领料收取搬运费20元。实习生和志愿者可获豁免。\n\n"
    "第六条 进库须登记姓名和时间，禁止携带火种。\n"
)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("哪些场地不适用本办法", "临时堆场、废料场不适用本办法。"),
        ("哪些物资不由库管员统一保管", "第四条 除油料由专人保管外，其余物资由库管员统一保管。"),
        ("哪些人不用交搬运费", "第五条 每次领料收取搬运费20元。实习生和志愿者可获豁免。"),
    ],
)
def test_an_article_of_a_rule_is_no_item_of_a_list(bot_of: BotOf, question: str, text: str) -> None:
    assert bot_of({"仓库管理办法.txt": RULES}).ask(question, threshold=0.0).text == text


PLAN = """# 通信保障方案

## 一、总则

本方案适用于全县的通信保障。

## 二、防汛保障措施

### 1. 加强值守

汛期二十四小时值守。节假日加倍。

### 2. 备足物资

油机逐台试运行。沙袋备足。

## 三、经费来源

经费由县局承担。

不足部分申请补助。
"""


@pytest.fixture(scope="module")
def plan(bot_of: BotOf) -> Bot:
    return bot_of({"plan.md": PLAN, "other.md": "# 简报\n\n县局开会。\n"})


def test_a_question_on_a_headings_topic_is_answered_by_what_stands_under_it(plan: Bot) -> None:
    topic = ["1. 加强值守", "汛期二十四小时值守。", "2. 备足物资", "油机逐台试运行。"]
    assert block(plan, "防汛保障措施有哪些", ("油机逐台", 5.0)) == topic
    near, far = 5.0 - TOPIC_NEAR, 4.9 - TOPIC_NEAR
    assert block(plan, "防汛保障措施有哪些", ("县局开会", 5.0), ("油机", near)) == topic
    assert block(plan, "防汛保障措施有哪些", ("县局开会", 5.0), ("油机", far)) == ["县局开会。"]


def test_under_a_heading_without_its_own_the_paragraphs_first_sentences(plan: Bot) -> None:
    assert block(plan, "有哪些经费来源", ("不足部分", 5.0)) == [
        "经费由县局承担。",
        "不足部分申请补助。",
    ]


def test_a_question_on_one_thing_or_another_topic_is_none_of_a_heading(plan: Bot) -> None:
    assert block(plan, "防汛保障措施由谁批准", ("油机", 5.0)) == ["油机逐台试运行。"]
    assert block(plan, "有哪些防汛保障措施需要乡镇政府和村委会配合", ("油机", 5.0)) == [
        "油机逐台试运行。"
    ]


def test_a_question_on_the_documents_title_gives_paragraphs_that_open_alike(
    bot_of: BotOf,
) -> None:
    text = (
        "调研工作做法\n\n县局召开会议。\n\n强化高位推动。逐级部署。\n\n强化深入一线。逐户走访。\n"
    )
    bot = bot_of({"a.txt": text})
    assert block(bot, "调研工作有哪些做法", ("县局召开", 5.0)) == [
        "强化高位推动。逐级部署。",
        "强化深入一线。逐户走访。",
    ]
