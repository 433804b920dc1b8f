"""Answers and sources as cards, with what answers marked."""
