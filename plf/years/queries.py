"""Questions about school years and rubrics."""

from datetime import date

from sqlalchemy import select

from plf.extensions import db
from plf.models import Rubric, SchoolYear


def open_year(day: date) -> SchoolYear | None:
    """The open school year that contains a day of the district's calendar, else the nearest open one.

    None when no year is open. Two open years (one ending, one beginning) are common in summer.
    """
    years = db.session.scalars(
        select(SchoolYear).where(SchoolYear.status == "open").order_by(SchoolYear.starts_on)
    )
    return min(years, key=lambda year: _days_away(year, day), default=None)


def current_rubric(staff_kind: str) -> Rubric | None:
    """The rubric in use for a kind of staff ("teacher", "leader" …), without its indicators; None if there is none."""
    return db.session.scalar(
        select(Rubric)
        .where(Rubric.staff_kind == staff_kind, Rubric.is_current)
        .order_by(Rubric.id.desc())
        .limit(1)
    )


def _days_away(year: SchoolYear, day: date) -> int:
    return max((year.starts_on - day).days, (day - year.ends_on).days, 0)
