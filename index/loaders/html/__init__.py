"""Web pages → Document."""

from index.loaders.html.page import load

__all__ = ["load"]
