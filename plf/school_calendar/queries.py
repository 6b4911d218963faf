"""Questions about the days without school."""

from datetime import date

from sqlalchemy import select

from plf.calendars import SchoolDays
from plf.extensions import db
from plf.models import NoSchool


def school_days() -> SchoolDays:
    """The district's school days, to be asked of any day of its calendar."""
    rows = db.session.execute(select(NoSchool.starts_on, NoSchool.ends_on))
    return SchoolDays(tuple((row.starts_on, row.ends_on) for row in rows))


def days_without_school(since: date) -> list[NoSchool]:
    """The entries that end on the day `since` or later, earliest first."""
    return list(
        db.session.scalars(
            select(NoSchool).where(NoSchool.ends_on >= since).order_by(NoSchool.starts_on, NoSchool.id)
        )
    )
