"""What an Office file says of itself: title, author, date (docProps/core.xml)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.loaders.common.items import Item, to_document
from index.loaders.common.metadata import iso_date
from index.loaders.office.package import Package, local
from index.records import Document, Omitted

# Dates and names that programs and their templates put in, not people.
_TEMPLATE_DATES = ("2013-12-23", "2013-01-27", "2006-09-16", "2006-09-13", "1601-01-01")
_PROGRAMS = re.compile(
    r"admin|user|owner|test|微软|用户|未知|microsoft|windows|office|wps|openpyxl|python|apache"
    r"|xlsxwriter|unknown|lenovo|hewlett|hp|dell|asus|thinkpad|pc\b|[\W\d]*$",
    re.IGNORECASE,
)
_UNTITLED = re.compile(
    r"powerpoint|microsoft|演示文稿|幻灯片|工作簿|book1|untitled|无标题|文档|word document",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Properties:
    title: str | None = None
    author: str | None = None
    date: str | None = None  # when it was made, ISO


def document_of(
    package: Package, items: Sequence[Item], omitted: Sequence[Omitted] = ()
) -> Document:
    """The Document of the items, with what the file says of itself where its text does not."""
    said = read_properties(package)
    return to_document(
        items,
        package.path,
        format=package.kind,
        title=said.title,
        date=said.date,
        source=said.author,
        omitted=omitted,
    )


def read_properties(package: Package) -> Properties:
    """Only what a person is likely to have set; a broken part says nothing."""
    root = package.optional(package.related("", "core-properties") or "docProps/core.xml")
    if root is None:
        return Properties()
    found = {local(node): " ".join((node.text or "").split()) for node in root}
    title, author = found.get("title", ""), found.get("creator", "")
    made = iso_date(found.get("created", "")[:10])
    if made in _TEMPLATE_DATES or (made or "") < "1990":
        made = None
    if _PROGRAMS.match(author) or len(author) > 60:
        author = ""
    if _UNTITLED.match(title) or not 2 <= len(title) <= 120:
        title = ""
    return Properties(title or None, author or None, made)
