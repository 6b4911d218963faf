"""What staff say to the rows of an action plan, and how the office and its editors answer."""
