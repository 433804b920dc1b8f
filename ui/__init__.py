"""Screens: the command line and the web page. Both show; `index` and `qa` decide."""
