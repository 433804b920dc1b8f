"""What the page says: `texts` lists it, a file a language says it."""

from ui.web.words.en import EN
from ui.web.words.languages import LANGUAGES, texts_for
from ui.web.words.texts import DocumentsTexts, LoginTexts, SettingsTexts, Texts
from ui.web.words.zh_hans import ZH
from ui.web.words.zh_hant import HANT

__all__ = [
    "EN",
    "HANT",
    "LANGUAGES",
    "ZH",
    "DocumentsTexts",
    "LoginTexts",
    "SettingsTexts",
    "Texts",
    "texts_for",
]
