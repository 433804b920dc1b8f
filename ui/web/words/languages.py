"""The languages of the interface, and which one a browser's tag means."""

from __future__ import annotations

from ui.web.words.en import EN
from ui.web.words.texts import Texts
from ui.web.words.zh_hans import ZH
from ui.web.words.zh_hant import HANT

LANGUAGES = (ZH, HANT, EN)
_TRADITIONAL = ("hant", "tw", "hk", "mo")


def texts_for(tag: object) -> Texts:
    """The language for a browser's tag, as in "zh-TW" or "en-GB"; simplified Chinese for none."""
    parts = tag.lower().replace("_", "-").split("-") if isinstance(tag, str) else [""]
    if parts[0] in ("", "zh", "yue"):
        traditional = "hans" not in parts and not set(parts).isdisjoint(_TRADITIONAL)
        return HANT if traditional else ZH
    return EN
