"""A conversation as the page keeps it: what was asked, and what came of it.

It stays on the server; a page can only add a question to it, take the last one back or end it.
"""

from __future__ import annotations

import sys
import traceback
from dataclasses import dataclass, field, replace
from enum import StrEnum

from index.errors import IndexEmptyError, WenquError
from qa import Bot
from qa.records import Answer, Turn
from qa.understand import MAX_LENGTH
from ui.web.page.cards import Card, Shelf, cards_of, near_of
from ui.web.page.settings import Choices
from ui.web.words import Texts

KEPT = 20  # exchanges; older ones leave the page and are no longer understood


class Refusal(StrEnum):
    """Why a question has no answer."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    NO_DOCUMENTS = "no documents"  # to answer from
    REFUSED = "refused"  # a known error; `detail` says which
    FAILED = "failed"  # a fault of ours; the log says which
    STOPPED = "stopped"  # by the visitor


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its Answer, or why there is none. `turn` counts from 1."""

    turn: int
    question: str
    answer: Answer | None = None
    refusal: Refusal | None = None
    detail: str = ""
    cards: tuple[Card, ...] = ()  # the cited passages
    near: tuple[Card, ...] = ()  # the other passages that were found
    within: int | None = None  # documents that it was looked for in; None for all
    good: bool | None = None  # the visitor's thumb
    worded: bool = False  # the visitor has added a word to it


@dataclass(frozen=True, slots=True)
class Talk:
    """Exchanges, oldest first."""

    exchanges: tuple[Exchange, ...] = ()
    asked: int = field(default=0)  # exchanges ever, those no longer kept too

    @property
    def history(self) -> tuple[Turn, ...]:
        return tuple(Turn.of(e.answer) for e in self.exchanges if e.answer is not None)

    @property
    def answered(self) -> tuple[Exchange, ...]:
        """Those that have an Answer, found or not."""
        return tuple(e for e in self.exchanges if e.answer is not None)

    @property
    def last(self) -> Exchange | None:
        return self.exchanges[-1] if self.exchanges else None

    def ask(self, bot: Bot, question: str, choices: Choices | None = None) -> Talk:
        """This conversation with one more exchange. Never raises."""
        exchange = _exchange(bot, question, self, choices or Choices())
        last = self.last
        if exchange.refusal is Refusal.EMPTY and last and last.refusal is Refusal.EMPTY:
            return self  # said once is enough
        return self._with(exchange)

    def stopped(self, question: str) -> Talk:
        """The question was taken back before its answer came."""
        return self._with(Exchange(self.asked + 1, question, refusal=Refusal.STOPPED))

    def taken_back(self) -> Talk:
        """Without the last exchange; the turns go on counting, so that no anchor means two."""
        return replace(self, exchanges=self.exchanges[:-1])

    def judged(self, turn: int, good: bool, worded: bool) -> Talk:
        """With the visitor's thumb on the answer of that turn."""
        return replace(
            self,
            exchanges=tuple(
                replace(e, good=good, worded=worded) if e.turn == turn else e
                for e in self.exchanges
            ),
        )

    def of_turn(self, turn: object) -> Exchange | None:
        return next((e for e in self.exchanges if e.turn == turn), None)

    def _with(self, exchange: Exchange) -> Talk:
        return Talk((*self.exchanges, exchange)[-KEPT:], exchange.turn)


def _exchange(bot: Bot, question: str, talk: Talk, choices: Choices) -> Exchange:
    turn = talk.asked + 1
    if not isinstance(question, str) or not question.strip():
        return Exchange(turn, "", refusal=Refusal.EMPTY)
    if len(question) > MAX_LENGTH:  # the browser's own limit binds nobody
        shown = question[:MAX_LENGTH]
        return Exchange(turn, shown, refusal=Refusal.TOO_LONG, detail=str(len(question)))
    try:
        index = bot.index
        documents = choices.within(index.documents)
        answer = bot.ask(
            question,
            talk.history,
            k=choices.k,
            documents=documents,
            threshold=choices.threshold,
        )
        shelf = Shelf.of(index)
        cards = cards_of(answer, shelf) if answer.found else ()
        within = None if documents is None else len(documents)
        near = near_of(answer, shelf)
        return Exchange(turn, question, answer, cards=cards, near=near, within=within)
    except IndexEmptyError:
        return Exchange(turn, question, refusal=Refusal.NO_DOCUMENTS)
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
        case Refusal.NO_DOCUMENTS:
            return texts.question_in_vain
        case Refusal.REFUSED:
            return texts.question_refused.format(exchange.detail)
        case Refusal.STOPPED:
            return texts.stopped
        case _:
            return texts.failed
