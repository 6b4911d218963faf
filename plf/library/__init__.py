"""The exemplars that all staff browse, search, read, print and start a plan from."""
