"""How rows stand: updates by those who carry them, asking for them, and what changed since a day."""
