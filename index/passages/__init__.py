"""Documents cut into passages and sentences, and text cut into terms."""
