"""What speaks for a candidate, worked by hand for the runs of short sentences."""

from __future__ import annotations

import numpy as np
import pytest

from qa.answer.short.features import (
    KEPT,
    RATES,
    Columns,
    Rates,
    join,
    keep,
    place_columns,
    rate_columns,
    rate_keys,
)
from qa.answer.short.finder import Runs, bundled, read_runs
from qa.understand import read_question

TEXT = "老桥建成于1936年，长120米。"


def runs_of(question: str, text: str) -> Runs:
    return read_runs(read_question(question).asked, text)


def at(runs: Runs, text: str) -> int:
    """The number of the run that reads so."""
    spots = [runs.spot(row) for row in range(len(runs.runs))]
    return next(n for n, (a, b) in enumerate(spots) if runs.tokens.text[a:b] == text)


def columns(runs: Runs, weight: dict[str, float]) -> Columns:
    return place_columns(runs.asked, runs.tokens, runs.runs, weight)


def test_features_are_finite_and_as_the_model_names_them() -> None:
    runs = runs_of("建成于哪一年？", TEXT)
    places = columns(runs, {"建成": 2.0})
    keys = rate_keys(runs.asked, runs.tokens, runs.runs)
    assert keys.shape == (len(runs.runs), len(RATES))
    names, rows = join(rate_columns(bundled().rates.look_up(keys)), places)
    assert names == bundled().trees.names
    assert np.isfinite(rows).all()
    assert rows.shape == (len(runs.runs), len(names))


def test_place_and_form_by_hand() -> None:
    runs = runs_of("老桥建成于哪一年？", TEXT)
    found = columns(runs, {"老桥": 2.0, "建成": 2.0})
    year, length = at(runs, "1936年"), at(runs, "120米")
    expected = {
        "length": (5, 4),
        "place": (5 / 17, 12 / 17),
        "clauses": (0, 0),
        "clause_start": (False, False),
        "date": (True, False),
        "number": (False, True),
        "asked_weight": (0.0, 0.0),
        # 老桥 and 建成 each count at both of their characters, half their weight
        "own_clause": (1.0, 0.0),
        "left_before": (1.0, 1.0),
        "left_after": (0.0, 0.0),
        "same_before": (4, 0),  # 于 is of no account: 老桥建成 before it, as before 哪一年
        "head_ends": (True, False),
        "digits": (1, 1),
        "sentence": (17, 17),
        "kind": (2, 2),
        "question_before": (5, 5),
        "question_after": (0, 0),
    }
    held = {name: (found[name][year], found[name][length]) for name in expected}
    assert held == expected


def test_what_of_the_question_a_run_repeats() -> None:
    runs = runs_of("老桥建成于哪一年？", TEXT)
    found = columns(runs, {"老桥": 2.0, "建成": 2.0})
    bridge = at(runs, "老桥")
    assert found["asked_share"][bridge] == 1.0
    assert found["asked_weight"][bridge] == 0.5
    assert found["asked_content"][bridge] == 1.0
    assert found["near_before"][bridge] == 0.0  # nothing stands before it


def test_the_measure_word_and_the_thing_that_are_asked_for() -> None:
    runs = runs_of("投入多少辆应急通信车？", "公司投入应急通信车6辆、油机3台。")
    found = columns(runs, {})
    six, three = at(runs, "6辆"), at(runs, "3台")
    assert (found["unit_asked"][six], found["unit_ends"][six]) == (True, True)
    assert not found["unit_ends"][three]
    assert found["thing_before"][six] == 5  # 应急通信车
    assert found["thing_before"][three] == 0
    assert not found["unit_next"][six]


def test_rates_are_looked_up_by_key_and_zero_where_unknown() -> None:
    rates = Rates(np.array([3, 7], np.uint32), np.array([0.5, -1.0], np.float32))
    keys = np.array([[3, 4], [7, 9]], np.uint32)
    assert rates.look_up(keys).tolist() == [[0.5, 0.0], [-1.0, 0.0]]
    nothing = Rates(np.zeros(0, np.uint32), np.zeros(0, np.float32))
    assert nothing.look_up(keys).tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_equal_edges_and_forms_have_equal_keys() -> None:
    runs = runs_of("建成于哪一年？", TEXT)
    keys = rate_keys(runs.asked, runs.tokens, runs.runs)
    year, longer = at(runs, "1936年"), at(runs, "建成于1936年")
    differ = dict(zip(RATES, keys[year] != keys[longer], strict=True))
    # They end alike and begin differently
    assert not any(differ[name] for name in ("kind_next", "kind_leave", "last_next", "kind_last"))
    assert all(differ[name] for name in ("kind_previous", "kind_first", "kind_form"))


def test_sums_of_rates_and_their_order() -> None:
    rates = np.zeros((3, len(RATES)))
    rates[0, 0], rates[1, 1], rates[2, 10] = 1.0, 3.0, 2.0
    found = rate_columns(rates)
    assert found["rates"].tolist() == [1, 3, 2]
    assert found["rates_gap"].tolist() == [-2, 0, -1]
    assert found["rates_rank"].tolist() == [2, 0, 1]
    assert found["rates_start"].tolist() == [1, 0, 0]
    assert found["rates_end"].tolist() == [0, 3, 0]
    assert found["rates_form"].tolist() == [0, 0, 2]


def test_the_best_by_rates_are_kept_in_text_order() -> None:
    rates = np.zeros((KEPT + 6, len(RATES)))
    rates[:, 0] = np.arange(KEPT + 6)
    assert keep(rates).tolist() == list(range(6, KEPT + 6))
    rates[:, 0] = -np.arange(KEPT + 6)
    assert keep(rates).tolist() == list(range(KEPT))
    assert keep(rates[:3]).tolist() == [0, 1, 2]


@pytest.mark.parametrize("text", ["甲", "《长津湖》", "34个", "A"])
def test_a_single_token_is_no_trouble(text: str) -> None:
    runs = runs_of("叫什么？", text)
    assert all(np.isfinite(v.astype(float)).all() for v in columns(runs, {"叫": 1.0}).values())
