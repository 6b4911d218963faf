"""Booking the meetings of a plan, and the times that evaluators offer for them. All moments are in UTC."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select

from plf import calendars, rules, steps
from plf.extensions import db
from plf.meetings import queries
from plf.models import Meeting, Person, Plan, Slot
from plf.notices import actions as notices
from plf.people.queries import district
from plf.plans.queries import SeenPlan
from plf.rules import Refusal
from plf.support.actions import in_touch

# The action of the rules under which each kind of meeting is booked.
BOOKS = {"review": "book_review_meeting", "conference": "book_final_conference"}

SHORTEST, LONGEST = 5, 240
MOST_SLOTS = 60
FURTHEST = timedelta(days=400)


class Taken(Refusal):
    """Somebody was quicker (409): the time is no longer free, or the meeting was booked or changed meanwhile."""

    def __init__(self, sentence: str) -> None:
        super().__init__(409, sentence)


def open_slots(
    evaluator: Person,
    *,
    day: date,
    starts: time,
    ends: time,
    minutes: int,
    place: str,
    zone: str,
    at: datetime,
) -> list[Slot]:
    """Offer times: as many of `minutes` as fit between two times of a day on the clocks of `zone`.

    Raises a Refusal (422) at the field that does not fit: "day", "starts", "ends" or "minutes".
    """
    first = calendars.moment_at(day, starts, zone, field="starts")
    last = calendars.moment_at(day, ends, zone, field="ends")
    if last <= first:
        raise rules.not_ready("The end is not after the beginning. Choose a later end.", "ends")
    _check_time(first, minutes, at=at)
    length = timedelta(minutes=minutes)
    count = (last - first) // length
    if not count:
        raise rules.not_ready(
            f"A meeting of {minutes} minutes does not fit in between. Choose a later end or a shorter meeting.",
            "minutes",
        )
    if count > MOST_SLOTS:
        raise rules.not_ready(
            f"That would be {count} times at once. Choose a longer meeting or an earlier end.", "minutes"
        )
    _lock(evaluator.id)
    _check_no_overlap(evaluator, first, first + count * length, zone)
    slots = [
        Slot(
            evaluator_id=evaluator.id,
            starts_at=first + number * length,
            ends_at=first + (number + 1) * length,
            place=place,
        )
        for number in range(count)
    ]
    db.session.add_all(slots)
    return slots


def _check_no_overlap(evaluator: Person, starts_at: datetime, ends_at: datetime, zone: str) -> None:
    other = queries.slot_during(evaluator.id, starts_at, ends_at)
    if other:
        when = calendars.from_to(other.starts_at, other.ends_at, zone)
        raise rules.not_ready(
            f"You have opened a time on {when} already. Choose other times, or remove that one first.",
            "starts",
        )


def remove_slot(evaluator: Person, slot_id: int) -> None:
    """No longer offer a time. Raises HIDDEN for somebody else's, Taken (409) when it has been booked."""
    _lock(evaluator.id)
    slot = db.session.get(Slot, slot_id, populate_existing=True)
    if slot is None or slot.evaluator_id != evaluator.id:
        raise rules.HIDDEN
    if slot.meeting_id is not None:
        raise Taken(
            "This time is booked. Cancel or move the meeting on the plan’s page first, then remove the time."
        )
    db.session.delete(slot)


def book_slot(
    seen: SeenPlan, slot_id: int, *, at: datetime, seen_stamp: str, seen_with: str = "", kind: str = "review"
) -> Meeting:
    """Book the plan's meeting at a time that its evaluator offers, or move it there (steps 3 and 6).

    `seen_stamp` is the stamp of the meeting on the page, and `seen_with` the number of the evaluator there. Raises
    the Refusal of the rules, or Taken (409) when somebody was quicker (of two at the same moment one wins and the
    other is told) or the plan was handed over meanwhile.
    """
    current = _may_book(seen, kind, seen_stamp, seen_with)
    free = queries.free_slots(seen.plan.evaluator_id, at, beside=_moves(current, at))
    slot = next((each for each in free if each.id == slot_id), None)
    if slot is None:
        raise Taken("That time is no longer free. Choose another one: nothing was booked or changed.")
    return _book(seen, current, slot.starts_at, slot.ends_at, slot.place, at=at, kind=kind, slot=slot)


def book_time(
    seen: SeenPlan,
    *,
    starts_at: datetime,
    minutes: int,
    place: str,
    at: datetime,
    seen_stamp: str,
    seen_with: str = "",
    kind: str = "review",
) -> Meeting:
    """Book the plan's meeting at a time of one's own choice, or move it there (steps 3 and 6).

    Raises the Refusal of the rules, a 422 at "day", "starts" or "minutes", or Taken (409) as `book_slot` does.
    """
    current = _may_book(seen, kind, seen_stamp, seen_with)
    _check_time(starts_at, minutes, at=at)
    ends_at = starts_at + timedelta(minutes=minutes)
    if queries.is_busy(seen.plan.evaluator_id, starts_at, ends_at, beside=_moves(current, at)):
        raise rules.not_ready(
            f"{seen.plan.evaluator.name} has another meeting at that time. Choose another time.", "starts"
        )
    offered = queries.free_slots(seen.plan.evaluator_id, at, beside=_moves(current, at))
    same = next((slot for slot in offered if (slot.starts_at, slot.ends_at) == (starts_at, ends_at)), None)
    return _book(seen, current, starts_at, ends_at, place, at=at, kind=kind, slot=same)


def call_off(seen: SeenPlan, *, at: datetime, seen_stamp: str, kind: str = "review") -> None:
    """Cancel the plan's meeting, as its teacher or evaluator. Raises a Refusal or Taken (409) as `book_slot` does."""
    seen.require(BOOKS[kind])
    current = _as_seen(seen, kind, seen_stamp)
    if current is None:
        raise Refusal(409, "No meeting is booked, so there is nothing to cancel.")
    cancel(current, at=at, by=seen.person)
    steps.take(seen, BOOKS[kind], at=at, cancelled=_iso(current.starts_at))


def cancel(meeting: Meeting, *, at: datetime, by: Person | None = None) -> None:
    """Cancel a meeting and offer its time again, if it was an offered one. Asks nobody: for other actions too.

    Those who have it in their calendars are told, unless it is over.
    """
    meeting.cancelled_at = at
    meeting.sequence += 1
    _free_its_slot(meeting)
    db.session.flush()  # before another is booked: one plan has one meeting of a kind
    if meeting.ends_at > at:
        notices.after_booking(meeting, "cancelled", by=by, at=at)


def cancel_coming(plan: Plan, *, at: datetime) -> None:
    """Cancel the meetings of a plan that are still to come: it has ended, or they would be with somebody else."""
    coming = select(Meeting).where(
        Meeting.plan_id == plan.id, Meeting.cancelled_at.is_(None), Meeting.ends_at > at
    )
    for meeting in db.session.scalars(coming).all():
        cancel(meeting, at=at)


def cancel_after(seen: SeenPlan, *, held_on: date, at: datetime, kind: str = "review") -> None:
    """They have met on the day `held_on` (of the district's calendar): cancel what was booked for a later day.

    The time is offered again, and both are told.
    """
    booked = queries.next_meeting(seen.plan.id, kind=kind)
    zone = ZoneInfo(district().time_zone)
    if booked and booked.starts_at > at and booked.starts_at.astimezone(zone).date() > held_on:
        cancel(booked, at=at, by=seen.person)


def require_booking(seen: SeenPlan, *, kind: str = "review") -> None:
    """Raise a Refusal unless this person may book the plan's meeting now, and there is an evaluator to meet."""
    seen.require(BOOKS[kind])
    if seen.plan.evaluator_id is None:
        raise Refusal(
            409,
            "No evaluator is named for this plan yet, so there is nobody to meet. Ask the office to name one.",
        )


def require_evaluator(evaluates: bool) -> None:
    """Raise a Refusal (403) unless the person evaluates somebody: only then there is somebody to meet."""
    if not evaluates:
        raise Refusal(
            403,
            "Only evaluators open times for meetings. Ask the office if you should be named as somebody’s evaluator.",
        )


def _may_book(seen: SeenPlan, kind: str, seen_stamp: str, seen_with: str) -> Meeting | None:
    """The meeting that is booked now, when this person may book, with whom they meant to, and nobody has meanwhile."""
    require_booking(seen, kind=kind)
    if seen_with and seen_with != str(seen.plan.evaluator_id):
        raise Taken(
            f"{seen.plan.evaluator.name} has become the evaluator after you opened this page, so nothing was booked. "
            "What you typed is still here: book it if the time suits you both."
        )
    _lock(seen.plan.evaluator_id)
    return _as_seen(seen, kind, seen_stamp)


def _as_seen(seen: SeenPlan, kind: str, seen_stamp: str) -> Meeting | None:
    current = queries.next_meeting(seen.plan.id, kind=kind)
    if queries.stamp(current) != seen_stamp:
        raise Taken(
            "The meeting was booked, moved or cancelled after you opened this page, so nothing was changed. "
            "Look at what is booked now, then decide."
        )
    return current


def _moves(current: Meeting | None, at: datetime) -> int | None:
    # A meeting that is over is not moved: in people's calendars it stays where it was.
    return current.id if current and current.ends_at > at else None


def _book(
    seen: SeenPlan,
    current: Meeting | None,
    starts_at: datetime,
    ends_at: datetime,
    place: str,
    *,
    at: datetime,
    kind: str,
    slot: Slot | None = None,
) -> Meeting:
    facts, was = {"starts": _iso(starts_at)}, None
    what = "moved" if _moves(current, at) else "booked"
    if _moves(current, at):
        meeting, facts["instead_of"] = current, _iso(current.starts_at)
        was = meeting.starts_at, meeting.ends_at, meeting.place
        meeting.sequence += 1
        _free_its_slot(meeting)
        meeting.starts_at, meeting.ends_at, meeting.place = starts_at, ends_at, place
        meeting.booked_by_id = seen.person.id
    else:
        if current:
            cancel(current, at=at)
        meeting = Meeting(
            plan_id=seen.plan.id,
            kind=kind,
            uid=str(uuid4()),
            sequence=0,
            starts_at=starts_at,
            ends_at=ends_at,
            place=place,
            booked_by_id=seen.person.id,
        )
        db.session.add(meeting)
    db.session.flush()
    if slot:
        slot.meeting_id = meeting.id
    in_touch(seen.plan, at=at)
    steps.take(seen, BOOKS[kind], at=at, **facts)
    notices.after_booking(meeting, what, by=seen.person, at=at, was=was)
    return meeting


def _free_its_slot(meeting: Meeting) -> None:
    slot = db.session.scalar(select(Slot).where(Slot.meeting_id == meeting.id))
    if slot:
        slot.meeting_id = None
        db.session.flush()  # before the meeting takes another: a slot's meeting is unique


def _check_time(starts_at: datetime, minutes: int, *, at: datetime) -> None:
    if not SHORTEST <= minutes <= LONGEST:
        raise rules.not_ready(f"Choose a length from {SHORTEST} to {LONGEST} minutes.", "minutes")
    if starts_at <= at:
        raise rules.not_ready("That time has passed. Choose a later day or time.", "day")
    if starts_at - at > FURTHEST:
        raise rules.not_ready(
            "That is more than a year from now. Check the year, and choose an earlier day.", "day"
        )


def _lock(evaluator_id: int) -> None:
    # Whoever books or opens times of one evaluator waits for the other: no two meetings at the same time.
    db.session.execute(select(Person.id).where(Person.id == evaluator_id).with_for_update(key_share=True))


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
