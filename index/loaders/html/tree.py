"""Bytes → HTML tree, the parts that are no content taken out."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from lxml import etree, html

from index.errors import ReadCode, ReadError
from index.loaders.common.encoding import decode

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})"
    rb"|<\?xml[^>]{0,100}?encoding=[\"']([\w-]{2,20})",
    re.IGNORECASE,
)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030",
          "big5": "big5hkscs", "big5-hkscs": "big5hkscs"}  # fmt: skip
_MOST_BAD = 0.01  # of the characters may be unreadable in the declared encoding
_XML_HEAD = re.compile(r"^\s*<\?xml[^>]*\?>")

_NEVER = frozenset({
    "script", "style", "template", "noscript", "nav", "svg", "math", "iframe", "object",
    "embed", "canvas", "audio", "video", "map", "button", "select", "option", "textarea",
    "input", "datalist", "dialog", "menu", "head", "meta", "link", "frame", "applet",
})  # fmt: skip
_CHROME = re.compile(
    r"(?:^|[\s_-])(?:nav|navi|navbar|navigation|menu|submenu|breadcrumbs?|crumbs?|sidebar|"
    r"pagination|pager|paging|toolbar|share|bdshare\w*|social|related|recommend\w*|hotnews|copyright|footer|foot|"
    r"header|topbar|top|login|search|friendlinks?|links|ads?|advert\w*|comments?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_FOOT = re.compile(
    r"(?:^|[\s_-])(?:copyright|footer|foot|bottom)(?:$|[\s_-])", re.IGNORECASE
)  # fmt: skip
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BOXES = frozenset({"div", "ul", "ol", "header", "footer", "section", "aside", "table", "p", "td"})
_FRAMES = frozenset({"header", "footer"})  # outside of an article: those of the page
_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "menu", "menubar", "toolbar"})
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_TEXT_FIELDS = frozenset(
    {"text", "number", "date", "datetime-local", "month", "time", "week", "email", "tel", "url"}
)
_PANEL = re.compile(r"tab|panel|collapse|accordion|content", re.IGNORECASE)  # shown at a click
_LINKED = 0.6  # of the text stands in links: navigation, where the name says so too
_FOOT_LENGTH = 600
_STRUCK = frozenset({"del", "s", "strike"})
_THROUGH = re.compile(r"text-decoration[^;]*:\s*[^;]*line-through", re.IGNORECASE)


def parse(data: bytes, path: str) -> etree._Element:
    """The tree of a page. Raises ReadError: EMPTY, WRONG_TYPE, ENCODING_UNKNOWN, CORRUPT."""
    if not data.strip():
        raise ReadError(path, ReadCode.EMPTY, "holds no text")
    text = _XML_HEAD.sub("", decode_page(data, path)).replace("\x00", "")
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as exc:
        raise ReadError(path, ReadCode.CORRUPT, f"is no HTML that can be read ({exc})") from exc
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise ReadError(path, ReadCode.CORRUPT, "its elements stand over 2,000 deep in each other")
    if root is None:
        raise ReadError(path, ReadCode.EMPTY, "holds no text")
    return root


def decode_page(data: bytes, path: str) -> str:
    """Strict UTF-8 first, since pages lie; then what the page declares, as browsers widen it
    (gb2312 is gb18030); then as any text."""
    declared = _CHARSET.search(data[:4096])
    if b"\x00" not in data[:4096] and not data.startswith(_BOMS):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        if declared:
            name = (declared[1] or declared[2]).decode("ascii").lower()
            try:
                text = data.decode(_WIDER.get(name, name), "replace")
            except (LookupError, ValueError):
                text = "\ufffd"
            if text.count("\ufffd") <= len(text) * _MOST_BAD and name not in ("utf-8", "utf-16"):
                return text
    return decode(data, path)[0]


def prune(body: etree._Element, keep_navigation: bool = False) -> None:
    """Take out scripts, hidden parts, navigation, page headers and footers.

    `keep_navigation` leaves the guesses alone: for pages that are nothing but links.
    """
    for node in [n for n in body.iter(etree.Element) if n is not body and is_never(n)]:
        remove(node)
    if not keep_navigation:
        for node in _chrome(body):
            remove(node)


def fill_in(body: etree._Element) -> None:
    """Form fields as what they hold: a text, a tick, the line that is chosen."""
    for node in list(body.iter("input", "select", "textarea")):
        text = _held(node)
        parent = node.getparent()
        if text and parent is not None:
            shown = etree.Element("span")
            shown.text, shown.tail = text, node.tail
            parent.replace(node, shown)


def _held(node: etree._Element) -> str:
    if node.tag == "textarea":
        return "".join(texts(node)).strip()
    if node.tag == "select":
        chosen = (option for option in node.iter("option") if "selected" in option.attrib)
        return "、".join(text for option in chosen if (text := "".join(texts(option)).strip()))
    kind = node.get("type", "text").lower()
    if kind in ("checkbox", "radio"):
        return "☑" if "checked" in node.attrib else "☐"
    return node.get("value", "").strip() if kind in _TEXT_FIELDS else ""


def footers(body: etree._Element) -> list[etree._Element]:
    """What stands at the foot of the page, outside of an article."""
    return [
        node
        for node in body.iter("footer", "div")
        if (node.tag == "footer" or _FOOT.search(f"{node.get('class', '')} {node.get('id', '')}"))
        and next(node.iterancestors("article", "main", "footer"), None) is None
    ]


def _chrome(body: etree._Element) -> list[etree._Element]:
    """What frames the content, by name and by how much of its text is links; in one pass."""
    found: list[etree._Element] = []
    characters = linked = links = articles = marks = 0
    begun: dict[etree._Element, tuple[int, int, int]] = {}
    for event, node in etree.iterwalk(body, events=("start", "end")):
        inside = node.tag in ("article", "main")
        if event == "start":
            links += node.tag == "a"
            articles += inside
            marks += node.tag in ("h1", "article")
            if node is not body and node.tag in _BOXES and not (articles and node.tag in _FRAMES):
                begun[node] = (characters, linked, marks)
            text = node.text
        else:
            links -= node.tag == "a"
            articles -= inside
            start = begun.pop(node, None)
            if start is not None:
                text_length, link_length = characters - start[0], linked - start[1]
                if _is_chrome(node, text_length, link_length, marks > start[2]):
                    found.append(node)
            text = node.tail
        count = len("".join(text.split())) if text else 0
        characters += count
        linked += count if links else 0
    return found


def is_never(node: etree._Element) -> bool:
    tag = node.tag
    if not isinstance(tag, str) or tag in _NEVER:
        return True
    if "hidden" in node.attrib and node.get("hidden") != "until-found":
        return True
    name = f"{node.get('class', '')} {node.get('id', '')} {node.get('role', '')}"
    hidden = node.get("aria-hidden") == "true" or bool(_HIDDEN.search(node.get("style", "")))
    return hidden and not _PANEL.search(name)


def _is_chrome(node: etree._Element, text: int, linked: int, has_title: bool) -> bool:
    """`text` and `linked` count its characters, and those of them in links."""
    if node.tag in _FRAMES:
        return node.tag == "footer" or not has_title
    if node.get("role", "") in _ROLES:
        return True
    name = f"{node.get('class', '')} {node.get('id', '')}"
    if len(name) < 3 or has_title or not _CHROME.search(name):
        return False
    return linked > _LINKED * text or (text <= _FOOT_LENGTH and bool(_FOOT.search(name)))


def is_struck(node: etree._Element) -> bool:
    return node.tag in _STRUCK or bool(_THROUGH.search(node.get("style", "")))


def texts(node: etree._Element) -> Iterator[str]:
    """Each stretch of text inside a node, in order."""
    for text in node.itertext(etree.Element):
        yield str(text)


def remove(node: etree._Element) -> None:
    """Take a node out, the text after it stays."""
    parent = node.getparent()
    if parent is None:
        return
    if node.tail:
        before = node.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
    parent.remove(node)
