"""Web pages (.html, .htm): headings, paragraphs of p, div and br alike, lists, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from index.errors import ReadCode, ReadError
from index.loaders.common.grid import Grid, table_items
from index.loaders.common.items import (
    QUESTION_LEVEL,
    Item,
    join_lines,
    paragraphs,
    tidy,
    to_document,
)
from index.loaders.common.metadata import is_metadata, iso_date
from index.loaders.common.numbering import Counter, Level
from index.loaders.common.shape import list_marker
from index.loaders.html.head import read_head, with_title
from index.loaders.html.tree import fill_in, footers, is_struck, parse, prune, texts
from index.records import BlockKind, Document

_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "ruby", "rb", "rtc", "s",
    "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
    "wbr", "img", "o:p", "st1", "picture", "source",
})  # fmt: skip
_BOLD = frozenset({"b", "strong"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
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
_FIELD = re.compile(r"\s+(?=[^\s：:]{2,8}[：:])|[|｜\xa0\u3000]+|\s{2,}")
_SAID = re.compile(r"[^\s：:，。]{2,10}[：:].{2,80}")
_HEAD = 30  # items among which lines of metadata are looked for
_PAGE_CELL = 400  # characters of a cell that holds several paragraphs: the table is layout


def load(data: bytes, path: str) -> Document:
    """Raises ReadError: EMPTY also for a page that has a title and no text under it."""
    root = parse(data, path)
    head = read_head(root)
    bodies = list(root.iter("body")) or [root]
    items: list[Item] = []
    for keep in (False, True):
        if not items:
            body = bodies[0] if not keep else next(parse(data, path).iter("body"), root)
            fill_in(body)
            foot = [line for node in footers(body) for line in _contacts(node)]
            prune(body, keep_navigation=keep)
            items = [i for i in _Walk(body).items() if not _JUNK.fullmatch(i.text.strip())]
            said = {"".join(item.text.split()) for item in items}
            items += [
                Item(line, BlockKind.METADATA)
                for line in dict.fromkeys(foot)
                if items and not any("".join(line.split()) in text for text in said)
            ]
    if not items:
        raise ReadError(path, ReadCode.EMPTY, "holds no text (perhaps scripts write it)")
    dates = (iso_date(i.text) for i in items[:_HEAD] if i.kind is BlockKind.METADATA)
    return to_document(
        with_title(items, head.title),
        path,
        format="html",
        date=head.date or next((day for day in dates if day), None),
        source=head.source,
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
        self._tables = 0
        self._term = ""  # of a definition list, until it is used
        self._in_term = False
        self._struck: list[str] = []
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
        elif is_struck(node):
            if tag not in _INLINE:
                self._flush()
                self._centred_depth += _is_centred(node)
            self._struck.append(" ".join("".join(texts(node)).split()))
            return True
        elif tag in _BOLD:
            self._bold_depth += 1
        elif tag not in _INLINE:
            self._flush()
            self._centred_depth += _is_centred(node)
            return self._block(node)
        return False

    def _block(self, node: etree._Element) -> bool:
        tag = str(node.tag)
        if tag in _HEADINGS or tag == "summary":
            text = join_lines(_plain(node).split("\n"))
            if text:
                level = QUESTION_LEVEL if tag == "summary" else int(tag[1])
                self._found.append(Item(text, BlockKind.HEADING, level))
            return True
        if tag == "pre":
            lines = "".join(texts(node)).replace("\r", "")
            self._found += [Item(line, BlockKind.PARAGRAPH) for line in paragraphs(lines)]
            return True
        if tag == "table":
            rows = _rows(node)
            if _is_data(rows):
                self._tables += 1
                self._found += _table(node, rows, self._tables)
                return True
        elif tag in ("ul", "ol", "dl"):
            self._lists.append(_counter(node) if tag == "ol" else None)
        elif tag in ("li", "dt", "dd"):
            counter = self._lists[-1] if self._lists else None
            self._marker = counter.next(0) if counter and tag == "li" else ""
            self._items_open += 1
            self._in_term = tag == "dt"
        elif tag in ("figcaption", "caption"):
            self._caption = True
        return False

    def _end(self, node: etree._Element) -> None:
        tag = node.tag
        if tag in _BOLD:
            self._bold_depth -= 1
        if tag in _INLINE or tag in ("br", "rt", "rp"):
            return
        self._flush()
        self._centred_depth -= _is_centred(node)
        if tag in ("ul", "ol", "dl") and self._lists:
            self._lists.pop()
            if self._term:  # without what defines it
                self._found.append(Item(self._term.rstrip("："), BlockKind.LIST_ITEM))
                self._term = ""
        elif tag in ("li", "dt", "dd"):
            self._items_open -= 1
            self._marker = None
            self._in_term = False
        elif tag in ("figcaption", "caption"):
            self._caption = False

    def _add(self, text: str | None) -> None:
        if text:
            self._text.append(_soft(text))
            count = len(text.strip())
            self._characters += count
            self._bold += count if self._bold_depth else 0

    def _flush(self) -> None:
        text = _WRAP.sub("", "".join(self._text))
        strong = 0 < self._characters <= self._bold or self._centred_depth > 0
        self._text, self._characters, self._bold = [], 0, 0
        self._said(text, strong)
        self._found += [Item(struck, BlockKind.STRUCK) for struck in self._struck if struck]
        self._struck = []

    def _said(self, text: str, strong: bool) -> None:
        if not text.strip():
            return
        if len(text) <= 300:
            text = _KEYS.sub(" ", text)
        if self._items_open:
            line = join_lines(text.split("\n"))
            if self._in_term:
                self._term = f"{line.rstrip('：:')}："
                return
            line, self._term = self._term + line, ""
            marker = "" if list_marker(line) else self._marker or ""
            self._marker = ""
            self._found.append(Item(marker + line, BlockKind.LIST_ITEM))
            return
        for line in paragraphs(text):
            kind = BlockKind.CAPTION if self._caption else None
            if kind is None and len(self._found) < _HEAD and _is_info(line):
                kind, line = BlockKind.METADATA, _FONT.sub("", line)
            self._found.append(Item(line, kind, strong=strong))


def _contacts(node: etree._Element) -> list[str]:
    """The lines of a page's foot that say something: 地址：…, 电话：…"""
    lines = (tidy(piece) for line in _plain(node).split("\n") for piece in _FIELD.split(line))
    return [line for line in lines if _SAID.fullmatch(line) and not _JUNK.fullmatch(line)]


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
    """The text of a heading or cell; a line for each br or block; nothing struck."""
    parts = [_soft(node.text or "")]
    walk = etree.iterwalk(node, events=("start", "end"))
    for event, child in walk:
        if child is node:
            continue
        if is_struck(child):
            if event == "start":
                walk.skip_subtree()
            else:
                parts.append(_soft(child.tail or ""))
            continue
        block = child.tag not in _INLINE
        if event == "start":
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


def _rows(table: etree._Element) -> list[list[etree._Element]]:
    return [
        [cell for cell in row if cell.tag in ("td", "th")]
        for row in table.iter("tr")
    ]  # fmt: skip


def _is_data(rows: list[list[etree._Element]]) -> bool:
    """Values in rows and columns, as against a frame for the page's parts."""
    if max(map(len, rows), default=0) < 2:
        return False
    for cell in (cell for row in rows for cell in row):
        if next(cell.iter("table", *_HEADINGS), None) is not None:
            return False
        long = len("".join(texts(cell))) > _PAGE_CELL
        if long and sum(1 for _ in cell.iter("p", "br")) > 2:
            return False
    return True


def _table(node: etree._Element, rows: list[list[etree._Element]], number: int) -> Iterator[Item]:
    for caption in node.iterchildren("caption"):
        text = join_lines(_plain(caption).split("\n"))
        yield from [Item(text, BlockKind.CAPTION)] if text else []
    grid = Grid()
    taken: dict[int, int] = {}  # column → rows for which a cell above still takes it
    for at, cells in enumerate(rows):
        column = 0
        covered = {c for c, left in taken.items() if left > 0}
        taken = {c: left - 1 for c, left in taken.items() if left > 1}
        for cell in cells:
            while column in covered:
                column += 1
            columns = _span(cell.get("colspan"), 1000)
            high = _span(cell.get("rowspan"), len(rows) - at)
            for struck in filter(is_struck, cell.iter(etree.Element)):
                grid.strike(at, "".join(texts(struck)))
            strong = cell.tag == "th" or any(child.tag in _BOLD for child in cell)
            grid.put(
                at, column, _plain(cell), rows=high, columns=columns, strong=strong, broken=True
            )
            if high > 1:
                taken |= dict.fromkeys(range(column, column + columns), high - 1)
            column += columns
    heads = 0
    while heads < len(rows) and rows[heads] and _is_head(rows[heads]):
        heads += 1
    yield from table_items(grid, number, header_rows=heads or None)


def _is_head(cells: list[etree._Element]) -> bool:
    parent = cells[0].getparent()
    above = parent.getparent() if parent is not None else None
    return (above is not None and above.tag == "thead") or all(c.tag == "th" for c in cells)


def _span(text: str | None, most: int) -> int:
    number = int(text) if text and text.isdecimal() and len(text) < 7 else 1
    return max(1, min(number or most, most))
