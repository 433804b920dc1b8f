"""A question as it is understood: what may be asked, what it asks for, its words and periods."""
