"""The words of the settings, in the languages of the interface."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SettingsTexts:
    """The settings in one language. `lang` is its HTML language tag."""

    lang: str
    heading: str
    more: str
    k: str
    k_more: str
    threshold: str
    threshold_more: str
    everything: str
    folders: str
    documents: str
    chosen: str  # documents and folders
    find: str
    not_all: str  # shown, in all
    reset: str
    ignored: str  # what


_HANS = SettingsTexts(
    lang="zh-Hans",
    heading="设置",
    more="这些选择都写在本页的地址里：收藏或转发这个地址，打开就是同样的设置。",
    k="查找的段落数",
    k_more="回答从这么多个最相关的段落里找；越多越慢。",
    threshold="回答的最低把握",
    threshold_more="把握低于它时，直说没有找到。",
    everything="一个也不选，就在全部文档里找。",
    folders="只在这些文件夹里找",
    documents="只在这些文档里找",
    chosen="已选 {} 项",
    find="筛选",
    not_all="这里列出 {} 份，共 {} 份；请改用文件夹，或先筛选。",
    reset="恢复默认",
    ignored="地址里有些设置无法识别，已忽略：{}",
)
_HANT = SettingsTexts(
    lang="zh-Hant",
    heading="設定",
    more="這些選擇都寫在本頁的網址裡：收藏或轉發這個網址，打開就是同樣的設定。",
    k="查找的段落數",
    k_more="回答從這麼多個最相關的段落裡找；越多越慢。",
    threshold="回答的最低把握",
    threshold_more="把握低於它時，直說沒有找到。",
    everything="一個也不選，就在全部文件裡找。",
    folders="只在這些資料夾裡找",
    documents="只在這些文件裡找",
    chosen="已選 {} 項",
    find="篩選",
    not_all="這裡列出 {} 份，共 {} 份；請改用資料夾，或先篩選。",
    reset="恢復預設",
    ignored="網址裡有些設定無法辨識，已忽略：{}",
)
_EN = SettingsTexts(
    lang="en",
    heading="Settings",
    more="These choices stand in this page's address: keep or send the address, and it opens with "
    "the same settings.",
    k="Passages to find",
    k_more="An answer is looked for in so many of the most relevant passages; more take longer.",
    threshold="Least confidence of an answer",
    threshold_more="Below it, the page says that nothing was found.",
    everything="With none chosen, all documents are searched.",
    folders="Search in these folders only",
    documents="Search in these documents only",
    chosen="{} chosen",
    find="Filter",
    not_all="{} of {} are listed here; use a folder, or filter.",
    reset="Back to the defaults",
    ignored="Some settings in the address could not be understood and are ignored: {}",
)


def settings_texts(lang: str) -> SettingsTexts:
    """In the language of a tag of `languages.LANGUAGES`; simplified Chinese for another."""
    return {"zh-Hant": _HANT, "en": _EN}.get(lang, _HANS)
