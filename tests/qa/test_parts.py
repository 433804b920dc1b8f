"""Which questions ask two things at once, and which are one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.parts import MOST, Part, parts

EACH = {
    "渔场2021年和2022年的产量分别是多少？": ("渔场2021年的产量是多少", "渔场2022年的产量是多少"),
    "渔场2021、2022年用电多少度": ("渔场2021年用电多少度", "渔场2022年用电多少度"),
    "2021年和2022年，渔场的开捕节分别在哪天？": (
        "2021年渔场的开捕节在哪天",
        "2022年渔场的开捕节在哪天",
    ),
    "2023年一季度和二季度净利润各是多少？": (
        "2023年一季度净利润是多少",
        "2023年二季度净利润是多少",
    ),
    "2021年三季度末和2022年三季度末，库存分别是多少吨？": (
        "2021年三季度末库存是多少吨",
        "2022年三季度末库存是多少吨",
    ),
    "公告里第一批和第三批各涉及多少户？": ("公告里第一批涉及多少户", "公告里第三批涉及多少户"),
    "“蓝鲸”和“白帆”分别归谁所有？": ("“蓝鲸”归谁所有", "“白帆”归谁所有"),
    "公司在湖南和江西分别养了多少亩鱼塘？": (
        "公司在湖南养了多少亩鱼塘",
        "公司在江西养了多少亩鱼塘",
    ),
    "临汾县和吉安县的热线各有多少人？": ("临汾县的热线有多少人", "吉安县的热线有多少人"),
    "沧州分公司和云屏分公司的收入各是多少？": ("沧州分公司的收入是多少", "云屏分公司的收入是多少"),
    "沧州和云屏两家分公司的利润总额分别是多少？": (
        "沧州分公司的利润总额是多少",
        "云屏分公司的利润总额是多少",
    ),
    "财务部和工程部两个部门分别由谁负责？": ("财务部由谁负责", "工程部由谁负责"),
    "农业险和车险的保费分别是多少？": ("农业险的保费是多少", "车险的保费是多少"),
    "公司营业收入和净利润分别是多少？": ("公司营业收入是多少", "公司净利润是多少"),
    "长江通信手机用户和固定宽带用户各有多少户？": (
        "长江通信手机用户有多少户",
        "长江通信固定宽带用户有多少户",
    ),
    "西湖区、青沙港区和新城区分别在哪天停水？": (
        "西湖区在哪天停水",
        "青沙港区在哪天停水",
        "新城区在哪天停水",
    ),
    "漁潮縣與沙洲縣分別有多少名護士？": ("渔潮县有多少名护士", "沙洲县有多少名护士"),
    "How many boats did the farm own in 2021 and 2022?": (
        "How many boats did the farm own in 2021?",
        "How many boats did the farm own in 2022?",
    ),
    "How many people work in Northam and Eastley respectively?": (
        "How many people work in Northam?",
        "How many people work in Eastley?",
    ),
}
CLAUSES = {
    "青石村有多少户，集体收入是多少？": ("青石村有多少户", "青石村的集体收入是多少"),
    "渔场租了多少条船，装了多少个浮标？": ("渔场租了多少条船", "渔场装了多少个浮标"),
    "党委有多少个支部、多少名党员？": ("党委有多少个支部", "党委有多少名党员"),
    "渔港改造投入了多少资金、涉及多少个泊位？": (
        "渔港改造投入了多少资金",
        "渔港改造涉及多少个泊位",
    ),
    "How many piers and how many cranes were built in 2022?": (
        "How many piers were built in 2022?",
        "how many cranes were built in 2022?",
    ),
}
ONE = [
    "",
    "？",
    "渔场有多少人？",
    "码头和航线有哪些？",
    "研发和创新方面有哪些成果？",
    "中国和平统一促进会分别召开了几次会议？",
    "2022年和2021年相比，产量变化了多少？",
    "一季度和二季度哪个季度收入更高？",
    "2021年至2023年的净利润分别是多少？",
    "手机用户和宽带用户一共有多少？",
    "船员和厨师共多少人上了船？",
    "领导和职工的住宿费标准是多少？",
    "渔网、浮标和缆绳采购的限额是多少？",
    "硬壳和软壳有什么区别？",
    "白鲢与花鲢的分别是什么？",
    "四项机制分别是什么？",
    "住宿费分哪几档，各是多少？",
    "合同到期前要提醒几次，分别在什么时候？",
    "如果停水延长，最晚多久通知住户？",
    "闸门连着卡住好几回，要修多久？",
    "這20幾所院校的學生，在哪裡舉行集會？",
    "几个朝代中，哪个朝代最积极建长城？",
    "他选择了哪位球员，为未来几年打下基础？",
    "多伦多大学是研究型大学，论文数量为世界前几名？",
    "出海三日以内、四至七日、八日以上分别由谁批准？",
    "为什么要更换，换了多少个？",
    "渠道有哪些，各占多少？",
    "各县公司3月底前要完成什么？",
    "What is the difference between 2021 and 2022?",
    "How many nets and buoys did the farm buy?",
    "How often must the nets and buoys be inspected?",
    "Which of the two was larger in 2021 and 2022?",
]


@pytest.mark.parametrize("question", EACH)
def test_what_is_asked_of_each_is_asked_of_each_alone(question: str) -> None:
    found = parts(question)
    assert tuple(part.question for part in found) == EACH[question]
    assert all(part.thing and part.thing in part.question for part in found)


@pytest.mark.parametrize("question", CLAUSES)
def test_a_second_clause_is_filled_in_from_the_first(question: str) -> None:
    assert parts(question) == tuple(Part(text) for text in CLAUSES[question])


@pytest.mark.parametrize("question", ONE)
def test_one_question_stays_one(question: str) -> None:
    assert parts(question) == ()


TWO = st.lists(
    st.sampled_from(["湖南", "江西", "广东", "四川", "云南", "甘肃"]),
    min_size=2,
    max_size=2,
    unique=True,
)


@pytest.mark.parametrize(
    "question",
    [
        "国家县市" * 240 + "和" + "县市国家" * 240 + "分别多少",
        "2019年和" * 300 + "分别多少",
        "“" * 1900 + "和分别多少",
        "多少，" * 600,
        "、" * 1900 + "分别多少",
        "县和" * 900 + "分别多少",
        "how many a and " * 120,
        "In A " * 300 + "and B respectively, how many?",
    ],
)
def test_no_question_takes_long_to_be_taken_apart(question: str) -> None:
    parts("湖南和江西分别有多少人")  # loads the tagger
    started = time.perf_counter()
    assert parts(question) == ()
    assert time.perf_counter() - started < 2


@given(TWO, st.sampled_from(["和", "与", "、", "以及"]), st.sampled_from(["分别", "各"]))
def test_places_are_told_apart_by_any_joint(places: list[str], joint: str, each: str) -> None:
    found = parts(f"公司在{joint.join(places)}{each}有多少人？")
    assert found == tuple(Part(f"公司在{place}有多少人", place) for place in places)


@settings(max_examples=60)
@given(
    st.text("和与、，？分别各的在有多少几年第一二三2019 县山东公司收入谁是“”《》aB?", max_size=30)
)
def test_whatever_is_asked_the_parts_are_few_and_not_empty(question: str) -> None:
    found = parts(question)
    assert len(found) in (0, *range(2, MOST + 1))
    assert len({part.question for part in found}) == len(found)
    assert all(part.question.strip() for part in found)
    assert parts(question) == found
