"""The list of documents and its figures: HTML in which every text of a document is encoded."""

from __future__ import annotations

from collections.abc import Sequence

from index.library.entries import Entry, EntryStatus
from index.library.figures import Bucket, figures
from index.passages.tokenizer import normalise
from ui.web.page.cards.render import language_of
from ui.web.page.documents.charts import bars, columns
from ui.web.page.safe import attribute, encode, exact, shorten
from ui.web.words.documents_texts import DocumentsTexts

MOST = 200  # rows shown; a search finds the others
_TROUBLE = (EntryStatus.FAILED, EntryStatus.STALE)


def documents_list(
    entries: Sequence[Entry], search: str, texts: DocumentsTexts, *, may_change: bool
) -> str:
    """The entries that hold every word of `search`; those in trouble first."""
    found = matching(entries, search)
    found = sorted(found, key=lambda entry: entry.status not in _TROUBLE)
    shown = found[:MOST]
    if not entries:
        more = f"<p>{encode(texts.none_more)}</p>" if may_change else ""
        return f'<p class="wq-doc-count" role="status">{encode(texts.none)}</p>{more}'
    count = encode(texts.shown.format(len(shown), len(entries)))
    if len(found) > MOST:
        count += f" {encode(texts.narrow)}"
    rows = "".join(_row(entry, texts, may_change) for entry in shown)
    body = f'<ul class="wq-doc-rows">{rows}</ul>' if rows else f"<p>{encode(texts.nothing)}</p>"
    return f'<p class="wq-doc-count" role="status">{count}</p>{body}'


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


def size_of(count: int) -> str:
    if count < 1024:
        return f"{count} B"
    return f"{count / 1024:.0f} KB" if count < 1024**2 else f"{count / 1024**2:.1f} MB"


def documents_figures(entries: Sequence[Entry], texts: DocumentsTexts) -> str:
    told = figures(entries)
    if not told.kinds:
        return ""
    rest = texts.rest.format(f"{told.rest[0]:,}", f"{told.rest[1]:,}") if told.rest[0] else ""
    return (
        f"<h3>{encode(texts.figures)}</h3>"
        f"{bars(texts.by_kind, [(kind.upper(), count) for kind, count in told.kinds])}"
        f"{columns(texts.by_length, [(_range(b, texts), b.documents) for b in told.lengths])}"
        f"{bars(texts.by_document, [(e.title, passages) for e, passages in told.passages])}"
        f"<p><small>{encode(rest)}</small></p>"
    )


def _row(entry: Entry, texts: DocumentsTexts, may_change: bool) -> str:
    title = shorten(entry.title, 120)
    facts = [entry.kind.upper()]
    if entry.pages:
        facts.append(texts.pages.format(entry.pages))
    if entry.passages:
        facts.append(texts.passages.format(entry.passages))
    if entry.size:
        facts.append(size_of(entry.size))
    if entry.date:
        facts.append(entry.date)
    label = attribute(texts.delete_label.format(title))
    button = (
        f'<button type="button" class="wq-doc-delete" data-id="{exact(entry.doc_id)}" '
        f'data-title="{attribute(title)}" aria-label="{label}">{encode(texts.delete)}</button>'
    )
    return (
        f'<li class="wq-doc" data-status="{entry.status}"><div class="wq-doc-main">'
        f'<bdi class="wq-doc-title" lang="{language_of(title)}">{encode(title)}</bdi>'
        f'<span class="wq-doc-facts"><bdi class="wq-doc-path">{encode(shorten(entry.path, 160))}'
        f"</bdi> · {encode(' · '.join(facts))}</span>{_trouble(entry, texts)}</div>"
        f'<span class="wq-doc-status">{encode(texts.statuses[entry.status])}</span>'
        f"{button if may_change else ''}</li>"
    )


def _trouble(entry: Entry, texts: DocumentsTexts) -> str:
    if entry.reason:
        detail = shorten(entry.reason, 300)
        said = f'{encode(reason_of(entry.code, texts))} <small lang="en">{encode(detail)}</small>'
        return f'<span class="wq-doc-reason">{said}</span>'
    if entry.note:
        return f'<small class="wq-doc-note" lang="en">{encode(shorten(entry.note, 300))}</small>'
    return ""


def _range(bucket: Bucket, texts: DocumentsTexts) -> str:
    least, below = (_short(n) if n else "" for n in (bucket.least, bucket.below))
    if not below:
        return texts.at_least.format(least)
    return texts.between.format(least, below) if least else texts.less_than.format(below)


def _short(count: int) -> str:
    return f"{count // 1000}k" if count >= 1000 else str(count)
