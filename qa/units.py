"""Which unit the number asked for must have, and whether a sentence holds one of that unit."""

from __future__ import annotations

import re

_NUMBER = (
    r"(?:\d[\d,，.]*|[零〇一二两三四五六七八九十百千]+)\s*(?:余|多|几)?\s*"
    r"[十百千]?[万亿]{0,2}\s*(?:余|多)?\s*"
)
_SCALED = r"[十百千]?[万亿]{0,2}"

PHONE = r"\d{3,4}[-‑ ]?\d{3,4}[-‑ ]?\d{3,4}|\b\d{5}\b"
# (how it is asked for, what then follows the number); the first that fits counts
_CLASSES: tuple[tuple[str, str], ...] = (
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
_COMPILED = tuple(
    (re.compile(asked), re.compile(unit if unit is PHONE else f"{_NUMBER}(?:{unit})"))
    for asked, unit in _CLASSES
)
_MEASURE = re.compile(rf"(?:多少|几)({_SCALED}[\u4e00-\u9fff])")
_UNITS = frozenset(
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


def wanted_unit(question: str) -> re.Pattern[str] | None:
    """The pattern that the number asked for has with its unit, or None where the (folded)
    question names no kind."""
    for asked, pattern in _COMPILED:
        if asked.search(question):
            return pattern
    measure = _MEASURE.search(question)
    if measure and measure.group(1)[-1] in _UNITS:
        return re.compile(_NUMBER + re.escape(measure.group(1)[-1]))
    return None


def asks_cause(question: str) -> bool:
    return bool(_CAUSE_ASKED.search(question))


def tells_cause(text: str) -> bool:
    return bool(_CAUSE.search(text))
