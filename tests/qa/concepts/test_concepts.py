"""The lexicon, and concepts looked up in a real index of four small documents."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.store import Index
from qa.concepts import Concepts, Lexicon, Named, lexicon
from qa.concepts.concepts import LEXICON, stem
from qa.understand import read_question
from tests.qa.conftest import BotOf

SMALL = Lexicon(
    [
        "住宿费|酒店费|住旅馆的钱\taccommodation cost|hotel bill",
        "报销|报账\treimburse|claim back",
        "网络|網路\tnetwork",
    ]
)


def test_the_longest_known_expression_is_taken_and_its_other_ways_follow() -> None:
    found = SMALL.concepts("出差住旅馆的钱报销")
    # known expressions first, then the words between them
    assert [concept.said for concept in found] == ["住旅馆的钱", "报销", "出差"]
    assert found[0].others == ("住宿费", "酒店费", "accommodation cost", "hotel bill")
    assert found[2].others == ()


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
    assert ("报销" in SMALL, "没有这个说法" in SMALL) == (True, False)


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


def test_every_line_of_the_bundled_lexicon_has_both_languages() -> None:
    for number, line in enumerate(LEXICON.read_text("utf-8").splitlines(), start=1):
        chinese, tab, english = line.partition("\t")
        assert tab, number
        assert "\t" not in english, number
        assert all(way.strip() for way in (*chinese.split("|"), *english.split("|"))), number


def test_the_bundled_lexicon_leads_from_everyday_words_to_official_ones() -> None:
    assert "accommodation cost" in lexicon().others("住宿费")


TEXTS = {
    "a.txt": "住宿费凭票报销。",
    "b.txt": "餐费不予报销。",
    "c.txt": "山阴县建成小区。",
    "d.txt": "Hotel bills are paid monthly.",
}


@pytest.fixture(scope="module")
def index(bot_of: BotOf) -> Index:
    return bot_of({name: f"{text}\n" for name, text in TEXTS.items()}).index


@pytest.fixture(scope="module")
def concepts(index: Index) -> Concepts:
    return Concepts(index, SMALL)


def named_in(concepts: Concepts, question: str) -> Named:
    return concepts.named(read_question(question))


def rows(concepts: Concepts, question: str) -> list[list[str]]:
    names = sorted(TEXTS)
    return [[names[row] for row in c.rows] for c in named_in(concepts, question).concepts]


def test_a_concept_is_met_by_any_way_of_saying_it(concepts: Concepts) -> None:
    assert rows(concepts, "酒店费") == [["a.txt", "d.txt"]]
    assert rows(concepts, "reimbursing the hotel bill") == [
        ["a.txt", "b.txt"],
        ["a.txt", "d.txt"],
    ]


def test_a_latin_name_is_met_by_the_chinese_name_read_so(concepts: Concepts) -> None:
    assert rows(concepts, "What did Shanyin build?") == [[], ["c.txt"]]
    assert rows(concepts, "what did shanyin build?") == [[], []]  # no name: not capitalised


def test_shares_are_weights_of_what_is_spoken_of(concepts: Concepts) -> None:
    named = named_in(concepts, "酒店费报账")
    hotel, claim = (concept.weight for concept in named.concepts)
    # both stand in two of four passages: ln(1 + (4 - 2 + 0.5) / (2 + 0.5))
    assert (hotel, claim) == pytest.approx((np.log(2), np.log(2)))
    assert named.total == pytest.approx(2 * np.log(2))
    assert named.shares().tolist() == [1.0, 0.5, 0.0, 0.5]
    assert named.held([1, 3]).tolist() == [[False, True], [True, False]]
    assert named.weights.tolist() == [0.5, 0.5]


def test_a_concept_that_nothing_speaks_of_weighs_most(concepts: Concepts) -> None:
    hotel, nothing = named_in(concepts, "酒店费和飞船").concepts
    assert nothing.rows.tolist() == []
    assert nothing.weight == pytest.approx(np.log(1 + 4.5 / 0.5))
    assert nothing.weight > hotel.weight


def test_a_sentence_is_searched_for_the_ways_that_the_index_holds(concepts: Concepts) -> None:
    hotel = named_in(concepts, "酒店费").concepts[0]
    assert hotel.ways == ("住宿费",)
    assert hotel.is_in("住宿费凭票报销。")
    assert hotel.is_in("the hotel bills were late")
    assert not hotel.is_in("餐费不予报销。")
    assert not hotel.is_in("酒店费不予报销。")  # no passage says so


def test_a_concept_says_itself_first(index: Index) -> None:
    one = Concepts(index, Lexicon(["餐费|住宿费\tmeals"]))
    assert named_in(one, "住宿费").concepts[0].ways == ("住宿费", "餐费")


def test_which_texts_say_which_concepts_of_those_that_their_passages_speak_of(
    concepts: Concepts,
) -> None:
    named = named_in(concepts, "酒店费报账")
    texts = ["住宿费凭票报销。", "餐费不予报销。"]
    everything = np.ones((2, 2), bool)
    assert named.said(texts, everything).tolist() == [[True, False], [True, True]]
    assert named.said(texts, ~everything).tolist() == [[False, False], [False, False]]


def test_a_question_that_names_nothing_has_no_concepts(concepts: Concepts) -> None:
    named = named_in(concepts, "!!!")
    assert named.concepts == ()
    assert named.shares().tolist() == [0.0] * 4
    assert named.held([0]).shape == (1, 0)
