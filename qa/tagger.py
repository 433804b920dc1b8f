"""Words with their parts of speech: jieba's tagger, one for the whole process.

Importing it costs 0.25 s and its first use more, so both wait until somebody asks.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

from index.tokenizer import shared_jieba

_lock = threading.Lock()  # its lazy set-up is not safe from several threads


@cache
def _tagger() -> Any:
    import jieba.posseg

    tagger = jieba.posseg.POSTokenizer(shared_jieba())
    tagger.lcut("词")
    return tagger


def warm_up() -> None:
    """Load the parts of speech now rather than on the first question that needs them."""
    with _lock:
        _tagger()


def tag(text: str) -> list[tuple[str, str]]:
    """(word, part of speech) of all of the text, in order."""
    with _lock:
        return [(pair.word, pair.flag) for pair in _tagger().cut(text)]
