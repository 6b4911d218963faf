"""Reminders: 7 days and 1 day before, the day after, then weekly, on school days, to whoever has to act."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from backstage import change, rows, value
from letters import a_minute_passes, body_of
from sqlalchemy import func, select

from plf import jobs
from plf.calendars import SchoolDays, moment_at
from plf.database import now, writing
from plf.extensions import db
from plf.models import Notice, Person, SchoolYear
from plf.notices import actions, reminders
from plf.notices.kinds import REMINDERS
from plf.plans import queries as plans
from plf.school_calendar.queries import school_days
from plf.teachers.queries import Filter, lines

# The days that follow are of a year of its own, so that they stand still: October 30, 2026 is a Friday.
DUE = date(2026, 10, 30)
EVERY_WEEKDAY = SchoolDays()
ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "America/Adak",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "Pacific/Guam",
)


def days_of_reminders(due: date, school: SchoolDays, *, first: date, last: date) -> list[date]:
    """On which days somebody is reminded who is there every morning from `first` to `last`."""
    found, since = [], first - timedelta(days=1)
    day = first
    while day <= last:
        if school.is_one(day):
            if reminders.latest(due, since=since, today=day, school=school) is not None:
                found.append(day)
            since = day
        day += timedelta(days=1)
    return found


def test_seven_days_and_one_before_the_day_after_and_then_weekly():
    assert days_of_reminders(DUE, EVERY_WEEKDAY, first=date(2026, 10, 1), last=date(2026, 11, 30)) == [
        date(2026, 10, 23),
        date(2026, 10, 29),
        date(2026, 11, 2),  # the day after is a Saturday
        date(2026, 11, 9),
        date(2026, 11, 16),
        date(2026, 11, 23),
        date(2026, 11, 30),
    ]


def test_a_reminder_on_a_day_without_school_comes_earlier_before_and_later_after():
    vacation = SchoolDays(((date(2026, 12, 21), date(2027, 1, 1)),))
    due = date(2027, 1, 5)  # the Tuesday after the vacation
    assert days_of_reminders(due, vacation, first=date(2026, 12, 1), last=date(2027, 1, 15)) == [
        date(2026, 12, 18),  # seven days before is in the vacation
        date(2027, 1, 4),
        date(2027, 1, 6),
        date(2027, 1, 13),
    ]


def test_a_deadline_in_the_middle_of_a_vacation_is_said_before_it_and_after_it():
    vacation = SchoolDays(((date(2026, 12, 21), date(2027, 1, 1)),))
    assert days_of_reminders(
        date(2026, 12, 25), vacation, first=date(2026, 12, 1), last=date(2027, 1, 12)
    ) == [date(2026, 12, 18), date(2027, 1, 4), date(2027, 1, 11)]


def test_of_several_that_were_missed_one_is_sent():
    # The worker was away from before the deadline until three weeks after it.
    offset = reminders.latest(DUE, since=date(2026, 10, 20), today=date(2026, 11, 20), school=EVERY_WEEKDAY)
    assert offset == 15, "the latest of them"
    assert (
        reminders.latest(DUE, since=date(2026, 11, 20), today=date(2026, 11, 20), school=EVERY_WEEKDAY)
        is None
    )


# With people


def set_days(scene, *, due: date, zone: str = "America/Chicago") -> None:
    """The scene's year is moved so that plans are to be agreed by `due`, and the plan is in its state for long."""
    change(
        scene,
        "UPDATE district SET time_zone = :zone",
        "UPDATE school_year SET starts_on = :first, ends_on = :last, plans_agreed_by = :due, "
        "forms_due_on = :forms, conferences_by = :forms",
        "UPDATE plan SET state_since = :since, assigned_at = :since",
        "DELETE FROM deputy",
        zone=zone,
        first=(due - timedelta(days=80)).isoformat(),
        last=(due + timedelta(days=200)).isoformat(),
        due=due.isoformat(),
        forms=(due + timedelta(days=180)).isoformat(),
        since=(datetime.combine(due, time(12), UTC) - timedelta(days=60)).isoformat(sep=" "),
    )


def at(day: date, hour: int = 8, minute: int = 0, zone: str = "America/Chicago") -> datetime:
    return datetime.combine(day, time(hour, minute), ZoneInfo(zone)).astimezone(UTC)


def mornings(scene, inbox, first: date, last: date) -> list[tuple[date, str, str]]:
    """Each morning at eight the worker looks; when, to whom and about what it then sends."""
    found, day = [], first
    while day <= last:
        a_minute_passes(scene.app, at=at(day))
        found += [(day, *each) for each in inbox.read()]
        day += timedelta(days=1)
    return found


def settle(scene, inbox) -> None:
    a_minute_passes(scene.app, at=at(date(2026, 8, 15)))  # a Saturday: letters go, reminders do not
    inbox.read()


def test_ana_is_reminded_to_finish_her_plan_and_nobody_else(scene, inbox):
    scene.plan_at("drafted")
    set_days(scene, due=DUE)
    settle(scene, inbox)
    assert mornings(scene, inbox, date(2026, 10, 19), date(2026, 11, 10)) == [
        (date(2026, 10, 23), "ana", "Due October 30, 2026: your plan"),
        (date(2026, 10, 29), "ana", "Due October 30, 2026: your plan"),
        (date(2026, 11, 2), "ana", "Was due October 30, 2026: your plan"),
        (date(2026, 11, 9), "ana", "Was due October 30, 2026: your plan"),
    ]


def test_the_mail_says_what_to_do_and_leads_there(scene, inbox):
    scene.plan_at("drafted")
    set_days(scene, due=DUE)
    settle(scene, inbox)
    a_minute_passes(scene.app, at=at(date(2026, 10, 23)))
    [mail] = inbox.mails
    assert "What to do: finish the plan and submit it\nBy: October 30, 2026\n" in body_of(mail)
    assert "/plans/1/text" in body_of(mail)


def test_when_it_is_the_evaluators_turn_the_evaluator_is_reminded(scene, inbox):
    scene.plan_at("submitted")
    set_days(scene, due=DUE)
    settle(scene, inbox)
    assert mornings(scene, inbox, date(2026, 10, 26), date(2026, 10, 30)) == [
        (date(2026, 10, 29), "ben", "Due October 30, 2026: the plan of Ana Ortiz")
    ]


def test_without_an_evaluator_the_office_is_reminded(scene, inbox):
    scene.plan_at("submitted")
    set_days(scene, due=DUE)
    change(scene, "UPDATE plan SET evaluator_id = NULL")
    settle(scene, inbox)
    assert [who for _, who, _ in mornings(scene, inbox, date(2026, 10, 29), date(2026, 10, 29))] == ["olivia"]


def test_the_checkpoint_has_a_day_of_its_own(scene, inbox):
    scene.plan_at("active")
    set_days(scene, due=DUE)
    change(scene, "UPDATE plan SET checkpoint_on = '2027-04-16'")
    settle(scene, inbox)
    assert mornings(scene, inbox, date(2026, 10, 19), date(2026, 11, 10)) == []
    assert mornings(scene, inbox, date(2027, 4, 5), date(2027, 4, 20)) == [
        (date(2027, 4, 9), "ana", "Due April 16, 2027: your plan"),
        (date(2027, 4, 15), "ana", "Due April 16, 2027: your plan"),
        (date(2027, 4, 19), "ana", "Was due April 16, 2027: your plan"),
    ]


@pytest.mark.parametrize(
    "ended",
    [
        "UPDATE plan SET paused_at = assigned_at",
        "UPDATE plan SET state = 'closed'",
        "UPDATE plan SET state = 'withdrawn', state_before = 'drafted'",
        "UPDATE plan SET state = 'unfinished', end_reason = 'left'",
        "UPDATE person SET active = false WHERE id = 1",
        "UPDATE school_year SET ends_on = '2026-10-20', starts_on = '2026-08-01', plans_agreed_by = '2026-10-20', "
        "forms_due_on = '2026-10-20', conferences_by = '2026-10-20'",
    ],
)
def test_nobody_is_reminded_of_a_plan_that_rests_or_has_ended(scene, inbox, ended):
    scene.plan_at("drafted")
    set_days(scene, due=DUE)
    settle(scene, inbox)
    change(scene, ended)
    assert mornings(scene, inbox, date(2026, 10, 22), date(2026, 11, 3)) == []


def test_an_evaluator_with_many_gets_one_letter_a_morning(scene, inbox):
    scene.plan_at("submitted")
    scene.ben.post("/assignments", person=scene.id("chloe"))
    scene.chloe.fill("/plans/2/text", fields={"area": "Talk"})
    change(scene, "UPDATE plan SET state = 'submitted' WHERE id = 2")
    set_days(scene, due=DUE)
    settle(scene, inbox)
    a_minute_passes(scene.app, at=at(date(2026, 10, 29)))
    [mail] = inbox.mails
    assert mail["Subject"] == "2 things wait for you"
    assert "Due October 30, 2026: the plan of Ana Ortiz" in body_of(mail)
    assert "Due October 30, 2026: the plan of Chloë Martin" in body_of(mail)


def test_it_begins_at_six_and_only_once_a_day(scene, inbox):
    scene.plan_at("drafted")
    set_days(scene, due=DUE)
    settle(scene, inbox)
    a_minute_passes(scene.app, at=at(date(2026, 10, 23), 5, 59))
    assert inbox.read() == []
    for minute in (0, 1, 30):
        a_minute_passes(scene.app, at=at(date(2026, 10, 23), 6, minute))
    assert len(inbox.read()) == 1


def test_the_next_reminder_takes_the_place_of_the_one_before(scene, inbox):
    scene.plan_at("drafted")
    set_days(scene, due=DUE)
    settle(scene, inbox)
    mornings(scene, inbox, date(2026, 10, 22), date(2026, 11, 3))
    told = rows(scene, select(Notice).where(Notice.kind.in_(REMINDERS)).order_by(Notice.id))
    assert [(each.kind, each.settled_at is None) for each in told] == [
        ("reminder", False),
        ("reminder", False),
        ("overdue", True),
    ]
    page = scene.ana.get("/notices").text
    assert page.count("Your turn") == 2, "that the plan was assigned, and that it is late"
    assert "Was due October 30, 2026: your plan" in page


def test_after_an_outage_each_is_reminded_once(scene, inbox):
    scene.plan_at("drafted")
    set_days(scene, due=DUE)
    settle(scene, inbox)
    a_minute_passes(scene.app, at=at(date(2026, 10, 20)))
    assert mornings(scene, inbox, date(2026, 11, 21), date(2026, 11, 24)) == [
        (date(2026, 11, 23), "ana", "Was due October 30, 2026: your plan")
    ], "the worker was back on a Saturday"


def test_the_work_begun_twice_reminds_once(scene, inbox):
    scene.plan_at("drafted")
    set_days(scene, due=DUE)
    settle(scene, inbox)
    for _ in range(2):
        with scene.app.app_context(), writing():
            jobs.enqueue("remind", {"day": "2026-10-23", "since": "2026-10-22"})
        a_minute_passes(scene.app, at=at(date(2026, 10, 24)))
    assert (
        value(scene, select(func.count()).where(Notice.kind == "reminder", Notice.settled_at.is_(None))) == 1
    )
    assert [who for who, _ in inbox.read()] == ["ana"]


def test_a_plan_that_came_to_someone_after_the_reminders_day_is_not_reminded_of_at_once(scene, inbox):
    scene.plan_at("drafted")
    set_days(scene, due=DUE)
    settle(scene, inbox)
    a_minute_passes(scene.app, at=at(date(2026, 10, 22)))
    change(scene, "UPDATE plan SET state_since = '2026-10-24 15:00:00+00:00'")
    assert mornings(scene, inbox, date(2026, 10, 26), date(2026, 10, 28)) == []


def test_a_new_day_settles_the_reminders_of_the_old_one(scene, inbox):
    scene.plan_at("active")
    set_days(scene, due=DUE)
    change(scene, "UPDATE plan SET checkpoint_on = '2027-04-16'")
    settle(scene, inbox)
    a_minute_passes(scene.app, at=at(date(2027, 4, 9)))
    assert len(inbox.read()) == 1
    with scene.app.app_context(), writing():
        seen = plans.find(1, db.session.get(Person, 2), on=date(2027, 4, 12), lock=True)
        seen.plan.checkpoint_on = date(2027, 4, 26)
        db.session.flush()
        actions.after_step(seen, "move_checkpoint_date", at=now())
    [old] = rows(scene, select(Notice).where(Notice.kind == "reminder"))
    assert old.settled_at
    a_minute_passes(scene.app, at=at(date(2027, 4, 10)))
    assert inbox.read() == [("ana", "New checkpoint date for your plan: April 26, 2027")]


def test_a_break_that_the_office_entered_moves_the_reminder(scene, inbox):
    scene.plan_at("drafted")
    set_days(scene, due=DUE)
    settle(scene, inbox)
    scene.olivia.post("/school-calendar", label="Fall break", starts_on="2026-10-22", ends_on="2026-10-23")
    assert mornings(scene, inbox, date(2026, 10, 19), date(2026, 10, 26)) == [
        (date(2026, 10, 21), "ana", "Due October 30, 2026: your plan")
    ]


# Nine zones and one, over both changes of the clocks (November 1, 2026 and March 14, 2027)


@pytest.mark.once
@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("due", [date(2026, 11, 2), date(2026, 11, 6), date(2027, 3, 15), date(2027, 3, 19)])
def test_the_day_shown_is_the_day_enforced_in_every_zone(scene, inbox, zone, due):
    scene.plan_at("drafted")
    set_days(scene, due=due, zone=zone)
    settle(scene, inbox)
    school = EVERY_WEEKDAY
    midnight = moment_at(due + timedelta(days=1), time(0), zone, field="")

    def is_late(moment: datetime) -> bool:
        with scene.app.app_context():
            day = moment.astimezone(ZoneInfo(zone)).date()
            listed, _ = lines(db.session.get(Person, 2), db.session.get(SchoolYear, 1), Filter(), on=day)
            return next(line.is_late for line in listed if line.plan_id == 1)

    assert not is_late(midnight - timedelta(seconds=1))
    assert is_late(midnight)
    sent = []
    for number in range(-10, 4):
        for hour, minute in ((0, 0), (5, 59), (6, 0), (23, 59)):
            local = datetime.combine(due + timedelta(days=number), time(hour, minute), ZoneInfo(zone))
            a_minute_passes_quickly(scene, local.astimezone(UTC))
            told = rows(scene, select(Notice).where(Notice.kind.in_(REMINDERS), Notice.by_mail == "soon"))
            sent += [(local, each.kind) for each in told]
            if told:
                change(scene, "UPDATE notice SET by_mail = 'none'")
    days = [reminders.day_of(due, offset, school) for offset in (-7, -1, 1)]
    assert [each.date() for each, _ in sent] == days
    assert all((each.hour, each.minute) == (6, 0) for each, _ in sent), [str(each) for each, _ in sent]
    assert [kind for _, kind in sent] == ["reminder", "reminder", "overdue"]


def a_minute_passes_quickly(scene, moment: datetime) -> None:
    """Only what is to be reminded of is written; no letter is sent."""
    with scene.app.app_context():
        jobs._find_handlers()
        with writing():
            begun = actions.begin_reminding(moment)
        while begun and jobs.work_once():
            pass


def test_nobody_is_reminded_of_what_they_did_while_it_was_written(scene, inbox):
    scene.plan_at("drafted")
    set_days(scene, due=DUE)
    settle(scene, inbox)
    with scene.app.app_context(), writing():
        actions.remind(
            0,
            day=date(2026, 10, 23),
            since=date(2026, 10, 22),
            school=school_days(),
            at=at(date(2026, 10, 23)),
        )
    # Ana submitted after the worker had read her plan, and what it wrote came after what that settled.
    change(scene, "UPDATE plan SET state = 'submitted'")
    a_minute_passes(scene.app, at=at(date(2026, 10, 24)))
    assert inbox.read() == []
