"""Every formula against a value worked by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.measure.metrics import (
    answered_at,
    bigram_f1,
    character_f1,
    contest_score,
    exact_match,
    keyword_share,
    ndcg,
    percentile,
    recall_at,
    reciprocal_rank,
)


@pytest.mark.parametrize(
    ("ranks", "k", "recall", "rr"),
    [
        ((), 10, 0.0, 0.0),
        ((1,), 1, 1.0, 1.0),
        ((2, 5), 1, 0.0, 0.0),
        ((2, 5), 5, 1.0, 1 / 2),
        ((4,), 10, 1.0, 1 / 4),
        ((11,), 10, 0.0, 0.0),
    ],
)
def test_recall_and_reciprocal_rank(
    ranks: tuple[int, ...], k: int, recall: float, rr: float
) -> None:
    assert recall_at(ranks, k) == recall
    assert reciprocal_rank(ranks, k) == rr


@pytest.mark.parametrize(
    ("ranks", "relevant", "k", "value"),
    [
        ((1,), 1, 10, 1.0),
        ((2,), 1, 10, 1 / math.log2(3)),  # 0.6309
        ((3,), 1, 10, 1 / 2),
        # found at 1 and 3 of three: (1 + 0.5) / (1 + 0.6309 + 0.5)
        ((1, 3), 3, 10, 1.5 / (1.5 + 1 / math.log2(3))),
        ((1,), 2, 10, 1 / (1 + 1 / math.log2(3))),  # the second was not found at all
        ((1, 2), 9, 2, 1.0),  # more than the cut holds: two on top are ideal
        ((11,), 1, 10, 0.0),
        ((), 2, 10, 0.0),
        ((), 0, 10, 0.0),
    ],
)
def test_ndcg(ranks: tuple[int, ...], relevant: int, k: int, value: float) -> None:
    assert ndcg(ranks, relevant, k) == pytest.approx(value)


def test_ndcg_of_more_right_passages_than_there_are() -> None:
    with pytest.raises(ValueError, match="2 right passages found, 1 in the index"):
        ndcg((1, 2), 1)


@given(st.sets(st.integers(1, 30), max_size=12), st.integers(0, 5), st.integers(1, 20))
def test_ndcg_stays_within_0_and_1(ranks: set[int], unfound: int, k: int) -> None:
    assert 0 <= ndcg(sorted(ranks), len(ranks) + unfound, k) <= 1 + 1e-12


@pytest.mark.parametrize(
    ("answer", "keys", "exact", "f1"),
    [
        ("34个", ("34 个",), 1.0, 1.0),
        ("34", ("34个",), 0.0, 2 * 2 / (2 + 3)),
        ("三号楼北", ("二号楼", "三号楼"), 0.0, 2 * 3 / (4 + 3)),  # against the best key
        ("44", ("4",), 0.0, 2 * 1 / (2 + 1)),  # a character counts as often as it stands
        ("甲", ("乙",), 0.0, 0.0),
        (None, ("34个",), 0.0, 0.0),
        ("", ("34个",), 0.0, 0.0),
    ],
)
def test_exact_match_and_f1(
    answer: str | None, keys: tuple[str, ...], exact: float, f1: float
) -> None:
    assert exact_match(answer, keys) == exact
    assert character_f1(answer, keys) == pytest.approx(f1)


def test_bigram_f1() -> None:
    # 建成/成基/基站 against 建成/成小/小区: one of three and three
    assert bigram_f1("建成基站", "建成小区") == pytest.approx(2 * 1 / 6)
    assert bigram_f1("建成基站。", " 建成基站") == 1.0
    assert bigram_f1("站", "站") == 1.0
    assert bigram_f1("", "站") == 0.0


def test_keyword_share() -> None:
    assert keyword_share("共建成 34 个小区，1,057 路", ["34个", "1057路", "乡镇"]) == 2 / 3
    assert keyword_share("任何", []) == 1.0


KEY = "甲乙丙丁戊己庚辛壬癸"  # ten characters, nine bigrams


@pytest.mark.parametrize(
    ("answer", "weight", "score"),
    [
        (KEY, 0.5, 1.0),
        # 15 characters, 1.5 × the key: 14 bigrams, 9 of them the key's; no penalty yet
        (KEY + "子丑寅卯辰", 0.5, (0.5 + 0.5 * 18 / 23) * 1.0),
        (KEY + "子丑寅卯辰巳", 0.5, (0.5 + 0.5 * 18 / 24) * 0.9),
        (KEY + "子丑寅卯辰巳午未申酉戌亥天地人", 0.5, (0.5 + 0.5 * 18 / 33) * 0.9),  # 2.5 ×
        (KEY + "子丑寅卯辰巳午未申酉戌亥天地人和", 0.5, (0.5 + 0.5 * 18 / 34) * 0.75),
        ("甲乙丙丁戊", 0.5, 0.5 * 0.5 + 0.5 * 8 / 13),  # one keyword of two, four bigrams
        ("甲乙丙丁戊", 1.0, 0.5),  # a table: keywords alone
        ("", 0.5, 0.0),
    ],
)
def test_contest_score(answer: str, weight: float, score: float) -> None:
    keywords, blocks = ["甲乙", "壬癸"], ["无关的一段文字", KEY]
    assert contest_score(answer, keywords, blocks, weight) == pytest.approx(score)


def test_contest_score_without_a_key() -> None:
    assert contest_score("甲乙", ["甲乙"], []) == 0.0


@pytest.mark.parametrize(
    ("share", "value"),
    [(0, 1), (0.01, 1), (0.5, 10), (0.501, 11), (0.55, 11), (0.95, 19), (0.951, 20), (1, 20)],
)
def test_percentile_is_the_nearest_rank(share: float, value: float) -> None:
    assert percentile([float(n) for n in range(20, 0, -1)], share) == value


def test_percentile_does_not_stumble_over_binary_fractions() -> None:
    assert percentile([float(n) for n in range(1, 101)], 0.55) == 55.0
    assert percentile([], 0.5) == 0.0


@pytest.mark.parametrize(
    ("share", "answered"),
    [
        (0.0, 1 / 4),  # above 0.8: only 0.9
        (0.25, 2 / 4),  # one of four may pass: above 0.6
        (0.49, 2 / 4),  # half of four is not reached yet
        (0.5, 3 / 4),
        (1.0, 1.0),
    ],
)
def test_answered_when_false_answers_are_held(share: float, answered: float) -> None:
    known, unknown = [0.9, 0.7, 0.5, 0.1], [0.8, 0.6, 0.2, 0.15]
    assert answered_at(known, unknown, share) == answered


def test_a_tie_with_a_false_answer_is_kept_out() -> None:
    assert answered_at([0.8, 0.9], [0.8, 0.1], 0.0) == 1 / 2
    assert answered_at([0.2], [], 0.1) == 1.0
    assert answered_at([], [0.2], 0.1) == 0.0
