"""Where a question asks: its interrogative, what stands before and after it, and its head noun.

The place just before and after 多少, 谁 or 哪个 in a question is most often the place just before
and after the answer in the sentence that answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from index.passages.tokenizer import fold
from qa.understand.tagger import tag


class Kind(IntEnum):
    """What the interrogative is. The numbers are a feature: do not renumber without training."""

    OTHER = 0
    WHO = 1
    WHEN = 2
    WHERE = 3
    NUMBER = 4
    WHY = 5
    HOW = 6
    WHICH = 7
    WHAT = 8
    WHETHER = 9
    LIST = 10
    EXTENT = 11  # 多长, 多久, 多大


_MEASURE = "[个位名家座条种项款本部所类支只首次届件艘架间张片块股群代场段句份辆台颗门]"
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (Kind.WHY, r"(?:为什么|为甚么|为啥|为何)(?=[^?？\s])|什么原因|(?<=.)因何|\bwhy\b"),
        (
            Kind.WHEN,
            r"(?:什么|甚么)(?:时候|时间|时期|年代|年份)|何时|何年|何日|几时|"
            r"哪一?个?(?:年|天|日|月|时期?|世纪|年代|年份|朝代?)|几[月号点]|\bwhen\b",
        ),
        (Kind.LIST, r"哪些|哪[几两二三四五六七八九十]" + _MEASURE + r"?|\bwhich (?=\w+s\b)"),
        (Kind.WHO, r"谁|何人|哪一?[位名]|(?:什么|甚么)人(?!口)|\bwho(?:m|se)?\b"),
        (Kind.WHERE, r"哪里|哪儿|何处|何地|(?:什么|甚么)地方|(?<=在)哪(?=$|[?？])|\bwhere\b"),
        (Kind.EXTENT, r"多[大长高久远快宽重深厚广]|\bhow (?:long|far|large|high|fast|big|tall)\b"),
        (
            Kind.NUMBER,
            r"百分之多少|百分之几|多少|几(?!乎|何|内|率|利|维|度)|\bhow (?:many|much)\b",
        ),
        (Kind.WHICH, r"哪一?" + _MEASURE + r"?(?:样的)?|何种|\bwhich\b"),
        (Kind.HOW, r"如何|怎么样?|怎样|怎麼|\bhow\b"),
        (Kind.WHAT, r"(?:什么|甚么|啥)(?:样的|样)?|何名|何物|为何|何(?=[?？]|$|[一-鿿])|\bwhat\b"),
        (Kind.WHETHER, r"是否|能否|有没有|是不是|可不可以|会不会|吗(?=[?？]?$)"),
    )
)
_UNIT = re.compile(
    r"个百分点|百分点|平方公里|平方米|立方米|公里|千米|厘米|毫米|[十百千]?[万亿]{0,2}(?:美元|港元|欧元|元)|"
    r"人次|小时|分钟|个月|个工作日|工作日|"
    + _MEASURE
    + r"|[米天年月日周岁人次户处亩吨克倍头只层级页张期届批字组班对万亿%]"
)
_ASKING = re.compile(r"^(?:什么|甚么|哪一?个?|[何几])")
_END = re.compile(r"[?？。\s]*$")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart around its interrogative; all text folded."""

    kind: Kind
    before: str
    after: str  # from behind the interrogative, its measure word included in neither
    head: str  # the noun that the answer is one of: 哪个[城市], 什么[宗教], [作者]是谁; or ""
    head_after: bool
    rest: str  # `after` without the head noun
    unit: str  # the measure word after 多少 or 几, or ""
    thing: str  # the nouns after interrogative and measure word: 多少辆[应急通信车]
    left: str  # the last content word before the interrogative, or ""
    right: str  # the first content word after interrogative and head, or ""


def read_asked(question: str) -> Asked:
    folded = _END.sub("", fold(question).strip())
    kind, start, end = Kind.OTHER, len(folded), len(folded)
    for kind_, pattern in _PATTERNS:
        if found := pattern.search(folded):
            kind, (start, end) = kind_, found.span()
            break
    before, after = folded[:start], folded[end:]
    words = tag(folded) if folded else []
    at = 0
    left_words: list[tuple[str, str]] = []
    right_words: list[tuple[str, str]] = []
    for word, flag in words:
        if at + len(word) <= start:
            left_words.append((word, flag))
        elif at >= end:
            right_words.append((word, flag))
        elif at + len(word) > end:
            right_words.append((word[end - at :], flag))
        elif at < start:
            left_words.append((word[: start - at], flag))
        at += len(word)
    unit = ""
    if kind is Kind.NUMBER and (measure := _UNIT.match(after)):
        edges = {len("".join(word for word, _ in right_words[:n])) for n in range(1, 6)}
        unit = measure.group() if measure.end() in edges else ""
    head, used = _head_after(right_words, len(unit))
    thing = "".join(word for word, _ in right_words[:used])[len(unit) :]
    if kind in (Kind.WHEN, Kind.EXTENT):
        head, used = _ASKING.sub("", folded[start:end]), 0
    head_after = bool(head)
    if not head:
        head = next((w for w, f in reversed(left_words) if f[0] in "nj"), "")
    rest = "".join(word for word, _ in right_words[used:])
    left = next((w for w, f in reversed(left_words) if f[0] in "nvajtmie" and w != "是"), "")
    right = next((w for w, f in right_words[used:] if f[0] in "nvajtmie" and w != "是"), "")
    return Asked(kind, before, after, head, head_after, rest, unit, thing, left, right)


def _head_after(words: list[tuple[str, str]], unit: int) -> tuple[str, int]:
    """The last noun of the run of nouns and adjectives right after the interrogative, and the
    run's number of words; `unit`: characters of a measure word to pass over first."""
    head, used, passed = "", 0, 0
    for number, (word, flag) in enumerate(words[:6]):
        passed += len(word)
        if passed <= unit or flag[0] in "nqjz" or flag[:2] == "vn":
            head, used = word, number + 1
        elif not (flag[0] in "abm" or word == "的") or (head and passed > unit and flag[0] != "m"):
            break
    return head, used
