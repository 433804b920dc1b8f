"""Formulas whose value a file does not hold, as programs write them that do not compute: the simple
ones, computed over the cells that they name.

Numbers, texts, comparisons, references and ranges, also of other sheets; the functions of
`_FUNCTIONS`. Anything else raises UnknownFormula, and is said to be unread.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

Value = float | str | bool | None
"""None: an empty cell."""


class Formula(str):
    """What a cell without a value computes, "=" left out."""


Place = tuple[str, int, int]
"""Sheet, row and column, both counted from 0."""

_DEPTH = 60  # formulas that lead to one another
_CELLS = 200_000  # looked at for one file
_REF = r"\$?([A-Za-z]{1,3})\$?(\d{1,7})"
_CELL = re.compile(_REF)
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+)|\"(?P<text>(?:[^\"]|\"\")*)\"|"
    rf"(?P<range>(?:(?:'(?:[^']|'')+'|[^\s'!(),:&=<>+*/^\"%-]+)!)?{_REF}(?::{_REF})?)(?![\w.(])|"
    r"(?P<name>[A-Za-z_][\w.]*)(?P<call>\s*\()?|(?P<sign><>|<=|>=|[-+*/^&=<>%(),]))"
)
_SHIFTED = re.compile(
    r"(\"(?:[^\"]|\"\")*\")|(?<![\w.$])(\$?)([A-Za-z]{1,3})(\$?)(\d{1,7})(?![\w.(])"
)
_COMPARE: Mapping[str, Callable[[object, object], bool]] = {
    "=": operator.eq, "<>": operator.ne,
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,  # type: ignore[dict-item]
}  # fmt: skip


class UnknownFormula(Exception):
    """It is more than simple, or leads to itself."""


@dataclass(slots=True)
class Cells:
    """The cells of a workbook: `look` gives what a sheet holds, a Formula where it has no
    value; it raises UnknownFormula for a sheet that is not there."""

    look: Callable[[str], Mapping[tuple[int, int], Value]]
    open: list[Place] = field(default_factory=list)
    known: dict[Place, Value] = field(default_factory=dict)
    left: int = _CELLS

    def value(self, sheet: str, row: int, column: int) -> Value:
        """Raises UnknownFormula."""
        place = sheet, row, column
        self.left -= 1
        if self.left < 0 or place in self.open or len(self.open) > _DEPTH:
            raise UnknownFormula
        if place in self.known:
            return self.known[place]
        found = self.look(sheet).get((row, column))
        if isinstance(found, Formula):
            self.open.append(place)
            try:
                found = _Parser(found, sheet, self).whole()
            finally:
                self.open.pop()
        self.known[place] = found
        return found


def shifted(formula: str, rows: int, columns: int) -> str:
    """The formula as it stands so many rows below and columns right of where it was written."""

    def move(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        column = found[3] if found[2] else letters(column_of(found[3]) + columns)
        row = found[5] if found[4] else str(int(found[5]) + rows)
        return f"{found[2]}{column}{found[4]}{row}"

    return _SHIFTED.sub(move, formula)


def column_of(text: str) -> int:
    """A → 0, XFD → 16383."""
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def letters(column: int) -> str:
    text = ""
    column += 1
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


class _Parser:
    """Precedence climbing over the tokens of one formula."""

    def __init__(self, formula: str, sheet: str, cells: Cells) -> None:
        self._tokens: list[re.Match[str]] = []
        at = 0
        while at < len(formula.rstrip()):
            token = _TOKEN.match(formula, at)
            if token is None or len(self._tokens) > 400:
                raise UnknownFormula
            self._tokens.append(token)
            at = token.end()
        self._at = 0
        self._sheet, self._cells = sheet, cells

    def whole(self) -> Value:
        value = _one(self._compared())
        if self._at < len(self._tokens):
            raise UnknownFormula
        return value

    def _sign(self, *signs: str) -> str | None:
        token = self._tokens[self._at] if self._at < len(self._tokens) else None
        if token is not None and token["sign"] in signs:
            self._at += 1
            return str(token["sign"])
        return None

    def _compared(self) -> object:
        left = self._joined()
        while sign := self._sign(*_COMPARE):
            a, b = _one(left), _one(self._joined())
            a, b = ("" if isinstance(b, str) else 0.0) if a is None else a, b
            b = ("" if isinstance(a, str) else 0.0) if b is None else b
            if isinstance(a, str) != isinstance(b, str):
                left = sign == "<>" or (sign in ("<", "<=") and isinstance(b, str))
            else:
                a, b = (
                    (a.lower(), b.lower()) if isinstance(a, str) and isinstance(b, str) else (a, b)
                )
                left = _COMPARE[sign](a, b)
        return left

    def _joined(self) -> object:
        left = self._sum()
        while self._sign("&"):
            left = _text(_one(left)) + _text(_one(self._sum()))
        return left

    def _sum(self) -> object:
        left: object = self._product()
        while sign := self._sign("+", "-"):
            right = _number(_one(self._product()))
            left = _number(_one(left)) + (right if sign == "+" else -right)
        return left

    def _product(self) -> object:
        left: object = self._power()
        while sign := self._sign("*", "/"):
            right = _number(_one(self._power()))
            number = _number(_one(left))
            if sign == "/" and right == 0:
                raise UnknownFormula  # the sheet shows an error
            left = number * right if sign == "*" else number / right
        return left

    def _power(self) -> object:
        left: object = self._signed()
        while self._sign("^"):
            try:
                left = float(_number(_one(left)) ** _number(_one(self._signed())))
            except (OverflowError, TypeError, ZeroDivisionError, ValueError) as exc:
                raise UnknownFormula from exc
        return left

    def _signed(self) -> object:
        if sign := self._sign("+", "-"):
            number = _number(_one(self._signed()))
            return -number if sign == "-" else number
        value = self._atom()
        while self._sign("%"):
            value = _number(_one(value)) / 100
        return value

    def _atom(self) -> object:
        if self._sign("("):
            value = self._compared()
            self._expect(")")
            return value
        if self._at >= len(self._tokens):
            raise UnknownFormula
        token = self._tokens[self._at]
        self._at += 1
        if token["number"]:
            return float(token["number"])
        if token["text"] is not None:
            return token["text"].replace('""', '"')
        if token["range"]:
            return self._range(token)
        if token["call"]:
            return self._call(token["name"].upper())
        if token["name"] and token["name"].upper() in ("TRUE", "FALSE"):
            return token["name"].upper() == "TRUE"
        raise UnknownFormula

    def _expect(self, sign: str) -> None:
        if not self._sign(sign):
            raise UnknownFormula

    def _range(self, token: re.Match[str]) -> list[list[Value]]:
        """The values by rows; of one cell a single one."""
        sheet, mark, _ = token["range"].rpartition("!")
        if mark:
            sheet = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
        cells = _CELL.findall(token["range"].rpartition("!")[2])
        ends = [(int(number) - 1, column_of(name)) for name, number in cells]
        (top, left), (bottom, right) = ends[0], ends[-1]
        if (
            (bottom - top + 1) * (right - left + 1) > self._cells.left
            or bottom < top
            or right < left
        ):
            raise UnknownFormula
        return [
            [self._cells.value(sheet or self._sheet, r, c) for c in range(left, right + 1)]
            for r in range(top, bottom + 1)
        ]

    def _call(self, name: str) -> object:
        function = _FUNCTIONS.get(name.removeprefix("_XLFN."))
        if function is None:
            raise UnknownFormula
        arguments: list[object] = []
        while not self._sign(")"):
            if arguments:
                self._expect(",")
            arguments.append(self._compared())
        try:
            return function(*arguments)
        except (TypeError, ValueError, ArithmeticError) as exc:
            raise UnknownFormula from exc


def _one(value: object) -> Value:
    if isinstance(value, list):
        if len(value) != 1 or len(value[0]) != 1:
            raise UnknownFormula
        value = value[0][0]
    if value is None or isinstance(value, (float, str, bool)):
        return value
    raise UnknownFormula


def _number(value: Value) -> float:
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError as exc:
            raise UnknownFormula from exc
    return float(value or 0)


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.15g}"
    return value or ""


def _flat(arguments: tuple[object, ...]) -> Iterator[Value]:
    for value in arguments:
        if isinstance(value, list):
            yield from (cell for row in value for cell in row)
        else:
            yield _one(value)


def _numbers(arguments: tuple[object, ...]) -> list[float]:
    return [v for v in _flat(arguments) if isinstance(v, float)]


def _some(arguments: tuple[object, ...]) -> list[float]:
    found = _numbers(arguments)
    if not found:
        raise UnknownFormula
    return found


def _rounded(value: object, digits: object = 0.0) -> float:
    number, places = _number(_one(value)), int(_number(_one(digits)))
    if not math.isfinite(number) or abs(places) > 15:
        raise UnknownFormula
    return float(Decimal(repr(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def _if(test: object, yes: object = True, no: object = False) -> Value:
    return _one(yes) if _one(test) else _one(no)


def _where(tested: object, wanted: object) -> list[bool]:
    """Which cells meet a criterion: 5, "光缆", ">=60"."""
    criterion = _one(wanted)
    sign, limit = "=", criterion
    if isinstance(criterion, str):
        found = re.fullmatch(r"(<>|<=|>=|=|<|>)(.*)", criterion)
        if found:
            sign, limit = found[1], found[2]
        try:
            limit = float(str(limit))
        except ValueError:
            if "*" in str(limit) or "?" in str(limit):
                raise UnknownFormula from None
    met = []
    for value in _flat((tested,)):
        same = isinstance(value, str) == isinstance(limit, str) and value is not None
        met.append(_COMPARE[sign](value, limit) if same else sign == "<>")
    return met


def _sum_if(tested: object, wanted: object, added: object = None) -> float:
    values = list(_flat((tested if added is None else added,)))
    met = _where(tested, wanted)
    return sum(v for v, hit in zip(values, met, strict=False) if hit and isinstance(v, float))


def _look_up(wanted: object, table: object, column: object, near: object = True) -> Value:
    if not isinstance(table, list) or _one(near):
        raise UnknownFormula
    at = int(_number(_one(column))) - 1
    for row in table:
        if row[0] == _one(wanted) and 0 <= at < len(row):
            return _one(row[at])
    raise UnknownFormula


def _subtotal(code: object, *values: object) -> float:
    kind = int(_number(_one(code))) % 100
    if kind not in (1, 2, 9):
        raise UnknownFormula
    found = _numbers(values)
    return {1: sum(found) / max(1, len(found)), 2: float(len(found)), 9: sum(found)}[kind]


def _columns(arguments: tuple[object, ...]) -> list[list[Value]]:
    return [list(_flat((argument,))) for argument in arguments]


_FUNCTIONS: Mapping[str, Callable[..., object]] = {
    "SUM": lambda *v: float(math.fsum(_numbers(v))),
    "AVERAGE": lambda *v: math.fsum(_some(v)) / len(_some(v)),
    "MAX": lambda *v: max(_numbers(v), default=0.0),
    "MIN": lambda *v: min(_numbers(v), default=0.0),
    "COUNT": lambda *v: float(len(_numbers(v))),
    "COUNTA": lambda *v: float(sum(x is not None for x in _flat(v))),
    "PRODUCT": lambda *v: float(math.prod(_some(v))),
    "ROUND": _rounded,
    "ABS": lambda v: abs(_number(_one(v))),
    "INT": lambda v: float(math.floor(_number(_one(v)))),
    "IF": _if,
    "AND": lambda *v: all(bool(x) for x in _flat(v) if x is not None),
    "OR": lambda *v: any(bool(x) for x in _flat(v) if x is not None),
    "NOT": lambda v: not _one(v),
    "SUMIF": _sum_if,
    "COUNTIF": lambda tested, wanted: float(sum(_where(tested, wanted))),
    "VLOOKUP": _look_up,
    "SUBTOTAL": _subtotal,
    "CONCATENATE": lambda *v: "".join(map(_text, _flat(v))),
    "CONCAT": lambda *v: "".join(map(_text, _flat(v))),
    "LEN": lambda v: float(len(_text(_one(v)))),
    "LEFT": lambda v, n=1.0: _text(_one(v))[: max(0, int(_number(_one(n))))],
    "SUMPRODUCT": lambda *v: float(
        math.fsum(math.prod(map(_number, cells)) for cells in zip(*_columns(v), strict=True))
    ),
}  # fmt: skip
