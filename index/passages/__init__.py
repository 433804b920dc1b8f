"""Documents cut into passages, passages into sentences, text into terms."""

from index.passages.chunker import chunk
from index.passages.tokenizer import characters, fold, normalise, words

__all__ = ["characters", "chunk", "fold", "normalise", "words"]
