"""The words of the documents tab and of the settings, in the languages of the interface."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentsTexts:
    """Both tabs in one language."""

    heading: str
    passages: str  # count
    settings: str
    k: str
    threshold: str


_TEXTS = {
    "zh-Hans": DocumentsTexts(
        "文档", "{} 个段落", "设置", "查找的段落数", "把握低于此值时算作没有找到"
    ),
    "zh-Hant": DocumentsTexts(
        "文件", "{} 個段落", "設定", "查找的段落數", "把握低於此值時算作沒有找到"
    ),
    "en": DocumentsTexts(
        "Documents", "{} passages", "Settings", "Passages to find", "Least confidence to answer"
    ),
}


def documents_texts(lang: str) -> DocumentsTexts:
    return _TEXTS[lang]
