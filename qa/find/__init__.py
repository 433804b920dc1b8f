"""question → passages: words, characters, vectors and concepts, fused."""
