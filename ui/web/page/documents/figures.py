"""The index's figures, as HTML and SVG of our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.library import Entry
from index.library.figures import Bucket, figures
from ui.web.markup import Html, render
from ui.web.words import DocumentsTexts

_WIDTH, _HEIGHT, _FOOT, _HEAD = 420, 170, 26, 22  # of the columns' picture

Rows = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class _Column:
    """Places in the picture are strings: a template does not round."""

    label: str
    value: str
    left: str
    top: str
    width: str
    height: str
    middle: str
    above: str  # where the value stands


def documents_figures(entries: Sequence[Entry], texts: DocumentsTexts) -> Html:
    """Nothing where no document is searched."""
    told = figures(entries)
    if not told.kinds:
        return Html()
    lengths = [(_range(bucket, texts), bucket.documents) for bucket in told.lengths]
    rest = texts.rest.format(f"{told.rest[0]:,}", f"{told.rest[1]:,}") if told.rest[0] else ""
    return render(
        "documents/figures",
        texts=texts,
        kinds=_bars([(kind.upper(), count) for kind, count in told.kinds]),
        documents=_bars([(entry.title, passages) for entry, passages in told.passages]),
        lengths=_columns(lengths),
        said="; ".join(f"{label}: {value}" for label, value in lengths),
        width=_WIDTH,
        height=_HEIGHT,
        foot=_HEIGHT - _FOOT,
        axis=_HEIGHT - 8,
        rest=rest,
    )


def _bars(rows: Rows) -> list[tuple[str, str, str]]:
    """(label, value, percent of the longest)."""
    most = _most(rows)
    return [(label, f"{value:,}", f"{100 * value / most:.1f}") for label, value in rows]


def _columns(rows: Rows) -> list[_Column]:
    room, step, most = _HEIGHT - _FOOT - _HEAD, _WIDTH / max(1, len(rows)), _most(rows)
    columns = []
    for at, (label, value) in enumerate(rows):
        height = room * value / most
        left, top = at * step, _HEIGHT - _FOOT - height
        places = (left + step * 0.14, top, step * 0.72, height, left + step / 2, top - 6)
        columns.append(_Column(label, f"{value:,}", *(f"{place:.1f}" for place in places)))
    return columns


def _most(rows: Rows) -> int:
    return max((value for _, value in rows), default=0) or 1


def _range(bucket: Bucket, texts: DocumentsTexts) -> str:
    least, below = (_short(n) if n else "" for n in (bucket.least, bucket.below))
    if not below:
        return texts.at_least.format(least)
    return texts.between.format(least, below) if least else texts.less_than.format(below)


def _short(count: int) -> str:
    return f"{count // 1000}k" if count >= 1000 else str(count)
