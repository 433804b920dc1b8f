from __future__ import annotations

import unicodedata

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.characters import INVISIBLE, RADICALS, TICKS
from index.passages.tokenizer import characters, fold, normalise, squeeze, tag, words


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("开通了5G-A网络", "5g-a"),
        ("操作系统CUlinux上线", "culinux"),
        ("型号PPR-9087的设备", "ppr-9087"),
        ("带宽升到100G", "100g"),
        ("用Ｃ＋＋写成", "c++"),
        ("增长3.2个百分点", "3.2"),
        ("客户共1,234,567户", "1234567"),
    ],
)
def test_codes_and_numbers_stay_whole_in_both_views(text: str, code: str) -> None:
    assert code in words(text)
    assert code in characters(text)


def test_words_are_cut_by_jieba_and_lose_stop_words() -> None:
    assert words("山阴党支部的建设") == ["山阴", "党支部", "建设"]


def test_characters_are_singles_then_bigrams_of_each_run() -> None:
    assert characters("千兆网，光猫") == ["千", "兆", "网", "千兆", "兆网", "光", "猫", "光猫"]


def test_traditional_full_width_and_case_meet_simplified() -> None:
    assert words("光纖寬頻ＡＩ") == words("光纤宽频ai")
    assert normalise("臺灣５Ｇ") == "台湾5g"


SIMPLE = opencc.OpenCC("t2s")
CHARACTERS = st.sampled_from("，（）…\u3000\xa0=\u0338\u0301臺台灣Ａé½㍿Σİ１")


@settings(deadline=None)
@given(st.text(CHARACTERS | st.characters(codec="utf-8")))
def test_normalised_is_nfkc_in_lower_case_with_each_han_character_simplified(text: str) -> None:
    nfkc = unicodedata.normalize("NFKC", INVISIBLE.sub("", text).translate(TICKS)).lower()
    assert normalise(text) == "".join(
        SIMPLE.convert(RADICALS.get(ord(c), c)) if "\u2e80" <= c < "\ua000" else c for c in nfkc
    )


def test_radicals_and_what_is_not_seen_are_folded() -> None:
    assert words("⻓⻛公司的⼭\u200b阴基\u00ad站") == words("长风公司的山阴基站")
    assert normalise("⾦\ufeff额⻅附⻚") == "金额见附页"
    assert fold("⻔⻋") == "门车"
    assert words("☑邮寄 ☐自取") == words("勾选邮寄 自取")


def test_a_code_is_found_by_its_parts_too() -> None:
    assert words("wi-fi6") == ["wi-fi6", "wi", "fi6"]


@given(st.text(max_size=80))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(alphabet="ＡａA中漢汉ⅣⅠ5５ ,，", max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "squeezed"),
    [
        ("３４ 个。", "34个"),
        ("1,240.5 万元", "1240.5万元"),
        ("《Ａ办法》：同比 -3.2%", "a办法同比-3.2%"),
        ("，。！", ""),
    ],
)
def test_squeezed_for_comparing(text: str, squeezed: str) -> None:
    assert squeeze(text) == squeezed


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


@settings(deadline=None)
@given(st.text(max_size=40))
def test_tagging_leaves_no_character_out(text: str) -> None:
    assert "".join(word for word, _ in tag(text)) == text
