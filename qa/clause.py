"""A Chinese question taken apart: whom it is about, what of it, what is counted. No model.

山阴县的雪亮工程 | 一共装了 | 多少个 | 摄像头    subject, predicate, asked, tail
临江通信2023年 净利润 | 是 | 多少              owner and aspect of the subject: no predicate
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from qa.understand.tagger import tag

MEASURE = (
    r"(?:平方公里|平方米|立方米|公里|公顷|万元|亿元|[万亿]?[个座名人只台套户件次家条项辆米年月天元处位批所门场"
    r"间期层级类亩吨度岁分届本份张支篇部组班对根块株头匹艘架枚道盏路轮班期种款点])"
)
ASKED = re.compile(
    rf"哪些|哪里|哪儿|(?:多少|几|哪[一二两三四五六七八九十几]?)(?:{MEASURE}|钱)?|什么(?:时候|时间|地方)?|"
    r"谁|何[时地人]|为何|怎么样?|怎样|如何|是否|是不是|有没有|吗|多长时间|多[大长高久远宽深快重]"
)
_ANOTHER_YEAR = r"(?:[前上下后]一年|[去今前上明来次]年)"
_NO_YEAR = r"[\d.A-Za-z%‰万亿元米公千户个台只人]"  # what follows it: 2000户, 2000M
YEAR = rf"(?:(?<![\d.])(?:1[89]|20)\d\d(?:年(?![级以内])|(?!{_NO_YEAR}))|{_ANOTHER_YEAR})"
_PART = (
    r"(?:[第前]?[一二三四两1-4]个?季度|[上下]半年|全年|(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?|"
    r"年[初中末底]|[春夏秋冬]季)"
)
PERIOD = re.compile(rf"{YEAR}(?:[初末底]|度?{_PART}?)(?![\d.])|{_PART}")
THE_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_NUMBER = r"(?:[一二三四五六七八九十百]+|\d+)"
ORDINAL = re.compile(
    rf"(?:第{_NUMBER}|(?<![\d一二三四五六七八九十百]){_NUMBER})(?P<unit>[级批类期号届档组轮次版季课章条名针剂站关]|分公司|"
    r"支部|中队|阶梯|学期|志愿|大队|标段|阶段|车间|项目部|食堂|病区|教学楼|会议室|街区|片区)"
)
# What can be measured or told of a thing: the last word of an aspect.
_MEASURED = re.compile(
    r"(?:收入|利润|成本|金额|[总数][量额]|数量|总数|人数|户数|[比占]例|占比|比重|[增降]幅|增速|[比率]|费用?|价格?|"
    r"标准|限额|上限|下限|面积|长度|高度|时间|时长|时延|期限|工期|日期|地[点址]|电话|投资|资金|预算|补贴|规模|"
    r"容量|速率|峰值|产[量值能]|销量|库存|能耗|名称|名额|学费|工资|奖金|津贴|押金|租金|寿命|温度|分数|成绩|能力|PUE|[总]?[数量额])$"
)
_BELONGS = re.compile(
    r"^(?:租金|押金|价格|票价|面积|长度|名额|电话|地址|学费|工资|费用|工期|寿命|额度|门票|高度)$"
)
ROLE = re.compile(
    r"(?:书记|主任|经理|队长|局长|校长|院长|所长|站长|厂长|科长|处长|部长|组长|班长|董事长|总裁|总监|主席|"
    r"主持人|负责人|联系人|讲师|教师|老师|医生|专家|冠军|获得者|得主|作者|代表|官)$"
)
_BODIES = frozenset(
    re.findall(
        r"\S+",
        "联通 移动 电信 通信 能源 电力 石化 铁路 保险 药业 港务 煤业",
    )
)
_SITE = (
    r"公司|集团|支部|中心|大学|学院|医院|学校|中学|小学|银行|办事处|委员会|[县市省局乡镇村区矿厂所队馆院园社店城港]|(?<!基)站|"
    r"项目|工程|系统|平台|套餐|活动|培训班|大赛|博览会|运动会|办法|规定|制度|条例|细则|通知|方案|报告|白皮书|"
    r"合同|协议|计划"
)
SITE_END = re.compile(rf"(?:{_SITE})$")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚"
    "卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_MAKING = re.compile(r"^(?:新|在|共|改|扩|续|拟)[建增开设装购招签聘]$")
_COPULA = re.compile(
    r"(?:又|则|也|都|分别|大概|大约|约|一?共|总共|能|可以?)*(?:是|为|有|叫|在|于|达到?|占)?$"
)
_HOW = re.compile(r"谁|什么时[候间]|什么地方|何[时地]|怎么|怎样|如何|哪里|哪儿|多久")
_PLANNED = frozenset({"预算", "限价", "限额", "定价", "报价"})  # nouns that the tagger calls verbs
_PIECES = re.compile(r"[多少几哪][个项条种件类]$")
_OFFICE = re.compile(r"^.{1,2}[部科处室办院]$|[员职]工$|人员$|部门$|干部$|领导$|家属$")
_JOINS = re.compile(r"^(?:中|后|前|期间|时|工作|活动|项目|办法|方案|工程)$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word with jieba's part of speech; `start` counts in the clause's text."""

    word: str
    flag: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.word)

    @property
    def noun(self) -> bool:
        return self.flag[:1] in ("n", "j", "l", "s") or self.flag in ("vn", "an", "eng", "zg")

    @property
    def site(self) -> bool:
        return self.noun and bool(SITE_END.search(self.word))

    @property
    def name(self) -> bool:
        """A place, a body or a person; the tagger's guesses of persons are taken with care."""
        if _MAKING.match(self.word) or len(self.word) < 2:
            return False
        if self.flag.startswith("nr"):
            return len(self.word) < 4 and self.word[0] in _SURNAMES
        return self.flag == "ns" or (self.flag == "nt" and not _OFFICE.search(self.word))


_LAST = frozenset("县站圈城券日包卡率额")  # of a noun, where the tagger cuts it off: 高铁|站


def tagged(text: str) -> tuple[Word, ...]:
    found: list[Word] = []
    at = 0
    for word, flag in tag(text):
        before = found[-1] if found else None
        torn = word in _LAST and flag[:1] != "n" and text[at + 1 : at + 2] not in ("了", "过", "着")
        if before and torn and (before.noun or before.flag == "vn") and len(before.word) > 1:
            flag = "ns" if before.flag == "ns" and word == "县" else "n"
            found[-1] = Word(before.word + word, flag, before.start)
        else:
            found.append(Word(word, flag, at))
        at += len(word)
    return tuple(found)


@dataclass(frozen=True)
class Clause:
    """One question, without its end mark."""

    text: str

    @cached_property
    def asked(self) -> re.Match[str] | None:
        """The word of asking, its measure word included."""
        return ASKED.search(self.text)

    @cached_property
    def head(self) -> str:
        """What stands before the word of asking and its 是, 有, ….

        Cut before it is tagged: the tagger takes a 是 into unknown words.
        """
        before = self.text[: self.asked.start()] if self.asked else self.text
        return _COPULA.sub("", before).rstrip("，, ") if self.asked else before

    @cached_property
    def tail(self) -> str:
        return self.text[self.asked.end() :] if self.asked else ""

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return tagged(self.head)

    @cached_property
    def subject(self) -> str:
        """The words up to the first that acts; all of them before 是, 为 or 在."""
        if self._direct and not re.search("[了过，,]", self.head):
            return self.head
        end, words = 0, self.words
        for number, word in enumerate(words):
            following = words[number + 1] if number + 1 < len(words) else None
            begun = bool(end) and not PERIOD.fullmatch(self.head[:end])
            if self._acts(word, following, begun):
                break
            end = word.end
        return self.head[:end].rstrip(" ，,的地了在中对由给向从把被")

    def _acts(self, word: Word, following: Word | None, begun: bool) -> bool:
        if PERIOD.fullmatch(word.word) or ORDINAL.fullmatch(word.word):
            return False
        if following is not None and following.word in ("了", "过", "着"):
            return True
        if word.word == "的":
            return not begun
        if _MAKING.match(word.word) or word.word in ("一共", "总共", "共有", "用"):
            return True
        if begun and word.word in _PLANNED and following is None:
            return False
        if following is None and begun and len(word.word) > 1 and self._doing:
            return False  # 安全大检查 of 安全大检查什么时候开始
        if word.flag == "v" and (begun or len(word.word) < 2):
            return following is None or not (
                _JOINS.match(following.word)
                or (following.flag in ("v", "f", "uj") and len(word.word) > 1)
                or (following.noun and (len(following.word) == 1 or following.site))
            )
        if word.flag == "vn" and following is None:
            return begun and bool(self.tail)
        if word.flag == "t" and len(word.word) > 1:
            return begun
        if word.flag == "r":
            return begun or word.word in ("每", "每月", "每年", "每天", "每人", "每户")
        return word.flag in ("d", "vd", "c", "p", "y") or word.flag.startswith("u")

    @cached_property
    def _doing(self) -> bool:
        """Whether the verb stands behind the word of asking: 什么时候开始, 怎么申请."""
        how = self.asked is not None and _HOW.match(self.asked.group())
        return bool(how) and any(w.flag == "v" for w in tagged(self.tail)[:2])

    @cached_property
    def _direct(self) -> bool:
        """Whether 是, 为 or 在 (where) stands before the word of asking: a thing precedes it."""
        before = self.text[: self.asked.start()] if self.asked else ""
        where = bool(self.asked and self.asked.group() in ("哪里", "哪儿", "什么地方"))
        return before.endswith(("是", "为")) or (where and before.endswith("在"))

    @cached_property
    def predicate(self) -> str:
        """What stands between the subject and the word of asking."""
        return self.head[len(self.subject) :].lstrip("的在")

    @cached_property
    def _split(self) -> tuple[str, str]:
        if self.predicate or not self.subject:
            return self.subject, ""
        subject = self.subject
        owner, mark, aspect = subject.rpartition("的")
        if mark and owner:
            return owner, aspect
        words = [w for w in self.words if w.end <= len(subject)]
        if words and words[-1].site:
            return subject, ""
        for number in range(len(words) - 2, -1, -1):
            word = words[number]
            end = self._closes(number) or ORDINAL.fullmatch(word.word)
            year = PERIOD.fullmatch(subject[: word.end]) or (
                word.word == "年" and number and words[number - 1].word.isdigit()
            )
            if (end or year) and not PERIOD.fullmatch(subject[: word.end]):
                return subject[: word.end], subject[word.end :]
        if len(words) > 1 and _BELONGS.search(words[-1].word):
            return subject[: words[-1].start], words[-1].word
        return subject, ""

    def _closes(self, number: int) -> bool:
        """Whether a name may end with this word: 支部, 山阴, 通信 after 临江."""
        word = self.words[number]
        body = word.word in _BODIES and number > 0 and self.words[number - 1].name
        return word.site or word.name or body

    @property
    def owner(self) -> str:
        """Whom or what the question is about: 临江通信2023年 of 临江通信2023年净利润是多少."""
        return self._split[0]

    @property
    def aspect(self) -> str:
        """What is asked of the owner, where no verb says it: 净利润."""
        return self._split[1]

    @property
    def topic(self) -> str:
        """What a question without a subject speaks of: the subject, but of a figure its owner."""
        if not self.aspect or measured(self.aspect) or ROLE.search(self.aspect):
            return self.owner
        return self.subject

    @property
    def proper(self) -> bool:
        """Whether the name is one of its own: 山阴党支部, not 老旧小区."""
        name = self.name
        return name is not None and any(
            w.name or w.word[:1] == "第" for w in self.words if name[0] <= w.start < name[1]
        )

    @property
    def object(self) -> str:
        """What is counted: 千兆小区 of 建设了多少千兆小区."""
        found = re.match(r"(?!是|有|可|应(?!急)|需|要|能|分|钱)[^，,。；;的？?]+", self.tail)
        if found and found.end() == len(self.tail):
            words = tagged(self.tail)
            if (
                len(words) == 1
                and len(self.tail) > 1
                and self.asked
                and _PIECES.search(self.asked.group())
            ):
                return self.tail  # 几项承诺: what is counted in 项 is a noun
            return self.tail if words[-1].noun and not any(w.flag == "v" for w in words) else ""
        return ""

    @cached_property
    def name(self) -> tuple[int, int] | None:
        """The span in the subject of the name that leads it, its kind included: 北辰铁矿."""
        period = PERIOD.match(self.head)
        start = period.end() if period else 0
        limit = len(self.owner.partition("的")[0])
        ends = [w.end for n, w in enumerate(self.words) if w.end <= limit and self._closes(n)]
        return (start, ends[-1]) if ends and ends[-1] > start else None


def measured(aspect: str) -> bool:
    """Whether it ends in a figure or a fact of a thing: 净利润, 占地面积, 联系电话."""
    return bool(_MEASURED.search(aspect))


def has_name(words: tuple[Word, ...]) -> bool:
    """Whether a place, a body, a person or a code of its own is among them."""
    return any(
        word.name or (word.flag == "eng" and len(word.word) > 1 and word.word.isalpha())
        for word in words
    )


def overlapping_kind(thing: str, text: str) -> tuple[int, int] | None:
    """The span of `text` that names a thing of the same kind as `thing`: its last word, and as
    many words before it as `thing` is long."""
    kind = tagged(thing)[-1].word
    at = text.rfind(kind)
    if len(kind) < 2 or at < 0 or kind == thing:
        return None
    start, end = at, at + len(kind)
    least = max((m.end() for m in (PERIOD.match(text), ASKED.search(text, 0, at)) if m), default=0)
    for word in reversed(tagged(text[:at])):
        if end - start >= len(thing) or word.word in "的是在了和":
            break
        start -= len(word.word)
    return max(start, least), end
