"""The plan: its page, its text as it is being written, and what happened to it."""
