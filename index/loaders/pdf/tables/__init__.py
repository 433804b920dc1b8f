"""Tables of a page: ruled grids, aligned columns, their rows."""
