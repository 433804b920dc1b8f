"""Figures as HTML and SVG of our own: bars that are a table, columns that are a picture."""

from __future__ import annotations

from collections.abc import Sequence

from ui.web.page.cards.render import language_of
from ui.web.page.safe import attribute, encode, shorten

_WIDTH, _HEIGHT, _FOOT, _HEAD = 420, 170, 26, 22


def bars(caption: str, rows: Sequence[tuple[str, int]]) -> str:
    """(label, value) as a table whose values have a bar beside them; labels may be hostile."""
    most = max((value for _, value in rows), default=0) or 1
    body = "".join(
        f'<tr><th scope="row" lang="{language_of(label)}"><bdi>{encode(shorten(label, 30))}</bdi>'
        f'</th><td><span class="wq-bar"><i style="width:{100 * value / most:.1f}%"></i></span>'
        f"<b>{value:,}</b></td></tr>"
        for label, value in rows
    )
    return (
        f'<table class="wq-bars"><caption>{encode(caption)}</caption><tbody>{body}</tbody></table>'
    )


def columns(caption: str, rows: Sequence[tuple[str, int]]) -> str:
    """(label, value) as columns side by side; the figures are in its description too."""
    most = max((value for _, value in rows), default=0) or 1
    room = _HEIGHT - _FOOT - _HEAD
    step = _WIDTH / max(1, len(rows))
    shapes = []
    for at, (label, value) in enumerate(rows):
        height = room * value / most
        left, top = at * step, _HEIGHT - _FOOT - height
        middle = left + step / 2
        shapes.append(
            f'<rect x="{left + step * 0.14:.1f}" y="{top:.1f}" width="{step * 0.72:.1f}" '
            f'height="{height:.1f}" rx="3"></rect>'
            f'<text x="{middle:.1f}" y="{top - 6:.1f}">{value:,}</text>'
            f'<text class="wq-axis" x="{middle:.1f}" y="{_HEIGHT - 8}">{encode(label)}</text>'
        )
    said = "; ".join(f"{label}: {value}" for label, value in rows)
    return (
        f'<figure class="wq-columns"><figcaption>{encode(caption)}</figcaption>'
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{attribute(f"{caption}. {said}")}">'
        f'<line x1="0" y1="{_HEIGHT - _FOOT}" x2="{_WIDTH}" y2="{_HEIGHT - _FOOT}"></line>'
        f"{''.join(shapes)}</svg></figure>"
    )
