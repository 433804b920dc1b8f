from __future__ import annotations

import pytest

from qa.understand.question import asks_cause, tells_cause, wanted_unit


@pytest.mark.parametrize(
    ("question", "fits", "differs"),
    [
        ("装一条宽带要多少钱", "安装费每次100元", "覆盖100个村"),
        ("住宿费限额是多少", "每人每天480元", "共480人"),
        ("离县城有多远", "距县城11公里", "历时11天"),
        ("备用电源能撑多久", "可满载运行12小时", "共12台"),
        ("占比是多少", "达到96.4%", "达到964户"),
        ("建设了多少个小区", "建成小区34个", "投入34万元"),
        ("一共来了多少人", "接待游客6.2万人次", "收入6.2万元"),
        ("how long is it kept", "保留8小时", "保留8份"),
        ("客服电话是多少", "请拨打0359-1234567", "共3人"),
    ],
)
def test_the_unit_asked_for(question: str, fits: str, differs: str) -> None:
    wanted = wanted_unit(question)
    assert wanted is not None
    assert wanted.search(fits)
    assert not wanted.search(differs)


def test_a_question_that_names_no_unit_wants_none() -> None:
    assert wanted_unit("谁是支部书记") is None


def test_causes() -> None:
    assert asks_cause("为什么要停电")
    assert not asks_cause("停电多久")
    assert tells_cause("因线路改造，暂停供电")
    assert not tells_cause("因此暂停供电")
