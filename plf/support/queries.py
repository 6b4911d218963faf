"""Questions about support: the notes on a plan, who waits for an answer, and whom to talk to this week."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Row,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased, contains_eager

from plf import rules
from plf.database import UTCDateTime, fixed, one_of, read_columns
from plf.extensions import db
from plf.models import Person, Plan, SchoolYear, Signature, SupportNote
from plf.people.queries import district
from plf.plans.queries import SeenPlan
from plf.rules import Refusal, Role
from plf.teachers.queries import EVALUATES

MOST_ASKS = 8
A_WEEK = 3  # so many names a week


def require_reading(seen: SeenPlan) -> None:
    """Support is between teacher and evaluator (or deputy). Raises a Refusal (403) for everybody else."""
    if not seen.sees.journal:
        raise Refusal(
            403,
            "Only the teacher and the evaluator read what was asked and offered as support. "
            "If that should be you, ask the office to check who is named.",
        )


def notes(seen: SeenPlan) -> list[SupportNote]:
    """Everything that was asked, answered, offered and noted, latest first, with people and asks loaded.

    Raises a Refusal (403) when it is not theirs to read.
    """
    require_reading(seen)
    asked = aliased(SupportNote)
    return list(
        db.session.scalars(
            select(SupportNote)
            .join(SupportNote.person)
            .outerjoin(asked, SupportNote.answers_id == asked.id)
            .where(SupportNote.plan_id == seen.plan.id)
            .options(contains_eager(SupportNote.person), contains_eager(SupportNote.answers.of_type(asked)))
            .order_by(SupportNote.at.desc(), SupportNote.id.desc())
        )
    )


@dataclass(frozen=True)
class Ask:
    """An open ask: whose plan, what they ask for, and since when (UTC)."""

    id: int
    plan_id: int
    teacher: str
    text: str
    at: datetime


# In these very words, for the index of open asks.
_OPEN = and_(SupportNote.kind == fixed("ask"), SupportNote.settled == fixed(""))
_OPEN_ASKS = (
    select(SupportNote.id, SupportNote.text, SupportNote.at)
    .where(SupportNote.plan_id == bindparam("plan"), _OPEN)
    .order_by(SupportNote.at, SupportNote.id)
)


def open_asks(seen: SeenPlan) -> list[Ask]:
    """What the teacher of this plan waits for, the longest waiting first. Empty for those who do not read it.

    After the plan has ended nobody waits, and nothing is asked of the database.
    """
    if not (seen.sees.journal and seen.is_open):
        return []
    rows = db.session.execute(_OPEN_ASKS, {"plan": seen.plan.id})
    return [Ask(row.id, seen.plan.id, seen.plan.teacher.name, row.text, row.at) for row in rows]


def ask_of(seen: SeenPlan, ask_id: int) -> SupportNote:
    """One ask of this plan. Raises rules.HIDDEN (404) when it is none."""
    found = db.session.get(SupportNote, ask_id)
    if found is None or found.plan_id != seen.plan.id or found.kind != "ask":
        raise rules.HIDDEN
    return found


def week_of(day: date) -> date:
    """The Monday of the week of a day of the district's calendar."""
    return day - timedelta(days=day.weekday())


def begins(day: date, zone: str) -> datetime:
    """The first moment (UTC) of a day in a time zone."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True)
class Name:
    """One of the three to talk to. `since`: when the two were last in touch before this week (UTC), if ever.

    `days` from that day to today, `is_done`: they were in touch this week.
    """

    plan_id: int
    teacher: str
    since: datetime | None
    days: int
    is_done: bool


@dataclass(frozen=True)
class ThisWeek:
    """For an evaluator's first page: who waits for an answer, and whom to talk to this week."""

    asks: list[Ask]
    names: list[Name]

    @property
    def done(self) -> int:
        return sum(name.is_done for name in self.names)


def this_week(person: Person, year: SchoolYear, *, on: date) -> ThisWeek:
    """Who of their teachers asks for support, and the three names of the week of the day `on`. One query.

    The three are those not in touch for the longest when the week began (Monday, in the district's zone), among the
    plans under way that this person evaluates or stands in for on that day. Having talked does not change them: so
    the list stays the same from Monday to Sunday, but for plans that are paused, handed over or ended unsigned.
    """
    zone = district().time_zone
    week = begins(week_of(on), zone)
    found = read_columns(_THIS_WEEK, {"me": person.id, "day": on, "year": year.id, "week": week}).all()
    asks = [Ask(row.note, row.plan, _name(row), row.text, row.at) for row in found if row.note]
    names = [
        Name(row.plan, _name(row), row.at, _days(row.at, on, zone), row.is_done)
        for row in found
        if not row.note
    ]
    return ThisWeek(asks, names)


@dataclass(frozen=True)
class Counts:
    """How often, in a school year: all that anybody but teacher and evaluator learns of support."""

    asks: int = 0
    answered: int = 0
    offers: int = 0
    check_ins: int = 0


def counts(year: SchoolYear) -> Counts:
    """How many asks, asks that were answered, offers and check-ins a school year had, in the whole district."""
    rows = db.session.execute(
        select(SupportNote.kind, SupportNote.settled, func.count().label("so_many"))
        .join(Plan, Plan.id == SupportNote.plan_id)
        .where(Plan.year_id == year.id)
        .group_by(SupportNote.kind, SupportNote.settled)
    ).all()

    def so_many(kind: str, *settled: str) -> int:
        return sum(
            row.so_many for row in rows if row.kind == kind and (not settled or row.settled in settled)
        )

    return Counts(so_many("ask"), so_many("ask", "answered"), so_many("offer"), so_many("check_in"))


def _name(row: Row) -> str:
    return f"{row.given_name} {row.family_name}".strip()


def _days(since: datetime | None, on: date, zone: str) -> int:
    return (on - since.astimezone(ZoneInfo(zone)).date()).days if since else 0


# Put together once: that takes longer than asking it, and it is asked on every visit to the first page.
_WEEK = bindparam("week", type_=UTCDateTime)
_LAST_BEFORE = case((Plan.touched_at >= _WEEK, Plan.touched_before), else_=Plan.touched_at)


def _under_way_since_before() -> ColumnElement[bool]:
    """Signed by both before the week began, and not ended, or ended in it by both: also while it is amended."""
    signed = select(Signature.id).where(
        Signature.plan_id == Plan.id, Signature.role == fixed(Role.TEACHER), Signature.signed_at < _WEEK
    )
    ended_in_it = and_(Plan.state.in_(one_of(rules.COMPLETED)), Plan.state_since >= _WEEK)
    return and_(
        Plan.in_force_id.is_not(None),
        Plan.paused_at.is_(None),
        or_(Plan.state.in_(one_of(rules.OPEN)), ended_in_it),
        signed.exists(),
    )


def _statement_of_this_week() -> CompoundSelect:
    teacher = (Person.given_name, Person.family_name)
    asks = (
        select(
            SupportNote.id.label("note"),
            Plan.id.label("plan"),
            *teacher,
            SupportNote.text.label("text"),
            SupportNote.at.label("at"),
            literal(False).label("is_done"),
        )
        .join(Plan, Plan.id == SupportNote.plan_id)
        .join(Person, Person.id == Plan.teacher_id)
        .where(EVALUATES, _OPEN, Plan.state.in_(one_of(rules.OPEN)), Plan.paused_at.is_(None))
        .order_by(SupportNote.at, SupportNote.id)
        .limit(fixed(MOST_ASKS))
        .subquery()
    )
    names = (
        select(
            cast(null(), Integer).label("note"),
            Plan.id.label("plan"),
            *teacher,
            literal("").label("text"),
            _LAST_BEFORE.label("at"),
            func.coalesce(Plan.touched_at >= _WEEK, literal(False)).label("is_done"),
        )
        .join(Person, Person.id == Plan.teacher_id)
        .where(EVALUATES, _under_way_since_before())
        .order_by(_LAST_BEFORE.asc().nulls_first(), Plan.id)
        .limit(fixed(A_WEEK))
        .subquery()
    )
    return union_all(select(asks), select(names))


_THIS_WEEK = _statement_of_this_week()
