"""The sources panel: the passages of every answer, as HTML."""

from __future__ import annotations

import math
from collections.abc import Sequence

from qa.records import Answer
from ui.web.markup import Html, render
from ui.web.page.cards import Card, paint
from ui.web.page.talk import Exchange
from ui.web.words import Texts


def sources(exchanges: Sequence[Exchange], texts: Texts) -> Html:
    """The panel for answered exchanges, oldest first: the last one open, those before folded."""
    answers = [(e.question, answer_sources(e, texts)) for e in reversed(exchanges)]
    last = exchanges[-1].answer if exchanges else None
    return render("cards/sources", answers=answers, facts=_facts(last, texts), texts=texts)


def answer_sources(exchange: Exchange, texts: Texts) -> Html:
    """The cards of the cited passages, then the other hits, folded."""
    return render(
        "cards/cards",
        found=exchange.answer is None or exchange.answer.found,
        cited=exchange.cards,
        near=exchange.near,
        turn=exchange.turn,
        texts=texts,
        paint=paint,
        bars=lambda card: _bars(card, texts),
    )


def _facts(answer: Answer | None, texts: Texts) -> str:
    if answer is None or answer.reply:
        return ""
    confidence = texts.confidence.format(round(100 * answer.confidence))
    if not answer.found:
        return confidence
    count = len({item.row for item in answer.evidence}) or len(answer.citations)
    return f"{texts.cited.format(count)} · {confidence}"


def _bars(card: Card, texts: Texts) -> list[tuple[str, int, str]]:
    """(name, percent of a bar from 0 to 1, score) of the whole and each ranker's."""
    named = [(texts.score, card.score or 0.0)]
    for ranker, score in card.scores:
        if ranker == "evidence":  # in log-odds
            score = 1 / (1 + math.exp(-min(50.0, max(-50.0, score))))
        named.append((texts.score_name(ranker), score))
    return [(n, round(100 * min(1.0, max(0.0, score))), f"{score:.2f}") for n, score in named]
