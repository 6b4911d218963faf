"""Action plans on paper: the whole table with levels and columns by choice, and the board's one page."""
