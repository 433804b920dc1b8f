"""Answers as cards: the passages to show, what of them is marked, and where they stand."""

from ui.web.page.cards.answer import answer_message, notice_message, question_message, steps
from ui.web.page.cards.cards import Card, Piece, Shelf, cards_of, near_of
from ui.web.page.cards.marks import Mark, Span, paint
from ui.web.page.cards.place import Place

__all__ = [
    "Card",
    "Mark",
    "Piece",
    "Place",
    "Shelf",
    "Span",
    "answer_message",
    "cards_of",
    "near_of",
    "notice_message",
    "paint",
    "question_message",
    "steps",
]
