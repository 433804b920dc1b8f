"""The order of the trees; the matcher against the network it was trained as, and its order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from qa import Bot
from qa.read import NAMES, Query, Sentence, Trees, match, rank_sentences
from qa.read.ranker import (
    CONTEXT,
    IN_AFTER,
    IN_BEFORE,
    IN_CONTEXT,
    IN_OWN,
    LENGTH,
    MATCHED,
    OWN,
    Matcher,
    Texts,
    read_texts,
    sentence_tokens,
    token_characters,
)
from qa.understand import read_question
from training.matcher import Batch, Network, Recipe, new_network, save_weights

QUESTION = "山阴党支部建设了多少千兆小区？"


@pytest.fixture(scope="module")
def network() -> Network:
    """Not trained: any weights show whether both compute the same."""
    network = new_network(Recipe(), seed=3)
    torch.manual_seed(3)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.05)
            parameter.copy_(parameter.half().float())  # as they are stored
    return network.eval()


def query_of(bot: Bot, question: str = QUESTION) -> Query:
    return bot.retriever.query(read_question(question))


def sentences_of(bot: Bot) -> tuple[Sentence, ...]:
    query = query_of(bot)
    return rank_sentences(*bot.retriever.read(query, bot.retriever.candidates(query)))


def test_the_trees_order_is_by_score_ties_by_passage_then_place(bot: Bot) -> None:
    query = query_of(bot)
    ranked, places, features = bot.retriever.read(query, bot.retriever.candidates(query))
    # One tree: 1 for what holds a number, else 0
    at = NAMES.index("numbers")
    trees = Trees(
        names=NAMES,
        roots=np.array([0], np.int32),
        feature=np.array([at, 0, 0], np.int32),
        threshold=np.array([0.5, np.inf, np.inf]),
        left=np.array([1, 1, 2], np.int32),
        right=np.array([2, 1, 2], np.int32),
        value=np.array([0.0, 0.0, 1.0]),
        depth=1,
    )
    sentences = rank_sentences(ranked, places, features, trees)
    with_number = [place for place, row in zip(places, features, strict=True) if row[at] > 0]
    without = [place for place in places if place not in with_number]
    readings = [r.reading for r in ranked]
    numbered = [(readings.index(s.ranked.reading), s.unit) for s in sentences]
    assert numbered == [*with_number, *without]
    assert [s.score for s in sentences] == [1.0] * len(with_number) + [0.0] * len(without)
    for sentence in sentences:
        document = bot.index.document_by_id[sentence.ranked.reading.passage.doc_id]
        assert document.text[sentence.start : sentence.end] == sentence.text
        assert sentence.match is None


def test_the_arrays_compute_what_the_network_does(
    bot: Bot, network: Network, tmp_path: Path
) -> None:
    sentences = sentences_of(bot)[:MATCHED]
    features = np.stack([s.features for s in sentences]).astype(np.float32)
    mean, deviation = features.mean(0), features.std(0) + 1
    weights = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    save_weights(weights, mean, deviation, tmp_path / "matcher.npz")
    static = bot.retriever.static
    matcher = Matcher.load(static, tmp_path / "matcher.npz")
    texts = read_texts(sentences)
    z = np.clip((features - mean) / deviation, -4, 4)
    with torch.no_grad():
        expected = network(
            Batch(
                torch.from_numpy(query_of(bot).ids[None]),
                torch.from_numpy(texts.ids),
                torch.from_numpy(texts.parts),
                torch.from_numpy(np.concatenate([z, z - z.max(0)], 1)),
                torch.tensor([s.score for s in sentences], dtype=torch.float32),
                torch.zeros(len(sentences), dtype=torch.int64),
            )
        )
    scores = matcher.score(query_of(bot).ids, sentences)
    np.testing.assert_allclose(scores, expected, atol=1e-4)
    assert np.ptp(expected.numpy()) > 0.1


def test_a_longer_neighbour_changes_no_score(bot: Bot) -> None:
    matcher = bot.retriever.matcher
    sentences = sentences_of(bot)[:MATCHED]
    texts = read_texts(sentences)
    wider = Texts(
        np.pad(texts.ids, ((0, 0), (0, 9))),
        np.pad(texts.parts, ((0, 0), (0, 9))),
    )
    features = np.stack([s.features for s in sentences]).astype(np.float32)
    trees = np.array([s.score for s in sentences], np.float32)
    ids = query_of(bot).ids
    np.testing.assert_allclose(
        matcher.forward(ids, wider, features, trees),
        matcher.forward(ids, texts, features, trees),
        atol=1e-4,
    )


def test_scores_go_with_their_sentences(bot: Bot) -> None:
    sentences = sentences_of(bot)[:MATCHED]
    matcher = bot.retriever.matcher
    ids, turned = query_of(bot).ids, sentences[::-1]
    np.testing.assert_allclose(
        matcher.score(ids, turned)[::-1], matcher.score(ids, sentences), atol=1e-4
    )


def test_the_first_are_put_in_order_and_the_others_follow_as_they_were(bot: Bot) -> None:
    before = sentences_of(bot)
    after = match(bot.retriever.matcher, query_of(bot), before)
    first, rest = after[:MATCHED], after[MATCHED:]
    assert {s.start for s in first} == {s.start for s in before[:MATCHED]}
    assert rest == before[MATCHED:]
    matched = [s.match for s in first if s.match is not None]
    assert len(matched) == MATCHED
    assert matched == sorted(matched, reverse=True)
    assert {s.start: s.score for s in after} == {s.start: s.score for s in before}
    assert "34" in first[0].text


def test_nothing_to_match(bot: Bot) -> None:
    assert match(bot.retriever.matcher, query_of(bot), ()) == ()
    assert bot.retriever.matcher.score(query_of(bot).ids, ()).shape == (0,)


def test_a_question_without_a_token_keeps_the_trees_order(bot: Bot) -> None:
    before = sentences_of(bot)[:5]
    falling = tuple(replace(s, score=5.0 - at) for at, s in enumerate(before))
    query = query_of(bot, "\u2800")
    assert query.ids.tolist() == []
    after = match(bot.retriever.matcher, query, falling)
    assert [s.start for s in after] == [s.start for s in falling]


def test_tokens_of_a_sentence_and_what_stands_around_it() -> None:
    units = [np.arange(100, 130), np.arange(200, 203), np.arange(300, 320)]
    ids, parts = sentence_tokens(units, np.array([7, 8]), 1)
    assert ids.tolist() == [7, 8, *range(120, 130), 200, 201, 202, *range(300, 306)]
    expected = [IN_CONTEXT] * 2 + [IN_BEFORE] * 10 + [IN_OWN] * 3 + [IN_AFTER] * 6
    assert parts.tolist() == expected


def test_a_long_sentence_leaves_little_room() -> None:
    units = [np.arange(90), np.arange(100, 190), np.arange(200, 290)]
    ids, parts = sentence_tokens(units, np.arange(300, 320), 1)
    assert len(ids) == LENGTH
    counts = [int((parts == part).sum()) for part in (IN_CONTEXT, IN_BEFORE, IN_OWN, IN_AFTER)]
    assert counts == [CONTEXT, LENGTH - OWN - CONTEXT, OWN, 0]


def test_characters_of_tokens() -> None:
    assert token_characters(("千兆", "兆\u2581千", "abcdefgh")).tolist() == [
        [1, 2, 0, 0, 0, 0],
        [2, 1, 0, 0, 0, 0],
        [3, 4, 5, 6, 7, 8],
    ]


def test_other_features_are_refused(bot: Bot, network: Network, tmp_path: Path) -> None:
    path = tmp_path / "matcher.npz"
    np.savez(path, names=np.array(NAMES[1:]))
    with pytest.raises(ValueError, match="knows other features"):
        Matcher.load(bot.retriever.static, path)
