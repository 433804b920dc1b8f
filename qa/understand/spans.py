"""Numbers with units, dates and names in a text, as spans: what a short answer can be."""

from __future__ import annotations

import re
from functools import lru_cache

Spans = tuple[tuple[int, int], ...]
KEPT = 1024  # texts: a sentence is read, and read again for a short answer

_HAN_NUMBER = "[零〇一二两三四五六七八九十百千万亿]"
_UNIT = (
    r"(?:个百分点|百分点|[%％‰]|亿元人民币|万元人民币|(?:[十百千]?[万亿])?(?:元|美元|港元|欧元|日元|"
    r"人民币)(?:/[\u4e00-\u9fff]{1,3})?|[十百千]?[万亿]?(?:平方公里|平方米|公里|千米|厘米|毫米|海里|"
    r"立方米|个工作日|工作日|个自然日|小时|分钟|秒钟?|个月|年期?|天|日|周|岁|人次|[个项次名家座条位种类人台套"
    r"件户米场期份册篇本辆艘架只头亩吨克千克公斤升度批届层级栋间处所所片支株棵幅款门部段班组组对张轮"
    r"字倍成页克张顿度号版盏根枚颗]|"
    r"毫秒|微秒|[KMGTP]?bps|[kKMGTP]?[bB]|[kKMG]?[wW][hH]?|[kKMGT]?Hz|PFLOPS|EFLOPS|ms|km|m)?)"
)
# Each pattern first looks at the one character ahead: most can begin nothing of the kind.
NUMBER = re.compile(
    rf"(?=[约近超逾第不至最\s\d\-−+零〇一二两三四五六七八九十百千万亿])"
    rf"(?:[约近超逾第]|超过|不少于|不超过|至少|最多)?\s*"
    rf"(?:[-−+]?\d+(?:[,，]\d{{3}})*(?:\.\d+)?(?:\s*[-–~～至]\s*\d+(?:\.\d+)?)?"
    rf"|{_HAN_NUMBER}+分之{_HAN_NUMBER}+|{_HAN_NUMBER}+(?=[个项次名家座条位种类人台套件户场天日年月周小亩吨元倍]))"
    rf"\s*(?:余|多|几)?\s*{_UNIT}?(?:余|多)?"
)
DATE = re.compile(
    r"(?=[\d一二三四五六七八九〇零JFMASOND])"
    r"(?:(?:\d{4}|[一二三四五六七八九〇零]{4})\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?|"
    r"[一二三四]季度|上半年|下半年|年?底|年?末|年?初)?(?:\s*至\s*\d{1,2}\s*月\s*\d{1,2}\s*[日号])?"
    r"|\d{1,2}\s*月\s*\d{1,2}\s*[日号](?:\s*(?:上午|下午|晚上?|凌晨))?(?:\s*\d{1,2}(?:[:：]\d{2}|[时点]))?"
    r"|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[:：]\d{2}(?:\s*[-–至到]\s*\d{1,2}[:：]\d{2})?"
    r"|(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December)(?: \d{1,2}(?!\d),?)?(?: \d{4})?|\b(?:19|20)\d{2}\b)"
)
TITLE = re.compile(r"《[^《》]{1,40}》|[“「『][^“”「」『』]{1,30}[”」』]")


@lru_cache(KEPT)
def numbers(text: str) -> Spans:
    """Spans of numbers with their unit, outer blanks left out; dates and years are no numbers."""
    dated = dates(text)
    spans = []
    for match in NUMBER.finditer(text):
        start, end = match.span()
        found = match.group()
        start += len(found) - len(found.lstrip())
        end -= len(found) - len(found.rstrip())
        inside = any(s <= start < e or start <= s < end for s, e in dated)
        code = start > 0 and text[start - 1].isascii() and text[start - 1].isalpha()
        if not inside and not code and start < end:
            spans.append((start, end))
    return tuple(spans)


@lru_cache(KEPT)
def dates(text: str) -> Spans:
    return tuple(match.span() for match in DATE.finditer(text))


@lru_cache(KEPT)
def titles(text: str) -> Spans:
    """《…》 with its marks; “…” and 「…」 with theirs."""
    return tuple(match.span() for match in TITLE.finditer(text))
