"""A booked meeting is put into both calendars by mail, moved there, and taken out again."""

from datetime import UTC, datetime, timedelta

import pytest
from backstage import change
from icalendar import Calendar
from letters import a_minute_passes, body_of
from world import local_today


def entry_of(mail) -> Calendar:
    """The calendar entry that a mail program finds in the mail, which says its method twice."""
    [part] = [each for each in mail.walk() if each.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    assert part.get_param("method") == calendar["method"]
    [file] = list(mail.iter_attachments())
    assert file.get_filename() == "meeting.ics"
    assert Calendar.from_ical(file.get_content()).to_ical() == calendar.to_ical()
    return calendar


def facts(mail) -> tuple:
    calendar = entry_of(mail)
    [event] = calendar.events
    return (str(calendar["method"]), str(event["status"]), int(event["sequence"]))


def book(scene, visitor, day, starts="10:00") -> None:
    form = visitor.form(f"{scene.plan}/meeting", f"{scene.plan}/meeting")
    pairs = [pair for pair in form.fields if pair[0] not in ("day", "starts", "minutes", "place")]
    pairs += [("day", day.isoformat()), ("starts", starts), ("minutes", "30"), ("place", "Room 12")]
    answer = visitor.post(f"{scene.plan}/meeting", pairs)
    assert answer.status_code == 303, answer.text[:800]


@pytest.fixture
def a_week_on():
    return local_today() + timedelta(days=7)


@pytest.fixture
def submitted(scene, inbox):
    """Ana's plan is submitted, and what that told is sent."""
    scene.plan_at("submitted")
    a_minute_passes(scene.app)
    inbox.read()
    return scene


def test_both_get_the_meeting_into_their_calendars(submitted, inbox, a_week_on):
    book(submitted, submitted.ana, a_week_on)
    a_minute_passes(submitted.app)
    mails = inbox.mails
    assert inbox.read() == [
        ("ana", "Review meeting booked: your plan"),
        ("ben", "Review meeting booked: the plan of Ana Ortiz"),
    ]
    entries = [entry_of(mail) for mail in mails]
    events = [entry.events[0] for entry in entries]
    assert {facts(mail) for mail in mails} == {("REQUEST", "CONFIRMED", 0)}
    assert events[0]["uid"] == events[1]["uid"]
    for event in events:
        assert str(event["summary"]) == "Review meeting: Ana Ortiz and Ben Carter"
        assert str(event["location"]) == "Room 12"
        assert {str(each) for each in event["attendee"]} == {
            "mailto:ana@riverbend.example",
            "mailto:ben@riverbend.example",
        }
        assert str(event["organizer"]) == "mailto:plf@localhost", (
            "nobody is the organizer of their own invitation"
        )
        assert event.start > datetime.now(UTC)
    assert "Where: Room 12" in body_of(mails[0])
    assert "10:00 AM to 10:30 AM" in body_of(mails[0])


def test_moving_it_moves_the_entry(submitted, inbox, a_week_on):
    book(submitted, submitted.ana, a_week_on)
    a_minute_passes(submitted.app)
    uid = entry_of(inbox.mails[0]).events[0]["uid"]
    inbox.read()
    book(submitted, submitted.ben, a_week_on, starts="14:00")
    a_minute_passes(submitted.app)
    mails = inbox.mails
    assert [subject for _, subject in inbox.read()] == [
        "Review meeting moved: your plan",
        "Review meeting moved: the plan of Ana Ortiz",
    ]
    assert {facts(mail) for mail in mails} == {("REQUEST", "CONFIRMED", 1)}
    assert {str(entry_of(mail).events[0]["uid"]) for mail in mails} == {str(uid)}
    assert len({mail["Message-ID"] for mail in mails}) == 2


def test_cancelling_it_takes_the_entry_out(submitted, inbox, a_week_on):
    book(submitted, submitted.ana, a_week_on)
    a_minute_passes(submitted.app)
    inbox.read()
    submitted.ben.fill(f"{submitted.plan}/meeting", f"{submitted.plan}/meeting/cancellation")
    a_minute_passes(submitted.app)
    mails = inbox.mails
    assert [who for who, _ in inbox.read()] == ["ana", "ben"]
    assert {facts(mail) for mail in mails} == {("CANCEL", "CANCELLED", 1)}


def test_recalling_the_plan_takes_the_entry_out_too(submitted, inbox, a_week_on):
    book(submitted, submitted.ben, a_week_on)
    a_minute_passes(submitted.app)
    inbox.read()
    submitted.ana.fill(submitted.plan, f"{submitted.plan}/recall")
    a_minute_passes(submitted.app)
    mails = inbox.mails
    assert [who for who, _ in inbox.read()] == ["ana", "ben"]
    assert {facts(mail) for mail in mails} == {("CANCEL", "CANCELLED", 1)}


def test_a_deputy_who_books_has_it_in_the_calendar_too(submitted, inbox, a_week_on):
    book(submitted, submitted.dana, a_week_on)
    a_minute_passes(submitted.app)
    assert [who for who, _ in inbox.read()] == ["ana", "ben", "dana"]


def test_the_evaluator_before_has_it_taken_out(submitted, inbox, a_week_on):
    book(submitted, submitted.ana, a_week_on)
    a_minute_passes(submitted.app)
    inbox.read()
    change(submitted, "UPDATE plan SET evaluator_id = 8")
    submitted.ana.fill(f"{submitted.plan}/meeting", f"{submitted.plan}/meeting/cancellation")
    a_minute_passes(submitted.app)
    mails = {mail["To"].addresses[0].username: mail for mail in inbox.mails}
    assert facts(mails["ben"])[0] == "CANCEL"


def test_it_comes_at_once_to_who_prefers_one_mail_a_day(submitted, inbox, a_week_on):
    submitted.ben.fill("/notices/settings", fields={"mails": "digest"})
    book(submitted, submitted.ana, a_week_on)
    a_minute_passes(submitted.app)
    assert [who for who, _ in inbox.read()] == ["ana", "ben"]


def test_it_stands_among_the_notices_of_the_other_one_alone_as_new(submitted, a_week_on):
    book(submitted, submitted.ana, a_week_on)
    assert "Review meeting booked: the plan of Ana Ortiz" in submitted.ben.get("/notices").text
    assert "new notice" in submitted.ben.get("/").text
    assert "new notice" not in submitted.ana.get("/").text


def test_a_deputy_of_then_has_it_taken_out_at_the_time_that_it_had(submitted, inbox, a_week_on):
    book(submitted, submitted.dana, a_week_on)
    a_minute_passes(submitted.app)
    before = {mail["To"].addresses[0].username: entry_of(mail).events[0] for mail in inbox.mails}["dana"]
    inbox.read()
    change(submitted, "DELETE FROM deputy")
    book(submitted, submitted.ben, a_week_on, starts="14:00")
    a_minute_passes(submitted.app)
    mails = {mail["To"].addresses[0].username: mail for mail in inbox.mails}
    assert facts(mails["dana"]) == ("CANCEL", "CANCELLED", 1)
    taken_out, moved = (entry_of(mails[who]).events[0] for who in ("dana", "ana"))
    assert (taken_out["uid"], taken_out.start) == (before["uid"], before.start)
    assert "10:00 AM" in body_of(mails["dana"])
    assert moved.start > before.start
