from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from index.rankers.bm25 import BM25Index

PASSAGES = [["光纤", "建设", "光纤"], ["基站", "建设"], ["党建"]]


def by_hand(terms: list[str], k1: float, b: float) -> list[float]:
    """The formula of the module's docstring, written out."""
    average = sum(map(len, PASSAGES)) / len(PASSAGES)
    scores = []
    for passage in PASSAGES:
        score = 0.0
        for term in terms:
            df = sum(term in p for p in PASSAGES)
            if df:
                idf = math.log(1 + (len(PASSAGES) - df + 0.5) / (df + 0.5))
                tf = passage.count(term)
                score += idf * tf / (tf + k1 * (1 - b + b * len(passage) / average))
        scores.append(score)
    return scores


@pytest.mark.parametrize("terms", [["光纤"], ["建设", "光纤"], ["党建", "没有", "建设"]])
def test_scores_equal_the_formula(terms: list[str]) -> None:
    index = BM25Index.build(PASSAGES, k1=0.9, b=0.4)
    np.testing.assert_allclose(index.scores(terms), by_hand(terms, 0.9, 0.4), rtol=1e-5)


def test_no_known_term_scores_nothing_and_raises_nothing() -> None:
    index = BM25Index.build(PASSAGES, k1=1.5, b=0.75)
    for terms in ([], ["没有"], [""]):
        assert index.scores(terms).tolist() == [0.0, 0.0, 0.0]


def test_an_unknown_term_is_the_rarest() -> None:
    index = BM25Index.build(PASSAGES, k1=1.5, b=0.75)
    weights = index.weights(["建设", "没有", "光纤", "", "没有"])
    assert list(weights) == ["建设", "没有", "光纤", ""]  # in the order of first mention
    # ln(1 + (3 - df + 0.5) / (df + 0.5)), by hand
    assert weights == {
        "建设": pytest.approx(math.log(1.6)),  # two of three passages
        "没有": pytest.approx(math.log(8)),
        "光纤": pytest.approx(math.log(1 + 2.5 / 1.5)),  # one passage, however often
        "": pytest.approx(math.log(8)),
    }
    assert weights["没有"] > weights["光纤"] > weights["建设"]
    assert index.weights(iter(["光纤"])) == {"光纤": weights["光纤"]}
    assert index.weights([]) == {}


def test_a_passage_that_holds_each_term_without_end_scores_the_sum_of_the_weights() -> None:
    many = BM25Index.build([["光纤", "建设"] * 5000, ["基站"]], k1=0.9, b=0.0)
    weights = many.weights(["光纤", "建设"])
    np.testing.assert_allclose(many.scores(["光纤", "建设"])[0], sum(weights.values()), rtol=1e-3)


def test_saved_and_loaded_it_scores_the_same(tmp_path: Path) -> None:
    index = BM25Index.build(PASSAGES, k1=1.5, b=0.75)
    index.save(tmp_path / "bm25")
    loaded = BM25Index.load(tmp_path / "bm25", len(PASSAGES))
    assert loaded.scores(["光纤", "建设"]).tolist() == index.scores(["光纤", "建设"]).tolist()


def test_the_files_are_the_same_byte_for_byte_each_time(tmp_path: Path) -> None:
    for name in ("a", "b"):
        BM25Index.build(PASSAGES, k1=1.5, b=0.75).save(tmp_path / name)
    for file in sorted((tmp_path / "a").iterdir()):
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


def test_passages_without_a_term_are_allowed() -> None:
    assert BM25Index.build([[], []], k1=1.5, b=0.75).scores(["光纤"]).tolist() == [0.0, 0.0]


@pytest.mark.filterwarnings("error")
def test_no_passage_at_all_is_allowed(tmp_path: Path) -> None:
    BM25Index.build([], 0.9, 0.4).save(tmp_path / "none")
    index = BM25Index.load(tmp_path / "none", 0)
    assert len(index) == 0
    assert index.scores(["光纤"]).tolist() == []
    assert index.rows_with("光纤").tolist() == []
    assert index.weights(["光纤"]) == {"光纤": pytest.approx(math.log(2))}
