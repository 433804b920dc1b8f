"""A question after others: what it may mean in the talk, by one expression and no grammar."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.records import Turn
from qa.understand.question import MAX_LENGTH

_END = re.compile(r"[\s?？。.!！]+$")
_TELLS = re.compile(
    r"^(?:那|其中|还有|另外|以及|接着|然后|and\b|what about|how about|why\b|so\b)|呢[?？]?$|"
    r"[它他她其]|[这那该此](?:[个家项次些]|一)|[上前]述|"
    r"\b(?:it|its|they|their|them|he|she|his|her|this|that|one)\b",
    re.I,
)
SHORT = 6  # characters; so short a question seldom says what it is about


def readings(question: str, history: Sequence[Turn]) -> tuple[str, ...]:
    """What the question may mean after the turns before: one text where there is no talk or the
    wording tells; else the question as asked, and joined with what was asked before it.

    A turn that was joined itself carries the talk on, so that the last one is all of it.
    """
    before = next((said for turn in reversed(history) if (said := _bare(turn))), "")
    comma = ", " if before.isascii() and question.isascii() else "，"
    joined = f"{before}{comma}{question}"
    if not before or len(joined) > MAX_LENGTH:
        return (question,)
    asked = _END.sub("", question)
    told = len(asked) <= SHORT or _TELLS.search(asked)
    return (joined,) if told else (question, joined)


def _bare(turn: Turn) -> str:
    return _END.sub("", turn.understood or turn.question)
