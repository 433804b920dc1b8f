"""How the bundled models were made: readers, vocabulary, training loop, measurement."""
