"""The page's head: its name, what it holds, and the switches of language and appearance."""

from __future__ import annotations

from ui.web.page.cards.cards import Shelf
from ui.web.page.safe import attribute, encode, shorten
from ui.web.words.languages import LANGUAGES
from ui.web.words.texts import Texts


def header(texts: Texts, shelf: Shelf, visitor: str = "") -> str:
    """What page.js sets elsewhere stands in its lang and data-*. `visitor`: who has logged in."""
    holdings = texts.holdings.format(f"{len(shelf.documents):,}", f"{len(shelf.passages):,}")
    return (
        f'<header class="wq-header" lang="{texts.lang}" data-title="{attribute(texts.title)}" '
        f'data-loading="{attribute(texts.loading)}" data-failed="{attribute(texts.view_failed)}" '
        f'data-gone="{attribute(texts.gone)}" data-close="{attribute(texts.close)}">'
        f'<h1>{encode(texts.name)}</h1><p class="wq-tagline">{encode(texts.tagline)}</p>'
        f'<p class="wq-holdings">{encode(holdings)}</p>'
        f'<div class="wq-switches">{_way_out(texts, visitor)}{_languages(texts)}'
        f"{_themes(texts)}</div></header>"
    )


def _way_out(texts: Texts, visitor: str) -> str:
    if not visitor:
        return ""
    name = f"<bdi>{encode(shorten(visitor, 20))}</bdi>"
    return f'<a class="wq-logout" href="/logout">{name} · {encode(texts.log_out)}</a>'


def _languages(texts: Texts) -> str:
    options = [
        f'<option value="{one.lang}" lang="{one.lang}"{" selected" if one is texts else ""}>'
        f"{encode(one.own_name)}</option>"
        for one in LANGUAGES
    ]
    return _select("wq-language", texts.language, options)


def _themes(texts: Texts) -> str:
    named = (
        ("system", texts.theme_system),
        ("light", texts.theme_light),
        ("dark", texts.theme_dark),
    )
    options = [f'<option value="{name}">{encode(label)}</option>' for name, label in named]
    return _select("wq-theme", texts.theme, options)


def _select(name: str, label: str, options: list[str]) -> str:
    return f'<select id="{name}" aria-label="{attribute(label)}">{"".join(options)}</select>'
