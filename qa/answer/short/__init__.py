"""The short answer: a verbatim run of tokens of one sentence."""

from qa.answer.short.finder import Model, short_answer

__all__ = ["Model", "short_answer"]
