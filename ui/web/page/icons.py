"""Line drawings for buttons that also bear a name."""

from __future__ import annotations

_PATHS = {
    "copy": '<rect x="8" y="8" width="12" height="12" rx="2"/><path d="M16 4H6a2 2 0 0 0-2 2v10"/>',
    "retry": '<path d="M20 11a8 8 0 1 0-2.3 6.3"/><path d="M20 5v6h-6"/>',
    "good": '<path d="M7 11v9H4v-9zM7 11l4-8a2.5 2.5 0 0 1 2.5 3L13 10h5.5a2 2 0 0 1 2 2.4'
    'l-1.2 6A2 2 0 0 1 17.3 20H7"/>',
    "bad": '<path d="M17 13V4h3v9zM17 13l-4 8a2.5 2.5 0 0 1-2.5-3l.5-4H5.5a2 2 0 0 1-2-2.4'
    'l1.2-6A2 2 0 0 1 6.7 4H17"/>',
    "open": '<path d="M4 5.5c3-1.2 6-.8 8 1 2-1.8 5-2.2 8-1V18c-3-1.2-6-.8-8 1-2-1.8-5-2.2'
    '-8-1zM12 6.5V19"/>',
    "back": '<path d="M9 7l-5 5 5 5M4 12h10a6 6 0 0 1 6 6"/>',
}


def icon(name: str) -> str:
    """An SVG that screen readers pass over."""
    return (
        '<svg class="wq-icon" viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" '
        'fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" '
        f'stroke-linejoin="round">{_PATHS[name]}</svg>'
    )
