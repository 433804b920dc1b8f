"""A question, taken apart once: its terms in both views, what it asks for, the periods it names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cached_property

from index.characters import INVISIBLE
from index.errors import QuestionError
from index.passages.tokenizer import characters, fold, normalise, tag, words
from qa.understand.periods import Period, periods

MAX_LENGTH = 2000


def check_question(question: str) -> str:
    """The question without control and invisible characters and outer blanks.

    Raises QuestionError if it is empty, longer than MAX_LENGTH characters, or no valid text.
    """
    if any("\ud800" <= character <= "\udfff" for character in question):
        raise QuestionError(
            "the question is not valid text: it holds half of a character (a lone surrogate), "
            "as from input that is not UTF-8. Next: type it again"
        )
    if len(question) > MAX_LENGTH:
        raise QuestionError(
            f"the question has {len(question)} characters, at most {MAX_LENGTH} can be asked. "
            "Next: ask for one thing in a sentence or two"
        )
    kept = "".join(c if unicodedata.category(c) != "Cc" else " " for c in question)
    kept = INVISIBLE.sub("", kept).strip()
    if not kept:
        raise QuestionError("the question is empty. Next: ask something, as in 建设了多少个基站")
    return kept


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
_WANTS = tuple(
    (wants, re.compile(pattern))
    for wants, pattern in (
        (
            Wants.DATE,
            r"什么时候|什么时间|何时|哪一?年|哪一?天|哪一?日|几月|几号|几时|哪个月|多会儿|"
            r"(?:日期|时间)(?:是|为)(?!多)|\bwhen\b|\bwhat (?:date|year|day|time)\b",
        ),
        (
            Wants.NUMBER,
            r"多少|几[^乎]|多[大长高久远快宽重深]|占比|比例|比重|增[长幅]了?率?是?$|百分之|金额|"
            r"[率数量额度价费]是?$|\bhow (?:many|much|long|far|often|large|high|fast)\b|"
            r"\bwhat (?:percentage|share|number|amount|rate|price)\b",
        ),
        (Wants.LIST, _LIST.pattern),
        (Wants.PERSON, r"谁|何人|哪位|哪一?名|什么人|姓名|负责人是|\bwho(?:m|se)?\b"),
        (Wants.PLACE, r"哪里|哪儿|何处|何地|什么地方|地址|地点|在哪|\bwhere\b"),
        (
            Wants.ORGANISATION,
            r"哪[家个](?:公司|单位|部门|机构|企业|集团|支部|医院|学校|大学)|哪家|哪个部",
        ),
        (Wants.NAME, r"叫什么|名称|名字|什么名|哪[个部本首款项条种座]|哪一"),
    )
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


@dataclass(frozen=True)
class Question:
    """What is asked of the index."""

    text: str  # as a person could have written it, follow-ups joined with what they follow
    folded: str  # character by character
    wants: Wants
    several: bool  # the answer is a list
    open: bool  # how, what results, what is done: it may be one
    content: str  # normalised, without words of asking
    tail: str  # its second half: what is said of the topic
    focus: str  # the words around the word of asking
    words: tuple[str, ...]  # all its terms in both views, as often as they occur
    characters: tuple[str, ...]
    content_words: tuple[str, ...]  # the content's, once: what the answer's place should hold
    content_characters: tuple[str, ...]
    periods: frozenset[Period]
    unit: re.Pattern[str] | None  # that the number asked for must have
    cause: bool  # why

    @cached_property
    def asked(self) -> Asked:
        """Where it asks: wanted for a short answer alone, and its words are tagged for it."""
        return _read_asked(self.folded)


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


def read_question(text: str) -> Question:
    """Raises QuestionError where no person could have written it."""
    text = check_question(text)
    said, folded = normalise(text), fold(text)
    content = " ".join(_ASKING.sub(" ", said).split()) or said
    every, grams = tuple(words(said)), tuple(characters(said))
    content_words, content_characters = words(content), characters(content)
    return Question(
        text=text,
        folded=folded,
        wants=next((w for w, pattern in _WANTS if pattern.search(said)), Wants.OTHER),
        several=bool(_LIST.search(said)),
        open=bool(_OPEN.search(said)),
        content=content,
        tail=content[len(content) // 2 :],
        focus=_focus(said),
        words=every,
        characters=grams,
        content_words=tuple(dict.fromkeys(content_words)),
        content_characters=tuple(dict.fromkeys(content_characters)),
        periods=periods(folded),
        unit=_wanted_unit(folded),
        cause=bool(_CAUSE_ASKED.search(folded)),
    )


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
_INTERROGATIVES: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
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
_INTERROGATIVE = re.compile(r"^(?:什么|甚么|哪一?个?|[何几])")
_END = re.compile(r"[?？。\s]*$")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart around its interrogative; all text folded.

    The place just before and after 多少, 谁 or 哪个 in a question is most often the place just
    before and after the answer in the sentence that answers.
    """

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


def interrogative(folded: str) -> tuple[Kind, int, int] | None:
    """The word of asking: what it is, and where it stands; None for none."""
    for kind, pattern in _INTERROGATIVES:
        if found := pattern.search(folded):
            return kind, *found.span()
    return None


def _read_asked(folded: str) -> Asked:
    folded = _END.sub("", folded.strip())
    kind, start, end = interrogative(folded) or (Kind.OTHER, len(folded), len(folded))
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
        head, used = _INTERROGATIVE.sub("", folded[start:end]), 0
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


_NUMBER = (
    r"(?:\d[\d,，.]*|[零〇一二两三四五六七八九十百千]+)\s*(?:余|多|几)?\s*"
    r"[十百千]?[万亿]{0,2}\s*(?:余|多)?\s*"
)
_SCALED = r"[十百千]?[万亿]{0,2}"

PHONE = r"\d{3,4}[-‑ ]?\d{3,4}[-‑ ]?\d{3,4}|\b\d{5}\b"
# (how it is asked for, what then follows the number); the first that fits counts
_UNITS_ASKED: tuple[tuple[str, str], ...] = (
    (
        r"百分之[多几]|百分比|占比|比例|比重|比率|(?:增长|提高|提升|上升|下降|降低|减少|增加|涨|降)了?多少$"
        r"|[^效功汇税费利]率(?:是|为|达|有|$)|\bpercent|\bshare of|\bproportion|\brate\b",
        r"[%％‰]|个?百分点|倍|成(?!立|员|功|为|果|本)|百分之",
    ),
    (
        r"多少钱|多少[万亿]{0,2}[美港欧日]?元|花.{0,4}多少|掏多少|金额|费用|收入|营收|利润|投资|资金|资费|罚款|补贴|"
        r"奖金|造价|成本|价格|限额|预算|月费|工资|\bcost|\bprice|\bfee|\brevenue|\bincome|\bprofit|"
        r"\binvest|\bbudget|\bsubsid|\bhow much\b|\bfine\b",
        r"(?:美|港|欧|日)?元|块钱?|人民币|美金|yuan|rmb",
    ),
    (
        r"多远|距离|里程|多少公?里|\bhow far\b|\bdistance\b",
        r"公里|千米|米|海里|里|km\b|kilomet|met",
    ),
    (
        r"多久|多长时间|时长|几个?小时|几天|几年|几个月|多少个?(?:小时|分钟|天|年|月|工作日)|期限|"
        r"有效期|保质期|"
        r"\bhow long\b|\bhow many (?:days|hours|years|months|minutes|weeks)\b",
        r"个?小时|分钟|秒|个?工作日|天|日|周|个?月|年|季度|day|hour|minute|week|month|year",
    ),
    (
        r"多少人|几个?人|人数|多少(?:名|位)|几[名位]|多少(?:员工|职工|党员|学生|用户)|"
        r"\bhow many (?:people|staff|employees|members|workers|users)\b",
        r"人次?|名|位|户|people|staff|employee|member",
    ),
    (
        r"多[高长宽深厚]|高度|长度|深度|海拔|\bhow (?:high|deep|tall|wide)\b",
        r"公里|千米|厘米|毫米|米|met",
    ),
    (r"面积|多大|多少亩|\barea\b", r"平方公里|平方米|平米|公顷|亩"),
    (r"多重|重量|多少吨|\bweigh", r"吨|公斤|千克|克|斤"),
    (r"电话|号码|热线|\bphone\b|\bnumber to call\b|\bhotline\b", PHONE),
)
_UNIT_OF = tuple(
    (re.compile(asked), re.compile(unit if unit is PHONE else f"{_NUMBER}(?:{unit})"))
    for asked, unit in _UNITS_ASKED
)
_COUNTED = re.compile(rf"(?:多少|几)({_SCALED}[\u4e00-\u9fff])")
_MEASURES = frozenset(
    "个名位家条种类项次座台套件户处支所辆艘架间张片块股代场段句份颗门只首届本部款级层期批字组班对头倍亩吨克米"
    "岁天年月周页站扇根株棵艘枚顶门栋幢村县省市国区路线"
)
_CAUSE_ASKED = re.compile(
    r"为什么|为啥|为何|什么原因|因何|原因是|怎么会|缘由|根子|\bwhy\b|\breason\b|\bcause"
)
_CAUSE = re.compile(
    r"因为|由于|因(?=[^此素])|为了|为(?=[解确保适加进避防提降满])|原因|导致|缘于|源于|所致|造成|"
    r"because|due to|owing to|cause|in order to|since"
)


def _wanted_unit(question: str) -> re.Pattern[str] | None:
    """The pattern that the number asked for has with its unit, or None where the (folded)
    question names no kind."""
    for asked, pattern in _UNIT_OF:
        if asked.search(question):
            return pattern
    measure = _COUNTED.search(question)
    if measure and measure.group(1)[-1] in _MEASURES:
        return re.compile(_NUMBER + re.escape(measure.group(1)[-1]))
    return None


def tells_cause(text: str) -> bool:
    return bool(_CAUSE.search(text))
