"""The door."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType

import pytest

from index.build import build_index
from index.errors import IndexEmptyError
from index.passages import tokenizer
from index.rankers.encoder import Encoder
from index.store.store import Index
from qa.bot import Bot
from qa.find.retriever import Retriever
from qa.measure.sets import read_examples
from tests.conftest import ROOT


def test_after_warming_up_nothing_is_left_to_load(bot: Bot) -> None:
    bot.warm_up()
    loaded = tokenizer._tagger.cache_info().misses
    assert bot.ask("山阴党支部建设了多少千兆小区").short == "34 个"
    assert tokenizer._tagger.cache_info().misses == loaded == 1


def test_an_index_without_documents_has_no_answer_and_says_so(
    tmp_path: Path, encoder: Encoder
) -> None:
    corpus, where = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    build_index(corpus=corpus, where=where, encoder=encoder, may_be_empty=True)
    bot = Bot(Retriever(Index.open(where), encoder))
    bot.warm_up()
    for ask in (bot.ask, bot.retriever.search):
        with pytest.raises(IndexEmptyError, match=r"index .* holds no document.*Next: ") as error:
            ask("机房在几号楼？")
        assert f"`wenqu index {corpus} --index {where}`" in str(error.value)


@pytest.mark.parametrize(
    "question",
    ["山阴党支部建设了多少千兆小区", "东湖区割接受影响的业务有哪些？", "月球上有几个食堂"],
)
def test_k_is_the_number_of_hits_and_changes_no_answer(bot: Bot, question: str) -> None:
    one, many = bot.ask(question, k=1), bot.ask(question, k=12)
    assert (len(one.hits), len(many.hits)) == (1, 12)
    assert one.hits == many.hits[:1]
    told = [(a.found, a.confidence, a.text, a.short, a.citations) for a in (one, many)]
    assert told[0] == told[1]


def test_the_short_answer_lies_in_a_quote_that_is_cited(bot: Bot) -> None:
    """Of every question of corpus/ that has one."""
    given = 0
    for example in read_examples(ROOT / "corpus" / "questions.jsonl"):
        answer = bot.ask(example.question)
        span = answer.short_span
        if span is None:
            assert answer.short is None
            continue
        given += 1
        quote = next(c.quote for c in answer.citations if c.n == span.citation)
        item = answer.evidence[span.evidence]
        document = bot.index.document_by_id[item.doc_id]
        text = document.text[span.start : span.end]
        assert answer.short is not None
        assert span.citation in item.citations
        assert item.start <= span.start < span.end <= item.end
        held = quote[span.quote_start : span.quote_end]
        if "**" not in held:
            assert answer.short == held
        assert "".join(held.replace("**", "").split()) == "".join(text.split())
    assert given > 60


def test_on_the_way_of_a_question_nothing_is_folded_tagged_or_weighed_twice(bot: Bot) -> None:
    question = "山阴党支部建设了多少千兆小区"
    bot.ask(question)
    given: dict[str, list[object]] = {"fold": [], "tag": [], "weights": []}

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_name in given and "/index/" in code.co_filename:
            name = code.co_varnames[code.co_argcount - 1]
            given[code.co_name].append((id(frame.f_locals.get("self")), frame.f_locals[name]))

    sys.setprofile(note)
    try:
        bot.ask(question)
    finally:
        sys.setprofile(None)
    for calls in given.values():
        assert 1 <= len(calls) == len(set(calls)) <= 3
