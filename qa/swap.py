"""那X呢: the question before, asked of another time, number or thing."""

from __future__ import annotations

import re

from qa.clause import (
    ORDINAL,
    PERIOD,
    ROLE,
    Clause,
    measured,
    overlapping_kind,
    tagged,
)

_ANOTHER = re.compile(
    r"^(?:另外?[一二两三]?(?P<unit>[个批家期条座位种项])|其[他它余]的?|剩下的?|别的)(?P<kind>.*)$"
)


def same_form(own: str, said: str) -> str:
    """2021 as 2021年 and 第二季度 as 2023年第二季度, where it was said so before."""
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
        return swap(thing[period.end() :].lstrip("的"), Clause(dated or before.text), topic)
    for way in (_another, _by_period, _by_ordinal, _known, _by_kind, _by_name):
        swapped = way(thing, before)
        if swapped:
            return (swapped,)
    places = _by_place(thing, before)
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
    """纸质的呢: another kind of the subject, 纸质发票 for 电子发票."""
    words = [w for w in before.words if w.end <= len(before.subject)]
    if len(words) < 2 or ORDINAL.match(thing) or PERIOD.match(thing) or thing in before.text:
        return ()
    start = before.name[1] if before.name and before.name[1] <= words[-2].start else 0
    return (_put(before.text, (start, words[-1].start), thing),)


def _put(text: str, span: tuple[int, int], thing: str) -> str:
    return text[: span[0]] + thing + text[span[1] :]


def _another(thing: str, before: Clause) -> str | None:
    other = _ANOTHER.match(thing)
    if not other:
        return None
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


def _known(thing: str, before: Clause) -> str | None:
    return before.text if thing in before.text else None


def _by_kind(thing: str, before: Clause) -> str | None:
    """The span that names a thing of the same kind: 一类地区 for 三类地区."""
    span = overlapping_kind(thing, before.text)
    return _put(before.text, span, thing) if span else None


def _by_name(thing: str, before: Clause) -> str | None:
    words = tagged(thing)
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
    r"(?:员工?|人|领导|教师|老师|学生|新生|考生|师生|究生|毕业生|职工|干部|[用农住客]户|家庭|者|主任|经理|家属|家长|工人)$"
)
_PLACED = re.compile(r"[部楼馆院库室所店厅堂站厂局处科区县市镇村队班]$")


def _by_place(thing: str, before: Clause) -> tuple[str, ...]:
    """A common noun takes the place of the aspect, of what is counted, or of the subject."""
    people = [w for w in before.words if w.end <= len(before.subject) and _PEOPLE.search(w.word)]
    if not people and _PEOPLE.search(thing) and (len(thing) > 3 or not before.predicate):
        return (thing + before.text,)
    if people and _PEOPLE.search(thing):
        start = before.name[1] if before.name and before.name[1] < people[-1].end else 0
        return (_put(before.text, (start, people[-1].end), thing),)
    if before.asked and before.asked.group()[0] in "谁哪" and before.predicate and before.tail:
        return ()
    if before.aspect:
        start = len(before.subject) - len(before.aspect)
        return (_put(before.text, _headed(before, start, thing), thing),)
    counted = subject = ""
    if before.object and before.asked:
        start, end = before.asked.end(), before.asked.end() + len(before.object)
        if re.search("多少$|[个种项]$|些$|什么$", before.asked.group()):
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
