"""Two things asked at once → the questions for each.

沧州和云屏的收入各是多少 → 沧州的收入是多少 | 云屏的收入是多少
青石村有多少户，集体收入是多少 → 青石村有多少户 | 青石村有集体收入是多少, of the same document
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.passages.tokenizer import shared_jieba
from qa.understand.question import interrogative

MOST = 3  # clauses

# What every question on two things holds, and few others: nothing else is looked at.
MAY_PART = re.compile(r"分别|各|[，,；;、？?].|还有|以及| and ")
_END = re.compile(r"[\s?？。.!！]+$")
_EACH = re.compile(r"(?<!的)分别|各自?(?![级类种项地位单部方家县市区乡镇])")
_JOINT = re.compile("、|以及|[和与及跟]")
_CUT = re.compile(r"[，,；;？?、]\s*(?:还有|以及|and\b)?|还有|以及| and (?=(?:how|wh\w+)\b)")


@dataclass(frozen=True, slots=True)
class Parts:
    """Questions that stand alone.

    `clauses`: as they stood, where the later ones are filled in from the first and speak of the
    same document, if they name nothing of their own; () where each is on a thing of its own.
    """

    questions: tuple[str, ...]
    clauses: tuple[str, ...] = ()


def parts(folded: str) -> Parts | None:
    """None where it is one question."""
    asked = _END.sub("", folded)
    things = _things(asked)
    return Parts(things) if things else _clauses(asked)


def _things(asked: str) -> tuple[str, ...]:
    """The question asked of each of two things that are joined before 分别 or 各."""
    each = _EACH.search(asked)
    joined = _JOINT.split(asked[: each.start()]) if each else []
    if not each or len(joined) != 2 or not all(joined):
        return ()
    left, right = joined
    before, after = (shared_jieba().lcut(text) for text in (left, right))
    # As many words as end like the other thing: 农业|险 and 健康险 by length, else one word each.
    count = next((n for n, word in enumerate(after[:4], 1) if word[-1] == left[-1]), 1)
    other = "".join(after[:count])
    one = min(("".join(before[-n:]) for n in range(1, 6)), key=lambda r: abs(len(r) - len(other)))
    rest = right[len(other) :] + asked[each.end() :]
    return tuple(left[: -len(one)] + thing + rest for thing in (one, other))


def _clauses(asked: str) -> Parts | None:
    """The clauses that ask, each with what only says something before it; those after the first
    behind what the first says before its word of asking."""
    clauses: list[str] = []
    said = at = 0
    for start, end in (*(cut.span() for cut in _CUT.finditer(asked)), (len(asked), len(asked))):
        if interrogative(asked[at:start]) and not _EACH.match(asked, at):
            clauses.append(asked[said:start])
            said = end
        at = end
    if clauses and said < len(asked):
        clauses[-1] += "，" + asked[said:]
    if not 2 <= len(clauses) <= MOST:
        return None
    first = interrogative(clauses[0])
    lead = clauses[0][: first[1]] if first else ""
    return Parts((clauses[0], *(lead + clause for clause in clauses[1:])), tuple(clauses))
