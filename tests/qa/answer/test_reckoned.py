"""Questions that a whole table decides, over real small files."""

from __future__ import annotations

import pytest

from qa import Bot
from qa.answer.reckoned import figure_of
from tests.qa.conftest import BotOf

TABLE = """# 各仓库租赁情况

| 仓库 | 面积（平方米） | 月租金（元） | 到期日 | 是否续租 |
| --- | --- | --- | --- | --- |
| 城北仓 | 1,200 | 36,000 | 2025-03-31 | 是 |
| 城南仓 | 860 | 21,500 | 2024-12-31 | 否 |
| 港口仓 | 3,450 | 8.2万 | 2026-06-30 | 是 |
| 合计 | 5,510 | 139,500 |  |  |
"""


@pytest.fixture(scope="module")
def stores(bot_of: BotOf) -> Bot:
    return bot_of({"a.md": TABLE, "b.txt": "食堂\n\n食堂十一点半开门。"})


@pytest.mark.parametrize(
    ("question", "rows", "short"),
    [
        ("哪个仓库的面积最大", ["港口仓"], "港口仓"),
        ("面积最小的仓库是哪个", ["城南仓"], "城南仓"),
        ("月租金最高的仓库是哪个", ["港口仓"], "港口仓"),
        ("面积最大的仓库面积是多少平方米", ["港口仓"], "3,450"),
        ("哪个仓库的到期日最早", ["城南仓"], "城南仓"),
        ("面积超过1000平方米的仓库有哪些", ["城北仓", "港口仓"], None),
        ("哪些仓库不续租", ["城南仓"], "城南仓"),
    ],
)
def test_the_rows_that_decide(
    stores: Bot, question: str, rows: list[str], short: str | None
) -> None:
    answer = stores.ask(question)
    assert answer.found
    shown = [item.text.split(" | ")[0] for item in answer.evidence]
    assert shown == ["仓库", *rows]
    assert answer.short == short
    for cited in answer.citations:
        assert TABLE[cited.start : cited.end] == cited.quote


def test_rows_that_name_their_columns(bot_of: BotOf) -> None:
    rows = "<tr><th>课程</th><th>报名人数</th></tr>" + "".join(
        f"<tr><td>{name}</td><td>{count}人</td></tr>"
        for name, count in (("陶艺", 46), ("书法", 31), ("摄影", 52))
    )
    bot = bot_of({"a.html": f"<h1>课程报名</h1><table>{rows}</table>"})
    assert bot.ask("报名人数最多的课程是哪个").short == "摄影"


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("1,234.5", 1234.5),
        ("8.2万", 82_000.0),
        ("1.5亿元", 1.5e8),
        ("40%", 40.0),
        ("百分之四十", 40.0),
        ("二十三天", 23.0),
        ("一百二十", 120.0),
        ("-3.5", -3.5),
        ("无", None),
        ("", None),
    ],
)
def test_figures(text: str, figure: float | None) -> None:
    assert figure_of(text) == figure


def test_dates_are_in_order() -> None:
    days = [figure_of(text) for text in ("2023年12月31日", "2024-01-01", "2024年2月", "2024/2/3")]
    assert days == sorted(d for d in days if d is not None)
