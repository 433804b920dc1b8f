"""Who may come in, and how often: guard, gate, login, passwords, rate."""
