"""What the styles and list definitions of a Word file say of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from index.loaders.common.numbering import Counter, Level
from index.loaders.office.package import elements, local

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_SAID = (W + "pStyle", W + "rPr", W + "spacing", W + "ind")  # of a paragraph, nothing for us
_TITLES = ("title", "标题", "文档标题")
_CAPTIONS = ("caption", "题注")
_CONTENTS = re.compile(r"(?:toc|目录)\s*\d$", re.IGNORECASE)
_DEEPEST = 20  # styles that a style may stand on, one on the other


def value(node: etree._Element | None, name: str, attribute: str = "val") -> str | None:
    """The attribute of a child: value(pPr, "outlineLvl") → "0"."""
    child = node.find(W + name) if node is not None else None
    return child.get(W + attribute) if child is not None else None


def whole(text: str | None, default: int = 0) -> int:
    try:
        return int(text or default)
    except ValueError:
        return default


def on(node: etree._Element | None, name: str) -> bool | None:
    """A switch such as w:b; None where it is not said."""
    child = node.find(W + name) if node is not None else None
    return None if child is None else child.get(W + "val") not in ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style, with what it takes over from the style it stands on."""

    name: str = ""
    outline: int | None = None  # 0 is the highest heading
    number: tuple[str, int] | None = None  # (list id, level)
    centred: bool = False
    bold: bool = False
    size: int = 21  # half points
    hidden: bool = False

    @property
    def heading(self) -> int | None:
        """1 for the highest."""
        named = _HEADING.match(self.name)
        if named:
            return int(named[1])
        return self.outline + 1 if self.outline is not None and self.outline < 9 else None

    @property
    def title(self) -> bool:
        return self.name.lower() in _TITLES

    @property
    def caption(self) -> bool:
        return self.name.lower() in _CAPTIONS

    @property
    def contents(self) -> bool:
        return bool(_CONTENTS.match(self.name))


class Styles:
    """The paragraph styles by id."""

    def __init__(self, root: etree._Element | None) -> None:
        self._nodes: dict[str, etree._Element] = {}
        self._done: dict[str, Style] = {}
        self._default = Style()
        if root is None:
            return
        base = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._default = Style(size=whole(value(base, "sz"), 20))
        standard = None
        for node in root.iterchildren(W + "style"):
            self._nodes[node.get(W + "styleId", "")] = node
            if node.get(W + "type") == "paragraph" and node.get(W + "default") in ("1", "true"):
                standard = node.get(W + "styleId", "")
        if standard is not None:
            self._default = self.get(standard)

    def get(self, style_id: str | None, depth: int = 0) -> Style:
        if style_id is None or style_id not in self._nodes or depth > _DEEPEST:
            return self._default
        if style_id not in self._done:
            node = self._nodes[style_id]
            base = self.get(value(node, "basedOn"), depth + 1)
            style = replace(base, name=value(node, "name") or style_id)
            style = adjusted(style, node.find(W + "pPr"), node.find(W + "rPr"))
            self._done[style_id] = style
        return self._done[style_id]


def adjusted(style: Style, paragraph: etree._Element | None, run: etree._Element | None) -> Style:
    """The style with what these properties say otherwise."""
    if run is None and (paragraph is None or all(c.tag in _SAID for c in paragraph)):
        return style
    outline, align = value(paragraph, "outlineLvl"), value(paragraph, "jc")
    numbers = paragraph.find(W + "numPr") if paragraph is not None else None
    number = style.number
    if numbers is not None:
        list_id = value(numbers, "numId")
        level = whole(value(numbers, "ilvl"), number[1] if number else 0)
        list_id = list_id if list_id is not None else (number[0] if number else "0")
        number = (list_id, level) if list_id != "0" else None
    bold, hidden, size = on(run, "b"), on(run, "vanish"), value(run, "sz")
    return replace(
        style,
        outline=whole(outline) if outline is not None else style.outline,
        number=number,
        centred=align == "center" if align is not None else style.centred,
        bold=style.bold if bold is None else bold,
        hidden=style.hidden if hidden is None else hidden,
        size=whole(size, style.size),
    )


class Lists:
    """The lists of a document and how far each has counted."""

    def __init__(self, root: etree._Element | None) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._nums: dict[str, tuple[str, dict[int, Level]]] = {}
        self._counters: dict[str, Counter] = {}
        self._started: set[tuple[str, int]] = set()
        if root is None:
            return
        for node in root.iterchildren(W + "abstractNum"):
            self._abstract[node.get(W + "abstractNumId", "")] = dict(_levels(node))
        for node in root.iterchildren(W + "num"):
            overrides: dict[int, Level] = {}
            base = self._abstract.get(value(node, "abstractNumId") or "", {})
            for over in node.iterchildren(W + "lvlOverride"):
                at = whole(over.get(W + "ilvl"))
                level = dict(_levels(over)).get(at, base.get(at, Level()))
                start = value(over, "startOverride")
                level = replace(level, start=whole(start, 1)) if start is not None else level
                overrides[at] = level
            self._nums[node.get(W + "numId", "")] = (value(node, "abstractNumId") or "", overrides)

    def next(self, list_id: str, at: int) -> str | None:
        """The text of the next number; "" for a bullet, None for a list that is not defined.

        Lists that share a definition count on from each other, save where one starts anew.
        """
        if list_id not in self._nums:
            return None
        abstract, overrides = self._nums[list_id]
        levels = self._abstract.get(abstract, {}) | overrides
        counter = self._counters.setdefault(abstract, Counter(levels))
        counter.levels = levels
        if at in overrides and (list_id, at) not in self._started:
            counter.counts.pop(at, None)
        self._started.add((list_id, at))
        return counter.next(at)


def _levels(node: etree._Element) -> Iterator[tuple[int, Level]]:
    for level in elements(node, "lvl"):
        restart = value(level, "lvlRestart")
        yield (
            whole(level.get(W + "ilvl")),
            Level(
                style=_format(level),
                pattern=value(level, "lvlText") or "",
                start=whole(value(level, "start"), 1),
                blank=value(level, "suff") != "nothing",
                restarts=restart != "0",
                digits_only=bool(on(level, "isLgl")),
            ),
        )


def _format(level: etree._Element) -> str:
    """Newer formats stand in mc:AlternateContent, the plain one beside them."""
    for node in elements(level, "numFmt"):
        parent = node.getparent()
        if parent is None or local(parent) != "Fallback":
            return node.get(W + "val", "decimal")
    return "decimal"
