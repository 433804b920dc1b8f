"""A conversation as the page keeps it: what was asked, and what came of it.

It stays on the server; a page can only add a question to it or end it.
"""

from __future__ import annotations

import sys
import traceback
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from index.errors import WenquError
from qa.question import MAX_LENGTH
from qa.records import Answer, Turn
from ui.web.texts import Texts

if TYPE_CHECKING:
    from qa.bot import Bot

KEPT = 20  # exchanges; older ones leave the page and are no longer understood


class Refusal(StrEnum):
    """Why a question has no answer."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    REFUSED = "refused"  # a known error; `detail` says which
    FAILED = "failed"  # a fault of ours; the log says which


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its Answer, or why there is none. `turn` counts from 1."""

    turn: int
    question: str
    answer: Answer | None = None
    refusal: Refusal | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """Exchanges, oldest first."""

    exchanges: tuple[Exchange, ...] = ()
    asked: int = field(default=0)  # exchanges ever, those no longer kept too

    @property
    def history(self) -> tuple[Turn, ...]:
        return tuple(Turn.of(answer) for _, answer in self.answers)

    @property
    def answers(self) -> tuple[tuple[int, Answer], ...]:
        """(turn, answer) of the questions that were answered, found or not."""
        return tuple((e.turn, e.answer) for e in self.exchanges if e.answer is not None)

    def ask(self, bot: Bot, question: str) -> Talk:
        """This conversation with one more exchange. Never raises."""
        exchange = _exchange(bot, question, self)
        last = self.exchanges[-1] if self.exchanges else None
        if exchange.refusal is Refusal.EMPTY and last and last.refusal is Refusal.EMPTY:
            return self  # said once is enough
        return Talk((*self.exchanges, exchange)[-KEPT:], exchange.turn)


def _exchange(bot: Bot, question: str, talk: Talk) -> Exchange:
    turn = talk.asked + 1
    if not isinstance(question, str) or not question.strip():
        return Exchange(turn, "", refusal=Refusal.EMPTY)
    if len(question) > MAX_LENGTH:  # the browser's own limit binds nobody
        shown = question[:MAX_LENGTH]
        return Exchange(turn, shown, refusal=Refusal.TOO_LONG, detail=str(len(question)))
    try:
        return Exchange(turn, question, bot.ask(question, talk.history))
    except WenquError as error:
        return Exchange(turn, question, refusal=Refusal.REFUSED, detail=str(error))
    except Exception:  # one question's fault must not end the page
        traceback.print_exc(file=sys.stderr)
        return Exchange(turn, question, refusal=Refusal.FAILED)


def notice(exchange: Exchange, texts: Texts) -> str:
    """What to say of an exchange that has no answer."""
    match exchange.refusal:
        case Refusal.EMPTY:
            return texts.question_empty
        case Refusal.TOO_LONG:
            return texts.question_too_long.format(exchange.detail, MAX_LENGTH)
        case Refusal.REFUSED:
            return texts.question_refused.format(exchange.detail)
        case _:
            return texts.failed
