"""Every language says everything; a browser's tag finds its own."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import Any

import pytest

from ui.web.words import EN, HANT, ZH, Texts, texts_for


@pytest.mark.parametrize(
    ("tag", "texts"),
    [
        *((tag, ZH) for tag in ("zh-CN", "zh", "", None, 7, "zh-Hans-HK")),
        *((tag, HANT) for tag in ("ZH-tw", "zh-Hant", "zh_HK", "yue-HK")),
        *((tag, EN) for tag in ("en-GB", "de", "ja")),
    ],
)
def test_the_language_follows_the_browser(tag: object, texts: Texts) -> None:
    assert texts_for(tag) is texts


def spoken(texts: Any) -> dict[str, str]:
    """Every sentence of a language by its name, those of the parts too."""
    said = {}
    for name in texts.__slots__:
        value = getattr(texts, name)
        if isinstance(value, str):
            said[name] = value
        elif is_dataclass(value):
            said |= {f"{name}.{key}": words for key, words in spoken(value).items()}
    return said


@pytest.mark.parametrize("theirs", [HANT, EN], ids=["zh-Hant", "en"])
def test_every_language_says_everything_with_the_same_blanks(theirs: Texts) -> None:
    ours, said = spoken(ZH), spoken(theirs)
    assert ours.keys() == said.keys()
    for name, words in ours.items():
        assert words
        assert said[name]
        assert words.count("{}") == said[name].count("{}"), name
    assert [name for name, _ in ZH.scores] == [name for name, _ in theirs.scores]
    assert texts_for(theirs.lang) is theirs


def test_traditional_has_no_simplified_character() -> None:
    from opencc import OpenCC

    convert = OpenCC("s2t").convert
    for said in spoken(HANT).values():
        same = said.replace("裡", "裏").replace("台", "臺").replace("分布", "分佈")
        assert convert(said) in (said, same)
