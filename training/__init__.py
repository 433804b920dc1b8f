"""How the bundled models were made: a room a model, and the sets that all of them learn from."""
