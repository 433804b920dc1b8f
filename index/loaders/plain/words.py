"""Does a word run over the end of a line?"""

from __future__ import annotations

import re
from functools import cache

import jieba

from index.passages import tokenizer

_REACH = 6  # Han characters looked at on each side
_TAIL = re.compile(r"[\u3400-\u9fff]+\Z")
_HEAD = re.compile(r"[\u3400-\u9fff]+")


@cache
def _dictionary() -> jieba.Tokenizer:
    return tokenizer.shared_jieba()  # the house's own: a second would cost 100 MB


def crosses_word(left: str, right: str) -> bool:
    """Does the end of `left` make a dictionary word with the beginning of `right`?

    Only dictionary words count: jieba's guessing of unknown ones would join anything.
    """
    tail, head = _TAIL.search(left[-_REACH:]), _HEAD.match(right[:_REACH])
    if not tail or not head:
        return False
    seam, at = len(tail[0]), 0
    for word in _dictionary().cut(tail[0] + head[0], HMM=False):
        if at < seam < at + len(word):
            return True
        at += len(word)
    return False
