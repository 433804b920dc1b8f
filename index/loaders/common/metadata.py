"""Lines that say when a document was published and by whom."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_DATE_KEYS = (
    "发布时间", "发布日期", "发文日期", "发出日期", "签发日期", "成文日期", "印发日期", "发表时间",
    "更新时间", "更新日期", "日期", "date",
)  # fmt: skip
_SOURCE_KEYS = (  # the first that is given counts
    "来源", "信息来源", "文章来源", "稿件来源", "source", "发布单位", "发布机构", "发文机关",
    "发文单位", "编写单位", "编制单位", "发布部门", "发布人", "发布者", "publisher", "作者",
    "撰稿", "author",
)  # fmt: skip
_OTHER_KEYS = (
    "责任编辑", "编辑", "审核", "浏览次数", "点击数", "阅读次数", "发文字号", "文号", "索引号",
    "编号", "文件编号", "通知编号", "通告编号", "联合编写", "记者", "整理",
)  # fmt: skip
_FOLD = str.maketrans(
    "發佈時間來機關單位責輯閱讀覽數編審號簽寫", "发布时间来机关单位责辑阅读览数编审号签写"
)
_KEYS = "|".join(sorted((*_DATE_KEYS, *_SOURCE_KEYS, *_OTHER_KEYS), key=len, reverse=True))
_KEY = re.compile(rf"(?<!\w)({_KEYS})\s?[:：]\s?", re.IGNORECASE)
_LONGEST = 160

_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_CHINESE_DATE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年"
    r"(?:([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})日)?)?"
)
_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:\s?年\s?|[-/.])(\d{1,2})(?:(?:\s?月\s?|[-/.])(\d{1,2})(?!\d))?"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)\s?年?")
_DATE_ONLY = re.compile(
    r"[（(]?\s?(?:(?:19|20)\d\d(?:\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?|-\d{1,2}-\d{1,2}"
    r"|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2})"
    r"|[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月"
    r"(?:[一二三四五六七八九十]{1,3}日)?)\s?[）)]?"
)
_BYLINE = re.compile(rf"([^\W\d_]{{2,30}})[ \u3000]+(?:{_DATE_ONLY.pattern})")
_DATED = re.compile(rf"[ \u3000]+(?:{_DATE_ONLY.pattern})$")
_FILE_NUMBER = re.compile(
    r"[^\W\d_]{0,12}\s?[〔［\[(（](?:19|20)\d\d[〕］\])）]\s?第?\s?\d{1,5}\s?号"
)


@dataclass(frozen=True, slots=True)
class Publication:
    date: str | None = None  # ISO, as far as known
    source: str | None = None


def is_metadata(text: str) -> bool:
    """发布时间：… 发布人：… in one line, or a date alone."""
    if len(text) > _LONGEST:
        return False
    if _DATE_ONLY.fullmatch(text) or _BYLINE.fullmatch(text) or _FILE_NUMBER.fullmatch(text):
        return True
    return bool(_KEY.match(text.translate(_FOLD))) and "。" not in text


def fields(text: str) -> list[tuple[str, str]]:
    """The (key, value) of a metadata line, keys in simplified characters and lower case."""
    keys = list(_KEY.finditer(text.translate(_FOLD)))
    if not keys:
        return []
    ends = [key.start() for key in keys[1:]] + [len(text)]
    return [
        (key[1].lower(), text[key.end() : end].strip(" \t\u3000|；;，,"))
        for key, end in zip(keys, ends, strict=True)
    ]


def publication(lines: Iterable[str]) -> Publication:
    """What the metadata lines of a document say; a date alone counts after a named one."""
    found: dict[str, str] = {}
    alone: str | None = None
    for line in lines:
        byline = _BYLINE.fullmatch(line)
        if byline:
            found.setdefault("byline", byline[1])
        if byline or _DATE_ONLY.fullmatch(line):
            alone = alone or iso_date(line)
        for key, value in fields(line):
            dated = _DATED.search(value)
            if dated and key not in _DATE_KEYS:
                alone = alone or iso_date(dated[0])
                value = value[: dated.start()]
            if value:
                found.setdefault(key, value)
    dates = (iso_date(found[key]) for key in _DATE_KEYS if key in found)
    return Publication(
        next((day for day in dates if day), alone),
        next((found[key] for key in (*_SOURCE_KEYS, "byline") if key in found), None),
    )


def iso_date(text: str) -> str | None:
    """The first date in a text, as far as it goes: 2022-01-14, 2022-01 or 2022."""
    chinese = _CHINESE_DATE.search(text)
    if chinese:
        year = "".join(_DIGITS[c] for c in chinese[1])
        return _iso(int(year), _number(chinese[2]), _number(chinese[3]))
    match = _DATE.search(text)
    if match:
        found = _iso(int(match[1]), int(match[2]), int(match[3]) if match[3] else None)
        if found:
            return found
    year_only = _YEAR.search(text)
    return year_only[1] if year_only else None


def _number(numeral: str | None) -> int | None:
    """十四 → 14, 三十 → 30."""
    if not numeral:
        return None
    tens, ten, ones = numeral.rpartition("十")
    return (int(_DIGITS.get(tens, "1")) * 10 if ten else 0) + int(_DIGITS.get(ones, "0"))


def _iso(year: int, month: int | None, day: int | None) -> str | None:
    if month is None:
        return f"{year:04}"
    try:
        whole = date(year, month, 1 if day is None else day)
    except ValueError:
        return None
    return whole.isoformat() if day is not None else f"{whole:%Y-%m}"
