"""Markdown → Document."""

from index.loaders.markdown.markdown import load

__all__ = ["load"]
