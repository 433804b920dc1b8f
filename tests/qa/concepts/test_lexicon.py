from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.find.lexicon import LEXICON, Concept, Lexicon, lexicon, stem

SMALL = Lexicon(
    [
        "住宿费|酒店费|住旅馆的钱\taccommodation cost|hotel bill",
        "报销|报账\treimburse|claim back",
        "网络|網路\tnetwork",
    ]
)


def test_the_longest_known_expression_is_taken_and_its_other_ways_follow() -> None:
    found = SMALL.concepts("出差住旅馆的钱报销")
    assert [concept.said for concept in found] == ["出差", "住旅馆的钱", "报销"]
    assert found[0].others == ()
    assert found[1].others == ("住宿费", "酒店费", "accommodation cost", "hotel bill")


def test_english_words_meet_in_all_their_forms_and_words_of_asking_are_left_out() -> None:
    found = SMALL.concepts("how much of the hotel bills is reimbursed by zorblax")
    assert [concept.said for concept in found] == ["hotel bills", "reimbursed", "zorblax"]
    assert "住宿费" in found[0].others
    assert found[1].others[0] == "报销"


def test_traditional_expressions_are_found_folded() -> None:
    assert SMALL.concepts("网路")[0].others == ("网络", "network")


def test_an_expression_is_no_other_way_of_saying_itself() -> None:
    assert "报销" not in SMALL.others("报销")
    assert SMALL.others("没有这个说法") == ()


@pytest.mark.parametrize(
    ("one", "other"), [("policies", "policy"), ("reimbursed", "reimburse"), ("costs", "cost")]
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@given(st.text(alphabet="住宿费报销酒店abc 网络", max_size=30))
def test_concepts_are_pieces_of_the_question_each_once(content: str) -> None:
    said = [concept.said for concept in SMALL.concepts(content)]
    assert len(said) == len(set(said))
    joined = " ".join(content.split())
    assert all(piece in joined for piece in said)


def test_a_concept_says_itself_first() -> None:
    assert Concept("甲", ("乙",)).ways == ("甲", "乙")


def test_every_line_of_the_bundled_lexicon_has_both_languages() -> None:
    for number, line in enumerate(LEXICON.read_text("utf-8").splitlines(), start=1):
        chinese, tab, english = line.partition("\t")
        assert tab, number
        assert "\t" not in english, number
        assert all(way.strip() for way in (*chinese.split("|"), *english.split("|"))), number


def test_the_bundled_lexicon_leads_from_everyday_words_to_official_ones() -> None:
    assert "accommodation cost" in lexicon().others("住宿费")
