"""Files in, a saved index out: reading, cutting, encoding, storing."""

from index.build import BuildReport, build_index
from index.library import Library
from index.rankers import Encoder, load_encoder
from index.records import Block, BlockKind, Document, Passage
from index.settings import IndexSettings
from index.store import Index

__all__ = [
    "Block",
    "BlockKind",
    "BuildReport",
    "Document",
    "Encoder",
    "Index",
    "IndexSettings",
    "Library",
    "Passage",
    "build_index",
    "load_encoder",
]
