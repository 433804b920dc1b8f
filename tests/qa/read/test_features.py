"""Columns of the ranker's features, worked by hand on five sentences of three documents."""

from __future__ import annotations

import math

import numpy as np
import pytest

from qa import Retriever
from qa.read import NAMES, Ranked, sentence_features
from qa.understand import read_question
from tests.qa.conftest import BotOf

FILES = {
    "a.txt": "经营简报\n\n山阴建设基站。更换光猫12个。山阴会议延期。",
    "b.txt": "纪要\n\n会议讨论基站CUlinux改造。",
    "c.txt": "食堂通知\n\n食堂开门。",
}
# In one passage of three, in two, in none: ln(1 + (3 - n + 0.5) / (n + 0.5))
ONE, TWO, NONE = math.log(1 + 2.5 / 1.5), math.log(1 + 1.5 / 2.5), math.log(8)
BUILT = "山阴建设了多少基站？"
# 山 阴 建 设 山阴 阴建 建设; 基 站 基站; 了 设了
GRAMS = 7 * ONE + 3 * TWO + 2 * NONE


@pytest.fixture(scope="module")
def retriever(bot_of: BotOf) -> Retriever:
    return bot_of(FILES).retriever


def columns(retriever: Retriever, question: str) -> dict[str, list[float]]:
    """By name, of the sentences in the order of the documents."""
    query = retriever.query(read_question(question))
    ranked, places, rows = retriever.read(query, retriever.candidates(query))
    order = np.argsort([ranked[p].reading.row * 10 + u for p, u in places])
    texts = [ranked[places[at][0]].reading.units[places[at][1]].text for at in order]
    assert texts == [
        "山阴建设基站。",
        "更换光猫12个。",
        "山阴会议延期。",
        "会议讨论基站CUlinux改造。",
        "食堂开门。",
    ]
    return {name: rows[order, at].tolist() for at, name in enumerate(NAMES)}


@pytest.fixture(scope="module")
def built(retriever: Retriever) -> dict[str, list[float]]:
    return columns(retriever, BUILT)


def test_own_shares_of_the_weight_of_words_and_grams(built: dict[str, list[float]]) -> None:
    total = 2 * ONE + TWO  # 山阴 建设 基站
    assert built["own_words"] == pytest.approx([1, 0, ONE / total, TWO / total, 0])
    grams = [7 * ONE + 3 * TWO, 0, 3 * ONE, 3 * TWO, 0]
    assert built["own_grams"] == pytest.approx([gram / GRAMS for gram in grams])
    best = grams[0]
    assert built["own_grams_share"] == pytest.approx([gram / best for gram in grams])


def test_the_longest_run_of_the_content_and_its_weight(built: dict[str, list[float]]) -> None:
    # 山阴建设了 基站: eight characters, of which 山阴建设, 山阴, 基站 stand there
    assert built["own_run"] == [4 / 8, 0, 2 / 8, 2 / 8, 0]
    assert built["own_run_idf"] == pytest.approx([3 * ONE, 0, ONE, TWO, 0])


def test_how_much_of_a_sentence_is_the_questions(built: dict[str, list[float]]) -> None:
    # 山阴建设基站 has six characters and five pairs, all but 设基 asked for
    assert built["own_precision"][0] == pytest.approx(10 / 11)
    assert built["own_precision"][2] == pytest.approx(3 / 11)
    assert built["own_precision"][4] == 0


def test_what_stands_beside_a_sentence_ends_with_its_passage(
    built: dict[str, list[float]],
) -> None:
    whole, rest, other = 7 * ONE + 3 * TWO, 3 * ONE, 3 * TWO
    expected = {
        "before_grams": [0, whole, 0, 0, 0],  # before the fourth stands another passage
        "after_grams": [0, rest, 0, 0, 0],
        "near_grams": [whole, whole, rest, other, 0],
    }
    for name, weights in expected.items():
        assert built[name] == pytest.approx([weight / GRAMS for weight in weights]), name


def test_passages_have_what_their_sentences_title_and_headings_have(
    built: dict[str, list[float]],
) -> None:
    total = 2 * ONE + TWO
    assert built["passage_words"] == pytest.approx([1, 1, 1, TWO / total, 0])
    assert built["passage_missing"] == pytest.approx([0, 0, 0, ONE / total, ONE / total])
    assert built["document_words"] == built["passage_words"]
    assert built["context_words"] == [0] * 5


def test_the_title_counts_as_context(retriever: Retriever) -> None:
    found = columns(retriever, "食堂纪要")
    # 纪要 stands in a title alone, 食堂 in a title and below it
    assert found["own_words"] == pytest.approx([0, 0, 0, 0, ONE / (2 * ONE)])
    assert found["context_words"] == pytest.approx([0, 0, 0, 0.5, 0.5])
    assert found["passage_words"] == pytest.approx([0, 0, 0, 0.5, 0.5])
    assert found["own_words"][3] == 0


def test_codes_and_years_are_minus_one_where_the_question_has_none(
    retriever: Retriever, built: dict[str, list[float]]
) -> None:
    for name in ("own_codes", "passage_codes", "own_years", "passage_years"):
        assert built[name] == [-1] * 5
    found = columns(retriever, "CUlinux用在12个基站还是2023年？")
    # culinux, 12, 2023
    assert found["own_codes"] == pytest.approx([0, 1 / 3, 0, 1 / 3, 0])
    assert found["passage_codes"] == pytest.approx([1 / 3, 1 / 3, 1 / 3, 1 / 3, 0])
    assert found["own_years"] == [0] * 5


def test_of_new_words_the_documents_opening_knows_none(retriever: Retriever) -> None:
    # 山阴 stands in the first sentence; 延期 is new
    found = columns(retriever, "山阴延期")
    new = 2 * ONE + ONE  # 延 期 延期
    between = NONE  # 阴延, which nothing says
    assert found["own_new"] == pytest.approx([0, 0, new / (new + between), 0, 0])
    assert columns(retriever, "山阴")["own_new"] == [-1, -1, -1, 0, 0]


def test_whether_what_is_asked_for_is_there(retriever: Retriever) -> None:
    assert columns(retriever, BUILT)["holds"] == [0, 1, 0, 0, 0]  # a number
    assert columns(retriever, "山阴什么时候建设基站？")["holds"] == [0] * 5  # a date
    assert columns(retriever, "建设了哪些基站？")["holds"] == [0] * 5  # a list
    assert columns(retriever, "谁建设了基站？")["holds"] == [0.5] * 5  # cannot be seen
    assert columns(retriever, "更换了多少个光猫？")["unit_fits"] == [0, 1, 0, 0, 0]
    assert columns(retriever, "谁建设了基站？")["unit_fits"] == [0.5] * 5
    assert columns(retriever, "为什么延期？")["cause"] == [0] * 5
    assert columns(retriever, "谁建设了基站？")["cause"] == [0.5] * 5


def test_what_is_asked_is_the_same_in_every_row(built: dict[str, list[float]]) -> None:
    asked = {
        "question_length": 8, "question_terms": 3, "several": 0, "wants_number": 1,
        "wants_date": 0, "wants_list": 0, "wants_person": 0, "wants_other": 0, "concepts": 3,
    }  # fmt: skip
    assert {name: built[name] for name in asked} == {name: [v] * 5 for name, v in asked.items()}


def test_concepts_that_are_named(built: dict[str, list[float]]) -> None:
    total = 2 * ONE + TWO  # each of the three is one word in one way
    assert built["own_concepts"] == pytest.approx([1, 0, ONE / total, TWO / total, 0])
    assert built["near_concepts"] == pytest.approx([1, 1, ONE / total, TWO / total, 0])
    assert built["passage_concepts"] == pytest.approx([1, 1, 1, TWO / total, 0])
    assert built["missing_concept"] == pytest.approx([0, 0, 0, ONE / total, ONE / total])


def test_how_passages_and_documents_were_ranked(retriever: Retriever) -> None:
    query = retriever.query(read_question(BUILT))
    readings = retriever.reader.read([0, 1, 2])
    scores = [(0.5, 0.4, 0.3, 0.8), (0.25, 0.4, 0.0, 0.6), (0.0, 0.0, -0.1, 0.2)]
    ranked = [Ranked(reading, *said) for reading, said in zip(readings, scores, strict=True)]
    places, rows = sentence_features(query, ranked, retriever.static)
    assert places == [(0, 0), (0, 1), (0, 2), (1, 0), (2, 0)]
    found = dict(zip(NAMES, rows.T.tolist(), strict=True))
    assert found["rank"] == [0, 0, 0, 1, 2]
    assert found["words"] == [0.5, 0.5, 0.5, 0.25, 0]
    assert found["words_share"] == [1, 1, 1, 0.5, 0]
    assert found["dense_share"] == pytest.approx([1, 1, 1, 0, -1 / 3])
    assert found["document_fused"] == pytest.approx([1, 1, 1, 0.75, 0.25])
    assert found["document_hits"] == [1] * 5
    twice = [ranked[0], Ranked(readings[0], 0, 0, 0, 0.4)]
    _, rows = sentence_features(query, twice, retriever.static)
    found = dict(zip(NAMES, rows.T.tolist(), strict=True))
    assert found["document_hits"] == [2] * 6
    assert found["document_fused"] == [1] * 6


def test_nothing_read_has_no_rows(retriever: Retriever) -> None:
    query = retriever.query(read_question(BUILT))
    places, rows = sentence_features(query, [], retriever.static)
    assert (places, rows.shape) == ([], (0, len(NAMES)))


def test_periods_of_sentences_and_documents(bot_of: BotOf) -> None:
    retriever = bot_of(
        {
            "2020年半年度报告.txt": "经营\n\n2020年上半年收入十元。2020年收入略增。"
            "2019年上半年收入九元。收入来自宽带。",
            "2020年第三季度报告.txt": "经营\n\n收入持平。",
        }
    ).retriever
    query = retriever.query(read_question("2020年上半年的收入是多少？"))
    ranked, places, rows = retriever.read(query, retriever.candidates(query))
    found = {
        ranked[p].reading.units[u].text: dict(zip(NAMES, row.tolist(), strict=True))
        for (p, u), row in zip(places, rows, strict=True)
    }
    own = {text: row["own_period"] for text, row in found.items()}
    assert own == {
        "2020年上半年收入十元。": 1.0,
        "2020年收入略增。": 0.5,  # the part is left open
        "2019年上半年收入九元。": -1.0,
        "收入来自宽带。": 0.0,
        "收入持平。": 0.0,
    }
    parts = {text: (row["document_year"], row["document_part"]) for text, row in found.items()}
    assert parts["收入来自宽带。"] == (1.0, 1.0)
    assert parts["收入持平。"] == (1.0, -1.0)
