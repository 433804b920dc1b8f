"""A Talk as the page shows it: questions, answers, and what can be done with them."""

from __future__ import annotations

from dataclasses import dataclass

from ui.web.markup import Html, render
from ui.web.page.cards import answer_message, notice_message, question_message
from ui.web.page.talk import Exchange, Talk, notice
from ui.web.safe import line, shorten
from ui.web.words import Texts

MOST_WORDS = 300  # characters of a visitor's word


@dataclass(frozen=True, slots=True)
class Scene:
    """What of a conversation is being shown.

    `pending`: a question whose answer is being looked for. `upto`: how much of the last answer's
    text has appeared; None for all of it.
    """

    talk: Talk
    pending: str | None = None
    upto: int | None = None
    examples: tuple[str, ...] = ()
    empty: bool = False  # there are no documents to ask about
    judging: bool = False  # whether a thumb leads anywhere

    @property
    def busy(self) -> bool:
        return self.pending is not None or self.upto is not None


def chat(scene: Scene, texts: Texts) -> Html:
    talk = scene.talk
    exchanges = [
        (
            exchange,
            question_message(exchange.question) if exchange.question else "",
            _reply(exchange, texts, scene.upto if exchange is talk.last else None),
        )
        for exchange in talk.exchanges
    ]
    return render(
        "chat/chat",
        scene=scene,
        texts=texts,
        said=_said(scene, texts),
        exchanges=exchanges,
        pending=question_message(scene.pending or ""),
        next=talk.asked + 1,
        most=MOST_WORDS,
    )


def _reply(exchange: Exchange, texts: Texts, upto: int | None) -> Html:
    answer = exchange.answer
    if answer is None:
        return notice_message(notice(exchange, texts), texts)
    return answer_message(answer, exchange.turn, texts, exchange.near, exchange.within, upto)


def _said(scene: Scene, texts: Texts) -> str:
    """What a screen reader says when something has come of a question."""
    last = scene.talk.last
    if scene.pending is not None:
        return texts.looking
    if scene.upto is not None or last is None:
        return ""
    if last.answer is None:
        return notice(last, texts)
    if last.answer.reply:
        return last.answer.text
    if not last.answer.found:
        return texts.said_none
    short = last.answer.short or shorten(line(last.answer.text), 200)
    return texts.said_found.format(short)
