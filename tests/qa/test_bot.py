"""The door."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import build_index
from index.errors import IndexEmptyError
from index.rankers.encoder import Encoder
from index.store.store import Index
from qa.bot import Bot
from qa.find.retriever import Retriever
from qa.understand import tagger


def test_after_warming_up_nothing_is_left_to_load(bot: Bot) -> None:
    bot.warm_up()
    loaded = tagger._tagger.cache_info().misses
    assert bot.ask("山阴党支部建设了多少千兆小区").short == "34 个"
    assert tagger._tagger.cache_info().misses == loaded == 1


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
