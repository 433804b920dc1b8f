"""The sources panel: the passages of every answer, as HTML in which their text is encoded."""

from __future__ import annotations

import math
from collections.abc import Sequence

from qa.records import Answer
from ui.web.page.cards.cards import Card, Piece
from ui.web.page.cards.marks import paint
from ui.web.page.cards.render import anchor, language_of, near_anchor
from ui.web.page.icons import icon
from ui.web.page.safe import attribute, encode, shorten
from ui.web.page.talk import Exchange
from ui.web.words.texts import Texts


def sources(exchanges: Sequence[Exchange], texts: Texts) -> str:
    """The panel for answered exchanges, oldest first: the last one open, those before folded."""
    if not exchanges:
        body = f'<p class="wq-blank">{encode(texts.sources_empty)}</p>'
        return _panel(f"<h2>{encode(texts.sources)}</h2>{body}", texts)
    last = exchanges[-1]
    facts = _facts(last.answer, texts) if last.answer else ""
    html = f"<h2>{encode(texts.sources)}{facts}</h2>" + answer_sources(last, texts)
    if len(exchanges) > 1:
        html += f'<h2 class="wq-earlier">{encode(texts.earlier)}</h2>'
    for exchange in reversed(exchanges[:-1]):
        question = encode(shorten(" ".join(exchange.question.split()), 60))
        html += (
            f'<details class="wq-turn"><summary>{question}</summary>'
            f"{answer_sources(exchange, texts)}</details>"
        )
    return _panel(html, texts)


def answer_sources(exchange: Exchange, texts: Texts) -> str:
    """The cards of the cited passages, then the other hits, folded."""
    near = "".join(_near(card, exchange.turn, texts) for card in exchange.near)
    if exchange.answer is not None and not exchange.answer.found:
        if not near:
            return f'<p class="wq-blank">{encode(texts.no_sources)}</p>'
        return f'<h3>{encode(texts.nearest)}</h3><ol class="wq-hits">{near}</ol>'
    cards = "".join(_card(card, exchange.turn, texts) for card in exchange.cards)
    html = f'<ol class="wq-cards">{cards}</ol>'
    if near:
        summary = encode(texts.more.format(len(exchange.near)))
        html += (
            f'<details class="wq-more"><summary>{summary}</summary>'
            f'<ol class="wq-hits">{near}</ol></details>'
        )
    return html


def _panel(html: str, texts: Texts) -> str:
    label = attribute(texts.sources)
    return (
        f'<section class="wq-sources" lang="{texts.lang}" aria-label="{label}" tabindex="0">'
        f"{html}</section>"
    )


def _facts(answer: Answer, texts: Texts) -> str:
    facts = []
    if answer.found:
        count = len({item.row for item in answer.evidence}) or len(answer.citations)
        facts.append(texts.cited.format(count))
    facts.append(texts.confidence.format(round(100 * answer.confidence)))
    return f'<small class="wq-facts">{encode(" · ".join(facts))}</small>'


def _card(card: Card, turn: int, texts: Texts) -> str:
    label = texts.marker.format(", ".join(map(str, card.numbers)), shorten(card.title, 80))
    badges = "".join(
        f'<span class="wq-number" id="{anchor(turn, n)}">{n}</span>' for n in card.numbers
    )
    return _item("wq-card", "", label, badges, card, texts)


def _near(card: Card, turn: int, texts: Texts) -> str:
    rank = card.rank or 0
    label = texts.near.format(rank, shorten(card.title, 80))
    badge = f'<span class="wq-rank">{rank}</span>'
    return _item("wq-other", near_anchor(turn, rank), label, badge, card, texts)


def _item(kind: str, id_: str, label: str, badges: str, card: Card, texts: Texts) -> str:
    named = f' id="{id_}"' if id_ else ""
    gap = '<div class="wq-gap">⋯</div>'
    return (
        f'<li class="{kind} wq-source"{named} tabindex="-1" aria-label="{attribute(label)}">'
        f'<div class="wq-card-head">{badges}{_title(card.title)}{_open(card, texts)}</div>'
        f"{_place(card, texts)}{gap.join(_text(piece) for piece in card.pieces)}"
        f'<div class="wq-card-foot">{_why(card, texts)}{_back(texts)}</div></li>'
    )


def _back(texts: Texts) -> str:
    """To the answer, where there is no Escape key; narrow screens alone show it."""
    return (
        f'<button type="button" class="wq-back" data-do="back">{icon("back")}'
        f"<span>{encode(texts.back)}</span></button>"
    )


def _open(card: Card, texts: Texts) -> str:
    """A link to the passage in its document, which page.js opens in the viewer."""
    label = attribute(texts.open_title.format(shorten(card.title, 80)))
    href = attribute(f"view/document?{card.place.query}&lang={texts.lang}")
    return (
        f'<a class="wq-open" href="{href}" aria-label="{label}" title="{label}">'
        f"{icon('open')}<span>{encode(texts.open)}</span></a>"
    )


def _why(card: Card, texts: Texts) -> str:
    if card.score is None:
        return ""
    bars = _bar("", texts.score, card.score)
    bars += "".join(_bar(name, texts.score_name(name), score) for name, score in card.scores)
    return (
        f'<details class="wq-why"><summary>{encode(texts.why)}</summary>'
        f'<dl class="wq-scores">{bars}</dl></details>'
    )


def _bar(ranker: str, name: str, score: float) -> str:
    """A score as a bar from 0 to 1; what lies outside fills or empties it."""
    if ranker == "evidence":  # in log-odds
        score = 1 / (1 + math.exp(-min(50.0, max(-50.0, score))))
    share = min(1.0, max(0.0, score))
    return (
        f"<div><dt>{encode(name)}</dt>"
        f'<dd><span class="wq-bar"><i style="width:{100 * share:.0f}%"></i></span>'
        f"{score:.2f}</dd></div>"
    )


def _title(title: str) -> str:
    return f'<bdi class="wq-title" lang="{language_of(title)}">{encode(title)}</bdi>'


def _place(card: Card, texts: Texts) -> str:
    parts = [f'<bdi class="wq-path">{encode(card.path)}</bdi>']
    if card.page is not None:
        parts.append(f'<span class="wq-page">{encode(texts.page.format(card.page))}</span>')
    if card.heading:
        parts.append(f'<bdi class="wq-heading">{encode(card.heading)}</bdi>')
    if card.date:
        parts.append(f'<span class="wq-date">{encode(card.date)}</span>')
    return f'<p class="wq-place">{" · ".join(parts)}</p>'


def _text(piece: Piece) -> str:
    language = language_of(piece.text)
    return f'<div class="wq-text" lang="{language}">{paint(piece.text, piece.spans)}</div>'
