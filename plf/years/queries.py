"""Questions about school years and rubrics."""

from datetime import date

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import selectinload

from plf.extensions import db
from plf.models import Leave, Placement, Plan, Rubric, SchoolYear, Site, YearTerms
from plf.people.queries import holds_on
from plf.rules import OPEN

_OPEN_YEARS = select(SchoolYear).where(SchoolYear.status == "open").order_by(SchoolYear.starts_on)


def open_year(day: date) -> SchoolYear | None:
    """The open school year that contains a day of the district's calendar, else the nearest open one.

    None when no year is open. Two open years (one ending, one beginning) are common in summer.
    """
    years = db.session.scalars(_OPEN_YEARS)
    return min(years, key=lambda year: _days_away(year, day), default=None)


def counted_on(day: date, year: SchoolYear) -> Select:
    """Who counts in a school year on a day of the district's calendar: person_id, site_id, staff_kind, a row each.

    The only place that says it: at their main site as they were placed that day, one of the kinds of staff that the
    year counts, not on leave, not left out of the year, at a site in use. Source: product.md, "Adoption".
    """
    away = exists().where(Leave.person_id == Placement.person_id, holds_on(Leave, day))
    left_out = exists().where(
        YearTerms.person_id == Placement.person_id,
        YearTerms.year_id == year.id,
        YearTerms.is_counted.is_(False),
    )
    kinds = Placement.staff_kind.in_(year.counted_kinds) if year.counted_kinds else Placement.staff_kind != ""
    return (
        select(Placement.person_id, Placement.site_id, Placement.staff_kind)
        .join(Site, Site.id == Placement.site_id)
        .where(holds_on(Placement, day), Site.is_active, kinds, ~away, ~left_out)
    )


def current_rubric(staff_kind: str) -> Rubric | None:
    """The rubric in use for a kind of staff ("teacher", "leader" …), without its indicators; None if there is none."""
    return db.session.scalar(
        select(Rubric)
        .where(Rubric.staff_kind == staff_kind, Rubric.is_current)
        .order_by(Rubric.id.desc())
        .limit(1)
    )


def years() -> list[tuple[SchoolYear, int]]:
    """Every school year, latest first, with the number of its plans that are still open."""
    plans = (
        select(Plan.year_id, func.count().label("plans"))
        .where(Plan.state.in_(OPEN))
        .group_by(Plan.year_id)
        .subquery()
    )
    rows = db.session.execute(
        select(SchoolYear, func.coalesce(plans.c.plans, 0))
        .outerjoin(plans, plans.c.year_id == SchoolYear.id)
        .options(selectinload(SchoolYear.targets))
        .order_by(SchoolYear.starts_on.desc())
    )
    return [(year, count) for year, count in rows]


def _days_away(year: SchoolYear, day: date) -> int:
    return max((year.starts_on - day).days, (day - year.ends_on).days, 0)
