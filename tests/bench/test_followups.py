"""Which questions are asked behind which."""

from __future__ import annotations

import random

from bench.followups import alone, follow_ups, new_topics, unanswerable
from qa.measure.sets import Example

PLAIN = [Example(f"p{n}", f"问{n}？", docs=(f"{n % 3}.txt",), evidence=("甲",)) for n in range(9)]
NONE = [Example(f"n{n}", f"无{n}？", "unanswerable", answerable=False) for n in range(4)]
SET = [
    *PLAIN,
    *NONE,
    Example("f", "那2021年呢？", "followup", ("问0？",), docs=("0.txt",), evidence=("甲",)),
    Example("g", "那2021年呢？", "unanswerable", ("问0？",), answerable=False),
    Example("x", "换个说法？", "paraphrase", docs=("1.txt",), evidence=("甲",)),
]


def test_a_new_topic_follows_a_question_on_another_document() -> None:
    documents = {example.question: example.docs for example in PLAIN}
    drawn = new_topics(SET, 6, random.Random(7))
    assert len({example.id for example in drawn}) == 6
    for example in drawn:
        (before,) = example.history
        assert documents[before] != example.docs
    assert drawn == new_topics(SET, 6, random.Random(7))
    assert drawn != new_topics(SET, 6, random.Random(8))
    assert {example.history for example in alone(drawn)} == {()}


def test_what_nothing_answers_follows_a_plain_question() -> None:
    drawn = unanswerable(SET, None, random.Random(7))
    assert [example.id for example in drawn] == ["n0", "n1", "n2", "n3"]
    assert all(example.history[0].startswith("问") for example in drawn)
    assert len(unanswerable(SET, 2, random.Random(7))) == 2


def test_follow_ups_keep_their_own_history() -> None:
    assert [(e.id, e.history) for e in follow_ups(SET)] == [("f", ("问0？",))]
