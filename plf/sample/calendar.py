"""The sample district's calendar: three school years around today, so that the sample is always lively. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

MONDAY, THURSDAY, FRIDAY = 0, 3, 4
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Year:
    """One school year's days, as the columns of SchoolYear; `targets` are day → percent."""

    label: str
    starts_on: date
    ends_on: date
    plans_agreed_by: date
    forms_due_on: date
    conferences_by: date
    status: str
    targets: dict[date, int]


def years_around(today: date) -> list[Year]:
    """Last year (closed), this one (open) and next year (planned). From mid-July on, the coming year is this one."""
    this = today.year if (today.month, today.day) >= (7, 16) else today.year - 1
    return [
        _year(this - 1, "closed", 25),
        _year(this, "open", 25),
        _year(this + 1, "planned", 100),
    ]


def story_days(today: date, year: Year) -> list[date]:
    """The school days on which something happened to this year's plans, as the sample tells it: up to 80 days."""
    last = min(today, year.forms_due_on - 45 * DAY)
    first = max(last - 80 * DAY, year.starts_on - 50 * DAY)
    return _weekdays(first, last)


def whole_year(year: Year) -> list[date]:
    """The school days of a year that is over, up to the last conferences."""
    return _weekdays(year.starts_on, year.conferences_by)


def is_holiday(day: date) -> bool:
    """Whether no school in the country meets on this weekday: Thanksgiving and its Friday, Christmas Eve to New Year's Day."""
    thanksgiving = _weekday(date(day.year, 11, 1), THURSDAY) + 21 * DAY
    return (
        day in (thanksgiving, thanksgiving + DAY)
        or (day.month, day.day) >= (12, 24)
        or (day.month, day.day) == (1, 1)
    )


def _weekdays(first: date, last: date) -> list[date]:
    days = (first + n * DAY for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() <= FRIDAY]


def _year(begins: int, status: str, percent: int) -> Year:
    forms_due_on = _weekday(date(begins + 1, 5, 1), FRIDAY)
    agreed_by = _weekday(date(begins, 10, 25), FRIDAY)
    return Year(
        label=f"{begins}-{begins + 1}",
        starts_on=_weekday(date(begins, 8, 13), MONDAY),
        ends_on=_weekday(date(begins + 1, 5, 22), FRIDAY),
        plans_agreed_by=agreed_by,
        forms_due_on=forms_due_on,
        conferences_by=forms_due_on + 7 * DAY,
        status=status,
        targets={agreed_by: percent},
    )


def _weekday(day: date, wanted: int) -> date:
    """The first such weekday on or after a day."""
    return day + ((wanted - day.weekday()) % 7) * DAY
