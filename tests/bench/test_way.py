"""The way of a question: files passed, changes of file, calls."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.way import Call, Way, way_of
from qa.bot import Bot

ASK = Path("qa/bot.py")
FOLD = Path("index/passages/tokenizer.py")


def test_a_change_of_file_is_a_call_into_another_file_and_the_first_call() -> None:
    way = Way(
        (
            Call(ASK, "ask", None),
            Call(ASK, "_find", None),
            Call(FOLD, "fold", "甲"),
            Call(FOLD, "fold", "乙"),
            Call(ASK, "_of_parts", None),
            Call(FOLD, "fold", "甲"),
        )
    )
    assert way.files == (ASK, FOLD)
    assert way.changes == 4
    assert way.within("qa").changes == 1
    assert len(way.within("index").calls) == 3
    assert way.often("fold") == (3, 2)
    assert way.often("weights") == (0, 0)


def test_the_way_of_a_question_begins_with_the_bot_and_repeats_itself(bot: Bot) -> None:
    question = "山阴党支部建设了多少千兆小区"
    bot.ask(question)
    way = way_of(bot, question)
    assert sys.getprofile() is None
    assert way.files[0] == ASK
    assert {path.parts[0] for path in way.files} == {"qa", "index"}
    assert way.often("tag")[0] > 0
    assert {call.last for call in way.calls if call.function == "tag"} >= {question}
    again = way_of(bot, question)
    assert (again.files, again.changes) == (way.files, way.changes)
