"""Questions about booked meetings and the times that evaluators offer for them."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Date, Integer, Select, bindparam, exists, literal, select, union_all
from sqlalchemy.orm import aliased, joinedload

from plf import rules
from plf.database import UTCDateTime, one_of
from plf.extensions import db
from plf.models import NOT_WITHDRAWN, Deputy, Meeting, Person, Plan, Slot
from plf.people.queries import district, is_somebodys_evaluator

MEETINGS = {"review": "Review meeting", "conference": "Final conference"}

_NEXT_MEETING = (
    select(Meeting)
    .where(
        Meeting.plan_id == bindparam("plan"),
        Meeting.kind == bindparam("kind"),
        Meeting.cancelled_at.is_(None),
    )
    .options(joinedload(Meeting.booked_by))
)


def next_meeting(plan_id: int, *, kind: str = "review") -> Meeting | None:
    """The meeting that is booked for a plan, with who booked it; one that is over stays until another is booked.

    `kind` is "review" or "conference".
    """
    return db.session.scalar(_NEXT_MEETING, {"plan": plan_id, "kind": kind})


def stamp(meeting: Meeting | None) -> str:
    """What a page keeps of the meeting it showed, to know later whether that is still the one; "" for none."""
    return f"{meeting.id}.{meeting.sequence}" if meeting else ""


@dataclass(frozen=True)
class Booked:
    """A booked meeting as it stands among the dates that are coming up."""

    plan_id: int
    kind: str
    teacher: str
    starts_at: datetime
    place: str


def _statement_of_meetings() -> Select:
    me, day = bindparam("me", type_=Integer), bindparam("day", type_=Date)
    stands_in_for = select(Deputy.evaluator_id).where(
        Deputy.deputy_id == me, Deputy.starts_on <= day, Deputy.ends_on >= day
    )
    theirs = union_all(
        select(Plan.id).where(Plan.teacher_id == me, NOT_WITHDRAWN),
        select(Plan.id).where(Plan.evaluator_id == me),
        select(Plan.id).where(Plan.evaluator_id.in_(stands_in_for)),
    )
    return (
        select(
            Meeting.plan_id,
            Meeting.kind,
            Meeting.starts_at,
            Meeting.place,
            Person.given_name,
            Person.family_name,
        )
        .join(Meeting.plan)
        .join(Plan.teacher)
        .where(
            Meeting.plan_id.in_(theirs),
            Meeting.cancelled_at.is_(None),
            Meeting.ends_at > bindparam("since", type_=UTCDateTime),
            Plan.state.not_in(one_of(rules.ENDED)),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )


# Put together once: that takes longer than asking it, and it is asked on every visit.
MEETINGS_OF = _statement_of_meetings()


def meetings_of(person: Person, since: datetime) -> list[Booked]:
    """The booked meetings of a person that end after `since` (UTC), earliest first.

    As teacher, as evaluator, and as deputy for the evaluator on that day.
    """
    day = since.astimezone(ZoneInfo(district().time_zone)).date()
    rows = db.session.execute(MEETINGS_OF, {"me": person.id, "day": day, "since": since})
    return [
        Booked(row.plan_id, row.kind, f"{row.given_name} {row.family_name}".strip(), row.starts_at, row.place)
        for row in rows
    ]


def free_slots(evaluator_id: int, after: datetime, *, beside: int | None = None) -> list[Slot]:
    """The times of an evaluator that can still be booked and begin after `after` (UTC), earliest first.

    A time during which the evaluator has a meeting is not free; the meeting with the id `beside` does not count,
    because it is the one that would move.
    """
    return list(
        db.session.scalars(
            select(Slot)
            .where(
                Slot.evaluator_id == evaluator_id,
                Slot.meeting_id.is_(None),
                Slot.starts_at > after,
                ~_has_meeting_during(evaluator_id, Slot.starts_at, Slot.ends_at, beside),
            )
            .order_by(Slot.starts_at)
        )
    )


def is_busy(evaluator_id: int, starts_at: datetime, ends_at: datetime, *, beside: int | None = None) -> bool:
    """Whether an evaluator has a meeting at any time between two moments (see `free_slots` for `beside`)."""
    return db.session.scalar(select(_has_meeting_during(evaluator_id, starts_at, ends_at, beside)))


def _has_meeting_during(evaluator_id: int, starts_at, ends_at, beside: int | None) -> ColumnElement[bool]:
    other, plan = aliased(Meeting), aliased(Plan)
    found = exists().where(
        other.plan_id == plan.id,
        plan.evaluator_id == evaluator_id,
        other.cancelled_at.is_(None),
        other.starts_at < ends_at,
        other.ends_at > starts_at,
    )
    return found.where(other.id != beside) if beside else found


@dataclass(frozen=True)
class OfferedSlot:
    """A time as its evaluator sees it in the list; `teacher` and `plan_id` say who has booked it, if anybody.

    `is_hidden`: it is not offered, because the evaluator has a meeting of another time in between.
    """

    slot: Slot
    plan_id: int | None
    teacher: str
    is_hidden: bool


def offered_slots(evaluator_id: int, after: datetime) -> list[OfferedSlot]:
    """The times that an evaluator offers and that end after `after` (UTC), earliest first."""
    busy = _has_meeting_during(evaluator_id, Slot.starts_at, Slot.ends_at, None)
    rows = db.session.execute(
        select(Slot, Plan.id.label("plan_id"), Person.given_name, Person.family_name, busy.label("busy"))
        .outerjoin(Meeting, Meeting.id == Slot.meeting_id)
        .outerjoin(Plan, Plan.id == Meeting.plan_id)
        .outerjoin(Person, Person.id == Plan.teacher_id)
        .where(Slot.evaluator_id == evaluator_id, Slot.ends_at > after)
        .order_by(Slot.starts_at)
    )
    return [
        OfferedSlot(
            row.Slot,
            row.plan_id,
            f"{row.given_name or ''} {row.family_name or ''}".strip(),
            row.busy and row.plan_id is None,
        )
        for row in rows
    ]


def slot_during(evaluator_id: int, starts_at: datetime, ends_at: datetime) -> Slot | None:
    """The first time of an evaluator, free or taken, that overlaps the time between two moments."""
    return db.session.scalar(
        select(Slot)
        .where(Slot.evaluator_id == evaluator_id, Slot.starts_at < ends_at, Slot.ends_at > starts_at)
        .order_by(Slot.starts_at)
        .limit(1)
    )


def evaluates(person_id: int, on: date) -> bool:
    """Whether a person is anybody's evaluator, on a day or from a later one, or of a plan that is open."""
    return db.session.scalar(select(is_somebodys_evaluator(literal(person_id), on)))
