"""The panel of settings, and the address that holds them."""
