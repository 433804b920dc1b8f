"""What may be asked: text that a person could have written."""

from __future__ import annotations

import unicodedata

from index.errors import QuestionError

MAX_LENGTH = 2000


def check_question(question: str) -> str:
    """The question without control characters and outer blanks.

    Raises QuestionError if it is empty, longer than MAX_LENGTH characters, or no valid text.
    """
    if any("\ud800" <= character <= "\udfff" for character in question):
        raise QuestionError(
            "the question is not valid text: it holds half of a character (a lone surrogate), "
            "as from input that is not UTF-8. Next: type it again"
        )
    if len(question) > MAX_LENGTH:
        raise QuestionError(
            f"the question has {len(question)} characters, at most {MAX_LENGTH} can be asked. "
            "Next: ask for one thing in a sentence or two"
        )
    kept = "".join(c if unicodedata.category(c) != "Cc" else " " for c in question).strip()
    if not kept:
        raise QuestionError("the question is empty. Next: ask something, as in 建设了多少个基站")
    return kept
