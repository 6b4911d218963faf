"""The list of plans that an evaluator, a site leader or the office looks after: states and dates, no text."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import aliased

from plf import rules
from plf.extensions import db
from plf.models import NOT_WITHDRAWN, Deputy, Meeting, Pairing, Person, Plan, SchoolYear, Site, SiteLeadership
from plf.people.queries import holds_on
from plf.rules import Case, Role

ON_A_PAGE = 60


@dataclass(frozen=True)
class Line:
    """One teacher on the list. `turn` is a role, `is_mine` says that it is this person's turn."""

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
    next_date: date | None
    is_late: bool
    meeting_at: datetime | None


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed to: a state ("none": without a plan), a site, and which page."""

    stage: str = ""
    site_id: int | None = None
    page: int = 1


def lines(person: Person, year: SchoolYear, narrowed: Filter, *, on: date) -> tuple[list[Line], int]:
    """A page of the list for `person`, what needs them first, and how many lines there are in all.

    Starts from what this person may see: the plans they evaluate (or stand in for on the day `on`), those at the
    sites they lead, or, for the office, all. Teachers paired with them who have no plan come last.
    """
    found = _plans(person, year, narrowed, on)
    total = db.session.scalar(select(func.count()).select_from(found.order_by(None).subquery()))
    page = found.offset((narrowed.page - 1) * ON_A_PAGE).limit(ON_A_PAGE)
    listed = [_line(row, person, year, on) for row in db.session.execute(page)]
    if not narrowed.stage or narrowed.stage == "none":
        without = _without_plan(person, year, narrowed, on)
        if narrowed.page == 1:
            listed += without
        total += len(without)
    return listed, total


def has_list(person: Person, *, on: date) -> bool:
    """Whether this person looks after any plans: as evaluator, deputy or site leader, or in the office."""
    if person.is_office:
        return True
    return db.session.scalar(
        select(
            or_(
                select(Pairing.id).where(Pairing.evaluator_id == person.id, holds_on(Pairing, on)).exists(),
                select(Plan.id).where(Plan.evaluator_id == person.id).exists(),
                select(Deputy.id).where(Deputy.deputy_id == person.id, holds_on(Deputy, on)).exists(),
                select(SiteLeadership.id)
                .where(SiteLeadership.person_id == person.id, holds_on(SiteLeadership, on))
                .exists(),
            )
        )
    )


def sites_listed(person: Person, year: SchoolYear, *, on: date) -> list[tuple[int, str]]:
    """The sites that this person's list can be narrowed to: id and name."""
    if person.is_office:
        statement = select(Site.id, Site.name).where(Site.is_active)
    else:
        theirs = select(Plan.site_id).where(Plan.year_id == year.id, _theirs(person, on))
        statement = select(Site.id, Site.name).where(Site.id.in_(theirs))
    return [tuple(row) for row in db.session.execute(statement.order_by(Site.name))]


def mine(person: Person, year: SchoolYear, *, on: date, most: int = 8) -> tuple[list[Line], int]:
    """The plans where it is this person's turn as evaluator or deputy, the longest waiting first; and how many."""
    whose = _evaluated_by(person, on)
    statement = (
        _columns()
        .where(Plan.year_id == year.id, whose, Plan.state.in_(EVALUATORS_TURN), Plan.paused_at.is_(None))
        .order_by(Plan.state_since)
    )
    found = [_line(row, person, year, on) for row in db.session.execute(statement.limit(200))]
    return found[:most], len(found)


def counts(person: Person, year: SchoolYear, *, on: date) -> dict[str, int]:
    """How many plans are in each state, of those on this person's list."""
    rows = db.session.execute(
        select(Plan.state, func.count())
        .where(Plan.year_id == year.id, NOT_WITHDRAWN, _theirs(person, on))
        .group_by(Plan.state)
    )
    return dict(rows.all())


EVALUATORS_TURN = tuple(name for name, state in rules.STATES.items() if state.turn == Role.EVALUATOR)
TEACHERS_TURN = tuple(name for name, state in rules.STATES.items() if state.turn == Role.TEACHER)


def _columns() -> Select:
    teacher, evaluator = aliased(Person), aliased(Person)
    return (
        select(
            Plan.id,
            Plan.state,
            Plan.state_since,
            Plan.touched_at,
            Plan.checkpoint_on,
            Plan.paused_at,
            Plan.evaluator_id,
            Plan.teacher_id,
            teacher.given_name,
            teacher.family_name,
            evaluator.given_name.label("evaluator_given"),
            evaluator.family_name.label("evaluator_family"),
            Site.name.label("site"),
            Meeting.starts_at.label("meeting_at"),
        )
        .join(teacher, teacher.id == Plan.teacher_id)
        .outerjoin(evaluator, evaluator.id == Plan.evaluator_id)
        .outerjoin(Site, Site.id == Plan.site_id)
        .outerjoin(
            Meeting,
            and_(Meeting.plan_id == Plan.id, Meeting.kind == "review", Meeting.cancelled_at.is_(None)),
        )
    )


def _plans(person: Person, year: SchoolYear, narrowed: Filter, on: date) -> Select:
    statement = _columns().where(Plan.year_id == year.id, _theirs(person, on))
    if narrowed.stage == "none":
        return statement.where(false())
    if narrowed.stage:
        statement = statement.where(Plan.state.in_([narrowed.stage]))
    else:
        statement = statement.where(NOT_WITHDRAWN)
    if narrowed.site_id:
        statement = statement.where(Plan.site_id == narrowed.site_id)
    if person.is_office:
        return statement.order_by(Plan.id)  # all of a district: sorting by need would read every plan
    need = case((Plan.state.in_(EVALUATORS_TURN), 0), (Plan.state.in_(TEACHERS_TURN), 1), else_=2)
    return statement.order_by(need, Plan.state_since, Plan.id)


def _without_plan(person: Person, year: SchoolYear, narrowed: Filter, on: date) -> list[Line]:
    planned = select(Plan.id).where(Plan.teacher_id == Person.id, Plan.year_id == year.id, NOT_WITHDRAWN)
    statement = (
        select(Person.id, Person.given_name, Person.family_name, Site.name.label("site"))
        .join(Pairing, and_(Pairing.teacher_id == Person.id, holds_on(Pairing, on)))
        .outerjoin(Site, Site.id == Person.main_site_id)
        .where(Pairing.evaluator_id == person.id, Person.is_active, ~planned.exists())
        .order_by(Person.family_name, Person.given_name)
    )
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
            next_date=None,
            is_late=False,
            meeting_at=None,
        )
        for row in db.session.execute(statement)
    ]


def _theirs(person: Person, on: date) -> ColumnElement[bool]:
    if person.is_office:
        return Plan.teacher_id != person.id
    led = select(SiteLeadership.site_id).where(
        SiteLeadership.person_id == person.id, holds_on(SiteLeadership, on)
    )
    at_their_site = and_(Plan.site_id.in_(led), Plan.teacher_id != person.id)
    return or_(_evaluated_by(person, on), at_their_site)


def _evaluated_by(person: Person, on: date) -> ColumnElement[bool]:
    stands_in_for = select(Deputy.evaluator_id).where(Deputy.deputy_id == person.id, holds_on(Deputy, on))
    return and_(
        or_(Plan.evaluator_id == person.id, Plan.evaluator_id.in_(stands_in_for)),
        Plan.teacher_id != person.id,
    )


def _line(row: Row, person: Person, year: SchoolYear, on: date) -> Line:
    fact = Case(state=row.state, paused=row.paused_at is not None, has_evaluator=row.evaluator_id is not None)
    turn = rules.turn(fact)
    next_date = rules.next_date(row.state, agreed_by=year.plans_agreed_by, checkpoint_on=row.checkpoint_on)
    return Line(
        person_id=row.teacher_id,
        name=_name(row.given_name, row.family_name),
        site=row.site or "",
        evaluator=_name(row.evaluator_given, row.evaluator_family),
        plan_id=row.id,
        state=row.state,
        title="Paused" if fact.paused else rules.STATES[row.state].title,
        turn=turn,
        is_mine=turn == Role.EVALUATOR and row.evaluator_id == person.id,
        since=row.state_since,
        touched_at=row.touched_at,
        next_date=next_date,
        is_late=next_date is not None and next_date < on and not fact.paused,
        meeting_at=row.meeting_at,
    )


def _name(given: str | None, family: str | None) -> str:
    return f"{given or ''} {family or ''}".strip()
