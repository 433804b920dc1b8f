"""What asks again of the questions before: why, for more, which of two, a part, how long."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.clause import Clause, tagged

WHY = re.compile(r"^(?:这?是?为什么|为何|原因是什么|什么原因|是什么原因|怎么回事|为啥)呢?$")
MORE = re.compile(
    r"^(?:请|能不能|能否|可以|麻烦)?(?:再|更)?(?:说得?|讲得?|介绍得?)?(?:再|更)?(?:具体|详细|展开)(?:说说|讲讲|介绍|说明|说|讲)?"
    r"(?:一点儿?|点儿?|一些|些|一下)?(?:吗|吧|呢)?$"
)
WHICH_MORE = re.compile(
    r"^(?:这|那)?(?:两者|二者|它们|他们|[这那]?两[个家年种项])?(?:之间|相比)?[，, ]*"
    r"(?:(?:哪一?[个家种项年边方季]?|谁)的?(?:更|比较|要)?[多少高低大小长短贵快慢早晚好远近重](?:一?些|一?点)?|"
    r"(?:相差|差|合计|加起来|一共)(?:了|是|有)?多少.{0,3}|差距(?:有多大|是多少))$"
)
_TAKES = re.compile(r"多久|多长时间|[几多][少个]*(?:天|小时|工作日)|多少钱|收费|要钱|花")
_SHARED = 3  # least characters that two compared questions share
_DEED = 4  # characters


def why(before: Clause) -> str:
    """The question before, asked for the reason."""
    if not before.asked:
        return f"{before.text}，为什么"
    subject, predicate = before.subject, before.predicate
    if predicate and before.object and re.match("什么|哪", before.asked.group()):
        return f"{subject}为什么{predicate}{before.object}"
    tail = before.tail if not re.match("钱|是", before.tail) else ""
    if predicate and re.search("多少|几|哪", before.asked.group()):
        return f"{subject}为什么{re.sub('一共|总共|共', '', predicate)}{tail}"
    return f"{subject or before.head}的原因是什么"


def more(before: Clause) -> str:
    """The question before, asked again for more: 装维培训班具体什么时候开班."""
    if not before.asked or "具体" in before.text:
        return before.text
    at = len(before.head)
    return f"{before.text[:at]}具体{before.text[at:]}"


def compared(clauses: Sequence[Clause], rest: str) -> str:
    """哪个多: the two questions before in one, where they differ in one stretch;
    "" for none."""
    if len(clauses) < 2:
        return ""
    one, other = ([w.word for w in tagged(c.text)] for c in clauses[-2:])
    least, start, end = min(len(one), len(other)), 0, 0
    while start < least and one[start] == other[start]:
        start += 1
    while end < least - start and one[-1 - end] == other[-1 - end]:
        end += 1
    first, second = (words[start : len(words) - end] for words in (one, other))
    tail = "".join(one[len(one) - end :])
    if not first or not second or len("".join(one[:start]) + tail) < _SHARED:
        return ""
    both = f"{''.join(first)}和{''.join(second)}"
    return f"{''.join(one[:start])}{both}{tail}，{rest}"


def among(thing: str, before: Clause) -> str:
    """生产一线党员 for 其中生产一线 of 有多少名党员: a part of what was counted."""
    counted = before.object
    whole = not counted or tagged(thing)[-1].word == tagged(counted)[-1].word
    return thing if whole else thing + counted


def deed(before: Clause, clause: Clause) -> str:
    """VPN账号申请 for 要多久, after VPN账号怎么申请."""
    if not before.asked or not re.match("怎|如何|[在去从]?哪", before.asked.group()):
        return ""
    words = tagged(before.tail)
    plain = bool(words) and len(before.tail) <= _DEED and all(w.flag[:1] == "v" for w in words)
    return before.subject + before.tail if plain and _TAKES.search(clause.text) else ""
