"""Side-by-side measurements. Each module prints its figures and the command that made them."""
