from __future__ import annotations

import pytest

from index.errors import QuestionError
from qa.understand.question import MAX_LENGTH, check_question


@pytest.mark.parametrize("question", ["", "   ", "\n\t", "\x00\x01\x1b", "　"])
def test_nothing_to_ask(question: str) -> None:
    with pytest.raises(QuestionError, match="the question is empty"):
        check_question(question)


def test_too_long() -> None:
    with pytest.raises(QuestionError, match=r"has 100000 characters, at most 2000"):
        check_question("问" * 100_000)
    assert check_question("问" * MAX_LENGTH) == "问" * MAX_LENGTH


def test_half_a_character() -> None:
    with pytest.raises(QuestionError, match="lone surrogate"):
        check_question("山阴\ud800党支部")


def test_control_characters_among_words_become_blanks() -> None:
    assert check_question("  建了\x00多少\x1b[31m小区？\n") == "建了 多少 [31m小区？"
