"""Sentences that a caption, a figure or a page cut in two."""

from __future__ import annotations

import pytest

from tests.index.loaders.plain.village import BODY, LONG, blocks


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{LONG}大家都说这个方", "法好，明年还这样办。"),  # a word made whole
        (f"{LONG}大家说：“明年接着这样", "干，要干得更好！”说完都笑了。"),  # a quote closed
        (f"{LONG}大家都说好", "，明年接着干。"),  # punctuation first
    ],
)
def test_a_caption_inside_a_sentence(before: str, after: str) -> None:
    text = f"通网记\n\n{before}\n\n\n\n施工队正在坡上架线。\n\n{after}\n\n{BODY}"
    assert blocks(text)[1:] == [
        ("paragraph", before + after),
        ("caption", "施工队正在坡上架线。"),
        ("paragraph", BODY),
    ]


def test_a_caption_that_says_so_needs_no_other_sign() -> None:
    text = f"记\n\n{LONG}一共接通了260\n\n<!-- Media -->\n\n图为施工现场。\n\n户。后来又多三户。"
    assert blocks(text)[1:] == [
        ("paragraph", f"{LONG}一共接通了260户。后来又多三户。"),
        ("caption", "图为施工现场。"),
    ]


def test_a_figure_does_not_stop_a_sentence() -> None:
    text = f"记\n\n{LONG}大家都说这个方\n\n<!-- figureText: 架线 -->\n\n法好，明年还这样办。"
    assert blocks(text)[1:] == [
        ("paragraph", f"{LONG}大家都说这个方法好，明年还这样办。"),
        ("figure", "架线"),
    ]


def test_whole_sentences_are_never_joined() -> None:
    assert [text for _, text in blocks(f"{BODY}\n\n法律也要学。\n\n{BODY}")] == [
        BODY,
        "法律也要学。",
        BODY,
    ]
