"""Routes of the viewer, beside the page."""

from __future__ import annotations

from fastapi import APIRouter

from ui.web.live import Live


def viewer_router(live: Live) -> APIRouter:
    """Everything under /view, of documents in the index alone."""
    return APIRouter(prefix="/view")
