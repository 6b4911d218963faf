"""Questions before and after a hand-over: what is planned, what is still open of a person, what they signed."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, Integer, Select, bindparam, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from plf import rules
from plf.database import fixed
from plf.extensions import db
from plf.models import Deputy, HandOver, Paper, Person, Plan, Revision, SchoolYear, Signature, Site
from plf.people.queries import holds_on

_STANDING = (HandOver.done_at.is_(None), HandOver.cancelled_at.is_(None))
_PLANNED = (
    select(HandOver)
    .where(HandOver.plan_id == bindparam("plan", type_=Integer), *_STANDING)
    .options(joinedload(HandOver.to))
)


def planned(plan_id: int) -> HandOver | None:
    """The hand-over that is planned for a plan, with the person; also one that could not take place on its day."""
    return db.session.scalar(_PLANNED, {"plan": plan_id})


@dataclass(frozen=True)
class OpenPlan:
    """A plan that has not ended, as the office meets it in a list of what somebody leaves behind."""

    plan_id: int
    version: int
    teacher: str
    site: str
    year: str
    title: str
    is_paused: bool


def evaluated_open(person: Person) -> list[OpenPlan]:
    """The open plans, of any year, that a person evaluates, by the teachers' names."""
    return _open_plans(Plan.evaluator_id == person.id)


def own_open(person: Person) -> list[OpenPlan]:
    """The plans of a person's own, of any year, that have not ended."""
    return _open_plans(Plan.teacher_id == person.id)


def _open_plans(which: ColumnElement[bool]) -> list[OpenPlan]:
    rows = db.session.execute(
        select(
            Plan.id,
            Plan.version,
            Plan.state,
            Plan.paused_at,
            Person.given_name,
            Person.family_name,
            Site.name.label("site"),
            SchoolYear.label.label("year"),
        )
        .join(Person, Person.id == Plan.teacher_id)
        .join(SchoolYear, SchoolYear.id == Plan.year_id)
        .outerjoin(Site, Site.id == Plan.site_id)
        .where(which, Plan.state.in_(rules.OPEN))
        .order_by(Person.family_name, Person.given_name, Plan.id)
    )
    return [
        OpenPlan(
            row.id,
            row.version,
            f"{row.given_name} {row.family_name}".strip(),
            row.site or "",
            row.year,
            rules.STATES[row.state].title,
            row.paused_at is not None,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class OpenWork:
    """What is open of one person: their own plans, how many they evaluate, how many are to come to them."""

    own: list[OpenPlan]
    evaluates: int
    to_come: int


def open_work(person: Person) -> OpenWork:
    """What has to be settled when a person leaves."""
    evaluates, to_come = db.session.execute(
        select(
            select(func.count())
            .where(Plan.evaluator_id == person.id, Plan.state.in_(rules.OPEN))
            .scalar_subquery(),
            select(func.count())
            .select_from(HandOver)
            .join(Plan, Plan.id == HandOver.plan_id)
            .where(HandOver.to_id == person.id, *_STANDING, Plan.state.in_(rules.OPEN))
            .scalar_subquery(),
        )
    ).one()
    return OpenWork(own_open(person), evaluates, to_come)


@dataclass(frozen=True)
class Signed:
    """A document that somebody signed as evaluator or deputy of a plan that is no longer theirs to see.

    `paper_id` is the scan that they filed with it, if both signed by hand.
    """

    signature_id: int
    teacher: str
    year: str
    kind: str
    revision: int
    signed_at: datetime
    superseded_why: str
    paper_id: int | None


def _statement_of_signed() -> Select:
    me, day = bindparam("me", type_=Integer), bindparam("day", type_=Date)
    teacher = aliased(Person)
    stands_in = exists().where(
        Deputy.evaluator_id == Plan.evaluator_id, Deputy.deputy_id == me, holds_on(Deputy, day)
    )
    paper = select(func.max(Paper.id)).where(
        Paper.plan_id == Signature.plan_id,
        Paper.filed_by_id == Signature.person_id,
        Paper.filed_at == Signature.signed_at,
    )
    return (
        select(
            Signature.id,
            paper.scalar_subquery().label("paper"),
            Signature.signed_at,
            Signature.superseded_why,
            Revision.kind,
            Revision.number,
            teacher.given_name,
            teacher.family_name,
            SchoolYear.label,
        )
        .join(Revision, Revision.id == Signature.revision_id)
        .join(Plan, Plan.id == Signature.plan_id)
        .join(teacher, teacher.id == Plan.teacher_id)
        .join(SchoolYear, SchoolYear.id == Plan.year_id)
        .where(
            Signature.person_id == me,
            Signature.role == fixed("evaluator"),
            Plan.evaluator_id.is_distinct_from(me),
            ~stands_in,
        )
        .order_by(Signature.signed_at.desc(), Signature.id.desc())
    )


# Put together once: the first page asks on every visit whether there is any.
_SIGNED = _statement_of_signed()
KEEPS_SIGNED = _SIGNED.order_by(None).exists()


def signed_by(person: Person, *, on: date) -> list[Signed]:
    """What a person signed as evaluator or deputy on plans of which they are neither on the day `on`, latest first."""
    return [
        Signed(
            row.id,
            f"{row.given_name} {row.family_name}".strip(),
            row.label,
            row.kind,
            row.number,
            row.signed_at,
            row.superseded_why,
            row.paper,
        )
        for row in db.session.execute(_SIGNED, {"me": person.id, "day": on})
    ]
