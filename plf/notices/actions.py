"""Telling people: written down with the change that it tells of, gathered into letters, sent later by the worker."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from plf import calendars, jobs, rules
from plf.calendars import SchoolDays
from plf.extensions import db
from plf.meetings.queries import MEETINGS
from plf.models import CommentRequest, Job, Meeting, Notice, Person, Plan, Reminded, Volunteer
from plf.notices import post, queries, reminders
from plf.notices.kinds import ANSWERS_A_SIGNATURE, FOR_WHOSE_TURN, KINDS, REMINDERS, TELL_THE_DAY
from plf.people.queries import district
from plf.plans.queries import SeenPlan, next_date
from plf.rules import Role
from plf.school_calendar.queries import school_days

DIGEST_FROM, REMIND_FROM = time(7), time(6)
LETTERS_AT_ONCE, PLANS_AT_ONCE = 1000, 500
NEVER_LONGER_THAN = timedelta(days=60)
KEPT = timedelta(days=400)


def mail(*, to: Person, subject: str, template: str, **facts: Any) -> int:
    """Have this person told by mail alone. Call it inside `writing()`; returns the number of the job.

    `template` names templates/notices/<template>.txt; `facts` are short JSON values that it uses.
    """
    return jobs.enqueue("mail", as_mail(to=to, subject=subject, template=template, **facts))


def as_mail(*, to: Person, subject: str, template: str, **facts: Any) -> dict[str, Any]:
    """The payload of a mail, as `mail` has it, for who has many to enqueue."""
    return {"to": to.id, "subject": subject, "template": template, "facts": facts}


def after_step(seen: SeenPlan, action: str, *, at: datetime) -> None:
    """Tell whoever has to act or to know after this step, but for the person who took it. Called by steps.take.

    The plan is as it is after the step: state, evaluator, dates. Whoever's turn it was is done: what they had still
    to do for it is settled.
    """
    db.session.flush()  # another evaluator may have been named
    plan, after = seen.plan, queries.case_after(seen, action)
    turn, handed_over = rules.turn(after), action == "hand_over"
    moved = turn != rules.turn(seen.case) or (handed_over and turn == Role.EVALUATOR)
    also = KINDS[action].also if action in KINDS else ()
    signer = queries.who_signed(plan, on=_local_day(at)) if action in ANSWERS_A_SIGNATURE else {}
    if not moved and not also:
        return
    people = queries.concerned(plan, {*also, *((turn,) if moved else ())}, on=_local_day(at))
    acting = people.acting(turn) if moved else {}
    if moved:
        _settle(plan, at=at, but=acting)
    if action in TELL_THE_DAY:
        _settle_reminders([plan.id], at=at)
    if handed_over:
        _close_for_others(plan, at=at)
    day = next_date(plan, after)
    _write(
        _row(
            f"{plan.id} {action} {at.timestamp():.6f} {person_id}",
            plan.id,
            person_id,
            action if action in KINDS else "turn",
            by_id=seen.person.id,
            digest=digest,
            is_to_do=person_id in acting,
            due_on=day if person_id in acting or action in TELL_THE_DAY else None,
            at=at,
        )
        for person_id, digest in {**people.knowing(also), **signer, **acting}.items()
        if person_id != seen.person.id
    )


def tell(
    seen: SeenPlan,
    kind: str,
    *,
    at: datetime,
    people: Iterable[Person] | None = None,
    themselves_too: bool = False,
) -> None:
    """Tell of something that is no step of the table: who has to know of this `kind`, or exactly these people.

    Not the person who did it, unless the worker did it for them (`themselves_too`), and nobody who has left.
    Telling it twice is telling it once.
    """
    plan = seen.plan
    if people is None:
        told = queries.concerned(plan, set(KINDS[kind].also), on=_local_day(at)).knowing(KINDS[kind].also)
    else:
        told = {person.id: person.mail_digest for person in people if person.is_active}
    _write(
        _row(
            f"{plan.id} {kind} {at.timestamp():.6f} {person_id}",
            plan.id,
            person_id,
            kind,
            by_id=seen.person.id,
            digest=digest,
            is_to_do=kind in FOR_WHOSE_TURN,
            due_on=seen.next_date if kind in FOR_WHOSE_TURN else None,
            at=at,
        )
        for person_id, digest in told.items()
        if themselves_too or person_id != seen.person.id
    )


def of_table(
    kind: str,
    action_plan_id: int,
    people: Mapping[int, bool],
    *,
    key: str,
    at: datetime,
    by_id: int | None = None,
    row_id: int | None = None,
    ask_id: int | None = None,
    is_to_do: bool = False,
    due_on: date | None = None,
) -> None:
    """Tell these people (by number, with whether they prefer a digest) of something in an action plan.

    The same `key` again tells nobody twice. `due_on` is a day of the district's calendar; `at` is UTC.
    """
    about = {"action_plan_id": action_plan_id, "row_id": row_id, "ask_id": ask_id}
    _write(
        _row(
            f"{key} {person_id}",
            None,
            person_id,
            kind,
            digest=digest,
            at=at,
            by_id=by_id,
            is_to_do=is_to_do,
            due_on=due_on,
        )
        | about
        for person_id, digest in people.items()
    )


def settle_asked(ask_id: int, *, at: datetime, but: Iterable[int] = ()) -> None:
    """Updates that were asked for no longer wait for anybody, `but` for these people."""
    still = update(Notice).where(Notice.ask_id == ask_id, Notice.is_to_do, Notice.settled_at.is_(None))
    db.session.execute(_quietly(still.where(Notice.person_id.not_in(list(but))).values(settled_at=at)))


def settle_reminders_of_ask(ask_id: int, *, at: datetime) -> None:
    """Earlier reminders of updates that were asked for have been overtaken by the next ones."""
    still = update(Notice).where(
        Notice.ask_id == ask_id, Notice.is_to_do, Notice.settled_at.is_(None), Notice.kind.in_(REMINDERS)
    )
    db.session.execute(_quietly(still.values(settled_at=at)))


def after_volunteering(said: Volunteer, *, at: datetime) -> None:
    """Tell the evaluator and the office that somebody would like to take part (step 1). `said` has its number."""
    _write(
        _row(
            f"volunteer {said.id} {person_id}",
            None,
            person_id,
            "volunteer",
            by_id=said.person_id,
            digest=digest,
            at=at,
        )
        | {"volunteer_id": said.id}
        for person_id, digest in queries.who_assigns(said.person_id, on=_local_day(at)).items()
    )


def after_assigning(plans: Sequence[Plan], *, by: Person, due_on: date, at: datetime) -> None:
    """Tell each teacher whose plan was just assigned; nobody else. `due_on`: by when plans without a day of their own are agreed."""
    prefer = queries.digest_of(plan.teacher_id for plan in plans)
    _write(
        _row(
            f"{plan.id} assign {at.timestamp():.6f} {plan.teacher_id}",
            plan.id,
            plan.teacher_id,
            "assign",
            by_id=by.id,
            digest=prefer[plan.teacher_id],
            is_to_do=True,
            due_on=rules.agreed_by(own=plan.agreed_by, year=due_on),
            at=at,
        )
        for plan in plans
        if plan.teacher_id in prefer and plan.teacher_id != by.id
    )
    _close_volunteering([(plan.teacher_id, plan.year_id) for plan in plans], at=at)


def _close_volunteering(assigned: Sequence[tuple[int, int]], *, at: datetime) -> None:
    """That they would like to take part is no news any more, and needs no mail."""
    for start in range(0, len(assigned), PLANS_AT_ONCE):
        some = assigned[start : start + PLANS_AT_ONCE]
        theirs = select(Volunteer.id).where(tuple_(Volunteer.person_id, Volunteer.year_id).in_(some))
        told = update(Notice).where(Notice.volunteer_id.in_(theirs))
        db.session.execute(_quietly(told.where(Notice.read_at.is_(None)).values(read_at=at)))
        db.session.execute(_quietly(told.where(Notice.letter.is_(None)).values(by_mail="none")))


def after_continuing(plan: Plan, *, at: datetime) -> None:
    """Tell the teacher that the plan they go on with is open, however long ago they signed for that."""
    teacher = plan.teacher
    due_on = rules.agreed_by(own=plan.agreed_by, year=plan.year.plans_agreed_by)
    key = f"{plan.id} continue_plan {teacher.id}"
    told = _row(
        key,
        plan.id,
        teacher.id,
        "continue_plan",
        digest=teacher.mail_digest,
        is_to_do=True,
        due_on=due_on,
        at=at,
    )
    _write([told] if teacher.is_active else [])


def after_booking(
    meeting: Meeting,
    what: str,
    *,
    by: Person | None,
    at: datetime,
    was: tuple[datetime, datetime, str] | None = None,
) -> None:
    """Tell teacher and evaluator that their meeting was "booked", "moved" or "cancelled", with a calendar entry.

    Also the person who did it, and always at once: their calendars need it. Whoever had it in their calendar and
    is not concerned any more has it taken out: as it stands there, with the time and place that it had (`was`).
    """
    here, plan = district(), meeting.plan
    sender_name, sender_address = post.sender()
    kind = f"{meeting.kind}_{what}"
    mark = f"meeting {meeting.id} "
    invited = queries.invited(plan.id, mark)
    here_now = queries.people({plan.teacher_id, plan.evaluator_id, by.id if by else None} - {None})
    host = here_now.get(plan.evaluator_id) or meeting.booked_by
    rows = []
    for person in {**invited, **here_now}.values():
        theirs = kind if person.id in here_now else f"{meeting.kind}_cancelled"
        now_is = (meeting.starts_at, meeting.ends_at, meeting.place)
        starts_at, ends_at, place = now_is if person.id in here_now else was or now_is
        event = calendars.Event(
            uid=meeting.uid,
            sequence=meeting.sequence,
            title=f"{MEETINGS[meeting.kind]}: {plan.teacher.name} and {host.name}",
            starts_at=starts_at,
            ends_at=ends_at,
            place=place,
            people=(plan.teacher.name, host.name),
            organizer=(sender_name or here.name, sender_address),
            address=queries.whole_address("plans.show", plan_id=plan.id),
            attendees=tuple(
                {each.id: (each.name, each.email) for each in (plan.teacher, host, person)}.values()
            ),
        )
        key = f"{mark}{meeting.sequence} {person.id}"
        row = _row(key, plan.id, person.id, theirs, by_id=by.id if by else None, digest=False, at=at)
        rows.append(row | {"by_mail": "none", "read_at": at if by and person.id == by.id else None})
        _send_calendar(key, person, event, theirs)
    _write(rows)


def _send_calendar(key: str, person: Person, event: calendars.Event, kind: str) -> None:
    written = asdict(event) | {
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
    }
    jobs.enqueue("calendar", {"to": person.id, "notice": key, "kind": kind, "event": written}, key=key)


def gather_letters(at: datetime) -> int:
    """Put what waits into letters, one for each person, and have them sent; returns how many.

    What is told at once goes with the next call, a minute later at most; digests on school days from 7:00 of the
    district's clock on, reminders as soon as all of the day are written.
    """
    here = district()
    if here is None or not queries.something_waits():
        return 0
    _let_go_of_what_is_settled()
    reminding = queries.reminding()
    local = at.astimezone(ZoneInfo(here.time_zone))
    morning = None
    if not reminding and local.time() >= DIGEST_FROM and school_days().is_one(local.date()):
        morning = datetime.combine(local.date(), DIGEST_FROM, local.tzinfo)
    letters = queries.letters_to_be(reminders=not reminding, digests_before=morning, most=LETTERS_AT_ONCE)
    if not letters:
        return 0
    db.session.execute(
        update(Notice).execution_options(synchronize_session=None),
        [{"id": number, "letter": min(numbers)} for _, numbers in letters for number in numbers],
    )
    for person_id, numbers in letters:
        jobs.enqueue("letter", {"to": person_id, "letter": min(numbers)}, key=f"letter {min(numbers)}")
    return len(letters)


def begin_reminding(at: datetime) -> date | None:
    """On school days, from 6:00 of the district's clock on, have it worked out once whom to remind; returns the day."""
    here = district()
    if here is None:
        return None
    local = at.astimezone(ZoneInfo(here.time_zone))
    today = local.date()
    last = queries.last_reminded()
    if local.time() < REMIND_FROM or (last and last >= today) or not school_days().is_one(today):
        return None
    first = db.session.scalar(
        _insert(Reminded).values(day=today, at=at).on_conflict_do_nothing().returning(Reminded.day)
    )
    if first is None:  # another worker was quicker
        return None
    since = max(last or today - timedelta(days=1), today - NEVER_LONGER_THAN)
    jobs.enqueue("remind", {"day": today.isoformat(), "since": since.isoformat()}, key=f"remind {today}")
    return today


def remind(after: int, *, day: date, since: date, school: SchoolDays, at: datetime) -> int | None:
    """Remind of the next plans whose number is higher than `after`; returns the last of them, None at the end.

    `day` is today on the district's calendar, `since` the day on which reminders were sent before. Reminding again
    adds nothing.
    """
    zone = ZoneInfo(district().time_zone)
    plans, last = queries.plans_with_a_day(after, on=day, most=PLANS_AT_ONCE)
    due = []
    for each in plans:
        began = each.state_since.astimezone(zone).date()
        offset = reminders.latest(each.due_on, since=max(since, began), today=day, school=school)
        if offset is not None:
            due.append((each, offset))
    people = queries.who_must([each for each, _ in due], on=day)
    rows = [
        _row(
            f"remind {each.plan_id} {each.due_on} {offset} {person_id}",
            each.plan_id,
            person_id,
            "reminder" if offset < 0 else "overdue",
            digest=digest,
            is_to_do=True,
            due_on=each.due_on,
            at=at,
        )
        for each, offset in due
        for person_id, digest in people[each.plan_id].items()
    ]
    _settle_reminders([each.plan_id for each, _ in due], at=at, but=[row["key"] for row in rows])
    _write(rows)
    return last


def read_all(person: Person, *, at: datetime) -> int:
    """The person has read all their notices. Returns how many were new."""
    unread = update(Notice).where(Notice.person_id == person.id, Notice.read_at.is_(None))
    return db.session.execute(unread.values(read_at=at)).rowcount


def prefer_digest(person: Person, digest: bool) -> None:
    """One mail on school mornings, or one for each thing. What waits already goes as it was going to."""
    person.mail_digest = digest


def keep_quiet() -> None:
    """No mail of what was told so far, nor of meetings, nor any other: for a sample, whose past is no news to anybody."""
    waiting = update(Notice).where(Notice.letter.is_(None), Notice.by_mail != "none")
    db.session.execute(waiting.values(by_mail="none"))
    db.session.execute(delete(Job).where(Job.kind.in_(("calendar", "mail")), Job.state == "queued"))


def forget_old(at: datetime) -> None:
    """Delete notices that are more than a year old."""
    db.session.execute(delete(Notice).where(Notice.made_at < at - KEPT))


def _settle(plan: Plan, *, at: datetime, but: Iterable[int]) -> None:
    still = update(Notice).where(Notice.plan_id == plan.id, Notice.is_to_do, Notice.settled_at.is_(None))
    db.session.execute(_quietly(still.where(Notice.person_id.not_in(list(but))).values(settled_at=at)))


def _settle_reminders(plan_ids: Sequence[int], *, at: datetime, but: Sequence[str] = ()) -> None:
    """Earlier reminders of these plans have been overtaken; `but` are the keys of those that have not."""
    still = update(Notice).where(
        Notice.plan_id.in_(plan_ids),
        Notice.is_to_do,
        Notice.settled_at.is_(None),
        Notice.kind.in_(REMINDERS),
        Notice.key.not_in(but),
    )
    db.session.execute(_quietly(still.values(settled_at=at)))


def _close_for_others(plan: Plan, *, at: datetime) -> None:
    """Whoever the plan is no longer the business of has nothing new about it: the evaluator before and who stood in."""
    asked = select(CommentRequest.person_id).where(
        CommentRequest.plan_id == plan.id, CommentRequest.ended_at.is_(None)
    )
    others = update(Notice).where(
        Notice.plan_id == plan.id,
        Notice.read_at.is_(None),
        Notice.person_id.not_in({plan.teacher_id, plan.evaluator_id} - {None}),
        Notice.person_id.not_in(asked),
        Notice.person_id.not_in(select(Person.id).where(Person.is_office)),
    )
    db.session.execute(_quietly(others.values(read_at=at)))


def _let_go_of_what_is_settled() -> None:
    """What no longer waits for anybody before it was sent needs no mail; nor what a digest's reader has read."""
    waiting = update(Notice).where(Notice.letter.is_(None), Notice.by_mail != "none")
    settled = Notice.settled_at.is_not(None)
    read = (Notice.by_mail == "digest") & Notice.read_at.is_not(None) & ~Notice.is_to_do
    db.session.execute(_quietly(waiting.where(settled | read).values(by_mail="none")))


def _quietly(statement):
    return statement.execution_options(synchronize_session=False)


def _row(
    key: str,
    plan_id: int | None,
    person_id: int,
    kind: str,
    *,
    digest: bool,
    at: datetime,
    by_id: int | None = None,
    is_to_do: bool = False,
    due_on: date | None = None,
) -> dict[str, Any]:
    return {
        "key": key,
        "plan_id": plan_id,
        "action_plan_id": None,
        "row_id": None,
        "ask_id": None,
        "person_id": person_id,
        "kind": kind,
        "by_id": by_id,
        "is_to_do": is_to_do,
        "due_on": due_on,
        "made_at": at,
        "read_at": None,
        "by_mail": "digest" if digest else "soon",
    }


def _write(rows: Iterable[Mapping[str, Any]]) -> None:
    rows = list(rows)
    if rows:
        db.session.flush()  # the plan may be as new as the notice
        db.session.execute(_insert(Notice).on_conflict_do_nothing(), rows)


def _insert(table):
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    return insert(table)


def _local_day(at: datetime) -> date:
    return at.astimezone(ZoneInfo(district().time_zone)).date()
