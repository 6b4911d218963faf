"""Times on the district's clock, also when the clocks change, and what a calendar is given."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from urllib.parse import parse_qs, urlsplit

import pytest
from icalendar import Calendar

from plf import calendars
from plf.meetings.forms import as_clock
from plf.rules import Refusal

CHICAGO = "America/Chicago"


def moment(day, clock, zone=CHICAGO):
    return calendars.moment_at(day, clock, zone, field="starts")


@pytest.mark.parametrize(
    ("day", "zone", "in_utc"),
    [
        (date(2026, 10, 6), CHICAGO, datetime(2026, 10, 6, 15, 0, tzinfo=UTC)),
        (date(2026, 12, 8), CHICAGO, datetime(2026, 12, 8, 16, 0, tzinfo=UTC)),
        (date(2026, 10, 6), "America/Phoenix", datetime(2026, 10, 6, 17, 0, tzinfo=UTC)),
        (date(2026, 10, 6), "Pacific/Honolulu", datetime(2026, 10, 6, 20, 0, tzinfo=UTC)),
        (date(2026, 10, 6), "Pacific/Guam", datetime(2026, 10, 6, 0, 0, tzinfo=UTC)),
    ],
)
def test_ten_in_the_morning_is_the_districts_ten(day, zone, in_utc):
    assert moment(day, time(10), zone) == in_utc


def test_a_time_that_the_clocks_leave_out_is_refused():
    with pytest.raises(Refusal) as refused:
        moment(date(2027, 3, 14), time(2, 30))
    assert refused.value.status == 422
    assert refused.value.field == "starts"
    assert refused.value.sentence == (
        "The clocks go forward on March 14, 2027, so 2:30 AM does not come that day. "
        "Choose 3:30 AM or another time."
    )


def test_a_time_that_comes_twice_is_the_first_and_says_so():
    first = moment(date(2026, 11, 1), time(1, 30))
    assert first == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert calendars.which_of_two(first, CHICAGO) == (
        "1:30 AM comes twice on November 1, 2026: this is the first, CDT."
    )
    second = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    assert "this is the second, CST" in calendars.which_of_two(second, CHICAGO)
    assert calendars.which_of_two(moment(date(2026, 11, 2), time(1, 30)), CHICAGO) == ""


def test_from_to_is_written_as_people_say_it():
    starts, ends = moment(date(2026, 10, 6), time(11, 45)), moment(date(2026, 10, 6), time(12, 15))
    assert calendars.from_to(starts, ends, CHICAGO) == "Tuesday, October 6, 2026, 11:45 AM to 12:15 PM CDT"
    twice = datetime(2026, 11, 1, 6, 45, tzinfo=UTC), datetime(2026, 11, 1, 7, 15, tzinfo=UTC)
    assert calendars.from_to(*twice, CHICAGO) == "Sunday, November 1, 2026, 1:45 AM CDT to 1:15 AM CST"


@pytest.mark.parametrize(
    ("typed", "clock"),
    [
        ("14:30", time(14, 30)),
        ("2:30 PM", time(14, 30)),
        (" 2 p.m. ", time(14)),
        ("12 am", time(0)),
        ("12:05pm", time(12, 5)),
        ("08:00", time(8)),
        ("3:30", None),
        ("3", None),
        ("13 pm", None),
        ("24:00", None),
        ("noon", None),
        ("", None),
    ],
)
def test_times_as_people_type_them(typed, clock):
    assert as_clock(typed) == clock


MEETING = calendars.Event(
    uid="5f0c",
    sequence=2,
    title="Review meeting: Ana Ortiz and Ben Carter",
    starts_at=datetime(2026, 10, 6, 15, 0, tzinfo=UTC),
    ends_at=datetime(2026, 10, 6, 15, 30, tzinfo=UTC),
    place="Room 12; behind the gym, left",
    people=("Ana Ortiz", "Ben Carter"),
    organizer=("Ben Carter", "ben@riverbend.example"),
    address="https://plf.riverbend.example/plans/7",
)


def test_the_calendar_file_says_when_where_and_who():
    written = calendars.calendar_file(MEETING, at=datetime(2026, 10, 1, 12, 0, tzinfo=UTC))
    assert written.count(b"\r\n") == written.count(b"\n")
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    calendar = Calendar.from_ical(written)
    assert calendar["method"] == "PUBLISH"
    [event] = calendar.events
    assert (event["uid"], event["sequence"]) == ("5f0c", 2)
    assert event.start == MEETING.starts_at
    assert event.end == MEETING.ends_at
    assert event["location"] == MEETING.place
    assert event["organizer"] == "mailto:ben@riverbend.example"
    assert event["organizer"].params["CN"] == "Ben Carter"
    assert event["url"] == MEETING.address
    assert "Ana Ortiz and Ben Carter" in event["description"]
    assert "attendee" not in event  # forbidden in a published event: Outlook would ask whom to answer


@pytest.mark.parametrize(("method", "status"), [("REQUEST", "CONFIRMED"), ("CANCEL", "CANCELLED")])
def test_by_mail_it_names_who_comes_and_whether_it_takes_place(method, status):
    people = (
        ("Ana Ortiz", "ana@riverbend.example"),
        ('Chloë "C" Martin\r\nX-EVIL:1', "chloe@riverbend.example"),
    )
    invitation = replace(MEETING, attendees=people, place="Room 12\r\nATTENDEE:mailto:evil@riverbend.example")
    written = calendars.calendar_file(invitation, at=datetime(2026, 10, 1, tzinfo=UTC), method=method)
    calendar = Calendar.from_ical(written)
    [event] = calendar.events
    assert (calendar["method"], event["status"], event["sequence"]) == (method, status, 2)
    assert [str(each) for each in event["attendee"]] == [f"mailto:{address}" for _, address in people]
    assert {each.params["RSVP"] for each in event["attendee"]} == {"FALSE"}
    assert "x-evil" not in event


def test_links_for_web_calendars_carry_the_same():
    google = parse_qs(urlsplit(calendars.google_link(MEETING)).query)
    assert google["dates"] == ["20261006T150000Z/20261006T153000Z"]
    assert google["text"] == [MEETING.title]
    assert google["location"] == [MEETING.place]
    outlook = parse_qs(urlsplit(calendars.outlook_link(MEETING)).query)
    assert outlook["startdt"] == ["2026-10-06T15:00:00Z"]
    assert outlook["enddt"] == ["2026-10-06T15:30:00Z"]
    assert outlook["subject"] == [MEETING.title]
