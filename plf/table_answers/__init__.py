"""Answers that an action plan gives: what is coming, what is behind, what is missing, and how it all stands."""
