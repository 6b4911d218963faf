"""Counts the sites of a school year as of a day, from where people were placed and how plans stood."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from plf import rules
from plf.extensions import db
from plf.models import Plan, PlanSpan, SchoolYear, Volunteer
from plf.people.queries import district
from plf.reports.figures import AGREED, ENDED_UNFINISHED, WITHDRAWN, Figures
from plf.years.queries import counted_on

_span, _own, _earlier = aliased(PlanSpan), aliased(Plan), aliased(PlanSpan)


def end_of(day: date) -> datetime:
    """The moment in UTC at which a day of the district's calendar is over: its next local midnight."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), ZoneInfo(district().time_zone))


def day_of(at: datetime) -> date:
    """The day of the district's calendar that a moment falls on."""
    return at.astimezone(ZoneInfo(district().time_zone)).date()


def stood(span: type[PlanSpan], end: datetime) -> ColumnElement[bool]:
    """The condition that a span tells how its plan stood when a day was over; not when it was withdrawn."""
    return and_(
        span.since < end,
        or_(span.until.is_(None), span.until >= end),
        span.state.not_in(WITHDRAWN),
    )


def everybody(
    day: date,
    year: SchoolYear,
    sites: Collection[int] | None = None,
    evaluators: Collection[int] | None = None,
) -> Select:
    """Everybody who counts on a day, one row each, with the span of their plan: see the columns below.

    Only at these sites, if some are named; only those whose plan one of these people evaluated then.

    person_id, site_id; plan_id, evaluator_id, state, is_paused, since of the plan (None without one); had_begun (it was
    begun some time before the day was over), agreed (both had signed it), said_yes (they had volunteered).
    """
    end, who = end_of(day), counted_on(day, year).subquery()
    span_id = (
        select(_span.id)
        .join(_own, _own.id == _span.plan_id)
        .where(_own.teacher_id == who.c.person_id, _own.year_id == year.id, stood(_span, end))
        .limit(1)
        .correlate(who)
        .scalar_subquery()
    )
    said_yes = exists().where(
        Volunteer.person_id == who.c.person_id, Volunteer.year_id == year.id, Volunteer.at < end
    )
    found = select(
        who.c.person_id,
        who.c.site_id,
        PlanSpan.plan_id,
        PlanSpan.evaluator_id,
        PlanSpan.state,
        func.coalesce(PlanSpan.is_paused, literal(False)).label("is_paused"),
        PlanSpan.since,
        case((PlanSpan.state.in_(ENDED_UNFINISHED), _was(rules.BEGUN, end)), else_=literal(False)).label(
            "had_begun"
        ),
        case(
            (PlanSpan.state.in_(AGREED), literal(True)),
            (PlanSpan.state.is_(None), literal(False)),
            else_=_was(AGREED, end),
        ).label("agreed"),
        case((PlanSpan.state.is_(None), said_yes), else_=literal(False)).label("said_yes"),
    ).outerjoin_from(who, PlanSpan, PlanSpan.id == span_id)
    if evaluators is not None:
        theirs = select(_own.teacher_id).join(_earlier, _earlier.plan_id == _own.id)
        theirs = theirs.where(_own.year_id == year.id, _earlier.evaluator_id.in_(evaluators))
        found = found.where(who.c.person_id.in_(theirs), PlanSpan.evaluator_id.in_(evaluators))
    return found if sites is None else found.where(who.c.site_id.in_(sites))


def _was(states: Collection[str], end: datetime) -> ColumnElement[bool]:
    """Whether the plan of a row was in one of these states some time before this moment."""
    return exists().where(
        _earlier.plan_id == PlanSpan.plan_id, _earlier.since < end, _earlier.state.in_(states)
    )


def count(day: date, year: SchoolYear, sites: Collection[int] | None = None) -> dict[int, Figures]:
    """The numbers of all sites of a school year, or of these, as of a day: site id → numbers. One query.

    Sites where nobody counts on the day are left out.
    """
    return counted_by("site_id", everybody(day, year, sites))


def counted_by(column: str, people: Select) -> dict[int | None, Figures]:
    """The numbers of `everybody` by one of its columns, such as the site or the evaluator."""
    rows = people.subquery()
    kinds = (rows.c.state, rows.c.is_paused, rows.c.had_begun, rows.c.agreed, rows.c.said_yes)
    by = rows.c[column]
    found: dict[int | None, Figures] = {}
    for row in db.session.execute(select(by, *kinds, func.count().label("number")).group_by(by, *kinds)):
        _add(found.setdefault(row[0], Figures()), row)
    return found


def _add(figures: Figures, row: Row) -> None:
    figures.add(
        row.number,
        state=row.state,
        is_paused=bool(row.is_paused),
        had_begun=bool(row.had_begun),
        agreed=bool(row.agreed),
        said_yes=bool(row.said_yes),
    )
