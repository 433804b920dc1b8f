"""The door."""

from __future__ import annotations

from qa import tagger
from qa.bot import Bot


def test_after_warming_up_nothing_is_left_to_load(bot: Bot) -> None:
    bot.warm_up()
    loaded = tagger._tagger.cache_info().misses
    assert bot.ask("山阴党支部建设了多少千兆小区").short == "34个"
    assert tagger._tagger.cache_info().misses == loaded == 1
