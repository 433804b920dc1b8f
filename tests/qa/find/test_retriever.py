"""Fusion by hand, and what a real retriever finds: order, ties, documents, duplicates, names."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexEmptyError, QuestionError
from index.rankers.encoder import Float32Array
from qa import Bot
from qa.find import Weights
from qa.find.retriever import (
    POOL,
    READ_DENSE,
    READ_FUSED,
    READ_NAMED,
    fuse,
    share_of_ideal,
)
from qa.read import chance
from qa.understand import read_question
from tests.qa.conftest import BotOf

QUESTION = "山阴党支部建设了多少千兆小区"


def array(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def test_where_the_words_cover_the_question_they_decide_alone() -> None:
    fused = fuse(array(0.5, 0), array(1, 0), array(0.2, 0.8), array(0, 0), Weights(1, 2, 1, 0))
    np.testing.assert_allclose(fused, [(0.5 + 2) / 3, 0], rtol=1e-6)


def test_where_they_cover_nothing_the_cosines_lead() -> None:
    fused = fuse(array(0.03, 0), array(0.0, 0), array(0.2, 0.8), array(0, 0), Weights(1, 2, 1, 0))
    np.testing.assert_allclose(fused, [(0.03 + 0.2) / 4, 0.8 / 4], rtol=1e-6)


def test_in_between_they_share() -> None:
    # coverage (0.2 + 2·0.2) / 3 = 0.2: half-way between NONE and FULL, so the dense weight is ½
    fused = fuse(array(0.2, 0), array(0.2, 0), array(0, 1), array(0, 0), Weights(1, 2, 1, 0))
    np.testing.assert_allclose(fused, [0.6 / 3.5, 0.5 / 3.5], rtol=1e-5)


def test_a_negative_cosine_says_nothing() -> None:
    assert fuse(array(0), array(0), array(-0.9), array(0), Weights()).tolist() == [0.0]


def test_every_term_once_in_an_average_passage_is_a_whole_share() -> None:
    k1, idf = 0.9, 3.0
    np.testing.assert_allclose(share_of_ideal(array(idf / (1 + k1)), idf, k1), [1.0], rtol=1e-6)


def test_a_question_without_weight_has_no_share() -> None:
    assert share_of_ideal(array(1, 2), 0.0, 0.9).tolist() == [0.0, 0.0]


@given(st.lists(st.floats(0, 1, width=32), min_size=2, max_size=8))
def test_the_order_of_one_ranker_alone_is_kept(values: list[float]) -> None:
    scores, zero = array(*values), array(*[0] * len(values))
    for fused in (
        fuse(scores, zero, zero, zero, Weights(1, 0, 0, 0)),
        fuse(zero, scores, zero, zero, Weights(0, 1, 0, 0)),
        fuse(zero, zero, scores, zero, Weights(0, 0, 1, 0)),
        fuse(zero, zero, zero, scores, Weights(0, 0, 0, 1)),
    ):
        np.testing.assert_allclose(fused, scores, rtol=1e-6)


def test_candidates_are_the_union_of_each_rankers_best(bot: Bot) -> None:
    retriever, index = bot.retriever, bot.index
    query = retriever.query(read_question(QUESTION))
    found = retriever.candidates(query)

    def best(scores: Float32Array) -> set[int]:
        order = np.lexsort((np.arange(len(scores)), -scores))[:POOL]
        return {int(row) for row in order if scores[row] > 0}

    words = index.words.scores(query.question.words)
    grams = index.characters.scores(query.question.characters)
    cosines = index.dense.scores(query.vector, np.arange(len(index.passages)))
    nearest = set(np.argsort(-cosines, kind="stable")[:POOL].tolist())
    union = best(words) | best(grams) | best(query.named.shares()) | nearest
    assert found.rows.tolist() == sorted(union)
    assert len(index.passages) > len(union) > POOL
    # every one is scored by every ranker
    k1 = index.settings.bm25_k1
    expected = share_of_ideal(words, query.ideal_words, k1)[found.rows]
    np.testing.assert_array_equal(found.words, expected)
    expected = share_of_ideal(grams, query.ideal_characters, k1)[found.rows]
    np.testing.assert_array_equal(found.characters, expected)
    np.testing.assert_array_equal(found.named, query.named.shares()[found.rows])
    np.testing.assert_allclose(found.dense, cosines[found.rows], atol=1e-6)
    fused = fuse(found.words, found.characters, found.dense, found.named, Weights())
    np.testing.assert_array_equal(found.fused, fused)


def test_weights_may_be_others(bot: Bot) -> None:
    query = bot.retriever.query(read_question(QUESTION))
    found = bot.retriever.candidates(query, weights=Weights(1, 0, 0, 0))
    np.testing.assert_allclose(found.fused, found.words, rtol=1e-6)


def test_hits_have_each_rankers_score_and_those_that_were_read_their_evidence(bot: Bot) -> None:
    found = bot.retriever.find(read_question(QUESTION), 60)
    names = ["words", "characters", "dense", "concepts", "fused"]
    read = {s.ranked.reading.row for s in found.sentences}
    assert len(read) <= READ_FUSED + READ_DENSE + READ_NAMED
    for hit in found.hits:
        assert list(hit.scores) == [*names, *(["evidence"] if hit.row in read else [])]
    assert [hit.rank for hit in found.hits] == list(range(1, 61))
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)
    # those that were read stand in the order of their best sentences, above all others
    rows = list(dict.fromkeys(s.ranked.reading.row for s in found.sentences))
    held = [hit.row for hit in found.hits]
    also = {row: rows[0] for rows in found.same.values() for row in rows}
    assert held[: len(read & set(held))] == [
        row for row in rows if also.get(row, row) == row and row in held
    ]
    # their scores are the chances of the trees' scores, dealt out in that order
    trees = sorted(
        (max(s.score for s in found.sentences if s.ranked.reading.row == row) for row in rows),
        reverse=True,
    )
    assert found.hits[0].score == pytest.approx(chance(trees[0]))


def test_k_is_how_many_hits_and_nothing_else(bot: Bot) -> None:
    question = read_question(QUESTION)
    whole = bot.retriever.find(question, 30)
    for k in (1, 5, 12):
        found = bot.retriever.find(question, k)
        assert found.hits == whole.hits[:k]
        assert [(s.start, s.text, s.match) for s in found.sentences] == [
            (s.start, s.text, s.match) for s in whole.sentences
        ]
        assert found.confidence == whole.confidence
    assert bot.retriever.search(QUESTION, k=5) == whole.hits[:5]
    assert bot.retriever.find(question, 0).hits == ()


def test_only_of_the_documents_that_are_named(bot: Bot) -> None:
    first, second = "party/应县突击队.txt", "news/山阴千兆小区.txt"
    found = bot.retriever.find(read_question("千兆小区"), 200, [second, first])
    rows = {hit.row for hit in found.hits} | {row for rows in found.same.values() for row in rows}
    expected = {row for doc in (first, second) for row in bot.index.rows_by_document[doc]}
    assert rows == expected  # all of theirs, whether any ranker names them
    assert found.hits[0].passage.doc_id == second
    assert {s.ranked.reading.passage.doc_id for s in found.sentences} <= {first, second}
    for nothing in ([], ["nowhere.txt"]):
        none = bot.retriever.find(read_question("千兆小区"), 5, nothing)
        assert (none.hits, none.sentences, none.same, none.confidence) == ((), (), {}, 0.0)
    assert bot.retriever.search("千兆小区", 1, {first, "nowhere.txt"})[0].passage.doc_id == first


@pytest.fixture(scope="module")
def many(bot_of: BotOf) -> Bot:
    """One document that says what is asked, and forty of which no ranker can tell."""
    files = {f"{n:02}.txt": f"Note {n}\n\nquorum {n} zephyr vex." for n in range(40)}
    return bot_of({**files, "a.txt": "机房\n\n机房在三号楼。"})


def test_equal_scores_come_in_passage_order(many: Bot) -> None:
    hits = many.retriever.search("机房在三号楼", 41, list(many.index.document_by_id))
    assert hits[0].passage.doc_id == "a.txt"
    unread = [hit for hit in hits if "evidence" not in hit.scores]
    assert {hit.score for hit in unread} == {0.0}
    assert [hit.row for hit in unread] == sorted(hit.row for hit in unread)
    assert len(unread) == 41 - READ_FUSED - READ_DENSE - READ_NAMED


def test_of_a_document_left_out_nothing_is_read(many: Bot) -> None:
    retriever = many.retriever
    query = retriever.query(read_question("机房在三号楼"))
    found = retriever.candidates(query)
    read = [r.reading.passage.doc_id for r in retriever.read(query, found)[0]]
    assert read[0] == "a.txt"
    others, places, features = retriever.read(query, found, without="a.txt")
    assert "a.txt" not in {r.reading.passage.doc_id for r in others}
    assert len(places) == len(features) == sum(len(r.reading.units) for r in others)
    missing = retriever.read(query, found, without="nowhere.txt")[0]
    assert [r.reading.passage.doc_id for r in missing] == read


TWICE = "清河县分公司3月投入应急通信车6辆，抢通基站41个，保障了三个乡镇的通信。"
REST = "沿河的光缆全部改为架空，值班人员昼夜轮换。"
TWO_PLACES = {
    "a.txt": f"清河防汛\n\n{TWICE}{REST}",
    "b.txt": f"清河防汛（转载）\n\n{TWICE}{REST.replace('昼夜', '日夜')}",
    "c.txt": f"临水防汛\n\n{TWICE.replace('41', '42')}{REST}",
    "d.txt": "食堂\n\n食堂十一点半开门。",
}


def test_passages_that_say_the_same_are_one_hit(bot_of: BotOf) -> None:
    retriever = bot_of(TWO_PLACES).retriever
    found = retriever.find(read_question("清河县抢通了多少基站"), 3)
    (folded,) = (hit for hit in found.hits if hit.also)
    a, b = (retriever.index.rows_by_document[name].start for name in ("a.txt", "b.txt"))
    rows = (a, b) if folded.row == a else (b, a)
    assert found.same == {a: rows, b: rows}
    assert [p.doc_id for p in folded.also] == [retriever.index.passages[rows[1]].doc_id]
    assert {hit.passage.doc_id for hit in found.hits} == {folded.passage.doc_id, "c.txt", "d.txt"}
    # Of the second the sentence alone that the first does not say
    texts = [s.text for s in found.sentences if s.ranked.reading.row in rows]
    assert sorted(texts) == sorted([TWICE, REST, REST.replace("昼夜", "日夜")])


def test_what_says_the_same_does_not_depend_on_k(bot_of: BotOf) -> None:
    """More passages say the same than are looked at for a few hits."""
    files = {f"{n:02}.txt": "Note\n\nquorum zephyr vex." for n in range(60)}
    retriever = bot_of({**files, "a.txt": "机房\n\n机房在三号楼。"}).retriever
    question = read_question("机房在三号楼的 quorum zephyr")
    few, more, all_ = (retriever.find(question, k) for k in (1, 2, 30))
    assert few.same == more.same == all_.same
    assert len({s.text for s in few.sentences}) == len(few.sentences) == 2
    texts = [[(s.text, s.start, s.match) for s in found.sentences] for found in (few, more, all_)]
    assert texts[0] == texts[1] == texts[2]
    assert few.confidence == more.confidence == all_.confidence


def test_where_there_are_no_documents_nothing_can_be_asked(bot_of: BotOf) -> None:
    retriever = bot_of({}).retriever
    with pytest.raises(IndexEmptyError, match="holds no document"):
        retriever.find(read_question("机房在几号楼"))
    with pytest.raises(IndexEmptyError, match="holds no document"):
        retriever.search("机房在几号楼")
    with pytest.raises(QuestionError, match="the question is empty"):
        retriever.search(" ")
