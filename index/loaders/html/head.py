"""What the head of a web page says: title, date, who published it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml import etree

from index.loaders.common import shape
from index.loaders.common.items import Item, tidy
from index.loaders.common.metadata import iso_date
from index.loaders.html.tree import texts
from index.records import BlockKind

_TITLES = ("articletitle", "og:title", "dc.title", "twitter:title", "title")
_DATES = (
    "pubdate", "publishdate", "publish_date", "publishtime", "article:published_time",
    "og:published_time", "og:release_date", "dc.date.issued", "dc.date", "datepublished",
    "weibo:article:create_at", "date",
)  # fmt: skip
_SOURCES = ("contentsource", "source", "dc.publisher", "publisher", "og:site_name", "sitename",
            "article:author", "author")  # fmt: skip
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')
_SITE = re.compile(
    r"\s*[_|｜]+\s*|\s+[-–—]+\s+|(?<=[\u4e00-\u9fff”》])-+(?=[\u4e00-\u9fff])|——(?=\S{2,12}$)"
)
_NEAR = 20  # items at the beginning among which the title is looked for


@dataclass(frozen=True, slots=True)
class Head:
    title: str = ""  # without the name of the site
    date: str | None = None
    source: str | None = None


def read_head(root: etree._Element) -> Head:
    """To be asked before the tree is pruned."""
    found: dict[str, str] = {}
    for node in root.iter("meta"):
        name = (node.get("name") or node.get("property") or node.get("itemprop") or "").lower()
        content = tidy(node.get("content") or "")
        if name and content:
            found.setdefault(name, content)
    title = next((found[name] for name in _TITLES if name in found), "")
    if not title:
        title = next((tidy("".join(texts(node))) for node in root.iter("title")), "")
    dates = [found[name] for name in _DATES if name in found]
    for script in root.iter("script"):
        if script.get("type") == "application/ld+json":
            dates += _JSON_DATE.findall(script.text or "")[:1]
    dates += [node.get("datetime") or "" for node in root.iter("time")][:1]
    return Head(
        title=_SITE.split(title)[0].strip() or title,
        date=next((day for day in map(iso_date, dates) if day), None),
        source=next((found[name] for name in _SOURCES if name in found), None),
    )


def with_title(items: Sequence[Item], title: str) -> list[Item]:
    """One h1 becomes the title: that which the head names, else the first; without any the
    title of the head, where the page says it or else above it."""
    items = list(items)
    tops = [at for at, i in enumerate(items) if i.kind is BlockKind.HEADING and i.level == 1]
    named = [at for at in tops if _same(items[at].text, title)]
    near = [at for at, item in enumerate(items[:_NEAR]) if _same(item.text, title)]
    chosen = next(iter(named or near or tops), None)
    if chosen is not None:
        for at in tops:  # above the title stands the name of the site
            if at < chosen:
                items[at] = replace(items[at], kind=BlockKind.BOILERPLATE, level=0)
        items[chosen] = replace(items[chosen], kind=BlockKind.TITLE, level=0)
    elif title and shape.has_words(title):
        items.insert(0, Item(title, BlockKind.TITLE))
    return items


def _same(text: str, title: str) -> bool:
    one, other = "".join(text.split()), "".join(title.split())
    return bool(one and other) and (one == other or (len(one) > 5 and one in other))
