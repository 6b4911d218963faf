"""Booking a plan's review meeting, its calendar file, and the times that evaluators open."""

from flask import Blueprint, Response, current_app, url_for
from flask_login import current_user

from plf import calendars, fragments, once, rounds, rules
from plf.database import now, writing
from plf.extensions import db
from plf.meetings import actions, queries
from plf.meetings.forms import ChoiceForm, OwnTimeForm, SlotsForm
from plf.models import Meeting, Person
from plf.people.queries import district, today_here
from plf.plans import queries as plans
from plf.rules import HIDDEN, Refusal

bp = Blueprint("meetings", __name__)

# Which meeting is about the plan, and which about its checkpoint.
MEETING = {kind: this.meeting for kind, this in rules.ROUNDS.items()}


@rounds.get(bp, "/meeting")
def booking(plan_id: int, kind: str) -> Response:
    return _booking_page(plan_id, kind)


@rounds.post(bp, "/meeting")
def book(plan_id: int, kind: str) -> Response:
    """Book a time of one's own choice, or move the meeting to it."""
    form = OwnTimeForm()
    if not form.validate():
        return _booking_page(plan_id, kind, own=form, status=422)
    address = url_for("plans.show", plan_id=plan_id, _anchor="meeting")
    zone = district().time_zone
    try:
        starts_at = calendars.moment_at(form.day.data, form.starts.data, zone, field="starts")
        with writing():
            once.only(address)
            seen = plans.find(plan_id, current_user, on=today_here(), lock=True)
            actions.book_time(
                seen,
                starts_at=starts_at,
                minutes=form.minutes.data,
                place=form.place.data,
                at=now(),
                seen_stamp=form.seen.data or "",
                seen_with=form.evaluator.data or "",
                kind=MEETING[kind],
            )
    except actions.Taken as taken:
        return _booking_page(plan_id, kind, own=form, taken=taken)
    except Refusal as refusal:
        form.refused(refusal)
        return _booking_page(plan_id, kind, own=form, status=422)
    return _booked(plan_id, kind, address)


@rounds.post(bp, "/meeting/slot")
def book_slot(plan_id: int, kind: str) -> Response:
    """Book one of the evaluator's open times, or move the meeting to it."""
    form = ChoiceForm()
    if not form.validate():
        return _booking_page(plan_id, kind, choice=form, status=422)
    address = url_for("plans.show", plan_id=plan_id, _anchor="meeting")
    try:
        with writing():
            once.only(address)
            seen = plans.find(plan_id, current_user, on=today_here(), lock=True)
            actions.book_slot(
                seen,
                form.slot_id,
                at=now(),
                seen_stamp=form.seen.data or "",
                seen_with=form.evaluator.data or "",
                kind=MEETING[kind],
            )
    except actions.Taken as taken:
        return _booking_page(plan_id, kind, taken=taken)
    return _booked(plan_id, kind, address)


@rounds.post(bp, "/meeting/cancellation")
def call_off(plan_id: int, kind: str) -> Response:
    form = ChoiceForm()
    address = url_for("plans.show", plan_id=plan_id, _anchor="meeting")
    try:
        with writing():
            once.only(address)
            seen = plans.find(plan_id, current_user, on=today_here(), lock=True)
            actions.call_off(seen, at=now(), seen_stamp=form.seen.data or "", kind=MEETING[kind])
    except actions.Taken as taken:
        return _booking_page(plan_id, kind, taken=taken)
    return fragments.done(
        "The meeting is cancelled. You both get an e-mail that takes it out of your calendars.", address
    )


@rounds.get(bp, "/meeting.ics")
def calendar_file(plan_id: int, kind: str) -> Response:
    seen = plans.find(plan_id, current_user, on=today_here())
    if not seen.is_theirs(actions.BOOKS[MEETING[kind]]):
        seen.require(actions.BOOKS[MEETING[kind]])
    meeting = queries.next_meeting(plan_id, kind=MEETING[kind])
    if meeting is None:
        raise HIDDEN
    return Response(
        calendars.calendar_file(_event(meeting), at=now()),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": f'attachment; filename="{meeting.kind}-meeting.ics"'},
    )


@bp.get("/slots")
def slots() -> Response:
    return _slots_page(SlotsForm(formdata=None))


@bp.post("/slots")
def open_slots() -> Response:
    form = SlotsForm()
    if not form.validate():
        return _slots_page(form, 422)
    address, zone = url_for("meetings.slots"), district().time_zone
    try:
        with writing():
            once.only(address)
            actions.require_evaluator(queries.evaluates(current_user.id, today_here()))
            opened = actions.open_slots(
                db.session.get(Person, current_user.id),
                day=form.day.data,
                starts=form.starts.data,
                ends=form.ends.data,
                minutes=form.minutes.data,
                place=form.place.data,
                zone=zone,
                at=now(),
            )
            count, which = len(opened), calendars.which_of_two(opened[0].starts_at, zone)
    except Refusal as refusal:
        form.refused(refusal)
        return _slots_page(form, 422)
    said = "One time is open" if count == 1 else f"{count} times are open"
    return fragments.done(f"{said} for your teachers to book. {which}".strip(), address)


@bp.post("/slots/<int:slot_id>/removal")
def remove_slot(slot_id: int) -> Response:
    address = url_for("meetings.slots")
    with writing():
        once.only(address)
        actions.require_evaluator(queries.evaluates(current_user.id, today_here()))
        actions.remove_slot(current_user, slot_id)
    return fragments.done("The time is no longer offered.", address)


def _slots_page(form: SlotsForm, status: int = 200) -> Response:
    actions.require_evaluator(queries.evaluates(current_user.id, today_here()))
    return fragments.page(
        "meetings/slots.html", status, form=form, offered=queries.offered_slots(current_user.id, now())
    )


def _booking_page(
    plan_id: int,
    kind: str,
    *,
    choice: ChoiceForm | None = None,
    own: OwnTimeForm | None = None,
    taken: Refusal | None = None,
    status: int = 200,
) -> Response:
    seen = plans.find(plan_id, current_user, on=today_here())
    actions.require_booking(seen, kind=MEETING[kind])
    at, zone, plan = now(), district().time_zone, seen.plan
    meeting = queries.next_meeting(plan_id, kind=MEETING[kind])
    moving = meeting if meeting and meeting.ends_at > at else None
    free = queries.free_slots(plan.evaluator_id, at, beside=moving.id if moving else None)
    choice = choice or ChoiceForm(formdata=None)
    choice.slot.choices = [
        (str(slot.id), calendars.from_to(slot.starts_at, slot.ends_at, zone), slot.place) for slot in free
    ]
    return fragments.page(
        "meetings/booking.html",
        taken.status if taken else status,
        seen=seen,
        plan=plan,
        kind=kind,
        meeting=moving,
        stamp=queries.stamp(meeting),
        choice=choice,
        own=own or OwnTimeForm(formdata=None),
        taken=taken,
    )


def _booked(plan_id: int, kind: str, address: str) -> Response:
    meeting = queries.next_meeting(plan_id, kind=MEETING[kind])
    zone = district().time_zone
    when = calendars.from_to(meeting.starts_at, meeting.ends_at, zone)
    which = calendars.which_of_two(meeting.starts_at, zone)
    return fragments.done(f"The meeting is booked for {when}. {which}".strip(), address)


def _event(meeting: Meeting) -> calendars.Event:
    plan = meeting.plan
    host = plan.evaluator or meeting.booked_by
    return calendars.Event(
        uid=meeting.uid,
        sequence=meeting.sequence,
        title=f"{queries.MEETINGS[meeting.kind]}: {plan.teacher.name} and {host.name}",
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        people=(plan.teacher.name, host.name),
        organizer=(host.name, host.email),
        address=current_app.config["BASE_URL"] + url_for("plans.show", plan_id=plan.id),
    )


@bp.app_template_global("web_calendars")
def web_calendars(meeting: Meeting) -> list[tuple[str, str]]:
    """The web calendars that a meeting can be put into: name and address."""
    event = _event(meeting)
    return [
        ("Google Calendar", calendars.google_link(event)),
        ("Outlook on the web", calendars.outlook_link(event)),
    ]


@bp.app_template_test("over")
def over(meeting: Meeting) -> bool:
    """Whether the time of a meeting has passed."""
    return meeting.ends_at <= now()


@bp.app_template_filter("from_to")
def from_to(meeting: Meeting) -> str:
    """When a meeting (or an open time) is, on the district's clock."""
    return calendars.from_to(meeting.starts_at, meeting.ends_at, district().time_zone)
