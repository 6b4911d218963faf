"""Adopted editions of action plans: frozen, read, compared, and opened to everybody where the office chooses it."""
