"""What the child says: a line of JSON for each thing, and no more notes than anybody reads."""

import json
import sys
from collections import Counter
from typing import Any

# What its lines begin with.
ANSWERS = ("about", "headings", "org", "person", "gone", "kept", "note", "counts", "wrong", "end")
MOST_NOTES = 5_000


class Wrong(Exception):
    """It cannot be read; the word says why."""


def say(*answer: Any) -> None:
    """One answer: a word of ANSWERS, and what belongs to it."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=True) + "\n")


class Telling:
    """Counts what was read, and tells what the office should know."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.notes = 0

    def note(self, file: str, line: int, what: str, done: str) -> None:
        """Something that the office should know. Never says what stood in a cell of somebody who is not staff."""
        self.notes += 1
        if self.notes <= MOST_NOTES:
            say("note", file, line, what, done)

    def mended(self, file: str, line: int) -> None:
        """A quotation mark was open, and the line was read all the same."""
        self.note(
            file,
            line,
            "A quotation mark in this line is never closed.",
            "Read as far as it goes; the person is left as they are.",
        )

    def end(self) -> None:
        """How much there was."""
        say("counts", {**self.counts, "notes": self.notes})
