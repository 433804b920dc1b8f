"""The main job on corpus/: the bot, its answers and their citations, through the Python API."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.errors import QuestionError
from index.loaders.common.encoding import decode
from qa import Bot, Retriever, Turn
from qa.measure.evaluate import evaluate
from qa.measure.sets import read_examples
from tests.conftest import ROOT

QUESTIONS = ROOT / "corpus" / "questions.jsonl"


def test_the_first_question(bot: Bot) -> None:
    answer = bot.ask("山阴党支部建设了多少千兆小区")
    assert answer.found
    assert answer.short == "34 个"
    assert "34个" in answer.text
    cited = answer.citations[0]
    assert (cited.n, cited.path, cited.page) == (1, "news/山阴千兆小区.txt", 1)
    assert "34" in cited.quote
    source, _ = decode((ROOT / "corpus" / cited.path).read_bytes(), cited.path)
    assert source[cited.start : cited.end] == cited.quote


def test_every_quote_of_every_answer_is_the_source_to_the_character(bot: Bot) -> None:
    answered = 0
    for example in read_examples(QUESTIONS)[::3]:
        answer = bot.ask(example.question)
        quoted = ""
        for citation in answer.citations:
            source, _ = decode((ROOT / "corpus" / citation.path).read_bytes(), citation.path)
            assert source[citation.start : citation.end] == citation.quote
            quoted += citation.quote
        if answer.found:
            answered += 1
            spoken = [c for c in answer.text if c.isalnum()]
            assert [c for c in quoted if c.isalnum()] == spoken
        else:
            assert answer.citations == ()
            assert answer.short is None
    assert answered > 20


def test_not_found_is_said_plainly_with_the_nearest_passages(bot: Bot) -> None:
    answer = bot.ask("火星基地的咖啡机什么时候保养？")
    assert not answer.found
    assert answer.confidence < 0.5
    assert answer.text == "文档中没有找到能回答这个问题的内容。"
    assert answer.short is None
    assert answer.hits


def test_a_question_of_no_known_word_is_not_found(bot: Bot) -> None:
    for question in ("ξψζ", "!!!", "🙂🙂"):
        assert not bot.ask(question).found


def test_a_follow_up_is_understood_from_the_turn_before(bot: Bot) -> None:
    first = bot.ask("山阴党支部建设了多少千兆小区")
    turn = Turn(first.question, first.text, first.understood)
    answer = bot.ask("那光猫更换了多少个", [turn])
    assert "山阴党支部" in answer.understood
    assert answer.citations[0].path == "news/山阴千兆小区.txt"


def test_the_threshold_is_the_users(bot: Bot) -> None:
    question = "山阴党支部建设了多少千兆小区"
    assert not bot.ask(question, threshold=1.0).found
    assert bot.ask("火星基地的咖啡机什么时候保养？", threshold=0.0).found


def test_questions_that_cannot_be_asked(bot: Bot) -> None:
    for question in ("", "问" * 100_000, "\x00\x01", "山阴\ud800"):
        with pytest.raises(QuestionError):
            bot.ask(question)


def test_hits_are_ranked_with_the_score_of_each_ranker(corpus_index_path: Path) -> None:
    hits = Retriever.load(corpus_index_path).search("雪亮工程安装了多少个摄像头", k=5)
    assert [hit.rank for hit in hits] == [1, 2, 3, 4, 5]
    assert sorted((hit.score for hit in hits), reverse=True) == [hit.score for hit in hits]
    assert hits[0].passage.doc_id == "news/山阴千兆小区.txt"
    for hit in hits:
        assert {"words", "characters", "dense"} <= set(hit.scores)


def test_a_search_may_be_kept_to_some_documents(bot: Bot) -> None:
    hits = bot.retriever.search("千兆小区", 5, ["party/应县突击队.txt"])
    assert {hit.passage.doc_id for hit in hits} == {"party/应县突击队.txt"}
    assert bot.retriever.search("千兆小区", 5, ["nowhere.txt"]) == ()


def test_the_same_question_gives_the_same_record_byte_for_byte(bot: Bot) -> None:
    records = {json.dumps(bot.ask("割接第二批是哪天").to_json()) for _ in range(3)}
    assert len(records) == 1


def test_the_question_file_is_what_it_should_be(bot: Bot) -> None:
    examples = read_examples(QUESTIONS)
    assert len(examples) >= 120
    assert len({example.id for example in examples}) == len(examples)
    kinds = [example.kind for example in examples]
    assert set(kinds) == {"plain", "paraphrase", "cross", "followup", "unanswerable"}
    assert kinds.count("unanswerable") >= 25
    documents = bot.index.document_by_id
    for example in examples:
        assert example.answerable == bool(example.docs) == bool(example.evidence)
        for doc in example.docs:
            held = "".join(documents[doc].text.split())
            for words in (*example.evidence, *example.shorts):
                assert "".join(words.split()) in held, f"{example.id}: {words}"


def test_plain_questions_find_their_document(bot: Bot) -> None:
    plain = [example for example in read_examples(QUESTIONS) if example.kind == "plain"]
    figures = evaluate(bot, plain).figures
    assert figures["document@1"] >= 0.95
    assert figures["evidence"] >= 0.7
