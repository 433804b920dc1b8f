"""Web pages (.html, .htm): headings, paragraphs of p, div and br alike, lists, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from index.errors import ReadCode, ReadError
from index.loaders.common import shape
from index.loaders.common.grid import Grid
from index.loaders.common.html_elements import (
    BOLD,
    HEADINGS,
    INLINE,
    cell_lines,
    cell_rows,
    header_rows,
    is_data,
    is_struck,
    placed,
)
from index.loaders.common.items import Item, join_lines, paragraphs, tidy, to_document
from index.loaders.common.metadata import is_metadata, iso_date
from index.loaders.common.numbering import Counter, Level
from index.loaders.common.rows import table_items, unit_above, unit_of
from index.loaders.html.head import read_head, with_title
from index.loaders.html.tree import objects, parse, pictures, prune, texts
from index.records import BlockKind, Document

_BLOCKS = ("table", "ul", "ol", "dl", *sorted(HEADINGS))
_QUESTION_LEVEL = 6
_OL_STYLES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman",
              "I": "upperRoman"}  # fmt: skip
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”"
_WRAP = re.compile(  # a line of the file that ends beside Chinese; a number counts as Chinese
    rf"(?<=[{_CJK}])[ \t]*\v[ \t\v]*(?=[{_CJK}\d])|(?<=[\d%])[ \t]*\v[ \t\v]*(?=[{_CJK}])"
)
_KEYS = re.compile(
    r"(?<=\S)(?=(?:信息来源|文章来源|来源|发布时间|发布日期|发布人|作者|编辑|责任编辑|浏览次数|点击数)\s?[:：])"
)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_JUNK = re.compile(
    r"[您你]?(?:现在|当前|目前|所在)*的?(?:所在)?的?位置\s?[:：].*|分享到?\s?[:：].{0,40}"
    r"|(?:打印|关闭|返回(?:顶部)?|收藏|分享到?|字体|字号|大|中|小|本页|窗口|扫一扫|上一篇|下一篇"
    r"|[:：\s【】\[\]()（）|/])+"
)
_FONT = re.compile(r"[【\[（(]\s?(?:字体|字号)\s?[:：][大中小\s]*[】\]）)]")
_INFO = re.compile(r"(?:时间|日期|发布)\s?[:：]|.*来源\s?[:：]")
_HEAD = 30  # items among which lines of metadata are looked for


def load(data: bytes, path: str) -> Document:
    """Raises ReadError: EMPTY also for a page that has a title and no text under it."""
    root = parse(data, path)
    head = read_head(root)
    embedded = objects(root)
    bodies = list(root.iter("body")) or [root]
    items: list[Item] = []
    for keep in (False, True):
        if not items:
            body = bodies[0] if not keep else next(parse(data, path).iter("body"), root)
            prune(body, keep_navigation=keep)
            items = [i for i in _Walk(body).items() if not _JUNK.fullmatch(i.text.strip())]
    if all(item.kind is BlockKind.FIGURE for item in items):
        raise ReadError(path, ReadCode.EMPTY, "holds no text (perhaps scripts write it)")
    said = (iso_date(i.text) for i in items if i.kind is BlockKind.METADATA)
    return to_document(
        with_title(items, head.title),
        path,
        format="html",
        date=head.date or next((day for day in said if day), None),
        source=head.source,
        omitted=(*pictures(body), *embedded),
    )


class _Walk:
    """Goes through the tree once; text gathers until a block begins or ends."""

    def __init__(self, body: etree._Element) -> None:
        self._body = body
        self._text: list[str] = []
        self._characters = self._bold = 0
        self._bold_depth = self._centred_depth = 0
        self._lists: list[Counter | None] = []
        self._marker: str | None = None  # of the list item whose text comes next
        self._items_open = 0
        self._caption = False
        self._figures: list[Item] = []  # what its pictures show, as the page says it
        self._struck: list[str] = []  # crossed-out text of this block
        self._struck_depth = 0
        self._term = ""  # of a dl, until its definition comes
        self._term_used = False
        self._tables = 0
        self._found: list[Item] = []

    def items(self) -> list[Item]:
        walk = etree.iterwalk(self._body, events=("start", "end"))
        for event, node in walk:
            if not isinstance(node.tag, str):
                continue
            if event == "end":
                self._end(node)
                if node is not self._body:
                    self._add(node.tail)
            elif self._start(node):
                walk.skip_subtree()
            else:
                self._add(node.text)
        self._flush()
        return self._found

    def _start(self, node: etree._Element) -> bool:
        """Returns whether the node has been read whole."""
        tag = node.tag
        if tag == "br":
            self._text.append("\n")
        elif tag in ("rt", "rp"):
            return True
        elif tag in INLINE:
            if tag == "img" and shape.has_words(node.get("alt", "")):
                self._figures.append(Item(tidy(node.get("alt", "")), BlockKind.FIGURE))
            self._bold_depth += tag in BOLD
            self._struck_depth += is_struck(node)
        else:
            self._flush()
            self._struck_depth += is_struck(node)
            self._centred_depth += _is_centred(node)
            return self._block(node)
        return False

    def _block(self, node: etree._Element) -> bool:
        tag = str(node.tag)
        if tag in HEADINGS:
            self._found += _heading(node, int(tag[1]))
            return True
        if tag == "summary":
            self._found += _heading(node, _QUESTION_LEVEL)
            return True
        if tag == "dt":
            self._end_term()
            self._term = join_lines(_plain(node).split("\n")).rstrip("：:")
            self._found += _struck_items(node)
            return True
        if tag == "pre":
            lines = "".join(texts(node)).replace("\r", "")
            self._found += [Item(line, BlockKind.PARAGRAPH) for line in paragraphs(lines)]
            return True
        if tag == "table":
            rows = cell_rows(node)
            if is_data(rows):
                self._tables += 1
                above = self._found[-1].text if self._found else ""
                self._found += _table(node, rows, self._tables, above)
                return True
        elif tag in ("ul", "ol", "dl"):
            self._lists.append(_counter(node) if tag == "ol" else None)
        elif tag == "dd":
            if shape.is_inquiry(self._term) or next(node.iter(*_BLOCKS), None) is not None:
                self._found += _as_heading(self._term)
                self._term = ""
        elif tag == "li":
            counter = self._lists[-1] if self._lists else None
            self._marker = counter.next(0) if counter else ""
            self._items_open += 1
        elif tag in ("figcaption", "caption"):
            self._caption = True
        return False

    def _end(self, node: etree._Element) -> None:
        tag = node.tag
        if tag in BOLD:
            self._bold_depth -= 1
        if tag in ("br", "rt", "rp"):
            return
        if tag not in INLINE:
            self._flush()
        self._struck_depth -= is_struck(node)
        if tag in INLINE:
            return
        self._centred_depth -= _is_centred(node)
        if tag in ("ul", "ol", "dl") and self._lists:
            self._lists.pop()
            if tag == "dl":
                self._end_term()
        elif tag == "dd":
            self._term_used = bool(self._term)
        elif tag == "li":
            self._items_open -= 1
            self._marker = None
        elif tag in ("figcaption", "caption"):
            self._caption = False

    def _add(self, text: str | None) -> None:
        if text and self._struck_depth:
            self._struck.append(_soft(text))
        elif text:
            self._text.append(_soft(text))
            count = len(text.strip())
            self._characters += count
            self._bold += count if self._bold_depth else 0

    def _end_term(self) -> None:
        """A term that no definition has followed stands alone."""
        if self._term and not self._term_used:
            self._found.append(Item(self._term, BlockKind.LIST_ITEM))
        self._term, self._term_used = "", False

    def _flush(self) -> None:
        self._flush_text()
        struck = join_lines(_WRAP.sub("", "".join(self._struck)).split("\n"))
        self._struck = []
        self._found += [Item(struck, BlockKind.STRUCK)] if struck else []
        self._found += self._figures
        self._figures = []

    def _flush_text(self) -> None:
        text = _WRAP.sub("", "".join(self._text))
        strong = 0 < self._characters <= self._bold or self._centred_depth > 0
        self._text, self._characters, self._bold = [], 0, 0
        if not text.strip():
            return
        if len(text) <= 300:
            text = _KEYS.sub(" ", text)
        if self._items_open:
            asked, _, answer = text.strip().partition("\n")
            apart = bool(answer.strip()) and shape.asks(tidy(asked), tidy(answer))
            for line in map(_joined, (asked, answer) if apart else (text,)):
                marker = "" if shape.list_marker(line) else self._marker or ""
                self._marker = ""
                self._found.append(Item(marker + line, BlockKind.LIST_ITEM))
            return
        if self._term:
            self._found.append(Item(f"{self._term}：{_joined(text)}", BlockKind.LIST_ITEM))
            self._term_used = True
            return
        for line in paragraphs(text):
            kind = BlockKind.CAPTION if self._caption else None
            if kind is None and len(self._found) < _HEAD and _is_info(line):
                kind, line = BlockKind.METADATA, _FONT.sub("", line)
            self._found.append(Item(line, kind, strong=strong))


def _joined(text: str) -> str:
    return join_lines(text.split("\n"))


def _as_heading(text: str) -> list[Item]:
    return [Item(text, BlockKind.HEADING, _QUESTION_LEVEL)] if text else []


def _heading(node: etree._Element, level: int) -> Iterator[Item]:
    text = _joined(_plain(node))
    yield from [Item(text, BlockKind.HEADING, level)] if text else []
    yield from _struck_items(node)


def _struck_items(node: etree._Element) -> Iterator[Item]:
    """What is crossed out inside a heading or table, which `_plain` leaves out."""
    walk = etree.iterwalk(node, events=("start",))
    for _, child in walk:
        if is_struck(child):
            walk.skip_subtree()
            text = join_lines("".join(texts(child)).split("\n"))
            yield from [Item(text, BlockKind.STRUCK)] if text else []


def _is_info(line: str) -> bool:
    """发布时间：… 来源：…, also where the date is not named: 2024-03-20 16:00 来源：…"""
    if is_metadata(line):
        return True
    dated = len(line) <= 120 and "。" not in line and _INFO.match(line) and iso_date(line)
    return bool(dated and len(dated) == 10)


def _soft(text: str) -> str:
    """Line ends of the file are no line ends of the page."""
    return re.sub(r"[\r\n\f]+", "\v", text)


def _is_centred(node: etree._Element) -> bool:
    return (
        node.tag == "center"
        or node.get("align", "").lower() == "center"
        or bool(_CENTRED.search(node.get("style", "")))
    ) and node.tag in ("p", "div", "center", "td")


def _plain(node: etree._Element) -> str:
    """The text of a heading or cell that is not crossed out; a line for each br or block."""
    parts = [_soft(node.text or "")]
    walk = etree.iterwalk(node, events=("start", "end"))
    for event, child in walk:
        if child is node:
            continue
        block = child.tag not in INLINE and child.tag not in ("rt", "rp")
        if event == "start" and (is_struck(child) or child.tag in ("rt", "rp")):
            walk.skip_subtree()
        elif event == "start":
            parts += ["\n"] if block else []
            parts.append(_soft(child.text or ""))
        else:
            parts += ["\n"] if block and child.tag != "br" else []
            parts.append(_soft(child.tail or ""))
    return _WRAP.sub("", "".join(parts))


def _counter(node: etree._Element) -> Counter:
    start = node.get("start", "1")
    style = _OL_STYLES.get(node.get("type", "1"), "decimal")
    hidden = "list-style:none" in node.get("style", "").replace(" ", "").lower()
    level = (
        Level("none", "") if hidden else Level(style, "%1.", int(start) if start.isdecimal() else 1)
    )
    return Counter({0: level})


def _table(
    node: etree._Element, rows: list[list[etree._Element]], number: int, above: str
) -> Iterator[Item]:
    """`above`: the text before the table, which may name its unit."""
    unit = unit_above(above)
    for caption in node.iterchildren("caption"):
        text = join_lines(_plain(caption).split("\n"))
        unit = unit_of(text) or unit
        yield from [Item(text, BlockKind.CAPTION)] if text else []
    grid = Grid()
    for cell in placed(rows):
        grid.put(
            cell.row,
            cell.column,
            cell_lines(_plain(cell.node), cell.row, cell.column, cell.strong),
            rows=cell.rows,
            columns=cell.columns,
            strong=cell.strong,
        )
    yield from table_items(grid, number, header_rows=header_rows(rows), unit=unit)
    yield from _struck_items(node)
