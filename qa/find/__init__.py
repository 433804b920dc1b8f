"""question → passages: words, characters, vectors and concepts, fused."""

from qa.find.retriever import Candidates, Found, Retriever, Weights

__all__ = ["Candidates", "Found", "Retriever", "Weights"]
