"""What a question asks for: a number, a date, a person, a list, … read off its wording."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from index.passages.tokenizer import characters, normalise, words


class Wants(StrEnum):
    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    NAME = "name"
    LIST = "list"
    OTHER = "other"


_LIST = re.compile(
    r"哪些|哪几|有哪|哪[两二三四五六七八九十]|几个方面|几点|几方面|分别|包括什么|包含什么|有什么|"
    r"(?:[两二三四五六七八九十]|(?<!\d)[2-9])(?:个|大|项|条|点|种|方面|类)[^，。？?\d]{0,14}(?:是什么|指什么|分别|包括|是指)|"
    r"\bwhich (?:\w+ )?(?:are|were)\b|\bwhat are\b|\blist\b"
)
_OPEN = re.compile(
    r"如何|怎样|怎么[^办回]|什么(?:成[果效就绩]|措施|举措|做法|作用|意义|影响|变化|调整|特点|优势|要求|内容|问题|挑战|困难|"
    r"任务|目标|原则|条件|材料|职责)|有何|\bhow (?:do|does|did|is|are|was|were|can|should|will)\b"
)
_PATTERNS: tuple[tuple[Wants, re.Pattern[str]], ...] = (
    (
        Wants.DATE,
        re.compile(
            r"什么时候|什么时间|何时|哪一?年|哪一?天|哪一?日|几月|几号|几时|哪个月|多会儿|"
            r"(?:日期|时间)(?:是|为)(?!多)|\bwhen\b|\bwhat (?:date|year|day|time)\b"
        ),
    ),
    (
        Wants.NUMBER,
        re.compile(
            r"多少|几[^乎]|多[大长高久远快宽重深]|占比|比例|比重|增[长幅]了?率?是?$|百分之|金额|"
            r"[率数量额度价费]是?$|\bhow (?:many|much|long|far|often|large|high|fast)\b|"
            r"\bwhat (?:percentage|share|number|amount|rate|price)\b"
        ),
    ),
    (Wants.LIST, _LIST),
    (
        Wants.PERSON,
        re.compile(r"谁|何人|哪位|哪一?名|什么人|姓名|负责人是|\bwho(?:m|se)?\b"),
    ),
    (Wants.PLACE, re.compile(r"哪里|哪儿|何处|何地|什么地方|地址|地点|在哪|\bwhere\b")),
    (
        Wants.ORGANISATION,
        re.compile(r"哪[家个](?:公司|单位|部门|机构|企业|集团|支部|医院|学校|大学)|哪家|哪个部"),
    ),
    (Wants.NAME, re.compile(r"叫什么|名称|名字|什么名|哪[个部本首款项条种座]|哪一")),
)

# Words of asking: they are in the question and never in the text that answers it.
_ASKING = re.compile(
    r"请问一?下?|我想(?:知道|了解)(?:一下)?|帮我(?:查询|查一下|查|介绍|找)(?:一下)?|告诉我|"
    r"介绍一?下?|是什么时候|什么时候|什么时间|何时|多少|有?哪一?些|有哪几?|哪几|哪里|哪儿|哪一|哪个|"
    r"哪家|哪位|哪|是什么|有什么|什么样|什么|为什么|为何|怎么样|怎样|怎么|如何|多长时间|多久|多大|"
    r"多长|多高|几(?=[个项次名家座条位年月天种类人台套件户米所])|是否|是不是|有没有|能不能|可不可以|"
    r"何人|谁|吗|呢|吧|分别|[?？]|"
    r"\b(?:what|which|who|whom|whose|when|where|why|how|many|much|is|are|was|were|did|does|do|"
    r"the|a|an|of|in|on|at|to|for|by|and|or|with|from|has|have|had|be|been|its?|their|that|this)\b"
)


@dataclass(frozen=True, slots=True)
class Intent:
    """A question taken apart. `words` and `characters` are the terms of its content: what the
    answer's place should hold. `meaning` is what is compared by meaning: the content too."""

    wants: Wants
    several: bool  # the answer is a list
    open: bool  # how, what results, what is done: it may be one
    content: str
    tail: str  # its second half: what is said of the topic
    focus: str  # the words around the word of asking
    words: tuple[str, ...]
    characters: tuple[str, ...]
    meaning: str


_ASKED = re.compile(
    r"多少|几|哪|什么|谁|何时|何地|何人|为何|如何|怎|多[大长高久远快宽重深]|"
    r"\b(?:what|which|who|whose|when|where|why|how)\b"
)
_REACH = 7  # characters on either side of the word of asking


def _focus(folded: str) -> str:
    """What stands around the word of asking, without words of asking; the end for none."""
    asked = _ASKED.search(folded)
    start, end = asked.span() if asked else (len(folded), len(folded))
    reach = _REACH * (3 if folded.isascii() else 1)
    around = folded[max(0, start - reach) : start], folded[end : end + reach]
    return " ".join(_ASKING.sub(" ", part) for part in around)


@lru_cache(64)  # one question is read on its way to passages, to sentences and to an answer
def read_intent(question: str) -> Intent:
    folded = normalise(question)
    wants = next((w for w, pattern in _PATTERNS if pattern.search(folded)), Wants.OTHER)
    content = " ".join(_ASKING.sub(" ", folded).split())
    if not content:
        content = folded
    return Intent(
        wants,
        bool(_LIST.search(folded)),
        bool(_OPEN.search(folded)),
        content,
        content[len(content) // 2 :],
        _focus(folded),
        tuple(dict.fromkeys(words(content))),
        tuple(dict.fromkeys(characters(content))),
        content,
    )
