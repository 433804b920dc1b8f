"""The page's head: its name, what it holds, and the switches of language and appearance."""

from __future__ import annotations

from ui.web.markup import Html, render
from ui.web.page.cards import Shelf
from ui.web.words import LANGUAGES, Texts


def header(texts: Texts, shelf: Shelf, visitor: str = "") -> Html:
    """`visitor`: who has logged in."""
    holdings = texts.holdings.format(f"{len(shelf.documents):,}", f"{len(shelf.passages):,}")
    return render("header", texts=texts, holdings=holdings, visitor=visitor, languages=LANGUAGES)
