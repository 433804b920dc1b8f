"""What was found → an Answer: the block that is quoted, its citations, the short answer."""

from qa.answer.answerer import NOT_FOUND, NOT_FOUND_EN, compose
from qa.answer.replies import reply
from qa.answer.together import together

__all__ = ["NOT_FOUND", "NOT_FOUND_EN", "compose", "reply", "together"]
