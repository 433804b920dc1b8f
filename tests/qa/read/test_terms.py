"""What texts hold of a question's terms, against sums made one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qa.read.terms import Terms, longest_run

WEIGHTS = st.dictionaries(st.sampled_from("甲乙丙丁戊己庚辛壬癸"), st.floats(0.01, 9))
TEXTS = st.lists(st.frozensets(st.sampled_from("甲乙丙丁戊己庚辛壬癸子丑")), min_size=1)


def test_shares_and_the_heaviest_that_is_missing() -> None:
    terms = Terms({"基站": 3.0, "光猫": 1.0})
    held = terms.held([frozenset({"基站", "县"}), frozenset(), frozenset({"基站", "光猫"})])
    assert held.tolist() == [[True, False, True], [False, False, True]]
    assert terms.shares(held).tolist() == [0.75, 0.0, 1.0]
    assert terms.missing(held).tolist() == [0.25, 0.75, 0.0]
    assert terms.shares(held, terms.part(["光猫", "县"])).tolist() == [0.0, 0.0, 1.0]


@given(WEIGHTS, TEXTS)
def test_a_share_is_the_sum_of_the_weights_from_the_lightest_up(
    weights: dict[str, float], texts: list[frozenset[str]]
) -> None:
    terms = Terms(weights)
    total = 0.0
    for weight in weights.values():
        total += weight
    expected = []
    for text in texts:
        met = 0.0
        for weight in sorted(weights[term] for term in text & weights.keys()):
            met += weight
        expected.append(met / total if met else 0.0)
    held = terms.held(texts)
    np.testing.assert_array_equal(terms.shares(held), expected)
    alone = [terms.shares(held[:, [at]])[0] for at in range(len(texts))]
    np.testing.assert_array_equal(alone, expected)  # whatever stands beside it


@given(st.text("甲乙丙", max_size=8), st.text("甲乙丙", max_size=12))
def test_the_longest_run_is_the_first_of_the_longest(needle: str, text: str) -> None:
    runs = [
        needle[start:end]
        for start in range(len(needle))
        for end in range(start + 1, len(needle) + 1)
        if needle[start:end] in text
    ]
    assert longest_run(needle, text) == max(runs, key=len, default="")
