"""Which paragraphs are headings, and of what level."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.loaders.common.shape import has_words, is_han
from index.loaders.pdf.text.paragraphs import Layout, Paragraph, ends, is_full

LONGEST = 60
_PLAIN_LONGEST = 40

_NUMERAL = "一二三四五六七八九十百〇零"
_STYLES = (
    ("part", re.compile(rf"第[{_NUMERAL}\d]{{1,4}}(?:[章篇编]|部分)")),
    ("section", re.compile(rf"第[{_NUMERAL}\d]{{1,4}}节")),
    ("appendix", re.compile(rf"附[录件]\s?[{_NUMERAL}\dA-Z]?(?=[\s:：、]|$)")),
    ("一、", re.compile(rf"[{_NUMERAL}]{{1,3}}(?:、|\s)")),
    ("（一）", re.compile(rf"[（(][{_NUMERAL}]{{1,3}}[）)]")),
    ("1.1.1.1", re.compile(r"\d{1,2}(?:\.\d{1,2}){3}(?![\d.%])")),
    ("1.1.1", re.compile(r"\d{1,2}(?:\.\d{1,2}){2}(?![\d.%])")),
    ("1.1", re.compile(r"\d{1,2}\.\d{1,2}(?:\s|(?=[^\d\s.%,万亿个倍元年月]))")),
    ("1.", re.compile(r"\d{1,2}(?:[.．、]|\s+)(?=[^\d\s])")),
    ("（1）", re.compile(r"[（(]\d{1,2}[）)]")),
    ("1）", re.compile(r"\d{1,2}[）)]")),
    ("①", re.compile(r"[①-⑳]")),
)
_FORM = re.compile(r"[□√☑☒✓]|[:：]\s*$|单位[:：]|币种[:：]|\.{4,}|…{2,}|\s\d{1,3}$")
_LABEL = re.compile(
    r"(?:注|单位|币种|地址|邮编|邮政编码|电话|联系\w{0,4}|传真|网址|\w{0,2}编辑|撰稿)\s?[:：]"
)
_BULLET = re.compile(r"[-–•●■◆▪►➢◦○*]\s*(?=[^-–—])")


@dataclass(frozen=True, slots=True)
class Style:
    """What makes two headings of one level alike."""

    number: str | None
    size: float
    bold: bool
    centred: bool = False


def number_style(text: str) -> str | None:
    return next((name for name, pattern in _STYLES if pattern.match(text)), None)


def is_heading(
    paragraph: Paragraph, text: str, layout: Layout, following: Paragraph | None
) -> bool:
    """Larger or bolder than the body, or numbered and alone, and no sentence."""
    if paragraph.table is not None or len(text) > LONGEST or not has_words(text):
        return False
    if ends(text, "。！？；，、") or _FORM.search(text) or text[0] in "，。、；：）)”":
        return False
    if "=" in text or _BULLET.match(text):
        return False
    if sum(map(is_han, text)) + sum(c.isalpha() for c in text) < 2:
        return False
    if len(paragraph.lines) > 3 or paragraph.size < 0.93 * layout.size:
        return False
    larger = paragraph.size > 1.1 * layout.size
    bold = paragraph.bold and not layout.bold
    if larger or bold:
        return True
    style = number_style(text)
    certain = style in ("part", "section", "一、", "（一）", "1.1", "1.1.1")
    if not certain and (len(paragraph.lines) > 1 or is_full(paragraph.lines[0], paragraph.right)):
        return False
    if paragraph.lines[0].runs > 1 or _LABEL.match(text):
        return False
    body = following is not None and following.table is None and _is_text(following, layout)
    if style in ("part", "section", "一、", "（一）", "1.1", "1.1.1"):
        return "，" not in text or body
    return (
        body
        and len(text) <= _PLAIN_LONGEST
        and (style is not None or _is_set_apart(paragraph, layout))
    )


def _is_set_apart(paragraph: Paragraph, layout: Layout) -> bool:
    """Indented or centred as paragraphs begin, and short of the margin."""
    line = paragraph.lines[0]
    return line.x0 >= paragraph.left - 2 and line.x1 < paragraph.right - 2 * layout.size


def _is_text(paragraph: Paragraph, layout: Layout) -> bool:
    """A paragraph of running text."""
    long = len(paragraph.lines) > 1 or ends(paragraph.lines[-1].text)
    return long and paragraph.size >= 0.9 * layout.size


def style_of(paragraph: Paragraph, text: str) -> Style:
    number = number_style(text)
    return Style(number, round(paragraph.size, 0), paragraph.bold, number is None)


def levels(styles: Sequence[Style]) -> list[int]:
    """The level of each heading, from 1. A style seen further up the path closes what is open
    below it; a chapter, 一、 or （一） seen anywhere keeps its level; a new one goes below, unless
    it is larger than what stands there."""
    path: list[Style] = []
    found = []
    known: dict[tuple[str, float], int] = {}
    for style in styles:
        at = next((i for i, other in enumerate(path) if _alike(style, other)), None)
        key = (style.number or "", style.size)
        if at is None and style.number in _ORDER[:5] and key in known:
            at = min(known[key], len(path))
        if at is None:
            while path and _outranks(style, path[-1]):
                path.pop()
            at = len(path)
        del path[at:]
        path.append(style)
        known.setdefault(key, at)
        found.append(at + 1)
    return found


def _alike(a: Style, b: Style) -> bool:
    if a.number or b.number:
        return a.number == b.number and abs(a.size - b.size) <= 0.15 * a.size
    return abs(a.size - b.size) <= 1 and a.bold == b.bold


_ORDER = [name for name, _ in _STYLES]


def _outranks(new: Style, old: Style) -> bool:
    """Does `new` stand above `old` or beside it?"""
    if new.size > 1.08 * old.size:
        return True
    if new.size < 0.93 * old.size:
        return False
    if new.number and not old.number:
        return new.bold >= old.bold and _ORDER.index(new.number) <= _ORDER.index("一、")
    if new.number is None:
        return False
    return new.number in _ORDER[:4] and _ORDER.index(new.number) < _ORDER.index(old.number or "①")
