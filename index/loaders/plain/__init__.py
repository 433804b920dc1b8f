"""Plain text and converters' noise → Document."""

from index.loaders.plain.text import load

__all__ = ["load"]
