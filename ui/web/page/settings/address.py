"""Choices ↔ the query of the page's address: a link gives the same view.

    ?k=12&threshold=0.6&folder=news&folder=policy&doc=faq/a.md&lang=en&theme=dark

Language and theme are for the browser to read; here it is only told where they are none. What is
at its default is left out; what an address says wrongly is ignored, and told.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import parse_qsl, urlencode

from ui.web.page.settings.choices import Choices
from ui.web.words import LANGUAGES

MOST_K = 30
MOST_NAMES = 200  # documents and folders in an address
THEMES = ("system", "light", "dark")
MOST_LENGTH = 20_000  # characters of a query

NAMES = ("k", "threshold", "folder", "doc", "lang", "theme")
_LOOKS = {"lang": tuple(texts.lang for texts in LANGUAGES), "theme": THEMES}


@dataclass(frozen=True, slots=True)
class Read:
    """`ignored`: (name, value) of what the address said wrongly, in its order."""

    choices: Choices
    ignored: tuple[tuple[str, str], ...] = ()


def folders_of(paths: Collection[str]) -> tuple[str, ...]:
    """All folders that hold a document, at any depth, in order."""
    found = {str(parent) for path in paths for parent in PurePosixPath(path).parents}
    return tuple(sorted(found - {"."}))


def read_query(query: object, documents: Collection[str]) -> Read:
    """The choices that a query makes over these doc_ids. Whatever it holds, this never raises."""
    pairs = _pairs(query)
    folders = frozenset(folders_of(documents))
    k, threshold = Choices().k, Choices().threshold
    named: dict[str, None] = {}
    within: dict[str, None] = {}
    ignored = []
    for name, value in pairs:
        if name == "k" and (found := _whole(value)) is not None:
            k = found
        elif name == "threshold" and (share := _share(value)) is not None:
            threshold = share
        elif name == "doc" and value in documents and len(named) < MOST_NAMES:
            named[value] = None
        elif name == "folder" and value in folders and len(within) < MOST_NAMES:
            within[value] = None
        elif name in NAMES and value not in _LOOKS.get(name, ()):
            ignored.append((name, value))
    return Read(Choices(k, threshold, tuple(named), tuple(within)), tuple(ignored))


def query_of(choices: Choices) -> str:
    """What `read_query` reads back; "" for what is at its default."""
    pairs: list[tuple[str, str]] = []
    if choices.k != Choices().k:
        pairs.append(("k", str(choices.k)))
    if choices.threshold is not None:
        pairs.append(("threshold", f"{choices.threshold:g}"))
    pairs += [("folder", folder) for folder in choices.folders]
    pairs += [("doc", document) for document in choices.documents]
    return urlencode(pairs)


def _pairs(query: object) -> list[tuple[str, str]]:
    if not isinstance(query, str) or len(query) > MOST_LENGTH:
        return []
    try:
        return parse_qsl(query.lstrip("?"), keep_blank_values=True, max_num_fields=2000)
    except ValueError:
        return []


def _whole(value: str) -> int | None:
    found = int(value) if value.isascii() and value.isdecimal() and len(value) < 4 else 0
    return found if 1 <= found <= MOST_K else None


def _share(value: str) -> float | None:
    """A number from 0 to 1, as people write it: no "nan", no "1e-3"."""
    if not value or len(value) > 8 or set(value) - set("0123456789."):
        return None
    try:
        found = float(value)
    except ValueError:
        return None
    return found if 0 <= found <= 1 else None
