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
