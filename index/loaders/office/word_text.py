"""One Word paragraph as a reader sees it: insertions in, hidden text out, what was deleted or
struck apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from index.loaders.office.package import local
from index.loaders.office.word_styles import Style, W, on, value, whole

_OUT = frozenset(
    {"del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delText", "rt", "rubyPr",
     "delInstrText", "annotationRef", "fldData", "tblPr", "tblGrid", "trPr", "tcPr"}
)  # fmt: skip
_CONTENT = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SYMBOLS = {  # Wingdings and Wingdings 2, by the low byte
    "wingdings": {0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0xA8: "☐", 0x6F: "☐", 0xE0: "→"},
    "wingdings 2": {0x52: "☑", 0x51: "☒", 0xA3: "☐", 0x50: "✓", 0x4F: "✗"},
}
_TICKED, _UNTICKED = "☑", "☐"


@dataclass(slots=True)
class RunText:
    """What the runs of a paragraph say, and what hangs on them."""

    parts: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)  # w:txbxContent, in order
    drawings: list[etree._Element] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    endnotes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)  # deleted or crossed out
    characters: int = 0
    bold: int = 0
    size: int = 0  # of the largest run, half points

    @property
    def text(self) -> str:
        return "".join(self.parts)

    @property
    def all_bold(self) -> bool:
        return 0 < self.characters <= self.bold


def read_runs(paragraph: etree._Element, style: Style) -> RunText:
    found = RunText()
    _walk(paragraph, style, found)
    return found


def _walk(node: etree._Element, style: Style, found: RunText) -> None:
    for child in live(node, deleted=True):
        name = local(child)
        if name == "r":
            _run(child, style, found)
        elif name == "del":
            found.struck += (t.text or "" for t in child.iter(W + "delText", W + "t"))
        elif name == "sdt" and (box := _box(child)):
            _add(found, box, style.size, style.bold)
        elif name in ("drawing", "pict", "object"):
            _drawing(child, found)
        elif name == "t" and not (child.tag or "").startswith(W):
            _add(found, child.text, style.size, style.bold)  # m:t, of a formula
        else:
            _walk(child, style, found)


def _run(run: etree._Element, style: Style, found: RunText) -> None:
    look = run.find(W + "rPr")
    hidden = on(look, "vanish")
    if style.hidden if hidden is None else hidden:
        return
    if on(look, "strike") or on(look, "dstrike"):
        found.struck += (t.text or "" for t in run.iter(W + "t"))
        return
    bold = on(look, "b")
    size = whole(value(look, "sz"), style.size)
    _content(run, size, style.bold if bold is None else bold, style, found)


def _content(node: etree._Element, size: int, bold: bool, style: Style, found: RunText) -> None:
    for child in live(node):
        name = local(child)
        if name == "t":
            _add(found, child.text, size, bold)
        elif name == "br" and child.get(W + "type") in ("page", "column"):
            found.parts.append(" ")
        elif name in _CONTENT:
            found.parts.append(_CONTENT[name])
        elif name == "sym":
            _add(found, _symbol(child), size, bold)
        elif name == "footnoteReference":
            found.footnotes.append(child.get(W + "id", ""))
        elif name == "commentReference":
            found.comments.append(child.get(W + "id", ""))
        elif name == "fldChar":
            _add(found, _field(child), size, bold)
        elif name == "endnoteReference":
            found.endnotes.append(child.get(W + "id", ""))
        elif name in ("drawing", "pict", "object"):
            _drawing(child, found)
        elif name == "r":
            _run(child, style, found)
        else:  # AlternateContent, ruby and the like
            _content(child, size, bold, style, found)


def _add(found: RunText, text: str | None, size: int, bold: bool) -> None:
    if text:
        found.parts.append(text)
        count = len(text.strip())
        found.characters += count
        found.bold += count if bold else 0
        found.size = max(found.size, size) if count else found.size


def _drawing(node: etree._Element, found: RunText) -> None:
    found.drawings.append(node)
    _boxes(node, found)


def _boxes(node: etree._Element, found: RunText) -> None:
    for child in live(node):
        if local(child) == "txbxContent":
            found.boxes.append(child)
        else:
            _boxes(child, found)


def live(node: etree._Element, *, deleted: bool = False) -> Iterator[etree._Element]:
    """The children that count: no deletions unless `deleted`, no placeholders, one of each
    alternative."""
    for child in node:
        name = local(child)
        if (name in _OUT and not (deleted and name == "del")) or not name:
            continue
        if name == "AlternateContent":
            chosen = next((c for c in child if local(c) == "Choice"), None)
            if chosen is None:
                chosen = next((c for c in child if local(c) == "Fallback"), None)
            if chosen is not None:
                yield chosen
        elif name == "sdt":
            if on(child.find(W + "sdtPr"), "showingPlcHdr") is not True:
                yield child
        else:
            yield child


def _box(control: etree._Element) -> str:
    """The sign of a check box whose content shows none."""
    box = next(control.iterfind(f"{W}sdtPr/{{*}}checkbox"), None)
    content = control.find(W + "sdtContent")
    if box is None or (content is not None and "".join(map(str, content.itertext())).strip()):
        return ""
    if content is not None and next(content.iter(W + "sym"), None) is not None:
        return ""
    checked = next((c for c in box if local(c) == "checked"), None)
    values = list(checked.attrib.values()) if checked is not None else ["0"]
    return _TICKED if not values or values[0] in ("1", "true", "on") else _UNTICKED


def _field(start: etree._Element) -> str:
    """What the form field that begins here holds, where that is no text of its own: the sign of
    a check box, the chosen line of a list."""
    data = start.find(W + "ffData")
    if data is None:
        return ""
    box, chosen = data.find(W + "checkBox"), data.find(W + "ddList")
    if box is not None:
        checked = on(box, "checked")
        return _TICKED if (on(box, "default") if checked is None else checked) else _UNTICKED
    if chosen is None:
        return ""
    lines = [entry.get(W + "val", "") for entry in chosen.iterfind(W + "listEntry")]
    at = whole(value(chosen, "result"), whole(value(chosen, "default")))
    return lines[at] if 0 <= at < len(lines) else ""


def _symbol(node: etree._Element) -> str:
    font = (node.get(W + "font") or "").lower()
    try:
        code = int(node.get(W + "char") or "0", 16)
    except ValueError:
        return ""
    if 0xF000 <= code <= 0xF0FF:
        return _SYMBOLS.get(font, {}).get(code & 0xFF, "")
    return chr(code) if 0x20 <= code < 0xD800 else ""
