"""The district's days without school."""
