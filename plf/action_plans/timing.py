"""What a written time means as days: "fall 2018", "2018-2019", "Oct 2018", "10/1/2018". Pure."""

import re
from calendar import monthrange
from datetime import date, timedelta

from plf.contents import as_day

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# A school's seasons, as first and last month: schools say "fall" from the first weeks on, and mean it until winter break.
_SEASONS = {"fall": (9, 12), "autumn": (9, 12), "winter": (1, 2), "spring": (3, 5), "summer": (6, 8)}


def understood(
    text: str, *, year_begins: tuple[int, int] = (7, 1), end: bool = False
) -> tuple[date, date] | None:
    """The first and the last day that a written time means; None when it is none."""
    said = " ".join(text.casefold().replace("–", "-").split()).removeprefix("by ")
    if day := as_day(said):
        return day, day
    if found := re.fullmatch(r"(?:sy )?(\d{4})-(\d{4}|\d{2})", said):
        first = int(found[1])
        if int(found[2]) % 100 != (first + 1) % 100:
            return None
        begins, over = date(first, *year_begins), date(first + 1, *year_begins)
        return begins, over - timedelta(days=1)
    if found := re.fullmatch(r"([a-z]+)\.?(?: of)? (\d{4})", said):
        year = int(found[2])
        if found[1] in _SEASONS:
            return _months(year, *_SEASONS[found[1]])
        if len(found[1]) > 2 and found[1][:3] in _MONTHS:
            month = _MONTHS.index(found[1][:3]) + 1
            return _months(year, month, month)
    if re.fullmatch(r"\d{4}", said):
        return _months(int(said), 1, 12)
    return None


def _months(year: int, first: int, last: int) -> tuple[date, date] | None:
    if not 1990 <= year <= 2100:
        return None
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])
