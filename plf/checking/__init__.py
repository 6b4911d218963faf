"""The check page: whether a paper or a file is what was issued here. Anyone may ask, and nothing of it is kept."""
