"""What a line looks like: heading, list item, caption, the end of a sentence.

Questions about one text only; what stands around it is asked in `outline` and `mending`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from index.records import BlockKind

HEADING_LENGTH = 40
"""Characters; a longer line is no heading unless it is marked as one."""
SHORT_ITEM = 80
"""Characters of a list item that counts as one also when it stands alone."""

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f〇々]")
_CLOSERS = "”’」』】》〉）)]\"' \t\u3000"
_FINAL = frozenset("。！？；：…!?;:.")
_WORD = re.compile(r"[^\W_]")
_INNER_END = re.compile(r"[。！？；]")
_CONTINUES = frozenset("，。、；：？！,;!?）)》】」』”’%％")


def is_han(character: str) -> bool:
    return _HAN.match(character) is not None


def is_cjk(character: str) -> bool:
    """Han, or punctuation of full width."""
    return bool(character) and (
        is_han(character) or "\u3000" <= character <= "\u303f" or "\uff01" <= character <= "\uff60"
    )


def has_words(text: str) -> bool:
    return _WORD.search(text) is not None


def columns(text: str) -> int:
    """Width on a terminal: wide characters count two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def ends_sentence(text: str) -> bool:
    """Does it end in final punctuation (also ： and ；), closing quotes and brackets aside?"""
    bare = text.rstrip(_CLOSERS)
    return bare[-1:] in _FINAL if bare else bool(text)


def ends_open(text: str) -> bool:
    """Does it end in a comma or an opening bracket, so that more must follow?"""
    return text[-1:] in set("，,、（(“‘《「『【")


def continues(text: str) -> bool:
    """Does it begin with punctuation that can only stand inside a sentence?"""
    return text[:1] in _CONTINUES


def heading_like(text: str, limit: int = HEADING_LENGTH) -> bool:
    """Short, and no sentence: not ended by final punctuation, holding none, begun as a text."""
    return (
        len(text) <= limit
        and has_words(text)
        and not ends_sentence(text)
        and not ends_open(text)
        and not continues(text)
        and _INNER_END.search(text) is None
    )


_NUMERAL = "一二三四五六七八九十百零〇"
_NUMBERED = (
    (1, re.compile(rf"第[{_NUMERAL}\d]{{1,4}}(?:[章编篇](?!的)|部分(?=\s|[:：]|$))")),
    (2, re.compile(rf"第[{_NUMERAL}\d]{{1,4}}节(?=\s|[:：]|$)")),
    (3, re.compile(rf"第[{_NUMERAL}\d]{{1,4}}条(?=\s|[:：]|$)")),
    (1, re.compile(rf"[{_NUMERAL}]{{1,3}}、(?![{_NUMERAL}]{{1,3}}(?:[、,，]|$))")),
    (2, re.compile(rf"[（(][{_NUMERAL}]{{1,3}}[）)]")),
    (1, re.compile(rf"附(?:件|录|表)\s?[{_NUMERAL}\dA-Z]{{0,3}}(?=\s|[:：]|$)")),
)  # fmt: skip
_DECIMAL = re.compile(r"\d{1,2}((?:\.\d{1,2}){0,3})[\s\u3000]+(?=[^\W\d_])")
_POINT = re.compile(r"\d{1,3}[.．、](?!\d)")
_NUMBER_STARTS = frozenset(f"第附（({_NUMERAL}0123456789")
_MARKERS = (
    ("1.", re.compile(r"\d{1,3}[.．](?!\d)")),
    ("1、", re.compile(r"\d{1,3}、(?!\d)")),
    ("(1)", re.compile(r"[（(]\d{1,3}[)）](?!\d)")),
    ("1)", re.compile(r"\d{1,2}[)）](?!\d)")),
    ("①", re.compile(r"[①-⑳⑴-⒇]")),
    ("•", re.compile(r"[•●■◆▪►➢◦○]\s*|[-*+–—·]\s+(?=\S)")),
)


def numbered_level(text: str) -> int | None:
    """The level that a heading's number gives: 第一章, 一、 → 1; （一） → 2; 1. → 3; 1.2 → 2."""
    if text[:1] not in _NUMBER_STARTS:
        return None
    for level, pattern in _NUMBERED:
        if pattern.match(text):
            return level
    decimal = _DECIMAL.match(text)
    if decimal:
        return 1 + decimal[1].count(".")
    return 3 if _POINT.match(text) else None


def number_style(text: str) -> str | None:
    """A name for the way a heading is numbered, equal for 一、 and 二、."""
    if text[:1] in _NUMBER_STARTS:
        for style, (_, pattern) in enumerate(_NUMBERED):
            if pattern.match(text):
                return f"numbered {style}"
    return list_marker(text)


def list_marker(text: str) -> str | None:
    """The style of the marker an item begins with; None for other text. 2.14个 has none."""
    if is_han(text[:1]):
        return None
    for style, pattern in _MARKERS:
        if pattern.match(text):
            return style
    return None


_FIGURE_CAPTION = re.compile(
    r"(?:图|表|Figure|Fig\.|Table)\s?\d{1,3}(?:[-.]\d{1,3})?(?=[\s:：.、]|$)|▲"
)
_PICTURE_TEXT = re.compile(r"(?:图为|上图|下图|左图|右图)(?!所示)")


def is_caption(text: str) -> bool:
    """图3 …, 图为…, ▲… in one short line."""
    if _PICTURE_TEXT.match(text):
        return len(text) <= SHORT_ITEM and sentence_count(text) <= 1
    return bool(_FIGURE_CAPTION.match(text)) and heading_like(text, 60)


def sentence_count(text: str) -> int:
    return len(re.findall(r"[。！？!?](?=[^。！？!?]|$)", text))


def is_subtitle(text: str) -> bool:
    return text.startswith(("—", "―")) and heading_like(text, 60)


_PICTURES = "文图|图文|图片|照片|稿件|摄影|视频|资料图|图|文"
_CREDIT = (
    re.compile(rf"本版(?:{_PICTURES}|文字).{{0,40}}"),
    re.compile(
        rf"(?:(?:以上|本文|文中|文内)?(?:{_PICTURES}))均?(?:由|[\s:：/／]).{{1,24}}(?:提供|供图|供稿)"
    ),
    re.compile(r"[^，,：:]{1,24}(?:供图|供稿|摄影报道|提供图片|提供照片)"),
    re.compile(r"[^，,：:]{0,24}(?:[\s/／（(]|记者|通讯员)[^，,]{0,12}摄"),
    re.compile(r"(?:摄影|供图|供稿|图文|图[/／]文|文[/／]图)\s?[/／:：]\s?.{1,24}"),
)


_CREDIT_WORD = re.compile("本版|[提供摄]|图文|[图文][/／]")


def is_credit(text: str) -> bool:
    """Who made the words and pictures: 本版文图…, …提供, …摄."""
    if len(text) > HEADING_LENGTH or not _CREDIT_WORD.search(text) or numbered_level(text):
        return False
    bare = text.strip("（()）。. \u3000")
    return any(pattern.fullmatch(bare) for pattern in _CREDIT)


_PURPOSE = "比赛|竞赛|赛事|评测|测试|演示|学习|交流|参考|研究|教学|培训|示例|内部|阅读"
_DISCLAIMER = (
    re.compile(
        rf"(?:本文档?|本文件|本资料|本材料|本语料|本数据集?|本页面|以上内容)[^\n]*?"
        rf"[仅只](?:允许|可|能|供|限|用于|用作|作|为)[^。\n]{{0,20}}?(?:{_PURPOSE})"
    ),
    re.compile(
        r"(?:本文档|本文件|本资料|本材料)(?:[为是系][^。]{0,30}?(?:语料|样例|示例)|"
        r"[^。]{0,120}?请勿[^。]{0,10}(?:转载|引用|传播|外传))"
    ),
    re.compile(r"(?:免责声明|免责条款|版权声明|Disclaimer)\s*[:：]", re.IGNORECASE),
    re.compile(r"(?:重要)?声明\s*[:：].{0,200}?(?:不构成|不承担|概不负责|仅供|版权)"),
)
DISCLAIMER_LENGTH = 400


def is_disclaimer(text: str) -> bool:
    """Says of the document itself what it may be used for. Asked of first and last blocks only."""
    return len(text) <= DISCLAIMER_LENGTH and any(p.match(text) for p in _DISCLAIMER)


_NAMED = re.compile(r"[^\W\d_]{1,8}\s?[:：]\s?\S")


def is_named(text: str) -> bool:
    """时间：…, 地点：…: a line of a form."""
    return _NAMED.match(text) is not None


_QUESTION = re.compile(
    rf"[【\[]?(?:问题?|問題?|提问|Q|Question)\s?[{_NUMERAL}\d]{{0,3}}\s?(?:[:：.、．】\]]|\s)\s?\S",
    re.IGNORECASE,
)
_REPLY = re.compile(
    rf"[【\[]?(?:答[复案]?|回[答复]|解答|A|Answer)\s?[{_NUMERAL}\d]{{0,3}}\s?[:：.、．】\]]\s?\S",
    re.IGNORECASE,
)


_ASKED = re.compile(r"[?？][\s”」』】）)*_]*$")
_ASKING = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_ANSWERING = (*_ASKING, BlockKind.TABLE_ROW, BlockKind.CAPTION)


def is_question(text: str) -> bool:
    """问：… in one short line."""
    return len(text) <= SHORT_ITEM and _QUESTION.match(text) is not None


def is_reply(text: str) -> bool:
    return _REPLY.match(text) is not None


def is_inquiry(text: str) -> bool:
    """One short sentence that asks: over its answer it is a heading."""
    return (
        len(text) <= SHORT_ITEM
        and _ASKED.search(text) is not None
        and _INNER_END.search(_ASKED.sub("", text)) is None
    )


def asks(text: str, following: str) -> bool:
    """Is this line a question, and the next one its answer?"""
    if is_reply(following):
        return is_question(text) or is_inquiry(text)
    return is_inquiry(text) and not is_inquiry(following) and not is_question(following)


def question_headings(texts: Sequence[str], kinds: Sequence[BlockKind | None]) -> list[int]:
    """The numbers of those texts that ask what the next one answers."""
    return [
        at
        for at in range(len(texts) - 1)
        if kinds[at] in _ASKING and kinds[at + 1] in _ANSWERING and asks(texts[at], texts[at + 1])
    ]


_SEPARATOR = re.compile(r"([-=*_~#—─━·＊])(?:\s?\1){2,}")


def is_separator(text: str) -> bool:
    return _SEPARATOR.fullmatch(text) is not None


def plain_kind(text: str) -> BlockKind | None:
    """A kind that the text alone decides."""
    if is_caption(text):
        return BlockKind.CAPTION
    return BlockKind.CREDIT if is_credit(text) else None
