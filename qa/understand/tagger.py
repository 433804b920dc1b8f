"""Words with their parts of speech: jieba's tagger, one for the whole process.

Importing it costs 0.25 s and its first use more, so both wait until somebody asks.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from index.passages.tokenizer import shared_jieba

State = tuple[str, str]  # place in a word (B, M, E, S) and part of speech
Logs = Mapping[Any, float]
UNSEEN = -3.14e100  # jieba's logarithm of nothing

_lock = threading.Lock()  # its lazy set-up is not safe from several threads


@cache
def _tagger() -> Any:
    import jieba.posseg

    jieba.posseg.viterbi = viterbi  # it looks it up there
    tagger = jieba.posseg.POSTokenizer(shared_jieba())
    tagger.lcut("词")
    return tagger


def warm_up() -> None:
    """Load the parts of speech now rather than on the first question that needs them."""
    with _lock:
        _tagger()


def tag(text: str) -> list[tuple[str, str]]:
    """(word, part of speech) of all of the text, in order."""
    with _lock:
        return [(pair.word, pair.flag) for pair in _tagger().cut(text)]


def viterbi(
    text: str,
    states: Mapping[str, Iterable[State]],
    start: Logs,
    ways: Mapping[State, Logs],
    emitted: Mapping[State, Logs],
) -> tuple[float, list[State]]:
    """jieba.posseg.viterbi.viterbi, the same to the last bit in a fraction of the time: it looks
    at the transitions that there are alone, of which a character's states have few.

    Likeliest states of the characters of `text`, one at least; of equals the greater state.
    """
    scores = {
        state: start[state] + emitted[state].get(text[0], UNSEEN)
        for state in states.get(text[0], ways)
    }
    steps: list[dict[State, State]] = []
    for character in text[1:]:
        before = [(state, score, ways[state]) for state, score in scores.items() if ways[state]]
        scores, step = _step(character, states.get(character, ways), before, emitted)
        if not scores:
            reached = {state for _, _, onward in before for state in onward}
            scores, step = _step(character, reached, before, emitted)
        steps.append(step)
    score, state = max((score, state) for state, score in scores.items())
    route = [state]
    for step in reversed(steps):
        route.append(step[route[-1]])
    return score, route[::-1]


def _step(
    character: str,
    states: Iterable[State],
    before: list[tuple[State, float, Logs]],
    emitted: Mapping[State, Logs],
) -> tuple[dict[State, float], dict[State, State]]:
    """Of each state that can be reached its score, and the state it is best reached from."""
    scores: dict[State, float] = {}
    step: dict[State, State] = {}
    for state in states:
        own = emitted[state].get(character, UNSEEN)
        best, came = -math.inf, None
        for origin, score, onward in before:
            way = onward.get(state)
            if way is not None:
                total = score + way + own
                if total > best or (total == best and came is not None and origin > came):
                    best, came = total, origin
        if came is not None:
            scores[state], step[state] = best, came
    return scores, step
