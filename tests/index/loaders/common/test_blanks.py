"""Blanks that converters strew in, and those that are meant."""

from __future__ import annotations

import pytest

from index.loaders.plain.text import read
from tests.index.loaders.plain.village import blocks


@pytest.mark.parametrize(
    ("noisy", "clean"),
    [
        ("新建了 34 个小区。", "新建了34个小区。"),
        ("问题 28 件, 同时成立了小组。", "问题28件,同时成立了小组。"),
        ("一是 “选好人”强基础。", "一是“选好人”强基础。"),
        ("争创“五星” 为牵引。", "争创“五星”为牵引。"),
        ('突出了 "传帮带" 效应。', '突出了"传帮带"效应。'),
        ("率为 98.2 %,全县第一。", "率为98.2%,全县第一。"),
        ("红心向党 光缆进村，人人说好。", "红心向党 光缆进村，人人说好。"),
        ("use the fibre, 100G, today. 好的。", "use the fibre, 100G, today. 好的。"),
        ("设置 KPI 考核分值。", "设置 KPI 考核分值。"),
        ("请打 0578-5550123 报修。", "请打 0578-5550123 报修。"),
        ("会期 2021-03-09 上午。", "会期 2021-03-09 上午。"),
    ],
)
def test_stray_blanks(noisy: str, clean: str) -> None:
    assert blocks(noisy) == [("paragraph", clean)]


def test_a_cleaned_number_points_into_the_source() -> None:
    source = "东村新建小区 34 个,提速不停。"
    document = read(source, "a.txt")
    at = document.text.index("34个")
    assert document.source_span(at, at + 3) == ((7, 9), (10, 11))


def test_odd_commas_and_quotes_stay() -> None:
    text = "他说”先修路，再修网“,大家都听他的."
    assert blocks(text) == [("paragraph", text)]


@pytest.mark.parametrize(
    ("wide", "clean"),
    [
        ("会 议 纪 要", "会议纪要"),
        ("承 租 方 ： 北 坡 村 委 会", "承租方：北坡村委会"),
        ("押 金 为 3 0 0 0 元 ， 退 租 时 退 还 。", "押金为3000元，退租时退还。"),
        ("通　知　书", "通知书"),
        ("签 订 日 期 ： 2024 年 5 月", "签订日期：2024年5月"),
    ],
)
def test_a_line_that_is_set_wide(wide: str, clean: str) -> None:
    assert next(text for _, text in blocks(f"{wide}\n\n另起一行，说的是别的事。")) == clean


@pytest.mark.parametrize(
    "text", ["一 二 三 四 五", "守正 创新 实干", "A B C D", "汤九 娄一 尤大川"]
)
def test_words_apart_stay_apart(text: str) -> None:
    assert next(said for _, said in blocks(f"{text}\n\n另起一行，说的是别的事。")) == text
