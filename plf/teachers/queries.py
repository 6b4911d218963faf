"""The list of plans that an evaluator, a site leader or the office looks after: states and dates, no text."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Date,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    case,
    false,
    func,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from plf import rules
from plf.database import fixed, one_of, read_columns
from plf.models import NOT_WITHDRAWN, Deputy, Meeting, Pairing, Person, Plan, SchoolYear, Site, SiteLeadership
from plf.people.queries import district, has_a_list, holds_on
from plf.rules import Case, Role

ON_A_PAGE = 60


class Line(NamedTuple):
    """One teacher on the list. `turn` is a role, `is_mine` says that it is this person's turn.

    `silent_days`: how many days ago the two were last in touch, for plans under way; None for others.
    `meeting_at`: the booked meeting or conference, if it is to come and comes before `next_date`, or that has passed.
    """

    person_id: int
    name: str
    site: str
    evaluator: str
    plan_id: int | None
    state: str | None
    title: str
    turn: Role | None
    is_mine: bool
    since: datetime | None
    touched_at: datetime | None
    silent_days: int | None
    next_date: date | None
    is_late: bool
    meeting_at: datetime | None


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed to: a state ("none": without a plan), a site, and which page.

    `by_silence`: only plans under way, those first whose teacher and evaluator were not in touch for the longest.
    """

    stage: str = ""
    site_id: int | None = None
    page: int = 1
    by_silence: bool = False


def lines(person: Person, year: SchoolYear, narrowed: Filter, *, on: date) -> tuple[list[Line], int]:
    """A page of the list for `person`, what needs them first, and how many lines there are in all.

    Starts from what this person may see: the plans they evaluate (or stand in for on the day `on`), those at the
    sites they lead, or, for the office, all. Teachers paired with them who have no plan come last.
    """
    asked = {"me": person.id, "day": on, "year": year.id, "from": (narrowed.page - 1) * ON_A_PAGE}
    if narrowed.site_id:
        asked["site"] = narrowed.site_id
    page, count = _plans(person.is_office, narrowed.stage, bool(narrowed.site_id), narrowed.by_silence)
    zone = ZoneInfo(district().time_zone)
    listed = [_line(row, person.id, year, on, zone) for row in read_columns(page, asked)]
    total = len(listed)
    if narrowed.page > 1 or total == ON_A_PAGE:
        total = read_columns(count, asked).scalar_one()
    if narrowed.stage in ("", "none") and not narrowed.by_silence:
        without = _without_plan(person, year, narrowed, on)
        if narrowed.page == 1:
            listed += without
        total += len(without)
    return listed, total


def has_list(person: Person, *, on: date) -> bool:
    """Whether this person looks after any plans: as evaluator, deputy or site leader, or in the office."""
    if person.is_office:
        return True
    return read_columns(_HAS_LIST, {"me": person.id, "day": on}).scalar_one()


def sites_listed(person: Person, year: SchoolYear, *, on: date) -> list[tuple[int, str]]:
    """The sites that this person's list can be narrowed to: id and name."""
    statement = _ALL_SITES if person.is_office else _THEIR_SITES
    asked = {"me": person.id, "day": on, "year": year.id}
    return [tuple(row) for row in read_columns(statement, asked)]


def evaluated(person: Person, year: SchoolYear, *, on: date) -> list[Line]:
    """The plans that this person evaluates, or stands in for on the day `on`, the longest in their state first."""
    rows = read_columns(_EVALUATED, {"me": person.id, "day": on, "year": year.id})
    me, zone = person.id, ZoneInfo(district().time_zone)
    return [_line(row, me, year, on, zone) for row in rows]


def vacant(person: Person, year: SchoolYear) -> list[Line]:
    """The open plans of the year that have no evaluator, the oldest first: the office names one."""
    rows = read_columns(_VACANT, {"me": person.id, "year": year.id})
    me, zone = person.id, ZoneInfo(district().time_zone)
    return [_line(row, me, year, year.starts_on, zone) for row in rows]


def counts(person: Person, year: SchoolYear, *, on: date) -> dict[str, int]:
    """How many plans are in each state, of those on this person's list."""
    statement = _COUNTS_OF_ALL if person.is_office else _COUNTS
    return dict(read_columns(statement, {"me": person.id, "day": on, "year": year.id}).all())


EVALUATORS_TURN = tuple(name for name, state in rules.STATES.items() if state.turn == Role.EVALUATOR)
TEACHERS_TURN = tuple(name for name, state in rules.STATES.items() if state.turn == Role.TEACHER)


# The questions below are put together once: that takes longer than asking them, and they are asked on every visit.
# Their parameters: the person who asks, the district's day, and the school year.
_ME, _DAY, _YEAR = (
    bindparam("me", type_=Integer),
    bindparam("day", type_=Date),
    bindparam("year", type_=Integer),
)

_stands_in_for = select(Deputy.evaluator_id).where(Deputy.deputy_id == _ME, holds_on(Deputy, _DAY))
_leads = select(SiteLeadership.site_id).where(SiteLeadership.person_id == _ME, holds_on(SiteLeadership, _DAY))
# By their numbers, so that every question starts from the few plans of this person and not from all of the year.
_one = aliased(Plan)
_of_year = select(_one.id).where(_one.year_id == _YEAR, _one.teacher_id != _ME)
_evaluated = (_of_year.where(_one.evaluator_id == _ME), _of_year.where(_one.evaluator_id.in_(_stands_in_for)))
EVALUATES = Plan.id.in_(union_all(*_evaluated))
_evaluates_or_leads = Plan.id.in_(union_all(*_evaluated, _of_year.where(_one.site_id.in_(_leads))))

# Conditions on the parameters alone: whether this person has a list, and whether they lead a site.
HAS_LIST = has_a_list(_ME, _DAY)
LEADS_A_SITE = _leads.exists()
_HAS_LIST = select(HAS_LIST)
_sites = select(Site.id, Site.name).order_by(Site.name)
_ALL_SITES = _sites.where(Site.is_active)
_THEIR_SITES = _sites.where(Site.id.in_(select(Plan.site_id).where(_evaluates_or_leads)))
_of_all = and_(Plan.year_id == _YEAR, Plan.teacher_id != _ME)
_counts = select(Plan.state, func.count()).where(NOT_WITHDRAWN).group_by(Plan.state)
_COUNTS, _COUNTS_OF_ALL = _counts.where(_evaluates_or_leads), _counts.where(_of_all)

_planned = select(Plan.id).where(Plan.teacher_id == Person.id, Plan.year_id == _YEAR, NOT_WITHDRAWN)
_WITHOUT_PLAN = (
    select(Person.id, Person.given_name, Person.family_name, Site.name.label("site"))
    .join(Pairing, and_(Pairing.teacher_id == Person.id, holds_on(Pairing, _DAY)))
    .outerjoin(Site, Site.id == Person.main_site_id)
    .where(Pairing.evaluator_id == _ME, Person.is_active, ~_planned.exists())
    .order_by(Person.family_name, Person.given_name)
)

_teacher, _evaluator = aliased(Person), aliased(Person)
_COLUMNS = (
    select(
        Plan.id,
        Plan.state,
        Plan.state_since,
        Plan.touched_at,
        Plan.checkpoint_on,
        Plan.agreed_by,
        Plan.in_force_id,
        Plan.paused_at,
        Plan.evaluator_id,
        Plan.teacher_id,
        _teacher.given_name,
        _teacher.family_name,
        _evaluator.given_name.label("evaluator_given"),
        _evaluator.family_name.label("evaluator_family"),
        Site.name.label("site"),
        Meeting.starts_at.label("meeting_at"),
    )
    .join(_teacher, _teacher.id == Plan.teacher_id)
    .outerjoin(_evaluator, _evaluator.id == Plan.evaluator_id)
    .outerjoin(Site, Site.id == Plan.site_id)
    .outerjoin(
        Meeting,
        and_(
            Meeting.plan_id == Plan.id,
            Meeting.kind
            == case((Plan.state.in_(one_of(rules.UNDER_WAY)), fixed("conference")), else_=fixed("review")),
            Meeting.cancelled_at.is_(None),
        ),
    )
)
_NEED = case(
    (Plan.state.in_(one_of(EVALUATORS_TURN)), fixed(0)),
    (Plan.state.in_(one_of(TEACHERS_TURN)), fixed(1)),
    else_=fixed(2),
)
# Signed by both, and neither ended nor paused: also while it is amended.
_UNDER_WAY = and_(Plan.in_force_id.is_not(None), Plan.state.in_(one_of(rules.OPEN)), Plan.paused_at.is_(None))
_VACANT = (
    _COLUMNS.where(
        Plan.evaluator_id.is_(None),
        Plan.year_id == _YEAR,
        Plan.teacher_id != _ME,
        Plan.state.in_(one_of(rules.OPEN)),
    )
    .order_by(Plan.assigned_at)
    .limit(fixed(100))
)
_EVALUATED = _COLUMNS.where(EVALUATES, NOT_WITHDRAWN).order_by(Plan.state_since).limit(fixed(400))


@lru_cache(maxsize=256)
def _plans(all_sites: bool, stage: str, one_site: bool, by_silence: bool) -> tuple[Select, Select]:
    """A page of the list, beginning after the parameter "from", and how many lines there are in all."""
    found = _narrowed(
        _COLUMNS.where(_of_all if all_sites else _evaluates_or_leads), stage, one_site, by_silence
    )
    if by_silence:
        ordered = found.order_by(Plan.touched_at.asc().nulls_first(), Plan.id)
    elif all_sites:
        ordered = found.order_by(Plan.id)  # all of a district: sorting by need would read every plan
    else:
        ordered = found.order_by(_NEED, Plan.state_since, Plan.id)
    page = ordered.limit(fixed(ON_A_PAGE)).offset(bindparam("from", type_=Integer))
    return page, select(func.count()).select_from(found.subquery())


def _narrowed(statement: Select, stage: str, one_site: bool, by_silence: bool) -> Select:
    if stage == "none":
        return statement.where(false())
    # A stage is one of the rules: the page lets nothing else through.
    statement = statement.where(Plan.state.in_(one_of([stage])) if stage else NOT_WITHDRAWN)
    if one_site:
        statement = statement.where(Plan.site_id == bindparam("site", type_=Integer))
    return statement.where(_UNDER_WAY) if by_silence else statement


def _without_plan(person: Person, year: SchoolYear, narrowed: Filter, on: date) -> list[Line]:
    statement = _WITHOUT_PLAN
    if narrowed.site_id:
        statement = statement.where(Person.main_site_id == narrowed.site_id)
    return [
        Line(
            person_id=row.id,
            name=_name(row.given_name, row.family_name),
            site=row.site or "",
            evaluator=person.name,
            plan_id=None,
            state=None,
            title="No plan yet",
            turn=None,
            is_mine=False,
            since=None,
            touched_at=None,
            silent_days=None,
            next_date=None,
            is_late=False,
            meeting_at=None,
        )
        for row in read_columns(statement, {"me": person.id, "day": on, "year": year.id})
    ]


def _line(row: Row, me: int, year: SchoolYear, on: date, zone: ZoneInfo) -> Line:
    fact = _fact(row.state, row.paused_at is not None, row.evaluator_id is not None)
    turn = rules.turn(fact)
    next_date = None if fact.paused else _next_date(row, year)
    return Line(
        person_id=row.teacher_id,
        name=_name(row.given_name, row.family_name),
        site=row.site or "",
        evaluator=_name(row.evaluator_given, row.evaluator_family),
        plan_id=row.id,
        state=row.state,
        title="Paused" if fact.paused else rules.STATES[row.state].title,
        turn=turn,
        is_mine=turn == Role.EVALUATOR and row.evaluator_id == me,
        since=row.state_since,
        touched_at=row.touched_at,
        silent_days=_silent_days(row, fact, on, zone),
        next_date=next_date,
        is_late=next_date is not None and next_date < on,
        meeting_at=_meeting_to_come(row, next_date, on, zone),
    )


@lru_cache(maxsize=256)
def _fact(state: str, paused: bool, has_evaluator: bool) -> Case:
    return Case(state=state, paused=paused, has_evaluator=has_evaluator)


def _next_date(row: Row, year: SchoolYear) -> date | None:
    return rules.next_date(
        row.state,
        agreed_by=rules.agreed_by(own=row.agreed_by, year=year.plans_agreed_by),
        checkpoint_on=row.checkpoint_on,
        conferences_by=year.conferences_by,
        in_force=row.in_force_id is not None,
    )


def _meeting_to_come(row: Row, next_date: date | None, on: date, zone: ZoneInfo) -> datetime | None:
    if row.meeting_at is None or next_date is None:
        return None
    day = _local_day(row.meeting_at, zone)
    return row.meeting_at if on <= day and (day <= next_date or next_date < on) else None


def _local_day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _silent_days(row: Row, fact: Case, on: date, zone: ZoneInfo) -> int | None:
    if row.in_force_id is None or row.touched_at is None or fact.paused or not rules.is_open(fact):
        return None
    return (on - _local_day(row.touched_at, zone)).days


def _name(given: str | None, family: str | None) -> str:
    return f"{given or ''} {family or ''}".strip()
