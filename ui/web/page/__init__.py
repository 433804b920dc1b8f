"""The page: a talk, its answers and sources, documents and settings."""
