"""Paper that both signed by hand: its scan is read, compared and filed, and both confirm it."""
