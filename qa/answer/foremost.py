"""Which of the close best sentences an answer starts from.

The ranker compares words. A table's header holds many of them and is no answer: its best row is.
Within a small margin of the score, three more things that a reader would see decide: a question
that asks what is not so is answered by a sentence that says what is not so; a count by a sentence
that names what is counted; and what a thing includes by the line that is labelled with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.passages.tokenizer import fold
from index.store.store import Index
from qa.answer.tables import block_at, rows_below
from qa.read.ranker import Sentence
from qa.understand.asked import Kind, read_asked

NEAR = 1.0  # of the ranker's score
COVERED = 0.7  # least share of the words of the question that the first holds, of another's

# 不 that denies nothing: a choice, a measure, a word of its own.
_NO_DENIAL = re.compile(
    r"(.)不\1|是否|能否|可否|有没有|不(?:少于|低于|超过|高于|大于|小于|多于|足|满|同|断|仅|但|只|管|论|久|良|动产|锈钢|"
    r"合格|及格|达标|对外)|未来|无(?:人机|人|线|损|源|锡|缝|纸|障碍)|没(?:收|落)|莫(?:大|过)|"
    r"\bnot only\b|\bno later than\b|\bno (?:more|less) than\b",
)
_DENIES = re.compile(
    r"不|未|只能|只在|只有|仅限|无(?!论)|没|禁止|严禁|禁用|切勿|请勿|免(?=[收交除于试缴予]|$)|豁免|除外|除.{1,16}[外以]|取消|停止|拒绝|以外|谢绝|"
    r"\bnot?\b|\bnever\b|\bexcept|\bexclud|\bforbid|\bprohibit|\bwithout\b|n't\b|\bunless\b|\bexempt|\bcannot\b|\bban|\bonly\b"
)
_INCLUDES = re.compile(
    r"包括|包含|是什么|指什么|有哪些|是指|什么意思|\bwhat (?:is|are)\b|\binclude"
)
_LABEL = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）.、．]\s*)?(?P<label>[^\s（(：:，,。；;]{2,12})(?:[（(][^（()）]*[)）])?[：:].{2}"
)


def denies(text: str) -> bool:
    """Whether the text says, or asks, that something is not so, not allowed or left out."""
    return bool(_DENIES.search(_NO_DENIAL.sub("", fold(text))))


def label_of(text: str) -> str:
    """What a line is labelled with: 四级 of `1. 四级(极敏感)：通话内容`; "" for no label."""
    found = _LABEL.match(fold(text))
    return found["label"] if found else ""


def foremost(
    index: Index, ranked: Sequence[Sentence], question: str, weight: dict[str, float]
) -> tuple[Sentence, ...]:
    """The sentences, that one first from which the answer starts; the others keep their order.

    `weight`: idf of the question's word terms.
    """
    if not ranked:
        return ()
    asked = read_asked(question)
    folded = fold(question)
    first = _row(index, ranked)

    def near(holds: Callable[[Sentence], bool]) -> Sentence:
        """`first`, or the next after it that holds what it lacks."""
        if holds(first):
            return first
        return next(
            (s for s in ranked if first.score - s.score <= NEAR and s is not first and holds(s)),
            first,
        )

    if denies(question):
        least = COVERED * _share(first, weight)
        first = near(lambda s: denies(s.text) and _share(s, weight) >= least)
    if asked.kind is Kind.NUMBER and len(asked.thing) > 1:
        thing = asked.thing
        first = near(lambda s: thing in fold(s.text) and bool(re.search(r"\d", s.text)))
    if _INCLUDES.search(folded):
        first = near(lambda s: _labelled(s, folded))
    return (first, *(s for s in ranked if s is not first))


def _labelled(sentence: Sentence, folded: str) -> bool:
    label = label_of(sentence.text)
    return bool(label) and label in folded


def _share(sentence: Sentence, weight: dict[str, float]) -> float:
    """Weight of the question's words that the sentence itself holds."""
    own = sentence.ranked.reading.units[sentence.unit].words
    return sum(w for term, w in weight.items() if term in own)


def _row(index: Index, ranked: Sequence[Sentence]) -> Sentence:
    """The best sentence, or the best row below it where it is the header of a table."""
    best = ranked[0]
    document = index.document_by_id[best.ranked.reading.passage.doc_id]
    rows = {row.start for row in rows_below(document, block_at(document, best.start))}
    for sentence in ranked[1:] if rows else ():
        if sentence.ranked.reading.passage.doc_id == document.doc_id and sentence.start in rows:
            return sentence
    return best
