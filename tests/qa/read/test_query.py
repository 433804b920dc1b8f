"""What texts hold of a question's terms and tokens, against sums and cosines made one by one; and
a question as a real index of three small documents weighs it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.rankers.encoder import Encoder
from index.rankers.static_encoder import StaticEncoder, unit
from qa import Retriever
from qa.read import Query, Terms
from qa.read.query import SoftShares, dots, longest_run
from qa.understand import read_question
from tests.qa.conftest import BotOf

WEIGHTS = st.dictionaries(st.sampled_from("甲乙丙丁戊己庚辛壬癸"), st.floats(0.01, 9))
TEXTS = st.lists(st.frozensets(st.sampled_from("甲乙丙丁戊己庚辛壬癸子丑")), min_size=1)


def test_shares_and_the_heaviest_that_is_missing() -> None:
    terms = Terms({"基站": 3.0, "光猫": 1.0})
    held = terms.held([frozenset({"基站", "县"}), frozenset(), frozenset({"基站", "光猫"})])
    assert held.tolist() == [[True, False, True], [False, False, True]]
    assert terms.shares(held).tolist() == [0.75, 0.0, 1.0]
    assert terms.missing(held).tolist() == [0.25, 0.75, 0.0]
    assert terms.shares(held, terms.part(["光猫", "县"])).tolist() == [0.0, 0.0, 1.0]


def test_among_which_terms_a_share_is_may_differ_from_text_to_text() -> None:
    terms = Terms({"基站": 3.0, "光猫": 1.0})
    held = terms.held([frozenset({"基站"}), frozenset({"基站"})])
    among = np.array([[True, False], [True, True]])
    assert terms.shares(held, among).tolist() == [0.75, 0.0]


def test_no_terms_share_nothing() -> None:
    terms = Terms({})
    held = terms.held([frozenset({"基站"}), frozenset()])
    assert held.shape == (0, 2)
    assert terms.shares(held).tolist() == [0.0, 0.0]
    assert terms.missing(held).tolist() == [0.0, 0.0]


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


def test_of_each_stretch_the_best_cosine_of_every_token(encoder: Encoder) -> None:
    assert isinstance(encoder, StaticEncoder)
    asked, *stretches = encoder.token_ids(
        ["山阴建设了多少基站", "新建5G基站34个", "", "会议在太原召开"]
    )
    vectors = encoder.token_vectors(asked)
    weights = np.linalg.norm(vectors, axis=1)
    soft = SoftShares(unit(vectors), weights, encoder, stretches)
    expected = np.zeros((len(stretches), len(asked)))
    for number, stretch in enumerate(stretches):
        others = unit(encoder.token_vectors(stretch))
        for at, own in enumerate(unit(vectors)):
            expected[number, at] = max((float(own @ other) for other in others), default=0)
    expected = np.maximum(expected, 0)
    np.testing.assert_allclose(soft.best, expected, atol=1e-5)
    share = weights / weights.sum()
    np.testing.assert_allclose(soft.mean(soft.best), expected @ share, atol=1e-5)
    third = max(1, len(asked) // 3)
    least = np.sort(expected, axis=1)[:, :third].mean(axis=1)
    np.testing.assert_allclose(soft.low(soft.best), least, atol=1e-5)
    first = np.arange(len(asked)) == 0
    np.testing.assert_allclose(soft.part(soft.best, first), expected[:, 0], atol=1e-5)
    assert soft.part(soft.best, np.zeros(len(asked), bool)).tolist() == [-1, -1, -1]


@pytest.mark.parametrize("count", [1, 2, 9])
def test_a_product_does_not_depend_on_the_rows_beside_it(count: int) -> None:
    rows = np.random.default_rng(3).normal(size=(9, 37)).astype(np.float32)
    alone = [row @ rows[0] for row in rows[:count]]
    np.testing.assert_array_equal(dots(rows[:count], rows[0]), alone)


# In one passage of three, in two, in none: ln(1 + (3 - n + 0.5) / (n + 0.5))
ONE, TWO, NONE = math.log(1 + 2.5 / 1.5), math.log(1 + 1.5 / 2.5), math.log(8)
FILES = {
    "2023年年度报告.txt": "经营简报\n\n山阴建设基站。更换光猫12个。\n\n第二节\n\n山阴会议延期。",
    "第三季度.txt": "会议纪要\n\n会议讨论基站改造。",
}


@pytest.fixture(scope="module")
def retriever(bot_of: BotOf) -> Retriever:
    retriever = bot_of(FILES).retriever
    rows = {doc: [*rows] for doc, rows in retriever.index.rows_by_document.items()}
    assert rows == {"2023年年度报告.txt": [0, 1], "第三季度.txt": [2]}
    return retriever


def query_of(retriever: Retriever, question: str) -> Query:
    return retriever.query(read_question(question))


def test_terms_of_the_content_have_their_weights_once_in_order(retriever: Retriever) -> None:
    query = query_of(retriever, "山阴建设了多少基站，基站？")
    assert list(query.words.weights.items()) == [
        ("山阴", pytest.approx(TWO)),
        ("建设", pytest.approx(ONE)),
        ("基站", pytest.approx(TWO)),
    ]
    assert query.words.total == pytest.approx(2 * TWO + ONE)
    assert list(query.grams.weights) == list(query.question.content_characters)
    assert query.grams.weights["了"] == pytest.approx(NONE)
    assert query.grams.weights == retriever.index.characters.weights(
        query.question.content_characters
    )


def test_the_ideal_is_of_all_terms_as_often_as_they_occur(retriever: Retriever) -> None:
    query = query_of(retriever, "山阴建设了多少基站，基站？")
    assert query.question.words == ("山阴", "建设", "多少", "基站", "基站")
    assert query.ideal_words == pytest.approx(3 * TWO + ONE + NONE)
    weights = retriever.index.characters.weights(query.question.characters)
    assert query.ideal_characters == pytest.approx(
        sum(weights[gram] for gram in query.question.characters)
    )


def test_codes_and_years_of_the_content(retriever: Retriever) -> None:
    query = query_of(retriever, "2023年和2021年用的是5G-A还是CUlinux？")
    assert query.codes == {"2023", "2021", "5g-a", "culinux"}
    assert query.years == {"2023", "2021"}
    assert query_of(retriever, "基站有多少？").codes == frozenset()


def test_tokens_of_tail_and_focus_among_those_of_the_content(retriever: Retriever) -> None:
    query = query_of(retriever, "山阴县的党支部建设了多少座基站？")
    static, question = retriever.static, query.question
    tail, focus, content, ids = static.token_ids(
        [question.tail, question.focus, question.content, question.text]
    )
    assert query.tail_tokens.tolist() == [token in tail for token in content]
    assert query.focus_tokens.tolist() == [token in focus for token in content]
    assert 0 < query.tail_tokens.sum() < len(content)
    np.testing.assert_array_equal(query.ids, ids)
    np.testing.assert_allclose(np.linalg.norm(query.tokens, axis=1), 1, rtol=1e-5)
    vectors = static.token_vectors(content)
    np.testing.assert_allclose(query.tokens * query.weights[:, None], vectors, rtol=1e-5)
    np.testing.assert_allclose(query.vector, static.encode([question.text])[0], rtol=1e-5)


def test_what_whole_documents_hold(retriever: Retriever) -> None:
    query = query_of(retriever, "山阴建设了多少基站？")
    found = query.documents([2, 0, 1])
    whole = 2 * TWO + ONE
    assert found["document_words"].tolist() == pytest.approx([TWO / whole, 1, 1])
    first, second = query.documents([0])["document_concepts"], query.documents([2])
    weights = {c.ways[0]: c.weight for c in query.named.concepts}
    assert first.tolist() == pytest.approx([1.0])
    assert second["document_concepts"].tolist() == pytest.approx(
        [weights["基站"] / sum(weights.values())]
    )
    assert found["document_year"].tolist() == found["document_part"].tolist() == [0, 0, 0]


def test_whether_documents_are_of_the_period_asked_for(retriever: Retriever) -> None:
    found = query_of(retriever, "2023年的基站").documents([0, 1, 2])
    assert found["document_year"].tolist() == [1, 1, 0]  # a part alone dates no document
    assert found["document_part"].tolist() == [1, 1, 0]
    found = query_of(retriever, "2022年第一季度的基站").documents([2, 0])
    assert found["document_year"].tolist() == [0, -1]
    assert found["document_part"].tolist() == [0, -1]


def test_a_question_without_a_term_or_token_holds_nothing(retriever: Retriever) -> None:
    query = query_of(retriever, "\u2800")
    assert (len(query.words), len(query.grams), query.ideal_words) == (0, 0, 0)
    assert query.tokens.shape[0] == len(query.weights) == len(query.ids) == 0
    assert query.documents([0])["document_words"].tolist() == [0.0]
