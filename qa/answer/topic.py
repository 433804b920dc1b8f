"""A single name: the passages that speak of it, and no headline."""

from __future__ import annotations

import re

from index.passages.tokenizer import fold, tag
from qa.answer.block import Stretch
from qa.find import Found
from qa.understand import Question

LONGEST = 10  # characters
SHOWN = 3  # documents whose words are shown
_CODE = re.compile(r"[a-z0-9][a-z0-9.+-]*")


def is_topic(question: Question) -> bool:
    """Nouns or a code and nothing else: it names a thing and asks nothing."""
    text = question.folded.strip()
    if len(text) > LONGEST or question.content != " ".join(text.split()):
        return False
    if _CODE.fullmatch(text):
        return True
    return all(kind[0] in "njb" or kind in ("vn", "eng", "l", "x") for _, kind in tag(text))


def speaking(found: Found) -> tuple[Stretch, ...]:
    """Of the first SHOWN documents that say it, the sentence that does so best."""
    named = fold("".join(found.query.question.text.split()))
    stretches: dict[str, Stretch] = {}
    for sentence in found.sentences:
        if named in fold("".join(sentence.text.split())) and len(stretches) < SHOWN:
            stretch = Stretch(sentence.doc_id, sentence.start, sentence.end, sentence)
            stretches.setdefault(sentence.doc_id, stretch)
    return tuple(stretches.values())
