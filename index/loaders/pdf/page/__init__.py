"""What stands on a page: characters, lines, columns, rules, figures, running lines."""
