"""Follow-up questions → questions that stand alone, from the turns before; no model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import jieba
import jieba.posseg

from qa.records import Turn

_LEADS = re.compile(r"^(?:那么?|还有|另外|然后|其中|and |what about |how about )[，, ]*", re.I)
_PRONOUN = re.compile(
    r"它们|他们|她们|它|他|她|该(?:公司|项目|支部|单位|县|办法|规定|报告|通知|活动|平台)?|其(?![他它实余])|"
    r"这(?:个|家|项|份|次|些)?(?:公司|项目|支部|单位|县|办法|规定|报告|通知|活动|平台|会议|中心)?"
    r"(?=的|在|是|有|由|何|共|一共|总共|覆盖|建|什么|多|哪|怎|从|为)|"
    r"\b(?:it|its|they|their|them|he|she|his|her)\b",
    re.I,
)
_BARE = re.compile(r"^(?:那么?|还有)?(?P<thing>.{1,16}?)呢[?？]?$")
_YEAR = re.compile(r"\d{4}年?(?:上半年|下半年|[一二三四]季度|第[一二三四]季度)?|去年|今年|前年")
_ASKS = re.compile(
    r"多少|几|哪|什么|谁|何|怎么|如何|是否|吗|how|what|which|who|when|where|多[大长高久]", re.I
)


def stand_alone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves unsaid put in from the last turn; unchanged where it
    needs nothing."""
    if not history:
        return question
    before = history[-1].understood or history[-1].question
    question = question.strip()
    lead = _LEADS.match(question)
    rest = question[lead.end() :] if lead else question
    bare = _BARE.match(rest)
    if bare and not _ASKS.search(bare["thing"]):
        return _swap(bare["thing"], before)
    topic = topic_of(before)
    if not topic:
        return question
    if _PRONOUN.search(rest):
        return _PRONOUN.sub(lambda match: _in_place(match.group(), topic), rest, count=1)
    if lead and topic not in rest:
        if _YEAR.match(rest) and _YEAR.search(topic):
            topic = _YEAR.sub("", topic)
        return topic + rest if not rest.isascii() else f"{topic} {rest}"
    return question


def _in_place(pronoun: str, topic: str) -> str:
    return topic + ("的" if pronoun.startswith("其") and len(pronoun) == 1 else "")


def _swap(thing: str, before: str) -> str:
    """那X呢: the question before, asked of X instead."""
    year, asked = _YEAR.fullmatch(thing), _YEAR.search(before)
    if year and asked:
        return before[: asked.start()] + _same_form(thing, asked.group()) + before[asked.end() :]
    if year:
        return thing + before
    topic = topic_of(before)
    if thing in before or not topic:
        return before if thing in before else thing + before
    alike = _alike(thing, before)
    if alike:
        return before[: alike[0]] + thing + before[alike[1] :]
    rest = before.replace(topic, "", 1)
    asks = _ASKS.search(rest)
    if asks and _is_name(thing):
        return thing + rest
    word = asks.group() if asks else ""
    return f"{topic}{thing}{word}"


def _alike(thing: str, before: str) -> tuple[int, int] | None:
    """The span of `before` that names a thing of the same kind: 一类地区 for 三类地区."""
    kind = jieba.lcut(thing)[-1]
    at = before.rfind(kind)
    if len(kind) < 2 or at < 0 or kind == thing:
        return None
    start, end = at, at + len(kind)
    for word in reversed(jieba.lcut(before[:at])):
        if end - start >= len(thing) or word in "的是在了和":
            break
        start -= len(word)
    return start, end


def _same_form(year: str, model: str) -> str:
    return year + "年" if model.endswith("年") and not year.endswith("年") else year


@cache
def _tagger() -> jieba.posseg.POSTokenizer:
    return jieba.posseg.POSTokenizer()


_NAMES = ("nr", "ns", "nt", "nz")


def _is_name(thing: str) -> bool:
    """Whether it names another subject (河阳县, 临江公司) rather than another thing asked for."""
    flags = [pair.flag for pair in _tagger().cut(thing)]
    return bool(flags) and (
        flags[0] in _NAMES or thing.endswith(("公司", "支部", "集团", "县", "市", "省", "部", "局"))
    )


def topic_of(question: str) -> str:
    """What the question is about: its words up to the first verb or word of asking."""
    text = _LEADS.sub("", question).strip()
    asks = _ASKS.search(text)
    limit = asks.start() if asks else len(text)
    end = 0
    pairs = list(_tagger().cut(text))
    for pair, following in zip(pairs, [*pairs[1:], None], strict=True):
        done = following is not None and following.word in ("了", "过", "着")
        acts = pair.flag in ("v", "d", "c") or pair.flag.startswith("u") or done
        if (end and acts) or end >= limit:
            break
        end += len(pair.word)
    return text[: min(end, limit)].strip(" ，,的了在")
