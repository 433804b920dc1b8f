"""Concepts looked up in a real index of four small documents."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.build import build_index
from index.rankers.encoder import Encoder
from index.store.store import Index
from qa.find.concepts import Concepts
from qa.find.lexicon import Lexicon

LINES = ["住宿费|酒店费\taccommodation cost|hotel bill", "报销|报账\treimburse"]
TEXTS = {
    "a.txt": "住宿费凭票报销。",
    "b.txt": "餐费不予报销。",
    "c.txt": "山阴县建成小区。",
    "d.txt": "Hotel bills are paid monthly.",
}


@pytest.fixture(scope="module")
def concepts(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Concepts:
    corpus: Path = tmp_path_factory.mktemp("concepts")
    for name, text in TEXTS.items():
        (corpus / name).write_text(text + "\n", "utf-8")
    where = corpus / ".index"
    build_index(corpus=corpus, where=where, encoder=encoder)
    return Concepts(Index.open(where), Lexicon(LINES))


def rows(concepts: Concepts, question: str, content: str) -> list[list[str]]:
    names = sorted(TEXTS)
    named = concepts.named(question, content)
    return [[names[row] for row in concept.rows] for concept in named.concepts]


def test_a_concept_is_met_by_any_way_of_saying_it(concepts: Concepts) -> None:
    assert rows(concepts, "酒店费", "酒店费") == [["a.txt", "d.txt"]]
    assert rows(concepts, "", "reimbursing the hotel bill") == [
        ["a.txt", "b.txt"],
        ["a.txt", "d.txt"],
    ]


def test_a_latin_name_is_met_by_the_chinese_name_read_so(concepts: Concepts) -> None:
    assert rows(concepts, "What did Shanyin build?", "shanyin build") == [[], ["c.txt"]]


def test_shares_are_weights_of_what_is_spoken_of(concepts: Concepts) -> None:
    named = concepts.named("", "酒店费报账")
    hotel, claim = (concept.weight for concept in named.concepts)
    # both stand in two of four passages: ln(1 + (4 - 2 + 0.5) / (2 + 0.5))
    assert (hotel, claim) == pytest.approx((np.log(2), np.log(2)))
    assert named.shares().tolist() == [1.0, 0.5, 0.0, 0.5]
    assert named.held([1, 3]).tolist() == [[False, True], [True, False]]
    assert named.weights().tolist() == [0.5, 0.5]


def test_a_sentence_is_searched_for_the_ways_that_the_index_holds(concepts: Concepts) -> None:
    hotel = concepts.named("", "酒店费").concepts[0]
    assert hotel.is_in("住宿费凭票报销。")
    assert hotel.is_in("the hotel bills were late")
    assert not hotel.is_in("餐费不予报销。")


def test_a_question_that_names_nothing_has_no_concepts(concepts: Concepts) -> None:
    named = concepts.named("", "")
    assert named.concepts == ()
    assert named.shares().tolist() == [0.0] * 4
    assert named.held([0]).shape == (1, 0)
