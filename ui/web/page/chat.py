"""A Talk as the page shows it: questions, answers, and what can be done with them."""

from __future__ import annotations

from dataclasses import dataclass

from ui.web.page.cards.render import answer_message, notice_message, question_message
from ui.web.page.icons import icon
from ui.web.page.safe import attribute, encode, exact, shorten
from ui.web.page.talk import Exchange, Talk, notice
from ui.web.words.texts import Texts

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


def chat(scene: Scene, texts: Texts) -> str:
    talk = scene.talk
    last = talk.last
    shown = [
        _exchange(
            exchange,
            texts,
            last=exchange is last and scene.pending is None,
            upto=scene.upto if exchange is last else None,
            judging=scene.judging,
        )
        for exchange in talk.exchanges
    ]
    if scene.pending is not None:
        shown.append(_pending(scene.pending, talk.asked + 1, texts))
    body = "".join(shown) or _welcome(scene, texts)
    busy = "true" if scene.busy else "false"
    return (
        f'<div class="wq-chat" lang="{texts.lang}">'
        f'<p class="wq-unseen" role="status">{_said(scene, texts)}</p>'
        f'<div class="wq-log" role="log" aria-live="off" tabindex="0" aria-busy="{busy}" '
        f'aria-label="{attribute(texts.chat)}">{body}</div></div>'
    )


def _welcome(scene: Scene, texts: Texts) -> str:
    line, more = texts.welcome, texts.welcome_more
    if scene.empty:
        line, more = texts.empty, texts.empty_more
    chips = "".join(
        '<li><button type="button" class="wq-chip" data-do="example" '
        f'data-question="{exact(example)}"><span>{encode(shorten(example, 120))}</span>'
        "</button></li>"
        for example in ([] if scene.empty else scene.examples)
    )
    offered = (
        f'<h2 class="wq-examples-heading">{encode(texts.examples)}</h2>'
        f'<ul class="wq-chips">{chips}</ul>'
        if chips
        else ""
    )
    return (
        f'<div class="wq-welcome"><p class="wq-welcome-line">{encode(line)}</p>'
        f"<p>{encode(more)}</p>{offered}</div>"
    )


def _pending(question: str, turn: int, texts: Texts) -> str:
    looking = f'<p class="wq-looking">{encode(texts.looking)}</p>'
    return (
        f'<article class="wq-exchange" id="turn-{turn}">{question_message(question)}'
        f'<div class="wq-reply-box">{looking}</div></article>'
    )


def _exchange(
    exchange: Exchange, texts: Texts, *, last: bool, upto: int | None, judging: bool
) -> str:
    asked = question_message(exchange.question) if exchange.question else ""
    if exchange.answer is None:
        said = notice_message(notice(exchange, texts), texts)
        word = ""
    else:
        said = answer_message(
            exchange.answer, exchange.turn, texts, exchange.near, exchange.within, upto
        )
        word = _word(exchange, texts) if judging and exchange.good is not None else ""
    actions = "" if upto is not None else _actions(exchange, texts, last, judging)
    return (
        f'<article class="wq-exchange" id="turn-{exchange.turn}">{asked}'
        f'<div class="wq-reply-box">{said}{actions}{word}</div></article>'
    )


def _actions(exchange: Exchange, texts: Texts, last: bool, judging: bool) -> str:
    turn = exchange.turn
    buttons = []
    if exchange.answer is not None and exchange.answer.found:
        buttons.append(_button("copy", texts.copy, turn, f' data-done="{attribute(texts.copied)}"'))
    if last and exchange.question:
        buttons.append(_button("retry", texts.retry, turn))
    if exchange.answer is not None and judging:
        for name, label, good in (("good", texts.good, True), ("bad", texts.bad, False)):
            pressed = "true" if exchange.good is good else "false"
            buttons.append(_button(name, label, turn, f' aria-pressed="{pressed}"'))
    return f'<div class="wq-actions">{"".join(buttons)}</div>' if buttons else ""


def _button(name: str, label: str, turn: int, more: str = "") -> str:
    label = attribute(label)
    return (
        f'<button type="button" class="wq-do" data-do="{name}" data-turn="{turn}" '
        f'aria-label="{label}" title="{label}"{more}>{icon(name)}</button>'
    )


def _word(exchange: Exchange, texts: Texts) -> str:
    if exchange.worded:
        return f'<p class="wq-noted" role="status">{encode(texts.noted)}</p>'
    good = "true" if exchange.good else "false"
    label = attribute(texts.word)
    return (
        f'<form class="wq-word" data-turn="{exchange.turn}" data-good="{good}">'
        f'<input type="text" maxlength="{MOST_WORDS}" aria-label="{label}" placeholder="{label}">'
        f'<button type="submit">{encode(texts.word_send)}</button></form>'
    )


def _said(scene: Scene, texts: Texts) -> str:
    """What a screen reader says when something has come of a question."""
    last = scene.talk.last
    if scene.pending is not None:
        return encode(texts.looking)
    if scene.upto is not None or last is None:
        return ""
    if last.answer is None:
        return encode(notice(last, texts))
    if not last.answer.found:
        return encode(texts.said_none)
    short = last.answer.short or shorten(" ".join(last.answer.text.split()), 200)
    return encode(texts.said_found.format(short))
