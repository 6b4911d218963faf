"""On which school days somebody is reminded of a day that has to be met. Pure.

7 days before, 1 day before, the day after, then weekly. A day without school moves a reminder before the day to the
school day before, and one after it to the school day after: so that it is read in time, and by people at work.
"""

from datetime import date, timedelta

from plf.calendars import SchoolDays

BEFORE = (-7, -1)
FIRST_AFTER, EVERY = 1, 7


def day_of(deadline: date, offset: int, school: SchoolDays) -> date:
    """The school day on which the reminder `offset` days after the deadline (before it: negative) is sent."""
    day = deadline + timedelta(days=offset)
    return school.on_or_before(day) if offset < 0 else school.on_or_after(day)


def latest(deadline: date, *, since: date, today: date, school: SchoolDays) -> int | None:
    """Which reminder is to be sent on `today`, as days after the deadline; None when there is none.

    It is the latest whose day came after `since`, when reminders were last sent, or when the wait began: of several
    that were missed, one is sent.
    """
    offsets = [*BEFORE, *range(FIRST_AFTER, max((today - deadline).days, 0) + 1, EVERY)]
    due = [offset for offset in offsets if since < day_of(deadline, offset, school) <= today]
    return max(due, default=None)
