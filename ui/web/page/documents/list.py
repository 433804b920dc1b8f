"""The list of documents, as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from index.library import Entry, EntryStatus
from index.passages.tokenizer import normalise
from ui.web.markup import Html, render
from ui.web.words import DocumentsTexts

MOST = 200  # rows shown; a search finds the others
_TROUBLE = (EntryStatus.FAILED, EntryStatus.STALE)


def documents_list(
    entries: Sequence[Entry], search: str, texts: DocumentsTexts, *, may_change: bool
) -> Html:
    """The entries that hold every word of `search`; those in trouble first."""
    found = sorted(matching(entries, search), key=lambda entry: entry.status not in _TROUBLE)
    return render(
        "documents/list",
        entries=entries,
        shown=found[:MOST],
        narrow=len(found) > MOST,
        texts=texts,
        may_change=may_change,
        facts=lambda entry: _facts(entry, texts),
        reason=lambda code: reason_of(code, texts),
        unread=lambda entry: unread_of(entry, texts),
    )


def matching(entries: Sequence[Entry], search: str) -> list[Entry]:
    """By title, path and kind; case, width and traditional characters make no difference."""
    wanted = normalise(search[:200]).casefold().split()
    if not wanted:
        return list(entries)
    return [
        entry
        for entry in entries
        if all(
            word in normalise(f"{entry.title}\n{entry.path}\n{entry.kind}").casefold()
            for word in wanted
        )
    ]


def reason_of(code: str | None, texts: DocumentsTexts) -> str:
    """What a code means, in the visitor's language."""
    return texts.reasons.get(code or "", texts.reason_other)


def unread_of(entry: Entry, texts: DocumentsTexts) -> str:
    """What was not read of the file, and where, in the visitor's language."""
    said = [
        texts.omissions[one.what].format(one.count) + (f" ({one.where})" if one.where else "")
        for one in entry.omitted
    ]
    return texts.unread.format(texts.omissions_by.join(said)) if said else ""


def size_of(count: int) -> str:
    if count < 1024:
        return f"{count} B"
    return f"{count / 1024:.0f} KB" if count < 1024**2 else f"{count / 1024**2:.1f} MB"


def _facts(entry: Entry, texts: DocumentsTexts) -> str:
    facts = [entry.kind.upper()]
    if entry.pages:
        facts.append(texts.pages.format(entry.pages))
    if entry.passages:
        facts.append(texts.passages.format(entry.passages))
    if entry.size:
        facts.append(size_of(entry.size))
    if entry.date:
        facts.append(entry.date)
    return " · ".join(facts)
