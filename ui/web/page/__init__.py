"""The page: a talk, its answers and sources, documents and settings."""

from ui.web.page.app import build_app

__all__ = ["build_app"]
