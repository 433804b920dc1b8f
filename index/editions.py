"""Which documents are later or earlier editions of one another, and which no longer hold.

A price list of 2022 and one of 2024, a rule and its revision: what a title, the names of file and
folders, and a document's own first lines tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from index.passages.tokenizer import fold
from index.records import BlockKind, Document, FileRecord, names

_LATEST = 3  # editions named, of many
_HEAD = 6  # blocks in which a document says of itself that it no longer holds
_GONE = "废止|作废|失效|停用|停止(?:执行|使用)"
_REPEALED = re.compile(
    rf"(?<!同时)(?<!关于)(?:已经?|现|予以|即行|自行|宣布)(?:{_GONE})|"
    rf"本(?:办法|规定|制度|细则|通知|标准|文件|方案|条例|规则|规程|手册|版本).{{0,20}}(?<!同时)(?:{_GONE})|"
    r"[【\[(（](?:已?废止|已?作废|已?失效|旧版|历史版本)[】\])）]|"
    r"[_\-－—\s](?:已?废止|已?作废|已?失效|旧版|历史版本)\W*$|状态\W{0,3}已?(?:废止|作废|失效)"
)
_OTHER = re.compile(r"原《|《[^》]{2,60}》[^。]{0,20}(?:同时|予以|已)?(?:废止|作废|失效)|关于废止")
_IN_FORCE = re.compile(r"现行|有效版本|最新版")
_VERSION = re.compile(
    r"v(?:er(?:sion)?)?\W?(\d{1,3}(?:\.\d{1,3}){0,3})|第([一二三四五六七八九十\d]{1,3})版"
)
_DATE = re.compile(
    r"((?:19|20)\d\d)(?:[-./年_]?(1[0-2]|0[1-9]|[1-9](?!\d))(?:[-./月_]?([12]\d|3[01]|0?[1-9]))?)?"
    r"(?!\d)[年月日号度版]*"
)
_MARKS = re.compile(
    r"现行|有效版本|最新版?|修[订改]版?|废止|作废|失效|旧版?|新版|历史版本|试行|暂行|已|版|稿"
)
_NUMERALS = {c: n for n, c in enumerate("一二三四五六七八九十", 1)}


@dataclass(frozen=True, slots=True)
class Edition:
    """`family`: what title, file and folders say without year, version and state."""

    family: str
    order: tuple[bool, tuple[int, ...], str]  # in force by its own words, version, date
    repealed: bool


def edition(document: Document) -> Edition:
    """As title, file name and date of the document tell."""
    name = PurePosixPath(document.path).stem
    folders = " ".join(PurePosixPath(document.path).parts[:-1])
    texts = [fold(document.title), fold(name)]
    family = "|".join(
        filter(None, map(_bare, (texts[0], *map(fold, names(document.path, document.title)))))
    )
    said = " ".join(texts)
    dates = [
        "-".join(part.zfill(2) for part in found.groups() if part)
        for found in _DATE.finditer(f"{said} {fold(folders)}")
    ]
    versions = [_number(found[1] or found[2]) for found in _VERSION.finditer(said)]
    own = [
        document.text[block.start : block.end]
        for block in document.blocks[:_HEAD]
        if block.kind in (BlockKind.METADATA, BlockKind.TITLE, BlockKind.HEADING)
        or block.end - block.start <= 60
    ]
    repealed = any(says_repealed(text) for text in [*texts, *own])
    in_force = any(_IN_FORCE.search(text) for text in texts) and not repealed
    date = max(dates, default="") or document.date or ""
    return Edition(family, (in_force, max(versions, default=()), date), repealed)


def _bare(text: str) -> str:
    """Its letters, year, version and state left out."""
    return "".join(filter(str.isalpha, _MARKS.sub("", _DATE.sub("", _VERSION.sub("", text)))))


def says_repealed(text: str) -> bool:
    """Does it say so of the document that it stands in, and not of another one?"""
    return bool(_REPEALED.search(text)) and not _OTHER.search(text)


def _number(text: str) -> tuple[int, ...]:
    if text[0] in _NUMERALS:
        return (sum(_NUMERALS.get(c, 0) for c in text),)
    return tuple(map(int, text.split(".")))


def repeal_notice(document: Document) -> tuple[int, int] | None:
    """Where it says of itself, under its title, that it no longer holds: text offsets."""
    return next(
        (
            (block.start, block.end)
            for block in document.blocks[:_HEAD]
            if block.kind is not BlockKind.TITLE
            and says_repealed(document.text[block.start : block.end])
        ),
        None,
    )


def with_editions(
    files: Sequence[FileRecord], documents: Iterable[Document]
) -> tuple[FileRecord, ...]:
    """Each file with the paths of its latest editions that hold, the newest last, and whether it
    was repealed by its own words."""
    editions = {document.doc_id: edition(document) for document in documents}
    families: dict[str, list[str]] = {}
    for path in sorted(editions, key=lambda path: (editions[path].order, path)):
        if editions[path].family and not editions[path].repealed:
            families.setdefault(editions[path].family, []).append(path)
    told: list[FileRecord] = []
    for file in files:
        own = editions.get(file.path)
        latest = families.get(own.family, [])[-_LATEST:] if own else []
        later = tuple(
            path
            for path in latest
            if own and path != file.path and (own.repealed or editions[path].order > own.order)
        )
        repealed = own is not None and own.repealed
        told.append(replace(file, later=later, repealed=repealed))
    return tuple(told)
