"""Sentences → an Answer: the block that is quoted, its citations, the short answer."""
