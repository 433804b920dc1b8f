"""Answers in the sources panel: HTML in which every text of a document is encoded."""

from __future__ import annotations

from collections.abc import Sequence

from qa.records import Answer, Hit
from ui.web.cards import Card, Piece, Shelf, cards_of, cited_rows
from ui.web.marks import paint
from ui.web.render import anchor, language_of
from ui.web.safe import attribute, encode, shorten
from ui.web.languages import LANGUAGES, Texts


def header(texts: Texts, shelf: Shelf) -> str:
    """The page's head. What page.js sets elsewhere stands in its lang and data-*."""
    holdings = texts.holdings.format(f"{len(shelf.documents):,}", f"{len(shelf.passages):,}")
    return (
        f'<header class="wq-header" lang="{texts.lang}" data-title="{attribute(texts.title)}" '
        f'data-chat="{attribute(texts.chat)}">'
        f'<h1>{encode(texts.name)}</h1><p class="wq-tagline">{encode(texts.tagline)}</p>'
        f'<p class="wq-holdings">{encode(holdings)}</p>{_languages(texts)}</header>'
    )


def _languages(texts: Texts) -> str:
    options = "".join(
        f'<option value="{one.lang}" lang="{one.lang}"{" selected" if one is texts else ""}>'
        f"{encode(one.own_name)}</option>"
        for one in LANGUAGES
    )
    label = attribute(texts.language)
    return f'<select id="wq-language" aria-label="{label}">{options}</select>'


def examples_heading(texts: Texts) -> str:
    return f'<h2 class="wq-examples-heading" lang="{texts.lang}">{encode(texts.examples)}</h2>'


def sources(answers: Sequence[tuple[int, Answer]], texts: Texts, shelf: Shelf) -> str:
    """The panel for (turn, answer) pairs, oldest first: the last one open, those before folded."""
    if not answers:
        body = f'<p class="wq-blank">{encode(texts.sources_empty)}</p>'
        return _panel(f"<h2>{encode(texts.sources)}</h2>{body}", texts)
    turn, last = answers[-1]
    html = f"<h2>{encode(texts.sources)}{_facts(last, texts)}</h2>"
    html += answer_sources(last, turn, texts, shelf)
    if len(answers) > 1:
        html += f'<h2 class="wq-earlier">{encode(texts.earlier)}</h2>'
    for turn, answer in reversed(answers[:-1]):
        question = encode(shorten(" ".join(answer.question.split()), 60))
        html += (
            f'<details class="wq-turn"><summary>{question}</summary>'
            f"{answer_sources(answer, turn, texts, shelf)}</details>"
        )
    return _panel(html, texts)


def answer_sources(answer: Answer, turn: int, texts: Texts, shelf: Shelf) -> str:
    """The cards of the cited passages, then the other hits, folded."""
    if not answer.found:
        if not answer.hits:
            return f'<p class="wq-blank">{encode(texts.no_sources)}</p>'
        return f"<h3>{encode(texts.nearest)}</h3>{_hits(answer.hits, texts, shelf)}"
    cards = "".join(_card(card, turn, texts) for card in cards_of(answer, shelf))
    cited = set(cited_rows(answer))
    others = [hit for hit in answer.hits if hit.row not in cited]
    html = f'<ol class="wq-cards">{cards}</ol>'
    if others:
        summary = encode(texts.more.format(len(others)))
        hits = _hits(others, texts, shelf)
        html += f'<details class="wq-more"><summary>{summary}</summary>{hits}</details>'
    return html


def _panel(html: str, texts: Texts) -> str:
    label = attribute(texts.sources)
    return f'<section class="wq-sources" lang="{texts.lang}" aria-label="{label}">{html}</section>'


def _facts(answer: Answer, texts: Texts) -> str:
    facts = []
    if answer.found:
        facts.append(texts.cited.format(len(cited_rows(answer)) or len(answer.citations)))
    facts.append(texts.confidence.format(round(100 * answer.confidence)))
    return f'<small class="wq-facts">{encode(" · ".join(facts))}</small>'


def _card(card: Card, turn: int, texts: Texts) -> str:
    label = texts.marker.format(", ".join(map(str, card.numbers)), shorten(card.title, 80))
    badges = "".join(
        f'<span class="wq-number" id="{anchor(turn, n)}">{n}</span>' for n in card.numbers
    )
    gap = '<div class="wq-gap">⋯</div>'
    return (
        f'<li class="wq-card" tabindex="-1" aria-label="{attribute(label)}">'
        f'<div class="wq-card-head">{badges}{_title(card.title)}</div>'
        f"{_place(card.path, card.page, card.heading, texts)}"
        f"{gap.join(_text(piece) for piece in card.pieces)}</li>"
    )


def _hits(hits: Sequence[Hit], texts: Texts, shelf: Shelf) -> str:
    return f'<ol class="wq-hits">{"".join(_hit(hit, texts, shelf) for hit in hits)}</ol>'


def _hit(hit: Hit, texts: Texts, shelf: Shelf) -> str:
    passage = hit.passage
    document = shelf.documents.get(passage.doc_id)
    path = document.path if document else passage.doc_id
    scores = ((texts.score, hit.score), *((texts.score_name(k), v) for k, v in hit.scores.items()))
    bars = "".join(_bar(name, score) for name, score in scores)
    return (
        f'<li class="wq-other">'
        f'<div class="wq-card-head"><span class="wq-rank">{hit.rank}</span>'
        f"{_title(passage.title)}</div>"
        f"{_place(path, passage.page, passage.heading, texts)}"
        f"{_text(Piece(passage.text))}"
        f'<dl class="wq-scores">{bars}</dl></li>'
    )


def _bar(name: str, score: float) -> str:
    """A score as a bar from 0 to 1; what lies outside fills or empties it."""
    share = min(1.0, max(0.0, score))
    return (
        f"<div><dt>{encode(name)}</dt>"
        f'<dd><span class="wq-bar"><i style="width:{100 * share:.0f}%"></i></span>'
        f"{score:.2f}</dd></div>"
    )


def _title(title: str) -> str:
    return f'<bdi class="wq-title" lang="{language_of(title)}">{encode(title)}</bdi>'


def _place(path: str, page: int | None, heading: str | None, texts: Texts) -> str:
    parts = [f'<bdi class="wq-path">{encode(path)}</bdi>']
    if page is not None:
        parts.append(f'<span class="wq-page">{encode(texts.page.format(page))}</span>')
    if heading:
        parts.append(f'<bdi class="wq-heading">{encode(heading)}</bdi>')
    return f'<p class="wq-place">{" · ".join(parts)}</p>'


def _text(piece: Piece) -> str:
    language = language_of(piece.text)
    return f'<div class="wq-text" lang="{language}">{paint(piece.text, piece.spans)}</div>'
