"""What is said of a file that is not taken: each sentence goes on from the file's name."""

CUT_SHORT = "is not whole. Save or send it to yourself again, then choose it again."
MORE_BEHIND = "has something else hidden behind it. Print or save it anew, then choose that."


class NotTaken(Exception):
    """A file that is not taken. Its text says why, and what to do instead."""


class TooLarge(NotTaken):
    """A file with more bytes than are taken."""
