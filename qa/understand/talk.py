"""A question after others, joined with the talk: by one expression and no grammar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.records import Turn
from qa.understand.question import MAX_LENGTH

_END = re.compile(r"[\s?？。.!！]+$")
_TELLS = re.compile(
    r"^(?:那|其中|还有|另外|以及|接着|然后|and\b|what about|how about|why\b|so\b)|呢[?？]?$|"
    r"[它他她其]|[这那该此](?:[个家项次些]|一)|[上前]述|"
    r"\b(?:it|its|they|their|them|he|she|his|her|this|that|one)\b",
    re.I,
)
BRIEF, BRIEF_WORDS = 8, 4  # characters, or English words: so short it seldom says what it is about


@dataclass(frozen=True, slots=True)
class Joined:
    """The question behind what was asked before it."""

    text: str
    told: bool  # its wording tells that it goes on with the talk
    brief: bool


def joined(question: str, history: Sequence[Turn]) -> Joined | None:
    """None where nothing was asked before, or both are longer than a question may be.

    A turn that was joined itself carries the talk on, so that the last one is all of it.
    """
    before = next((said for turn in reversed(history) if (said := _bare(turn))), "")
    asked = _END.sub("", question)
    text = f"{before}{', ' if before.isascii() and asked.isascii() else '，'}{question}"
    if not before or len(text) > MAX_LENGTH:
        return None
    brief = len(asked.split()) <= BRIEF_WORDS if asked.isascii() else len(asked) <= BRIEF
    return Joined(text, bool(_TELLS.search(asked)), brief)


def _bare(turn: Turn) -> str:
    return _END.sub("", turn.understood or turn.question)
