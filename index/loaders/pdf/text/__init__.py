"""Lines → paragraphs and headings → blocks."""
