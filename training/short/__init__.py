"""The finder of short answers: its examples, its training, and how well it does out of fold."""
