"""Excel's number formats: 0.2346 with 0.00% → 23.46%, 45000 with yyyy-mm-dd → 2023-03-15."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

_DATE, _TIME = "yyyy年m月d日", "h时mm分"
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "¥#,##0", 6: "¥#,##0", 7: "¥#,##0.00",
    8: "¥#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: "yyyy-mm-dd", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm", 27: "yyyy年m月", 28: "m月d日", 29: "m月d日", 30: "yyyy-mm-dd", 31: _DATE,
    32: _TIME, 33: "h时mm分ss秒", 34: "上午/下午" + _TIME,
    35: "上午/下午h时mm分ss秒", 36: "yyyy年m月",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "¥#,##0",
    43: "#,##0.00", 44: "¥#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "##0.0E+0",
    50: "yyyy年m月", 51: "m月d日", 52: "yyyy年m月", 53: "m月d日", 54: "m月d日",
    55: "上午/下午" + _TIME, 56: "上午/下午h时mm分ss秒", 57: "yyyy年m月", 58: "m月d日",
}  # fmt: skip
"""Formats that a file names by number only, as a Chinese Excel shows them."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<half>AM/PM|A/P|上午/下午)|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|[aA]{3,4}|[eE](?![+-]))"
    r"|(?P<power>[eE][+-]0+)|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*,*)?|\.[0#?]+,*)|(?P<rest>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)$")
_CURRENCY = re.compile(r"\$([^-]*)")
_WEEKDAYS = "一二三四五六日"
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # "literal", "date", "half", "elapsed", "digits", "power", "percent", "general"
    text: str


@dataclass(frozen=True, slots=True)
class _Section:
    tokens: tuple[_Token, ...]
    condition: tuple[str, float] | None = None

    @property
    def dated(self) -> bool:
        return any(t.kind in ("date", "elapsed", "half") for t in self.tokens)


def formatted(value: float, code: str, *, since_1904: bool = False) -> str:
    """The number as a sheet shows it. What cannot be applied leaves the plain number."""
    try:
        return _applied(value, code, since_1904)
    except (ValueError, ArithmeticError, OverflowError):
        return plain(value)


def plain(value: float) -> str:
    """The format General: no exponent in the usual range, no rounding noise (0.1 + 0.2)."""
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    short = f"{value:.11g}"
    if "e" in short and 1e-9 < abs(value) < 1e15:
        short = f"{Decimal(short):f}"
    return short if "e" not in short else f"{value:.6g}"


def _applied(value: float, code: str, since_1904: bool) -> str:
    sections = _sections(code)
    section, negated = _choose(sections, value)
    if section.dated:
        return _date(value, section, since_1904)
    if not any(t.kind == "digits" for t in section.tokens):
        if any(t.kind == "general" for t in section.tokens) or not section.tokens:
            return "".join(
                plain(abs(value) if negated else value) if t.kind == "general" else t.text
                for t in section.tokens
            ) or ("" if code else plain(value))
        return "".join(t.text for t in section.tokens).strip()
    return _number(abs(value) if negated else value, section)


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[_Section, ...]:
    sections: list[_Section] = []
    tokens: list[_Token] = []
    condition: tuple[str, float] | None = None
    general = re.sub("general|G/通用格式|@", "\x00", code, flags=re.IGNORECASE)
    for match in _TOKEN.finditer(general):
        kind, text = match.lastgroup, match[match.lastgroup] if match.lastgroup else ""
        if kind in ("quoted", "escaped"):
            tokens.append(_Token("literal", text))
        elif kind == "bracket":
            asked, currency = _CONDITION.match(text), _CURRENCY.match(text)
            if asked:
                condition = (asked[1], float(asked[2]))
            elif currency:
                tokens.append(_Token("literal", currency[1]))
            elif re.fullmatch("[hms]+", text, re.IGNORECASE):
                tokens.append(_Token("elapsed", text.lower()))
        elif kind == "rest" and text == ";":
            sections.append(_Section(tuple(tokens), condition))
            tokens, condition = [], None
        elif kind == "rest":
            named = {"%": "percent", "\x00": "general"}.get(text, "literal")
            tokens.append(_Token(named, text))
        elif kind is not None:
            tokens.append(_Token(kind, text))
    return (*sections, _Section(tuple(tokens), condition))


_COMPARE = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b, "=": lambda a, b: a == b, "<>": lambda a, b: a != b,
}  # fmt: skip


def _choose(sections: Sequence[_Section], value: float) -> tuple[_Section, bool]:
    """The section for this value, and whether that section says the minus itself."""
    for section in sections[:3]:
        if section.condition and _COMPARE[section.condition[0]](value, section.condition[1]):
            return section, False
    if any(section.condition for section in sections):
        rest = [section for section in sections[:3] if not section.condition]
        return (rest or list(sections))[-1], False
    if value < 0 and len(sections) > 1:
        return sections[1], True
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], False


def _number(value: float, section: _Section) -> str:
    tokens = section.tokens
    places = [i for i, t in enumerate(tokens) if t.kind == "digits"]
    if len(places) > 1:
        if any(t.text == "/" for t in tokens[places[0] : places[-1]]):
            return plain(value)  # a fraction
        return _spread(value, tokens, places)
    pattern = tokens[places[0]].text
    whole, _, decimals = pattern.partition(".")
    scale = len(whole) - len(whole.rstrip(",")) if "." not in pattern else 0
    scale += len(decimals) - len(decimals.rstrip(","))
    decimals = decimals.replace(",", "")
    number = Decimal(repr(float(value))).scaleb(2 * sum(t.kind == "percent" for t in tokens))
    number = number.scaleb(-3 * scale)
    power = next((t for t in tokens if t.kind == "power"), None)
    if power:
        mantissa, _, exponent = f"{number:.{len(decimals)}E}".partition("E")
        digits = f"{mantissa}E{exponent[0]}{exponent[1:].rjust(len(power.text) - 2, '0')}"
    else:
        digits = _digits(number, whole.rstrip(","), decimals)
    minus, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    said = "".join(
        digits if i == places[0] else "" if t.kind == "power" else t.text
        for i, t in enumerate(tokens)
    )
    return minus + said.strip()


def _digits(number: Decimal, whole: str, decimals: str) -> str:
    number = number.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    sign, text = ("-" if number < 0 else ""), f"{abs(number):f}"
    integer, _, fraction = text.partition(".")
    least = len(decimals.rstrip("#?"))
    while len(fraction) > least and fraction.endswith("0"):
        fraction = fraction[:-1]
    shortest = whole.replace(",", "").count("0")
    integer = integer.lstrip("0").rjust(shortest, "0")
    if "," in whole:
        integer = f"{int(integer):,}" if integer else ""
    if not any(c in "123456789" for c in integer + fraction):
        sign = ""
    return sign + integer + ("." + fraction if fraction else "")


def _spread(value: float, tokens: Sequence[_Token], places: Sequence[int]) -> str:
    """Digits with signs between them, such as 000-0000: filled in from the right."""
    digits = str(int(Decimal(repr(abs(float(value)))).quantize(Decimal(1), ROUND_HALF_UP)))
    said = ["" if t.kind == "power" else t.text for t in tokens]
    for place in reversed(places):
        room = len(tokens[place].text) if place != places[0] else max(len(digits), 1)
        said[place], digits = digits[-room:].rjust(len(tokens[place].text), "0"), digits[:-room]
    return ("-" if value < 0 else "") + "".join(said).strip()


def _date(value: float, section: _Section, since_1904: bool) -> str:
    if not -1 < value < 2_958_466:
        raise ValueError("no date")
    if 0 <= value < 60 and not since_1904 and any(t.text[0] in "yY" for t in section.tokens):
        value += 1  # Excel takes 1900 for a leap year
    tokens = section.tokens
    parts = [t for t in tokens if t.kind in ("date", "elapsed", "half")]
    moment = (_EPOCH_1904 if since_1904 else _EPOCH) + timedelta(seconds=round(value * 86400))
    halves = any(t.kind == "half" for t in tokens)
    said = ""
    for token in tokens:
        if token.kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[token.text[0]]
            said += str(round(value * 86400) // unit).rjust(len(token.text), "0")
        elif token.kind == "half":
            names = ("上午", "下午") if "午" in token.text else ("AM", "PM")
            said += names[moment.hour >= 12]
        elif token.kind == "date":
            at = parts.index(token) if parts.count(token) == 1 else _index(parts, token)
            said += _date_part(token.text.lower(), moment, _near(parts, at), halves)
        elif token.kind == "literal":
            said += token.text
    return said.strip()


def _index(parts: Sequence[_Token], token: _Token) -> int:
    return next(i for i, part in enumerate(parts) if part is token)


def _near(parts: Sequence[_Token], at: int) -> bool:
    """Does an hour stand before, or a second after? Then m is a minute."""
    before = parts[at - 1].text.lower() if at else ""
    after = parts[at + 1].text.lower() if at + 1 < len(parts) else ""
    return before.startswith("h") or after.startswith("s")


def _date_part(text: str, moment: datetime, minute: bool, halves: bool) -> str:
    sign, wide = text[0], len(text) > 1
    if sign in "ye":
        return f"{moment.year % 100:02}" if text == "yy" else f"{moment.year}"
    if sign == "a":
        day = _WEEKDAYS[moment.weekday()]
        return ("星期" if len(text) == 4 else "") + day
    if sign == "m" and minute and len(text) <= 2:
        return f"{moment.minute:02}" if wide else str(moment.minute)
    if sign == "m":
        named = {3: moment.strftime("%b"), 4: moment.strftime("%B"), 5: moment.strftime("%b")[0]}
        return named.get(len(text)) or (f"{moment.month:02}" if wide else str(moment.month))
    if sign == "d":
        named = {3: moment.strftime("%a"), 4: moment.strftime("%A")}
        return named.get(len(text)) or (f"{moment.day:02}" if wide else str(moment.day))
    number = moment.second if sign == "s" else moment.hour
    if sign == "h" and halves:
        number = (number - 1) % 12 + 1
    return f"{number:02}" if wide else str(number)
