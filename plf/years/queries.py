"""Questions about school years and rubrics."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased, selectinload

from plf import rules
from plf.database import fixed
from plf.extensions import db
from plf.models import Leave, Placement, Plan, Rubric, SchoolYear, Site, YearTerms
from plf.people.queries import holds_on
from plf.rules import OPEN

_OPEN_YEARS = select(SchoolYear).where(SchoolYear.status == fixed("open")).order_by(SchoolYear.starts_on)


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


def own_agreed_by(year: SchoolYear, person_ids: Collection[int]) -> dict[int, date]:
    """The day by which each of these people's plan is to be agreed, where it is not the year's: person → day.

    Set by the office, or from the day on which they began to work here, by rules.own_agreed_by. Some hundreds at a time.
    """
    by_hand = dict(
        db.session.execute(
            select(YearTerms.person_id, YearTerms.agreed_by).where(
                YearTerms.year_id == year.id,
                YearTerms.person_id.in_(person_ids),
                YearTerms.agreed_by.is_not(None),
            )
        ).all()
    )
    first_days = _first_days(year, person_ids)
    own = {
        person_id: rules.own_agreed_by(
            by_hand=by_hand.get(person_id),
            first_day=first_days.get(person_id),
            starts_on=year.starts_on,
            agreed_by=year.plans_agreed_by,
            ends_on=year.ends_on,
            days=year.late_hire_days,
        )
        for person_id in by_hand.keys() | first_days.keys()
    }
    return {person_id: day for person_id, day in own.items() if day}


def _first_days(year: SchoolYear, person_ids: Collection[int]) -> dict[int, date]:
    """Since when those work here who began after the year did; who only moved meanwhile began when they came."""
    before = aliased(Placement)
    came = select(Placement.person_id, Placement.starts_on, Placement.ends_on).where(
        Placement.person_id.in_(person_ids),
        Placement.starts_on > year.starts_on,
        ~exists().where(before.person_id == Placement.person_id, holds_on(before, year.starts_on)),
    )
    first: dict[int, date] = {}
    until: dict[int, date | None] = {}
    for row in db.session.execute(came.order_by(Placement.person_id, Placement.starts_on)):
        goes_on = row.person_id in until and until[row.person_id] == row.starts_on - timedelta(days=1)
        if not goes_on:
            first[row.person_id] = row.starts_on
        until[row.person_id] = row.ends_on
    return first


def terms_of(person_id: int, year: SchoolYear, *, lock: bool = False) -> YearTerms | None:
    """What holds for one person in a school year instead of what holds for all; None when nothing does."""
    found = select(YearTerms).where(YearTerms.year_id == year.id, YearTerms.person_id == person_id)
    return db.session.scalar(found.with_for_update() if lock else found)


def agreed_by_without_terms(year: SchoolYear, person_id: int) -> tuple[date, date | None]:
    """The day by which somebody's plan is to be agreed unless the office sets one, and the first day of a late hire."""
    first_day = _first_days(year, [person_id]).get(person_id)
    own = rules.own_agreed_by(
        by_hand=None,
        first_day=first_day,
        starts_on=year.starts_on,
        agreed_by=year.plans_agreed_by,
        ends_on=year.ends_on,
        days=year.late_hire_days,
    )
    return rules.agreed_by(own=own, year=year.plans_agreed_by), first_day


def year_starting_after(year: SchoolYear) -> SchoolYear | None:
    """The first school year that begins after this one has ended; None when it is still to be made."""
    return db.session.scalar(
        select(SchoolYear).where(SchoolYear.starts_on > year.ends_on).order_by(SchoolYear.starts_on).limit(1)
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
