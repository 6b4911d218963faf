"""Who may book a plan's meeting, see it in a calendar, and open times for meetings."""

from datetime import timedelta

from access import Line, asked, everyone
from world import local_today

NEXT_WEEK = (local_today() + timedelta(days=7)).isoformat()
TIMES = {"day": NEXT_WEEK, "starts": "09:00", "ends": "10:00", "minutes": "30", "place": "My office"}
A_TIME = {"day": NEXT_WEEK, "starts": "14:00", "minutes": "30", "place": "Library"}

BOTH_SEE_IT = everyone(404, ana=200, ben=200, dana=200, olivia=403, lena=403, chloe=403)
BOTH_BOOK = everyone(404, ana=303, ben=303, dana=303, olivia=403, lena=403, chloe=403)


def ben_opens_times(scene):
    asked(scene)
    assert scene.ben.post("/slots", TIMES).status_code == 303


def a_meeting_is_booked(scene):
    asked(scene)
    assert scene.ana.post(f"{scene.plan}/meeting", {**A_TIME, "seen": ""}).status_code == 303


def a_conference_is_booked(scene):
    asked(scene)
    assert scene.ana.post(f"{scene.plan}/checkpoint/meeting", {**A_TIME, "seen": ""}).status_code == 303


ACCESS = {
    "meetings.booking GET": Line("{plan}/meeting", BOTH_SEE_IT, plan="submitted", setting=asked),
    "meetings.book POST": Line("{plan}/meeting", BOTH_BOOK, plan="submitted", setting=asked, form=A_TIME),
    "meetings.book_slot POST": Line(
        "{plan}/meeting/slot", BOTH_BOOK, plan="submitted", setting=ben_opens_times, form={"slot": "1"}
    ),
    "meetings.call_off POST": Line(
        "{plan}/meeting/cancellation",
        BOTH_BOOK,
        plan="submitted",
        setting=a_meeting_is_booked,
        form={"seen": "1.0"},
    ),
    "meetings.calendar_file GET": Line(
        "{plan}/meeting.ics", BOTH_SEE_IT, plan="submitted", setting=a_meeting_is_booked
    ),
    "meetings.slots GET": Line("/slots", everyone(403, ben=200, evan=200)),
    "meetings.open_slots POST": Line("/slots", everyone(403, ben=303, evan=303), form=TIMES),
    "meetings.remove_slot POST": Line(
        "/slots/1/removal", everyone(403, ben=303, evan=404), plan="drafted", setting=ben_opens_times
    ),
    "meetings.booking GET checkpoint": Line(
        "{plan}/checkpoint/meeting", BOTH_SEE_IT, plan="active", setting=asked
    ),
    "meetings.book POST checkpoint": Line(
        "{plan}/checkpoint/meeting", BOTH_BOOK, plan="active", setting=asked, form=A_TIME
    ),
    "meetings.book_slot POST checkpoint": Line(
        "{plan}/checkpoint/meeting/slot",
        BOTH_BOOK,
        plan="active",
        setting=ben_opens_times,
        form={"slot": "1"},
    ),
    "meetings.call_off POST checkpoint": Line(
        "{plan}/checkpoint/meeting/cancellation",
        BOTH_BOOK,
        plan="active",
        setting=a_conference_is_booked,
        form={"seen": "1.0"},
    ),
    "meetings.calendar_file GET checkpoint": Line(
        "{plan}/checkpoint/meeting.ics", BOTH_SEE_IT, plan="active", setting=a_conference_is_booked
    ),
}
