"""Changes to the days without school."""

from datetime import date, timedelta

from plf.extensions import db
from plf.models import NoSchool
from plf.rules import HIDDEN, not_ready

LONGEST = timedelta(days=120)


def add(*, starts_on: date, ends_on: date | None, label: str) -> NoSchool:
    """A day without school, or several in a row (both days count). Days of the district's calendar.

    Raises a Refusal (422, field "ends_on") when they are out of order, or longer than any vacation.
    """
    ends_on = ends_on or starts_on
    if ends_on < starts_on:
        raise not_ready("The last day is before the first. Choose a later one.", "ends_on")
    if ends_on - starts_on > LONGEST:
        raise not_ready("That is longer than four months. Check the year of both days.", "ends_on")
    entry = NoSchool(starts_on=starts_on, ends_on=ends_on, label=label)
    db.session.add(entry)
    return entry


def remove(entry_id: int) -> None:
    """There is school on these days after all. Raises HIDDEN when there is no such entry."""
    entry = db.session.get(NoSchool, entry_id)
    if entry is None:
        raise HIDDEN
    db.session.delete(entry)
