"""Withdrawing and reinstating a plan, ending it unfinished, and the closing list of a year."""
