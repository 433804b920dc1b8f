"""Automatic numbers of Word and PowerPoint as text: 1. 、（一）、第三条."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def chinese(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """23 → 二十三, 110 → 一百一十; 12 → 十二, as lists are numbered. Up to 9999."""
    if not 0 < number < 10_000:
        return str(number)
    said, zero = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            said += ("零" if zero and said else "") + digits[digit]
            said += units[power - 1] if power else ""
        zero = digit == 0
    return said[1:] if units[0] == "十" and said.startswith("一十") else said


def roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    said = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        said += sign * count
    return said


def letters(number: int) -> str:
    """1 → a, 26 → z, 27 → aa, as Word counts."""
    return chr(97 + (number - 1) % 26) * min(20, 1 + (number - 1) // 26) if number > 0 else ""


def circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _place(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number > 0 else ""


def _formal(number: int) -> str:
    return chinese(number, _FORMAL, "拾佰仟")


def _digits(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(abs(number)))


_WORD: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: "".join(chr(0xFF10 + int(d)) for d in str(abs(number))),
    "decimalHalfWidth": str,
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "koreanCounting": chinese,
    "chineseLegalSimplified": _formal,
    "ideographLegalTraditional": _formal,
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
    "ideographTraditional": _place(_STEMS),
    "ideographZodiac": _place(_BRANCHES),
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "decimalEnclosedParen": lambda n: chr(0x2474 + n - 1) if 1 <= n <= 20 else f"({n})",
    "decimalEnclosedFullstop": lambda n: chr(0x2488 + n - 1) if 1 <= n <= 20 else f"{n}.",
    "ideographEnclosedCircle": lambda n: chr(0x3280 + n - 1) if 1 <= n <= 10 else chinese(n),
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
}


def numeral(number: int, style: str) -> str:
    """A number in a style of Word's (w:numFmt); unknown styles as digits."""
    return _WORD.get(style, str)(number)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it is numbered."""

    style: str = "decimal"  # w:numFmt; "bullet" and "none" have no number
    pattern: str = "%1."  # w:lvlText
    start: int = 1
    blank: bool = True  # a tab or blank follows the number
    restarts: bool = True
    digits_only: bool = False  # w:isLgl: all numbers as digits


@dataclass(slots=True)
class Counter:
    """The numbers of one list as they stand, by level."""

    levels: Mapping[int, Level]
    counts: dict[int, int] = field(default_factory=dict)

    def next(self, at: int) -> str:
        """The number of the next item of this level as text; "" for bullets."""
        level = self.levels.get(at, Level("none", ""))
        self.counts[at] = self.counts.get(at, level.start - 1) + 1
        for deeper in [d for d in self.counts if d > at]:
            if self.levels.get(deeper, level).restarts:
                del self.counts[deeper]
        if level.style in ("bullet", "none") and "%" not in level.pattern:
            return ""
        said = level.pattern
        for number in range(9, 0, -1):
            if f"%{number}" in said:
                said = said.replace(f"%{number}", self._said(number - 1, level))
        said = said.strip()
        wide = bool(said) and said[-1] >= "\u2460"  # ① and what is as wide as Chinese
        return said + (" " if said and level.blank and not wide else "")

    def _said(self, at: int, asking: Level) -> str:
        level = self.levels.get(at, Level())
        count = self.counts.get(at, level.start)
        if level.style in ("bullet", "none"):
            return ""
        return numeral(count, "decimal" if asking.digits_only else level.style)


_SLIDES = {
    "arabicPeriod": ("decimal", "%1."),
    "arabicParenBoth": ("decimal", "(%1)"),
    "arabicParenR": ("decimal", "%1)"),
    "arabicPlain": ("decimal", "%1"),
    "circleNumDbPlain": ("decimalEnclosedCircle", "%1"),
    "circleNumWdBlackPlain": ("decimalEnclosedCircle", "%1"),
    "circleNumWdWhitePlain": ("decimalEnclosedCircle", "%1"),
    "ea1ChsPeriod": ("chineseCounting", "%1."),
    "ea1ChsPlain": ("chineseCounting", "%1、"),
    "ea1ChtPeriod": ("chineseCounting", "%1."),
    "ea1ChtPlain": ("chineseCounting", "%1、"),
    "ea1JpnChsDbPeriod": ("chineseCounting", "%1、"),
    "ea1JpnKorPlain": ("chineseCounting", "%1、"),
    "alphaLcPeriod": ("lowerLetter", "%1."),
    "alphaUcPeriod": ("upperLetter", "%1."),
    "alphaLcParenR": ("lowerLetter", "%1)"),
    "alphaUcParenR": ("upperLetter", "%1)"),
    "alphaLcParenBoth": ("lowerLetter", "(%1)"),
    "alphaUcParenBoth": ("upperLetter", "(%1)"),
    "romanLcPeriod": ("lowerRoman", "%1."),
    "romanUcPeriod": ("upperRoman", "%1."),
}


def slide_level(kind: str, start: int) -> Level:
    """A level of PowerPoint's (a:buAutoNum), which always stands at place 1 of its pattern."""
    style, pattern = _SLIDES.get(kind, ("decimal", "%1."))
    return Level(style, pattern, start)
