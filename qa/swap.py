"""那X呢: the question before, asked of another time, number or thing."""

from __future__ import annotations

import re

from qa.clause import (
    ORDINAL,
    PERIOD,
    ROLE,
    SITE_END,
    THE_YEAR,
    Clause,
    measured,
    overlapping_kind,
    tagged,
)

_ANOTHER = re.compile(
    r"^(?:另外?[一二两三]?(?P<unit>[个批家期条座位种项])|其[他它余]的?|剩下的?|别的)(?P<kind>.*)$"
)


_BESIDE = {"前年": -2, "去年": -1, "上年": -1, "上一年": -1, "前一年": -1} | {
    "明年": 1, "来年": 1, "次年": 1, "下一年": 1, "后一年": 1
}  # fmt: skip


def same_form(own: str, said: str) -> str:
    """2021 as 2021年, 第二季度 as 2023年第二季度, 前一年 as 2022年, where it was said so before."""
    beside, counted = _BESIDE.get(own.removesuffix("度")), THE_YEAR.search(said)
    if beside is not None and counted:
        own = f"{int(counted.group()) + beside}年"
    if re.fullmatch(r"\d{4}", own) and re.search(r"\d{4}年", said):
        own += "年"
    year = re.match(r"\d{4}年", said)
    if year and len(said) > year.end():
        if not re.match(r"\d{4}|[去今前上明]年", own):
            return year.group() + own
        if re.fullmatch(r"\d{4}年", own):
            return own + said[year.end() :]
    elif year and not re.match(r"\d{4}|[去今前上明]年", own):
        return said + own
    return own


def swap(thing: str, before: Clause, topic: str) -> tuple[str, ...]:
    """The question before, asked of `thing` instead; several where the wording cannot tell.

    `topic`: what was spoken of, should the question before not say it.
    """
    period = PERIOD.match(thing)
    if period and period.end() < len(thing):  # 2024年的实际净利润
        dated = _by_period(period.group(), before)
        rest = thing[period.end() :].lstrip("的")
        if dated and _SUMMED.fullmatch(rest):
            return (dated,)
        return swap(rest, Clause(dated or before.text), topic)
    if thing.removesuffix("度") in _BESIDE and THE_YEAR.search(before.text):
        said = PERIOD.search(before.text)
        as_said = _put(before.text, said.span(), thing) if said else ""
        return tuple(text for text in (_by_period(thing, before), as_said) if text)
    owner, mark, _ = thing.partition("的")
    if mark and owner and (tagged(owner)[-1].site or tagged(owner)[-1].name) and before.aspect:
        return (thing + before.text[len(before.subject) :],)  # it says whose itself
    for way in (
        *(_another, _by_period, _by_ordinal, _by_figure, _known, _told_of),
        *(_by_kind, _by_ending, _by_role, _by_name),
    ):
        swapped = way(thing, before)
        if swapped:
            return (swapped,)
    places = _of_a_place(thing, before) or _by_place(thing, before)
    if places:
        return places
    topic = before.subject or topic
    if (
        before.subject
        and before.predicate
        and before.asked
        and before.asked.group()[0] not in "谁哪"
    ):
        return (f"{before.subject}{thing}{before.text[len(before.subject) :]}",)
    asked = f"是{before.asked.group()}" if before.asked else ""
    return (f"{topic}的{thing}{asked}" if topic else f"{thing}{before.text}",)


def modified(thing: str, before: Clause) -> tuple[str, ...]:
    """纸质的呢: another kind of the subject, 纸质发票 for 电子发票, or of what is counted."""
    counted = tagged(before.object) if before.object else ()
    if len(counted) > 1 and counted[0].flag[:1] == "a" and tagged(thing)[0].flag[:1] == "a":
        start = before.text.rindex(before.object)
        return (_put(before.text, (start, start + counted[0].end), thing),)
    words = [w for w in before.words if w.end <= len(before.subject)]
    if (
        FIGURE.fullmatch(thing)
        or len(words) < 2
        or ORDINAL.match(thing)
        or PERIOD.match(thing)
        or thing in before.text
    ):
        return ()
    start = before.name[1] if before.name and before.name[1] <= words[-2].start else 0
    return (_put(before.text, (start, words[-1].start), thing),)


def _put(text: str, span: tuple[int, int], thing: str) -> str:
    return text[: span[0]] + thing + text[span[1] :]


def _another(thing: str, before: Clause) -> str | None:
    other = _ANOTHER.match(thing)
    if not other:
        return None
    if other["kind"] and other["kind"] not in before.text:
        return None  # 其他人员: a thing as any other
    number = ORDINAL.search(before.text)
    if number and (not other["unit"] or other["unit"] in (number["unit"], "个")):
        word = thing if other["unit"] == number["unit"] else f"其他{number['unit']}"
        return _put(before.text, number.span(), word)
    if before.name:
        kind = tagged(before.head[slice(*before.name)])[-1]
        word = "" if kind.name else kind.word
        return _put(before.text, before.name, thing.rstrip("的") + ("" if other["kind"] else word))
    return _put(before.text, (0, len(before.subject)), thing) if before.subject else None


def _by_period(thing: str, before: Clause) -> str | None:
    if not PERIOD.fullmatch(thing):
        return None
    said = PERIOD.search(before.text)
    if said:
        return _put(before.text, said.span(), same_form(thing, said.group()))
    end = len(before.topic) if before.text.startswith(before.topic) else 0
    if before.name and before.owner == before.topic and before.name[1] <= end:
        end = before.name[1] if before.head[end : end + 1] != "的" else end
    if end < len(before.topic):
        end = 0
    return before.text[:end] + thing + before.text[end:]


def _by_ordinal(thing: str, before: Clause) -> str | None:
    own = ORDINAL.match(thing)
    if not own:
        return None
    for said in ORDINAL.finditer(before.text):
        if said["unit"] == own["unit"]:
            more, follows = thing[own.end() :], before.text[said.end() :]
            length = len(more) if more and follows.startswith(more) else 0
            if more and not length:
                return None
            return _put(before.text, (said.start(), said.end() + length), thing)
    return None


def _by_figure(thing: str, before: Clause) -> str | None:
    """1000M for 500M."""
    own = FIGURE.fullmatch(thing)
    for said in FIGURE.finditer(before.text) if own else ():
        if own and said["unit"] == own["unit"]:
            return _put(before.text, said.span(), thing)
    return None


def _told_of(thing: str, before: Clause) -> str | None:
    """占比 after 政企业务收入是多少: a figure of that figure, not one in its place."""
    subject = before.subject
    words = [w for w in before.words if w.end <= len(subject)]
    of = _FIGURE_OF.fullmatch(thing) or (thing.endswith("率") and not measured(subject))
    if not of or not subject or not before.asked:
        return None
    if words and _FIGURE_OF.fullmatch(words[-1].word):
        subject = subject[: words[-1].start].rstrip("的")
    return f"{subject}的{thing}是多少"


def _known(thing: str, before: Clause) -> str | None:
    return before.text if thing in before.text else None


def _by_kind(thing: str, before: Clause) -> str | None:
    """The span that names a thing of the same kind: 一类地区 for 三类地区."""
    span = overlapping_kind(thing, before.text)
    return _put(before.text, span, thing) if span else None


def _by_ending(thing: str, before: Clause) -> str | None:
    """The noun with the same last character, a thing of the same kind: 脱贫户 for 普通农户."""
    if len(thing) < 2 or thing[-1] in _NO_KIND or not tagged(thing)[-1].noun:
        return None
    words = tagged(before.text)
    for number in range(len(words) - 1, -1, -1):
        word = words[number]
        if not word.noun or word.word[-1] != thing[-1] or not 1 < len(word.word) <= len(thing) + 1:
            continue
        role = ROLE.search(word.word)
        if role and ROLE.search(thing) and role.start():
            return _put(before.text, (word.start + role.start(), word.end), thing)
        start = word.start
        for ahead in reversed(words[:number]):
            joined = ahead.noun or ahead.flag[:1] in "ab"
            if not joined or word.end - ahead.start > len(thing):
                break
            start = ahead.start
        return _put(before.text, (start, word.end), thing)
    return None


def _by_role(thing: str, before: Clause) -> str | None:
    """总投资 after 项目负责人是谁: what is asked for is no person, so it is asked otherwise."""
    if before.predicate or not before.subject or not before.asked:
        return None
    own = next((ask for ask, kind in _ASKS if kind.search(thing)), "")
    said = next((ask for ask, kind in _SAID if kind.search(before.asked.group())), "")
    people = [w for w in before.words if w.end <= len(before.subject) and _PEOPLE.search(w.word)]
    if not own or not said or own == said or (own == "是谁" and people):
        return None
    aspect = before.aspect
    told = measured(aspect) or ROLE.search(aspect) or _PEOPLE.search(aspect)
    return f"{before.owner if told else before.subject}的{thing}{own}"


def _of_a_place(thing: str, before: Clause) -> tuple[str, ...]:
    """欧美 after 沿海漫游包多少钱, 西藏 after 伙食补助费是多少: in place of its first word, or
    before it; the wording cannot tell."""
    words = tagged(thing)
    own = [w for w in before.words if w.end <= len(before.subject)]
    if len(words) != 1 or words[0].flag != "ns" or before.name or not own:
        return ()
    more = (_put(before.text, (0, own[0].end), thing),) if len(own) > 1 and own[-1].noun else ()
    return (thing + before.text, *more)


def _by_name(thing: str, before: Clause) -> str | None:
    words = tagged(thing)
    leads = before.head[slice(*before.name)] if before.name else ""
    if _DISTRICT.search(thing) and len(thing) > 1 and not _DISTRICT.search(leads):
        # of several names, the one that is a place too: 给云溪县几个名额
        for word in tagged(before.text):
            if word.noun and _DISTRICT.search(word.word) and len(word.word) > 1:
                return _put(before.text, (word.start, word.end), thing)
    if not words or not (words[0].name or (words[-1].site and len(thing) > 2)) or not before.name:
        return None
    start, end = before.name
    if len(words) == 1 and not words[0].site:
        first = next((w for w in before.words if w.start >= start and w.name), None)
        if first and first.end <= end:
            return _put(before.text, (first.start, first.end), thing)
    for word in before.words:
        if word.start >= end and word.word == words[-1].word:
            end = word.end
    return _put(before.text, (start, end), thing)


_PEOPLE = re.compile(
    r"(?:员工?|人|领导|教师|老师|学生|新生|考生|师生|究生|毕业生|职工|干部|[用农住客]户|家庭|者|主任|经理|家属|家长|工人|岗位|[工程设计医律技药]师|[业务研究监管保安]员)$"
)
FIGURE = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?P<unit>[A-Za-z]{1,4}|[兆元岁米])(?![A-Za-z])")
_FIGURE_OF = re.compile(r"(?:同比|环比)?(?:增[幅速长降]|占比|比重|比例|变动|变化|同比|环比|降幅)")
_NO_KIND = frozenset("的了者量数人员户们时性化") - frozenset("户")
_DISTRICT = re.compile(r"(?:[县市镇乡村州省旗]|(?<![地社校园小])区)$")
# How a thing is asked for, and what was asked for.
_ASKS = (
    ("是谁", ROLE),
    ("在哪里", re.compile(r"(?:地点|地址|位置|场所)$")),
    ("是什么时候", re.compile(r"(?:日期|(?:开始|结束|截止|成立|开工|投产|施行)时间|^时间)$")),
    (
        "是多少",
        re.compile(r"(?:投资|金额|收入|利润|费用|价格|人数|面积|电话|预算|造价|数量|总数|总额)$"),
    ),
)
_SAID = (
    ("是谁", re.compile("谁|何人")),
    ("在哪里", re.compile("哪里|哪儿|什么地方|何地")),
    ("是什么时候", re.compile("什么时|何时")),
    ("是多少", re.compile("多少|几")),
)
_A_PART = 2  # characters; 监理 is of the road works, 光伏扩建 a thing beside them
_SUMMED = re.compile("累计|合计|总计|一共|总共")
_PLACED = re.compile(r"[部楼馆院库室所店厅堂站厂局处科区县市镇村队班]$")


def _by_place(thing: str, before: Clause) -> tuple[str, ...]:
    """A common noun takes the place of the aspect, of what is counted, or of the subject."""
    people = [w for w in before.words if w.end <= len(before.subject) and _PEOPLE.search(w.word)]
    least = len(before.owner) if before.aspect and "的" in before.subject else 0
    if not people and _PEOPLE.search(thing) and (len(thing) > 3 or not before.predicate):
        return (thing + before.text,)
    if people and _PEOPLE.search(thing):
        named = before.name
        if named and SITE_END.fullmatch(before.head[slice(*named)]):
            named = None  # 公司 of 公司领导 names none
        start = named[1] if named and named[1] < people[-1].end else 0
        if least and least < people[-1].start + 1:
            start = least + 1
        return (_put(before.text, (start, people[-1].end), thing),)
    if before.asked and before.asked.group()[0] in "谁哪" and before.predicate and before.tail:
        if len(thing) <= _A_PART or not before.subject:
            return ()
        return _put(before.text, (0, len(before.subject)), thing), f"{before.subject}的{thing}"
    if before.aspect:
        start = len(before.subject) - len(before.aspect)
        return (_put(before.text, _headed(before, start, thing), thing),)
    counted = subject = ""
    if before.object and before.asked:
        start, end = before.asked.end(), before.asked.end() + len(before.object)
        if re.search("多少$|[个种项次年月天]$|些$|什么$", before.asked.group()):
            counted = _put(before.text, (start, end), thing)
        else:
            counted = _put(before.text, (before.asked.start(), end), "多少" + thing)
    if before.subject and not before.proper:
        period = PERIOD.match(before.subject)
        span = _headed(before, period.end() if period else 0, thing)
        subject = _put(before.text, span, thing)
    both = (subject, counted) if _PLACED.search(thing) else (counted, subject)
    return tuple(text for text in both if text)


def _headed(before: Clause, start: int, thing: str) -> tuple[int, int]:
    """The span from `start` to the subject's end, less what the thing does not replace: 收入
    where 固定宽带 comes for 移动业务, 经理 where 财务部 comes for 采购部."""
    end = len(before.subject)
    role = ROLE.search(before.subject)
    if role and _PLACED.search(thing) and role.start() > start:
        return start, role.start()
    words = [w for w in before.words if start <= w.start < end]
    if len(words) > 1 and measured(words[-1].word) and not measured(thing):
        end = words[-1].start
    return start, end
