"""Follow-up questions → questions that stand alone, from the turns before; no model.

Where the wording tells (它, 该项目, 那…呢, 2022年又是多少), the question is rewritten. Where it
does not (前6名有什么奖励: of what was just spoken of, or of anything?), several readings are
offered and the caller looks which of them the documents answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa import again, conversation_en
from qa.clause import (
    ORDINAL,
    PERIOD,
    ROLE,
    Clause,
    Word,
    has_name,
    tagged,
)
from qa.records import Turn
from qa.swap import modified, same_form, swap
from qa.understand.question import MAX_LENGTH


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question's readings, the most likely first, the question itself always among them.

    `told`: the wording alone tells that the first is meant. `leads`: 那 led a question that has a
    thing of its own, which is most often of what was spoken of and sometimes a topic of its own.
    """

    readings: tuple[str, ...]
    told: bool
    leads: bool = False


def understand(question: str, history: Sequence[Turn]) -> Understanding:
    asked = question.strip()
    clauses = [Clause(_bare_end(turn.understood or turn.question)) for turn in history]
    before = next((c.text for c in reversed(clauses) if c.text), "")
    if not asked or not before:
        return Understanding((question,), True)
    filled: tuple[str, ...] = ()
    told = True
    if _is_english(asked):
        filled, told = conversation_en.fill(asked, before)
    elif not _is_english(before):
        filled, told = _fill(_bare_end(asked), [c for c in clauses if c.text])
    kept = [text for text in filled if text not in ("", asked, _bare_end(asked))]
    if not kept or max(map(len, kept)) > MAX_LENGTH:
        return Understanding((question,), True)
    alone = _led(asked) if told else ""
    kept = [*kept[:1], alone] if alone and alone != _bare_end(kept[0]) else kept
    return Understanding(tuple(dict.fromkeys([*kept, question])), told, bool(alone in kept[1:]))


def readings(question: str, history: Sequence[Turn]) -> tuple[str, ...]:
    """What the question may mean after the turns before, the most likely first; the question as
    it was asked is always among them."""
    return understand(question, history).readings


def stand_alone(question: str, history: Sequence[Turn]) -> str:
    """The question with what its wording says it leaves out; unchanged where it says nothing."""
    understanding = understand(question, history)
    return understanding.readings[0] if understanding.told else question


_END = re.compile(r"[\s?？。.!！]+$")


def _bare_end(question: str) -> str:
    return _END.sub("", question.strip())


def _is_english(text: str) -> bool:
    return not re.search(r"[\u3400-\u9fff]", text)


_LEAD = re.compile(
    r"^(?:那么|那(?!拉提|曲|坡|达慕|不勒斯|霸|英)|还有|另外|然后|其中|以及|接着|再问一?下)[，, ]*"
)
_SO = re.compile(r"那么?[，, ]*")  # it may lead to another topic as well
_NOT_LEADS = re.compile(
    r"那(?:[边里儿次个些年时]|家(?![居庭电里用长具政务属])|场(?![地景所馆])|种(?![植类子族])|位(?![置于]))"
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|《[^》]*》|「[^」]*」|‘[^’]*’|『[^』]*』|【[^】]*】")
_KIND = (
    r"(?:公司|企业|集团|项目|工程|支部|单位|县|市|镇|村|办法|规定|制度|方案|报告|通知|活动|平台|系统|会议|中心|"
    r"学校|医院|校|院|厂|馆|局|所|站|店|部|区|县|行|小区|培训班?|比赛|大赛|套餐|产品|设备|标准|合同|政策|条例|部门|机构|基地|园区|地方|地区)"
)
_PRONOUN = re.compile(
    rf"(?:它们?|他们?|她们?)(?![人乡])|[上前]述(?:的)?(?P<kind_above>{_KIND})?|(?<![应本活])该(?P<kind>{_KIND})|(?:这|那)(?:[个家项份场座种款所条]|一[个家项])?"
    rf"(?P<kind_too>{_KIND})(?!居|庭|电|长)|此(?P<kind_here>项目|工程|活动|方案|办法)|"
    r"(?<!的)(?:这|那)(?:[边里儿]|个|家|项|场)(?![月星年])|(?<!的)(?:这|那|此|该)一?次(?!性)|"
    r"(?:这|那)(?=是(?:谁|怎|什么|为|哪|多|由|在)|由谁|要多|需要多)|"
    r"(?<![尤极土何与莫])其(?![中他它实余次间])"
)
_SUFFIX_OF_BARE = re.compile(r"(?:呢|又怎么?样|又如何)$")
_ITS = re.compile(r"^(?:[它他她这那]|其(?![他它余]))(?:们|个)?的?(?=..)")
_AGAIN = re.compile(r"(?:又|则|也|呢|的话|分别|大概|大约|一共|共|总共|是|为|有|在|会|要|能|，)+$")
_DERIVED = re.compile(r"同比|环比|增[幅速长]|占比|比重|构成|原因|比上年|上升|下降|计算")
_OF_IT = re.compile(r"同比|环比|占比|占(?=多少|总)|[比较](?:上一?|去|前一?|往)(?:年|期|季度)")
_Filled = tuple[tuple[str, ...], bool]
_AS_ASKED: _Filled = ((), True)


def _fill(asked: str, clauses: Sequence[Clause]) -> _Filled:
    """The question filled in from the questions before, and whether its wording told."""
    before = clauses[-1]
    lead = None if _NOT_LEADS.match(asked) else _LEAD.match(asked)
    if not lead and asked.startswith("那") and not _NOT_LEADS.match(asked):
        return _AS_ASKED  # 那拉提
    if lead and lead.group() == "那" and _surname(asked):
        return _AS_ASKED
    rest = asked[lead.end() :] if lead else asked
    if not rest:
        return _AS_ASKED
    if again.MORE.match(rest):
        return (again.more(before),), True
    if again.WHICH_MORE.match(rest):
        return (again.compared(clauses, rest),), True
    masked = _QUOTED.sub(lambda quoted: "“" * len(quoted.group()), rest)
    bare = _SUFFIX_OF_BARE.search(rest)
    thing = rest[: bare.start()].rstrip("，, 的又也则") if bare else ""
    if thing and len(thing) <= 24 and not Clause(thing).asked:
        thing = _ITS.sub("", thing)
        if lead and lead.group().startswith("其中") and not PERIOD.match(thing):
            thing = again.among(thing, before)
        adjective = rest[: bare.start()].endswith("的") if bare else False
        return (modified(thing, before) if adjective else ()) or swap(
            thing, before, _topic(clauses, thing)
        ), True
    rest = re.sub(r"呢$", "", rest)
    if again.WHY.match(rest):
        return (again.why(before),), True
    pronoun = _PRONOUN.search(masked)
    if pronoun:
        return _replace(rest, pronoun, clauses)
    clause = Clause(rest)
    content = _AGAIN.sub("", clause.head)
    if clause.asked and not clause.tail and content:
        same_ask = before.asked is not None and _asks_alike(clause, before)
        kind = PERIOD.fullmatch(content) or ORDINAL.fullmatch(content.rstrip("的"))
        if kind and same_ask:
            return swap(content.rstrip("的"), before, ""), True
        if lead and same_ask and not clause.predicate and not has_name(clause.words):
            if lead.group().startswith("其中"):
                content = again.among(content, before)
            return swap(content, before, ""), len(content) <= _SHORT_THING
    counted = _counted(clause, before)
    if before.object and _each(rest, before):
        return (f"{before.subject}{before.object}{rest}",), True
    if _QUOTED.search(rest) or has_name(tagged(rest)):
        return (rest + counted,), True
    topic = _topic(clauses, rest)
    if not topic or topic in rest:
        return (rest + counted,), True
    if clause.subject and _things(clause):
        topic = _whose(before, topic, bool(lead))
    if _opens_nothing(clause):
        topic = _matter(clauses, clause) or again.deed(before, clause) or topic
        return (_join(topic, rest + counted),), True
    told = bool(lead or counted or _OF_IT.match(rest))
    if not counted and _names_its_own(clause):
        if not told:
            return _AS_ASKED
        told = not _SO.fullmatch(lead.group()) if lead else told
    return (_join(topic, rest + counted),), told


def _led(asked: str) -> str:
    """The question behind 那, where it has a thing of its own: 那宽带能停机保号吗; else ""."""
    lead = None if _NOT_LEADS.match(asked) else _SO.match(asked)
    rest = _bare_end(asked[lead.end() :]) if lead else ""
    if not rest or _SUFFIX_OF_BARE.search(rest) or _PRONOUN.search(rest):
        return ""
    clause = Clause(rest)
    numbered = ORDINAL.match(rest) or PERIOD.fullmatch(_AGAIN.sub("", clause.head))
    return rest if clause.asked and not numbered and not _opens_nothing(clause) else ""


_SHORT_THING = 8  # characters; a longer one may be a topic of its own
_LONGEST = 18  # characters; a longer question says what it is about
_OWN = re.compile(
    r"..(?:[县市镇乡村州]|公司|集团|支部|铁矿|煤矿)|...(?:办法|规定|条例|项目|工程|中心|平台|博览会)"
)


def _names_its_own(clause: Clause) -> bool:
    """Whether it is long, or names a thing as documents do: 北辰铁矿, 装维培训办法."""
    return len(clause.text) > _LONGEST or bool(_OWN.match(clause.text))


def _whose(before: Clause, topic: str, lead: bool) -> str:
    """The topic for a question with a thing of its own: 市医院 of 市医院门诊楼有几层."""
    if not before.name or topic != before.topic:
        return topic
    name = before.head[: before.name[1]]
    if lead and before.aspect and topic == before.subject and before.owner == name:
        return name
    return (
        name if re.match("建设|安装|购买|办理|申请|改造|更换|新装", topic[len(name) :]) else topic
    )


def _surname(asked: str) -> bool:
    """那志远主任: a person's name that begins with 那."""
    words = tagged(asked)[:3]
    person = [w.flag.startswith("nr") and len(w.word) > 1 for w in words]
    role = [bool(ROLE.search(w.word)) for w in words]
    return any(one and other for one, other in zip(person, role[1:], strict=False))


def _asks_alike(clause: Clause, before: Clause) -> bool:
    one, other = clause.asked, before.asked
    if one is None or other is None:
        return False
    return one.group()[:1] == other.group()[:1] or (
        one.group().startswith(("多少", "几")) and other.group().startswith(("多少", "几"))
    )


_COUNT = re.compile(r"(?:多少|几)(?P<unit>[^多少几]+)$")


def _counted(clause: Clause, before: Clause) -> str:
    """What was counted before, where the question counts by the same word and names nothing:
    业务难题 for 平川的队伍解决了多少件 after 解决了多少件业务难题."""
    if not clause.asked or clause.tail or not before.asked or not before.object:
        return ""
    if not re.match("多少|几", before.asked.group()):
        return ""
    one, other = _COUNT.search(clause.asked.group()), _COUNT.search(before.asked.group())
    verb, earlier = _verb(clause), _verb(before)
    same_unit = bool(one and other and one["unit"] == other["unit"])
    same_verb = bool(verb and earlier) and (verb in earlier or earlier in verb)
    if not (same_unit or (same_verb and not one)) or (same_unit and not verb):
        return ""
    if (
        same_unit
        and not same_verb
        and any(w.noun and w.word not in earlier for w in _things(clause))
    ):
        return ""  # 光猫更换了多少个 names its own thing
    return before.object


def _things(clause: Clause) -> list[Word]:
    return [w for w in clause.words if w.noun and not w.name and not PERIOD.search(w.word)]


def _each(rest: str, before: Clause) -> bool:
    """Whether it asks of each of what was counted: 每部兑换多少 after 多少部旧手机."""
    each = re.match("每(.)", rest)
    counted = _COUNT.search(before.asked.group() if before.asked else "")
    return bool(each and counted and counted["unit"] == each.group(1))


def _verb(clause: Clause) -> str:
    return re.sub(r"[了过着]|一共|总共|共有?|已经?", "", clause.predicate)


_LIGHT = re.compile(
    r"负责|牵头|主持|具体|分别|主要|到底|究竟|有|是|由|在|会|要|能|持续|开始|结束|完成|完工|花费?|用|进行|举办|举行|"
    r"了|过|一共|总共|共|已经?|需要?|可以|怎么|如何|什么时候|多久|多长时间|钱|的|呢|来|做|办|去|到|还|都|又|包括|"
    r"包含|涉及|参加|参与|发生|影响|造成|耗时|历时|出现|实施|执行|生效|施行|截止|取得|成效|效果"
)


def _opens_nothing(clause: Clause) -> bool:
    """Whether it says nothing that a question of its own would speak of: 谁负责, 具体有哪些."""
    said = re.sub(r"[，, ]", "", f"{clause.head} {clause.tail}")
    return not _LIGHT.sub("", said)


def _topic(clauses: Sequence[Clause], rest: str) -> str:
    """What the questions before speak of: the last that names something."""
    for clause in reversed(clauses):
        topic = clause.subject if _DERIVED.search(rest) else clause.topic
        if _speaks(topic):
            return topic
        if not topic and len(clause.head) <= 12 and _speaks(clause.head):
            return clause.head.rstrip("从由在到用要")
    return ""


def _speaks(topic: str) -> bool:
    """Whether it names something: neither a time nor 我 or 有人 alone."""
    if not topic or PERIOD.fullmatch(topic) or re.match("[我你您咱]|有人|大家|什么|请问", topic):
        return False
    return any(w.noun or w.name or w.flag[:1] in "nbzv" for w in tagged(topic))


def _matter(clauses: Sequence[Clause], clause: Clause) -> str:
    """All that the last question spoke of: 支部工作推行机制 for 具体有哪些."""
    before = clauses[-1]
    lists = clause.asked is not None and clause.asked.group() in ("哪些", "什么")
    if not before.object or not before.predicate or not before.subject:
        return ""
    verb = re.sub(r"[了过着]|一共|总共|共有?", "", before.predicate)
    of = "的" if lists else ""
    return f"{before.subject}{verb}{of}{before.object}"


def _join(topic: str, rest: str) -> str:
    """Topic and question in one; what both say of time or number is the question's."""
    for kind in (PERIOD, ORDINAL):
        said, own = kind.search(topic), kind.match(rest)
        if said and kind is PERIOD and kind.search(_OF_IT.sub("", rest)) and not own:
            topic = topic[: said.start()] + topic[said.end() :]
        elif said and own and (kind is PERIOD or said["unit"] == own["unit"]):
            topic = (
                topic[: said.start()] + same_form(own.group(), said.group()) + topic[said.end() :]
            )
            rest = rest[own.end() :].lstrip("的")
    topic = topic.strip("的，, ")
    if re.match("一共|总共|共", rest):
        return topic + rest
    moved = _count_first(rest)
    if moved:
        return topic + moved
    words = tagged(rest)
    if words and len(words) > 1 and len(words[0].word) > 1 and topic.endswith(words[0].word):
        rest = rest[words[0].end :]  # 大检查 and 检查重点
        words = words[1:]
    noun = bool(words) and words[0].noun and words[0].flag not in ("vn", "s") and not words[0].name
    joined = noun and topic and not topic.endswith("年") and not _OF_IT.match(rest)
    return topic + ("的" if joined else "") + rest


def _count_first(rest: str) -> str:
    """光猫更换了多少个 → 更换了多少个光猫: it reads better after whom it is asked of."""
    clause = Clause(rest)
    if not clause.asked or clause.tail or not re.match("多少|几", clause.asked.group()):
        return ""
    subject, verb = clause.subject, clause.predicate
    words = tagged(verb) if verb else ()
    counted = _COUNT.search(clause.asked.group())
    plain = (
        bool(subject)
        and bool(counted)
        and verb.endswith("了")
        and len(words) <= 3
        and "的" not in subject
        and all(w.flag[:1] in "vud" for w in words)
        and not PERIOD.search(subject)
        and counted is not None
        and counted["unit"] in "个只台套件条座处辆块艘架盏张本份支"
    )
    return f"{verb}{clause.asked.group()}{subject}" if plain else ""


def _replace(rest: str, pronoun: re.Match[str], clauses: Sequence[Clause]) -> _Filled:
    """The pronoun's noun in its place. Not told where the question has a noun before it."""
    start, end = pronoun.span()
    ahead = PERIOD.sub("", _QUOTED.sub("", rest[:start]))
    own = tagged(ahead)
    nouns = [w for w in own if w.noun and not re.search("时候|时间", w.word)]
    topic = _antecedent(pronoun, rest, clauses)
    if (
        not topic
        or has_name(own)
        or "，" in rest[:start]
        or _QUOTED.search(rest[:start])
        or (nouns and pronoun.group() == "其")
    ):
        return _AS_ASKED
    said, period = PERIOD.search(topic), PERIOD.search(rest)
    if said and period:
        topic = topic[: said.start()] + topic[said.end() :]
    following = rest[end:]
    mark = "的" if pronoun.group() == "其" and not following.startswith("的") else ""
    if mark and re.match("[是有在由为]|.{1,2}[了过]|何|怎|如何", following):
        mark = ""
    numbered, own_number = ORDINAL.search(topic), ORDINAL.match(following.lstrip("的"))
    if numbered and own_number and numbered["unit"] == own_number["unit"]:
        topic = topic[: numbered.start()] + topic[numbered.end() :]
    filled = rest[:start] + topic.strip("的，") + mark + following
    return (filled + _counted(Clause(filled), clauses[-1]),), not nouns


def _antecedent(pronoun: re.Match[str], rest: str, clauses: Sequence[Clause]) -> str:
    kind = next((k for k in pronoun.groups() if k), "")
    person = pronoun.group()[0] in "他她" and not pronoun.group().endswith("们")
    for clause in reversed(clauses):
        at = clause.head.rfind(kind) if kind else -1
        if at >= 0:
            return _without_period(clause.head[: at + len(kind)])
        if person and clause.aspect and ROLE.search(clause.aspect):
            return clause.subject
        if person and (clause.asked and "谁" in clause.asked.group()) and clause.subject:
            return clause.subject + ("的" + clause.object if ROLE.search(clause.object) else "")
        topic = clause.subject if _DERIVED.search(rest) else clause.topic
        if re.match("[这那][边里儿]", pronoun.group()) and clause.owner:
            topic = clause.owner
        if _speaks(topic):
            return topic
    return ""


def _without_period(text: str) -> str:
    period = PERIOD.match(text)
    return text[period.end() :] if period and period.end() < len(text) else text
