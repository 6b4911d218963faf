"""The numbers of all sites as of a day: kept ones, and for the sites where something has changed since, counted now.

So what is shown is always right at the moment it is shown; the worker only sees to it that there is little to count.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select

from plf.database import now
from plf.extensions import db
from plf.models import CountMark, CountTurn, KeptDay, Placement, SchoolYear, SiteCount
from plf.people.queries import holds_on
from plf.reports.counting import count, end_of
from plf.reports.figures import NUMBERS, Figures

MOST_MARKS = 2_000  # and sites, of which each is looked at for a page; beyond, counting all is quicker
MOST_SITES = 100


@dataclass(frozen=True)
class Standing:
    """The numbers of the sites as of a day, at the moment `at`: site id → numbers. `turn`: see `plf.reports.actions`.

    `is_kept`: they were kept, all or nearly all.
    """

    day: date
    at: datetime
    sites: dict[int, Figures]
    is_kept: bool
    turn: int


def standing(
    year: SchoolYear, day: date, sites: Collection[int] | None = None, *, with_states: bool = True
) -> Standing:
    """How the sites of a school year, or these, stand as of a day of the district's calendar. At most six queries.

    Without the states of plans, where nobody asks for them: reading them takes longer than all the rest.
    """
    turn = db.session.scalar(select(CountTurn.number)) or 0
    at = now()
    if sites is not None and len(sites) <= MOST_SITES:
        return Standing(day, at, count(day, year, sites), True, turn)
    changed = changed_sites(year, day)
    kept = db.session.scalar(select(KeptDay.counted_at).filter_by(year_id=year.id, day=day))
    if kept is None or changed is None:
        return Standing(day, at, _only(count(day, year), sites), False, turn)
    found = _read(year, day, with_states)
    for site in changed:
        found.pop(site, None)
    if changed:
        found |= count(day, year, changed)
    return Standing(day, at, _only(found, sites), True, turn)


def changed_sites(year: SchoolYear, day: date) -> set[int] | None:
    """The sites at which something has changed that counts on this day, and was not counted since; None: too many."""
    marks = db.session.execute(
        select(CountMark.site_id, CountMark.person_id, CountMark.year_id)
        .where(touches(day))
        .limit(MOST_MARKS + 1)
    ).all()
    if len(marks) > MOST_MARKS or any(mark.year_id == year.id for mark in marks):
        return None
    found = {mark.site_id for mark in marks if mark.site_id}
    people = {mark.person_id for mark in marks if mark.person_id}
    if people:
        found |= set(
            db.session.scalars(
                select(Placement.site_id).where(
                    Placement.person_id.in_(people),
                    Placement.site_id.is_not(None),
                    holds_on(Placement, day),
                )
            )
        )
    return found if len(found) <= MOST_SITES else None


def touches(day: date) -> ColumnElement[bool]:
    """The condition that a mark tells of a change that counts as of this day."""
    return and_(
        or_(CountMark.from_day.is_(None), CountMark.from_day <= day),
        or_(CountMark.from_at.is_(None), CountMark.from_at < end_of(day)),
    )


_COLUMNS = [SiteCount.site_id, *(getattr(SiteCount, name) for name in NUMBERS)]
_NONE: Counter[str] = Counter()


def _read(year: SchoolYear, day: date, with_states: bool) -> dict[int, Figures]:
    columns = [*_COLUMNS, SiteCount.states] if with_states else _COLUMNS
    rows = db.session.execute(select(*columns).where(SiteCount.year_id == year.id, SiteCount.day == day))
    if with_states:
        return {row[0]: Figures(*row[1:]) for row in rows}
    return {row[0]: Figures(*row[1:], _NONE) for row in rows}


def _only(found: dict[int, Figures], sites: Collection[int] | None) -> dict[int, Figures]:
    return found if sites is None else {site: each for site, each in found.items() if site in sites}
