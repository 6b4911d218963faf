"""The worker's part of reports: counts the sites again where something has changed, and all of them on a new day."""

from datetime import date, datetime

from sqlalchemy import func, select

from plf import jobs
from plf.database import now, writing
from plf.extensions import db
from plf.models import CountMark, CountTurn, KeptDay, SchoolYear
from plf.people.queries import district, today_here
from plf.reports import actions, kept
from plf.reports.counting import count, day_of

JOB = "count"
# More marks than these are settled in one go; they come of thousands being assigned, or a roster.
MOST = 500_000


@jobs.sweeper
def look(at: datetime) -> None:
    """Have the sites counted where there are marks, and every day anew. What is old goes."""
    if district() is None:
        return
    day = today_here()
    years = open_years()
    there = set(db.session.scalars(select(KeptDay.year_id).where(KeptDay.day == day)))
    last, number = db.session.execute(select(func.max(CountMark.id), func.count(CountMark.id))).one()
    if number or {year.id for year in years} - there:
        jobs.enqueue(JOB, {}, key=f"count-{day}-{last or 0}-{number}-{len(there)}")
    actions.forget_old(db.session(), at)


@jobs.handler(JOB)
def recount(job: jobs.Claimed | None = None) -> None:
    """Count again what is marked, for today, in every open year; days before that a mark touches are thrown away.

    Counted outside of `writing()`: if somebody else kept counts meanwhile, nothing is kept and the next sweep looks
    again. Done twice it is the same.
    """
    day, at = today_here(), now()
    turn = db.session.scalar(select(CountTurn.number)) or 0
    marks = db.session.execute(
        select(CountMark.id, CountMark.from_day, CountMark.from_at).order_by(CountMark.id).limit(MOST)
    ).all()
    found = {}
    for year in open_years():
        has_day = db.session.scalar(select(KeptDay.year_id).filter_by(year_id=year.id, day=day))
        sites = kept.changed_sites(year, day) if has_day else None
        found[year.id] = (sites, count(day, year, sites) if sites is None or sites else {})
    with writing() as session:
        if not actions.take_turn(session, turn):
            return
        for year_id, (sites, counts) in found.items():
            actions.keep(session, year_id, day, counts, at=at, only=sites)
        if marks:
            actions.forget_from(session, min(map(_first_day, marks)), but=day)
        actions.settle(session, [mark.id for mark in marks])


def open_years() -> list[SchoolYear]:
    """The school years that are open, in which something changes every day."""
    return list(db.session.scalars(select(SchoolYear).where(SchoolYear.status == "open")))


def _first_day(mark) -> date:
    if mark.from_at is not None:
        return day_of(mark.from_at)
    return mark.from_day or date.min
