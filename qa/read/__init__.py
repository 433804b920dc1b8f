"""Passages → sentences in order of how well they answer, and how sure the first one is."""
