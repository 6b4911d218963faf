"""Days of a file, in whatever order they are written."""

import re
from datetime import date


class Days:
    """Days as they are written in one file: which of two numbers is the month shows only once all have been seen."""

    def __init__(self) -> None:
        self.slashed = self.day_first = self.sure = False

    def seen(self, said: str) -> str:
        if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:\s.*)?", said):
            self.slashed = True
            if int(found[1]) > 12 or int(found[2]) > 12:
                self.sure, self.day_first = True, self.day_first or int(found[1]) > 12
        return said

    def day(self, said: str) -> str:
        """The day as 2026-08-15; empty for what is none."""
        if found := re.match(r"(\d{4})-?(\d{2})-?(\d{2})", said):
            year, month, day = (int(part) for part in found.groups())
        elif found := re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", said):
            one, other, year = (int(part) for part in found.groups())
            day, month = (one, other) if self.day_first else (other, one)
            year += 2000 if year < 100 else 0
        else:
            return ""
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            return ""
