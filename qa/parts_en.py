"""The questions that one English question asks at once: how many A and how many B."""

from __future__ import annotations

import re

from qa import conversation_en

_AS_ONE = re.compile(
    r"\b(?:difference|differ|compar\w*|between|than|total|together|combined|both|which|or)\b", re.I
)
_EACH = re.compile(r",? *\b(?:respectively|each)\b", re.I)
_YEARS = re.compile(
    r"\b(?:Q[1-4] )?(?:(?:19|20)\d\d)(?:(?:, | and |, and )(?:Q[1-4] )?(?:19|20)\d\d)+\b"
)
_YEAR = re.compile(r"\b(?:Q[1-4] )?(?:19|20)\d\d\b")
_PROPER = r"(?:[A-Z][\w-]*)(?: [A-Z][\w-]*)*"
_NAMES = re.compile(
    rf"(?<=\b(?:in|of|at|by) ){_PROPER} and {_PROPER}|(?<=\bfor ){_PROPER} and {_PROPER}"
)
_WH = r"(?:how (?:many|much|long|far|often|large|high|fast)|when|who|where|what)"
_ALSO = re.compile(rf",? and (?={_WH}\b)|[,;?] +(?={_WH}\b)", re.I)
_FIGURE = re.compile(
    r"(?:how (?:many|much|long|far|often|large|high|fast)|when|who|where|what (?:is|was|are|were))"
    r"\b",
    re.I,
)
_VERB = re.compile(
    r" (?:did|does|do|was|were|is|are|has|have|had|will|can|must|should|could|would)\b.*$", re.I
)


def parts(asked: str) -> tuple[tuple[str, str], ...]:
    """Each question with the thing that it alone is about, "" for a clause; () for one question.

    `asked`: without its end mark.
    """
    if _AS_ONE.search(asked):
        return ()
    return _things(asked) or _clauses(asked)


def _things(asked: str) -> tuple[tuple[str, str], ...]:
    each = _EACH.search(asked)
    found = _YEARS.search(asked)
    things = _YEAR.findall(found.group()) if found else []
    if not found and each:
        found = _NAMES.search(asked)
        things = found.group().split(" and ") if found else []
    if not found or not 2 <= len(set(things)) == len(things) <= 3 or not _FIGURE.search(asked):
        return ()
    return tuple(
        (_EACH.sub("", asked[: found.start()] + thing + asked[found.end() :]) + "?", thing)
        for thing in things
    )


def _clauses(asked: str) -> tuple[tuple[str, str], ...]:
    pieces = _ALSO.split(asked)
    if not 2 <= len(pieces) <= 3 or not all(_FIGURE.match(piece) for piece in pieces):
        return ()
    first, last = pieces[0], pieces[-1]
    said = _VERB.search(last)
    if said and not _VERB.search(first):  # how many A and how many B were built
        own = said.group()
        return tuple((piece + ("" if _VERB.search(piece) else own) + "?", "") for piece in pieces)
    found = [first]
    for piece in pieces[1:]:
        filled, _ = conversation_en.fill(piece, first)
        found.append(filled[0] if filled else piece)
    return tuple((text.rstrip("?") + "?", "") for text in found)
