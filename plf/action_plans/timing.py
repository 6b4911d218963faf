"""What a written time means as days: "fall 2018", "2018-2019", "Oct 2018", "10/1/2018 - spring 2019". Pure."""

import re
from calendar import monthrange
from datetime import date, timedelta

from plf.contents import as_day

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
# A school's seasons, as first and last month: schools say "fall" from the first weeks on, and mean it until winter break.
_SEASONS = {"fall": (9, 12), "autumn": (9, 12), "winter": (1, 2), "spring": (3, 5), "summer": (6, 8)}
_QUARTERS = {"q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12)}
_DASHES = str.maketrans("–—‒−", "----")


def understood(
    text: str, *, year_begins: tuple[int, int] = (7, 1), end: bool = False
) -> tuple[date, date] | None:
    """The first and the last day that a written time means; None when it is none, or no day of the calendar.

    A school year begins on `year_begins` (month, day; July 1, as districts count their years) and ends the day before
    the next. Seasons are a school's: fall September to December, winter January and February, spring March to May,
    summer June to August. Four digits alone are a calendar year, Q1 to Q4 its quarters. "early", "mid" and "late" are
    the thirds of what follows. A range goes from the first day of its start to the last of its end; of a range that
    is written as an `end`, that last day is the end.
    """
    said = _plain(text)
    found = _one(said, year_begins)
    if found:
        return found
    starts, ends = parted(said)
    if not ends:
        return None
    last = _one(_plain(ends), year_begins)
    first = _one(_plain(starts), year_begins)
    if not last or not first or first[0] > last[1]:
        return None
    return (last if end else (first[0], last[1])) if last else None


def parted(text: str) -> tuple[str, str]:
    """Start and end as they are written in one cell: "Sept 2018 to June 2019" are two, "fall 2018" is a start alone.

    A start without its year has that of the end only in what it means, so it is not parted: nothing is written anew.
    """
    said = " ".join(text.split())
    if _one(_plain(said), (7, 1)):
        return said, ""
    for found in re.finditer(r"\s*(?:[-–—‒−]|\bto\b|\bthrough\b|\buntil\b|\bthru\b)\s*", said):
        starts, ends = said[: found.start()], said[found.end() :]
        if starts and ends and _one(_plain(starts), (7, 1)) and _one(_plain(ends), (7, 1)):
            return starts, ends
    return said, ""


def _plain(text: str) -> str:
    said = " ".join(text.casefold().translate(_DASHES).replace(",", " ").split())
    said = re.sub(r"\s*-\s*", "-", said)
    return re.sub(r"^(?:by|in|from|before|end of) ", "", said)


def _one(said: str, year_begins: tuple[int, int]) -> tuple[date, date] | None:
    if found := re.fullmatch(r"(early|mid|late)[ -](.+)", said):
        whole = _one(found[2], year_begins)
        return _third(*whole, ("early", "mid", "late").index(found[1])) if whole else None
    if day := as_day(said):
        return day, day
    if found := re.fullmatch(r"(?:sy|school year)? ?(\d{4})[-/](\d{4}|\d{2})", said):
        first = int(found[1])
        if int(found[2]) not in (first + 1, (first + 1) % 100) or not 1990 <= first <= 2100:
            return None
        begins, over = date(first, *year_begins), date(first + 1, *year_begins)
        return begins, over - timedelta(days=1)
    if found := re.fullmatch(r"([a-z]+|q[1-4])\.?(?: of)? (\d{4})", said):
        year = int(found[2])
        months = _SEASONS.get(found[1]) or _QUARTERS.get(found[1])
        if months:
            return _months(year, *months)
        month = _month(found[1])
        return _months(year, month, month) if month else None
    if found := re.fullmatch(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)? (\d{4})", said):
        month = _month(found[1])
        day = as_day(f"{found[3]}-{month}-{found[2]}") if month else None
        return (day, day) if day else None
    if re.fullmatch(r"\d{4}", said):
        return _months(int(said), 1, 12)
    return None


def _month(word: str) -> int | None:
    for number, name in enumerate(_MONTH_NAMES, start=1):
        if len(word) > 2 and (name.startswith(word) or (word == "sept" and number == 9)):
            return number
    return None


def _third(first: date, last: date, which: int) -> tuple[date, date]:
    days = (last - first).days + 1
    begins = first + timedelta(days=days * which // 3)
    return begins, first + timedelta(days=days * (which + 1) // 3 - 1)


def _months(year: int, first: int, last: int) -> tuple[date, date] | None:
    if not 1990 <= year <= 2100:
        return None
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])
