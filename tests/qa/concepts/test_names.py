from __future__ import annotations

from qa.concepts.names import Romanised, latin_names

PAIRS = ("山阴", "阴县", "善饮", "临江", "石家", "家庄", "西安", "现在", "绿洲")


def test_a_latin_name_leads_to_the_pairs_that_are_read_so() -> None:
    names = Romanised(PAIRS)
    assert names.names("linjiang") == ("临江",)
    assert names.names("Shanyin") == ("善饮", "山阴")


def test_longer_names_are_chained_from_pairs() -> None:
    assert Romanised(PAIRS).names("Shijiazhuang") == ("石家庄",)


def test_a_name_that_can_be_cut_two_ways_is_tried_both_ways() -> None:
    assert "西安" in Romanised(PAIRS).names("xian")


def test_what_the_index_does_not_hold_is_not_proposed() -> None:
    assert Romanised(PAIRS).names("Beijing") == ()
    assert Romanised(PAIRS).names("strengths") == ()
    assert Romanised(()).names("Shanyin") == ()


def test_only_capitalised_words_may_be_names() -> None:
    assert latin_names("When did Shanyin open the Lin'an office?") == ("when", "shanyin", "lin'an")
    assert latin_names("山阴党支部建设了多少千兆小区") == ()
