"""Bytes → HTML tree, the parts that are no content taken out."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence

from lxml import etree, html

from index.errors import ReadCode, ReadError
from index.loaders.common.encoding import decode
from index.loaders.common.html_elements import FORM, form_value
from index.records import Omission, Omitted

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
_OPENED = re.compile(  # shown when the reader asks for it
    r"(?:^|[\s_-])(?:tab|tabs|tabpanel|panel|pane|accordion\w*|collapse|collapsible|faq\w*|answer)"
    r"(?:$|[\s_-])|(?:tab|panel|content|answer)s?(?:$|[\s_-])",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:电\s?话|热线|地\s?址|邮\s?编|邮政编码|邮箱|传\s?真|(?:办公|工作|服务|营业|开放|受理)时间"
    r"|联系人|联系方式)\s?[:：]"
)
_LINKED = 0.6  # of the text stands in links: navigation, where the name says so too
_SMALL = re.compile(
    r"icon|logo|avatar|qrcode|ewm|banner|\bad[s_-]|\.gif|\.svg|^\S* ?data:", re.IGNORECASE
)
_LARGE = 120  # pixels of a side of a picture that may hold text
_FOOT_LENGTH = 600
_MOST_CONTACT = 2000  # characters of a footer that says where and when somebody is found


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
    """Take out scripts, hidden parts, navigation, page headers and footers; what a form holds
    stays as text.

    `keep_navigation` leaves the guesses alone: for pages that are nothing but links.
    """
    for node in body.iter(*FORM):
        value = form_value(node)
        box = value in ("☑", "☐")
        node.tail = f" {value}{(node.tail or '').lstrip() if box else ' ' + (node.tail or '')}"
    for node in [n for n in body.iter(etree.Element) if n is not body and is_never(n)]:
        remove(node)
    if not keep_navigation:
        for node in _chrome(body):
            remove(node)


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
    hidden = node.get("aria-hidden") == "true" or bool(_HIDDEN.search(node.get("style", "")))
    return hidden and not _OPENED.search(f"{_name(node)} {node.get('role', '')}")


def _name(node: etree._Element) -> str:
    return f"{node.get('class', '')} {node.get('id', '')}"


def _is_chrome(node: etree._Element, text: int, linked: int, has_title: bool) -> bool:
    """`text` and `linked` count its characters, and those of them in links."""
    name = _name(node)
    foot = node.tag == "footer" or node.get("role") == "contentinfo" or _FOOT.search(name)
    few = text <= _MOST_CONTACT and linked <= _LINKED * text
    if foot and few and _CONTACT.search("".join(texts(node))):
        return False
    if node.tag in _FRAMES:
        return node.tag == "footer" or not has_title
    if node.get("role", "") in _ROLES:
        return True
    if len(name) < 3 or has_title or not _CHROME.search(name):
        return False
    return linked > _LINKED * text or (text <= _FOOT_LENGTH and bool(_FOOT.search(name)))


def pictures(body: etree._Element) -> tuple[Omitted, ...]:
    """The pictures in a pruned page that may hold text: not those that the page says are small."""
    found = [
        node.get("src", "").rpartition("/")[2]
        for node in body.iter("img")
        if not _SMALL.search(f"{_name(node)} {node.get('src', '')[:300]}")
        and all(_size(node.get(side)) >= _LARGE for side in ("width", "height"))
    ]
    return (_omitted(Omission.PICTURE, found),) if found else ()


def objects(root: etree._Element) -> tuple[Omitted, ...]:
    """Other files that the page shows inside itself."""
    found = [
        (node.get("src") or node.get("data") or "").partition("?")[0].rpartition("/")[2]
        for node in root.iter("iframe", "frame", "embed", "object", "video", "audio")
        if _HIDDEN.search(node.get("style", "")) is None
        and min(_size(node.get("width")), _size(node.get("height"))) > 1
        and (node.get("src") or node.get("data"))
    ]
    return (_omitted(Omission.OBJECT, found),) if found else ()


def _omitted(what: Omission, names: Sequence[str]) -> Omitted:
    shown = list(dict.fromkeys(name[:80] for name in names if name))
    return Omitted(what, len(names), ", ".join(shown[:5]) + ", …" * (len(shown) > 5))


def _size(text: str | None) -> int:
    """Pixels; where the page does not say, large."""
    number = re.match(r"\d{1,5}(?!\d*%)", text or "")
    return int(number[0]) if number else _LARGE


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
