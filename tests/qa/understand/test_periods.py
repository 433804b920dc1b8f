"""Periods named, and which agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.passages.tokenizer import fold
from index.records import Document
from qa.understand.periods import (
    Period,
    of_document,
    part_agrees,
    period_agrees,
    periods,
    year_agrees,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020年上半年固网宽带的收入", {("2020", "h1")}),
        ("2020年半年度报告摘要", {("2020", "h1")}),
        ("2020 年第三季度报告正文", {("2020", "q3")}),
        ("二〇二二年三季度", {("2022", "q3")}),
        ("2020年前三季度", {("2020", "9m")}),
        ("2023年年度报告", {("2023", "year")}),
        ("白皮书（2024年）", {("2024", None)}),
        ("2019年底和2020年底", {("2019", None), ("2020", None)}),
        ("2023年8月", {("2023", "month")}),
        ("第三季度", {(None, "q3")}),
        ("Q1 2024 revenue", {("2024", "q1")}),
        ("the first half of 2021", {("2021", "h1")}),
        ("network operations report 2023Q4", {("2023", "q4")}),
        ("2023年第一季度和第二季度", {("2023", "q1"), ("2023", "q2")}),
        ("2022年一季度、2023年全年", {("2022", "q1"), ("2023", "year")}),
        ("收入2,019亿元，号码12020", set()),
        ("占比5.2019", set()),
    ],
)
def test_what_is_named(text: str, expected: set[tuple[str | None, str | None]]) -> None:
    assert {(p.year, p.part) for p in periods(fold(text))} == expected


def test_a_document_has_the_period_of_its_title_its_file_or_its_date() -> None:
    def said(title: str, path: str, date: str | None) -> frozenset[Period]:
        return of_document(Document(path, path, title, "", (), date=date))

    assert said("2020年半年度报告", "a.pdf", "2021-01") == {Period("2020", "h1")}
    assert said("经营报告", "reports/q3_report_2023.txt", "2024") == {Period("2023", "q3")}
    assert said("经营报告", "a.txt", "2024-05-06") == {Period("2024", None)}
    assert said("第三季度", "a.txt", None) == frozenset()


def test_which_agree() -> None:
    half, third = Period("2020", "h1"), Period("2020", "q3")
    assert part_agrees({half}, {half}) == 1
    assert part_agrees({half}, {third}) == -1
    assert part_agrees({Period("2020", None)}, {Period("2020", "year")}) == 1
    assert part_agrees({Period("2020", None)}, {third}) == -1
    assert part_agrees({Period("2020", "9m")}, {third}) == 1
    assert part_agrees({Period("2020", "month")}, {third}) == 0
    assert year_agrees({half}, {Period("2021", None)}) == -1
    assert year_agrees({half}, {third}) == 1
    assert period_agrees({half}, {half}) == 1
    assert period_agrees({half}, {Period("2020", None)}) == 0.5
    assert period_agrees({half}, {third}) == -1
    assert period_agrees({half}, {third, Period(None, "h1")}) == 0.5


_periods = st.frozensets(
    st.builds(Period, st.sampled_from(["2019", "2020"]), st.sampled_from([None, "h1", "q3"])),
    max_size=3,
)


@given(_periods, _periods)
def test_nothing_named_agrees_with_nothing_and_what_is_named_with_itself(
    asked: frozenset[Period], said: frozenset[Period]
) -> None:
    for agrees in (year_agrees, period_agrees):
        assert agrees(asked, frozenset()) == agrees(frozenset(), said) == 0
        assert agrees(asked, asked) == (1 if asked else 0)
        assert -1 <= agrees(asked, said) <= 1
