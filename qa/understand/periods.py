"""Periods that a text names (2020年第三季度, 2023年上半年, Q1 2024), and whether they agree.

A report of one period says much the same as that of another; what a question names of year and
part tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from index.passages.tokenizer import fold
from index.records import Document

_YEAR = r"(?<![\d.])(?:19|20)\d\d(?!\d|[.,]\d)|[一二][九〇零○][〇零○一二三四五六七八九]{2}(?=年)"
_QUARTER = r"季度?|季报|季末"
# In this order: 半年度 holds 年度, and 前三季度 三季度
_PARTS = (
    ("9m", r"[前首]三个?季度?|1\s*[-—–至到~]\s*9月|nine months"),
    (
        "h1",
        r"上半年|半年度|半年报|中期|(?<![a-z])h1(?!\d)|1h(?![a-z])|first half|interim|half[- ]year",
    ),
    ("h2", r"下半年|(?<![a-z])h2(?!\d)|2h(?![a-z])|second half"),
    ("q1", rf"第?[一1](?:{_QUARTER})|(?<![a-z])q1(?!\d)|1q(?![a-z])|first quarter"),
    ("q2", rf"第?[二2](?:{_QUARTER})|(?<![a-z])q2(?!\d)|2q(?![a-z])|second quarter"),
    ("q3", rf"第?[三3](?:{_QUARTER})|(?<![a-z])q3(?!\d)|3q(?![a-z])|third quarter"),
    ("q4", rf"第?[四4](?:{_QUARTER})|(?<![a-z])q4(?!\d)|4q(?![a-z])|fourth quarter"),
    ("month", r"(?<![\d.])(?:1[0-2]|[1-9])月|十[一二]?月|[一二三四五六七八九]月"),
    ("year", r"年度|年报|全年|annual|full[- ]year"),
)
_PERIOD = re.compile(f"(?P<y>{_YEAR})|" + "|".join(f"(?P<_{n}>{p})" for n, p in _PARTS))
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
# What a report's period covers besides its own name
_COVERS = {"q3": {"q3", "9m"}, "9m": {"q3", "9m"}, "h1": {"h1", "q2"}}


@dataclass(frozen=True, slots=True)
class Period:
    """One of both is there at least."""

    year: str | None
    part: str | None  # one of _PARTS


@lru_cache(4096)
def periods(folded: str) -> frozenset[Period]:
    """Those that a text (folded) names: each part of a year with the
    year before it, else the one after it; each year that no part follows alone."""
    years: list[str] = []
    parts: list[tuple[str, int]] = []  # with the number of years before it
    for found in _PERIOD.finditer(folded):
        if found["y"]:
            years.append(found["y"].translate(_DIGITS))
        elif found.lastgroup:
            parts.append((found.lastgroup[1:], len(years)))
    named = {Period(years[max(0, before - 1)] if years else None, part) for part, before in parts}
    dated = {period.year for period in named}
    return frozenset(named | {Period(year, None) for year in years if year not in dated})


def of_document(document: Document) -> frozenset[Period]:
    """Those that its title or its file's name say; else its date's year; else none."""
    name = PurePosixPath(document.path).stem.replace("_", " ")
    for text in (document.title, name):
        said = periods(fold(text))
        if any(period.year for period in said):
            return said
    return frozenset({Period(document.date[:4], None)} if document.date else ())


def year_agrees(asked: Collection[Period], said: Collection[Period]) -> float:
    """1 where a year is both asked for and said, -1 where others are said; 0: none named."""
    wanted, there = ({p.year for p in held if p.year} for held in (asked, said))
    if not wanted or not there:
        return 0.0
    return 1.0 if wanted & there else -1.0


def part_agrees(asked: Collection[Period], said: Collection[Period]) -> float:
    """Of a document: 1 where its part of the year is the one asked for (a year alone asks for all
    of it), -1 where it is another; 0: not named, or by months."""
    wanted = {period.part or "year" for period in asked} - {"month"}
    there = {period.part for period in said if period.part} - {"month"}
    if not wanted or not there:
        return 0.0
    covered = set().union(*(_COVERS.get(part, {part}) for part in there))
    return 1.0 if wanted & covered else -1.0


def period_agrees(asked: Collection[Period], said: Collection[Period]) -> float:
    """Of a sentence: 1 where it names a period asked for, 0.5 where it leaves the year or the part
    open, -1 where it names others alone; 0: none named."""
    if not asked or not said:
        return 0.0
    return max(_agree(a, b) for a in asked for b in said)


def _agree(asked: Period, said: Period) -> float:
    if asked.year and said.year and asked.year != said.year:
        return -1.0
    if asked.part and said.part and asked.part != said.part:
        return -1.0
    return 1.0 if asked == said else 0.5
