"""A saved index: generations on disk, published whole, opened and verified."""

from index.store.manifest import Manifest
from index.store.store import (
    Index,
    building,
    current_generation,
    publish,
    read_manifest,
    searched_text,
)

__all__ = [
    "Index",
    "Manifest",
    "building",
    "current_generation",
    "publish",
    "read_manifest",
    "searched_text",
]
