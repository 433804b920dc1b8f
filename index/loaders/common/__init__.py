"""What the loaders share: composing a Document, tables, shapes of lines, encodings."""
