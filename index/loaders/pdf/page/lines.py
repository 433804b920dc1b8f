"""Glyphs → lines of text: by baseline, then by x. The order of the file is never trusted."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from index.loaders.pdf.page.characters import Glyph
from index.loaders.pdf.page.symbols import SOFT_HYPHEN
from index.loaders.pdf.records import Line

RUN_GAP = 1.6  # em; a wider gap ends a run: the next column or cell begins
AMBIGUOUS = frozenset("“”‘’…—·")  # full width in Chinese text, narrow in English


def is_wide(character: str) -> bool:
    """Written without blanks: Chinese, Japanese, full-width forms and punctuation."""
    return unicodedata.east_asian_width(character) in "WF" or character in AMBIGUOUS


def _is_wide(glyph: Glyph, character: str) -> bool:
    if character in AMBIGUOUS:
        return glyph.x1 - glyph.x0 > 0.7 * glyph.size
    return is_wide(character)


def read_lines(glyphs: Sequence[Glyph], page: int) -> list[Line]:
    """Lines from top to bottom; runs of one baseline from left to right."""
    lines = []
    for row in _rows(glyphs):
        lines += [_line(run, page) for run in _runs(_once(row))]
    return lines


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Glyphs that share a baseline; raised and lowered small ones go to the row they touch."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: g.baseline):
        last = rows[-1] if rows else None
        if last and glyph.baseline - last[0].baseline <= 0.22 * max(glyph.size, last[0].size):
            last.append(glyph)
        else:
            rows.append([glyph])
    return _with_scripts(rows)


def _with_scripts(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Superscripts and subscripts join the neighbouring row of larger type that holds them."""
    sizes = [median(g.size for g in row) for row in rows]
    kept: list[list[Glyph]] = []
    pending: dict[int, list[Glyph]] = {}
    for at, row in enumerate(rows):
        home = None
        for other in (at + 1, at - 1):
            if not 0 <= other < len(rows) or sizes[other] * 0.82 < sizes[at]:
                continue
            shift = rows[other][0].baseline - row[0].baseline
            close = -0.35 * sizes[other] <= shift <= 0.62 * sizes[other]
            first = min(row, key=lambda g: g.x0)
            touches = any(_near(first, h, sizes[other]) for h in rows[other])
            if close and touches and len(row) <= 0.5 * len(rows[other]) + 2:
                home = other
                break
        if home is None:
            kept.append(row)
        else:
            if rows[home][0].baseline - row[0].baseline > 0.15 * sizes[home]:
                for glyph in row:  # a note's number, a square: 显示¹, m²
                    glyph.text = glyph.text.translate(_RAISED)
            pending.setdefault(id(rows[home]), []).extend(row)
    for row in kept:
        row.extend(pending.pop(id(row), ()))
    kept.extend(pending.values())  # whose home went elsewhere itself
    return kept


def _near(a: Glyph, b: Glyph, size: float) -> bool:
    """Does one stand directly before or behind the other?"""
    return min(abs(a.x0 - b.x1), abs(b.x0 - a.x1)) <= 0.8 * size


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def _once(row: list[Glyph]) -> list[Glyph]:
    """Sorted by x, without the copies that make type look bold or give it a shadow."""
    kept: list[Glyph] = []
    for glyph in sorted(row, key=lambda g: (g.x0, g.text)):
        for earlier in reversed(kept[-3:]):
            near = glyph.x0 - earlier.x0 < 0.45 * max(earlier.x1 - earlier.x0, 0.1 * glyph.size)
            if near and glyph.text == earlier.text:
                earlier.bold = True
                earlier.blank_before |= glyph.blank_before
                break
        else:
            kept.append(glyph)
    return kept


def _runs(row: list[Glyph]) -> list[list[Glyph]]:
    runs: list[list[Glyph]] = []
    reach = 0.0
    for glyph in row:
        if runs and glyph.x0 - reach <= RUN_GAP * max(glyph.size, runs[-1][-1].size):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
            reach = glyph.x1
        reach = max(reach, glyph.x1)
    return runs


def _line(run: list[Glyph], page: int) -> Line:
    sizes = Counter(round(g.size, 1) for g in run)
    size = sizes.most_common(1)[0][0]
    # A superscript's baseline is not the line's.
    baseline = median(g.baseline for g in run if abs(g.size - size) < 0.1)
    wide = [g for g in run if is_wide(g.text[0])]
    face = Counter(g.face for g in wide or run).most_common(1)[0][0]
    text = _text(run)
    text = text[:-1].replace(SOFT_HYPHEN, "-") + text[-1]
    token = re.match(r"[!-~]+", text)
    width = run[min(len(token[0]), len(run)) - 1].x1 - run[0].x0 if token else size
    return Line(
        text=text,
        page=page,
        x0=run[0].x0,
        x1=max(g.x1 for g in run),
        baseline=baseline,
        size=size,
        bold=sum(g.bold for g in run) >= 0.9 * len(run),
        bold_start=run[0].bold,
        face=face,
        first_width=width,
    )


_NUMBERED = re.compile(
    r"(?:[图表]|图表|附[录件表])?\s?[0-9]{1,3}(?:[.\-][0-9]{1,3})*[.、]?$"
    r"|(?:第[一二三四五六七八九十百0-9]{1,4}[章节篇条部分]+|附[录件][一二三四五六七八九十]?)$"
    r"|[一二三四五六七八九十]{1,3}$"
)


_DATE = re.compile(r"(?<!\d)\d{2,4}([-/.:])\d{1,2}\1\d{1,2}$|(?<!\d)\d{1,2}:\d{2}$")


_LABEL = re.compile(r"(?=[^\W\d_]{2,5}[:：])")  # 来源：, the next entry of a form


def _text(run: list[Glyph]) -> str:
    """The run's characters, with a blank where the page shows one that carries meaning."""
    gaps = [b.x0 - a.x1 for a, b in pairwise(run)]
    wide = [
        gap
        for gap, a, b in zip(gaps, run, run[1:], strict=False)
        if is_wide(a.text[0]) and is_wide(b.text[0])
    ]
    spread = max(0.0, median(wide)) if wide else 0.0  # letter-spaced or justified
    size = run[0].size
    pieces = [run[0].text]
    labels = {m.start() for m in _LABEL.finditer("".join(g.text[0] for g in run))}
    for at, (gap, a, b) in enumerate(zip(gaps, run, run[1:], strict=False), start=1):
        labelled = b.blank_before and gap > spread + 0.15 * size and at in labels
        if labelled or _is_blank(gap, spread, a, b, pieces):
            pieces.append(" ")
        pieces.append(b.text)
    return "".join(pieces)


def _is_blank(gap: float, spread: float, a: Glyph, b: Glyph, before: list[str]) -> bool:
    size = max(a.size, b.size)
    wide_a, wide_b = _is_wide(a, a.text[-1]), _is_wide(b, b.text[0])
    if not wide_a and not wide_b:
        return gap > 0.28 * size or (b.blank_before and gap > 0.08 * size)
    if a.text[-1] in "”’】》" and wide_b and b.text[0] not in "，。、；：？！）”’":
        return gap > spread + 0.7 * size
    if _is_mark(a.text[-1]) or _is_mark(b.text[0]):
        return False
    if not wide_a and gap > 0.2 * size and _DATE.search("".join(before[-11:])):
        return b.text[0] not in "年月日时"
    least = 0.7 if len(before) < 3 else 0.3  # em; 16联通, but 5　公司债券
    if len(before) <= 8 and gap > spread + least * size and _NUMBERED.match("".join(before)):
        return not (wide_b and b.text in "年月日时") and not (b.text in "%％" or a.text in "（(")
    if wide_a and wide_b:
        return gap > spread + 0.42 * size
    return gap > spread + 0.9 * size


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "P"
