"""jieba's parts of speech, sooner: the same as its own."""

from __future__ import annotations

import jieba.posseg as posseg
from hypothesis import given, settings
from hypothesis import strategies as st
from jieba.posseg.viterbi import viterbi as of_jieba

from qa.understand.tagger import tag, viterbi

TABLES = (posseg.char_state_tab_P, posseg.start_P, posseg.trans_P, posseg.emit_P)


def test_words_with_their_parts_of_speech() -> None:
    assert tag("何砚秋在云栖市建了34个基站") == [
        ("何砚秋", "nr"),
        ("在", "p"),
        ("云栖市", "ns"),
        ("建", "v"),
        ("了", "ul"),
        ("34", "m"),
        ("个", "m"),
        ("基站", "n"),
    ]


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from("何砚秋在云栖市的一二了与冶霂龘鿐嗯"), min_size=1, max_size=6))
def test_the_likeliest_states_are_those_of_jieba(text: str) -> None:
    assert viterbi(text, *TABLES) == of_jieba(text, *TABLES)
