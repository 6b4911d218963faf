"""Times on the district's clock as moments in UTC, school days, and meetings for people's own calendars.

Knows no plan, no database and no request: everything is handed in.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from icalendar import Calendar, vCalAddress
from icalendar import Event as CalendarEvent

from plf import rules
from plf.formats import MONTHS, day

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def moment_at(when: date, clock: time, zone: str, *, field: str) -> datetime:
    """The moment in UTC when the clocks of `zone` show this day and time.

    A time that comes twice (the clocks go back) is its first. Raises a Refusal (422, at `field`) for a time
    that the clocks leave out (they go forward).
    """
    local = datetime.combine(when, clock, ZoneInfo(zone))
    moment = local.astimezone(UTC)
    shown = moment.astimezone(ZoneInfo(zone))
    if shown.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise rules.not_ready(
            f"The clocks go forward on {day(when)}, so {clock_face(clock)} does not come that day. "
            f"Choose {clock_face(shown.time())} or another time.",
            field,
        )
    return moment


def which_of_two(moment: datetime, zone: str) -> str:
    """A sentence about a moment whose local time comes twice that day, saying which it is; else empty."""
    local = moment.astimezone(ZoneInfo(zone))
    first, second = local.replace(fold=0), local.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return ""
    which = "second" if local.fold else "first"
    return f"{clock_face(local.time())} comes twice on {day(local.date())}: this is the {which}, {local.tzname()}."


def clock_face(clock: time) -> str:
    """14:30 as `2:30 PM`."""
    return f"{clock.hour % 12 or 12}:{clock:%M} {'AM' if clock.hour < 12 else 'PM'}"


def from_to(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """`Tuesday, October 6, 2026, 10:00 AM to 10:30 AM CDT`, on the clocks of `zone`."""
    starts, ends = starts_at.astimezone(ZoneInfo(zone)), ends_at.astimezone(ZoneInfo(zone))
    change = f" {starts.tzname()}" if starts.tzname() != ends.tzname() else ""
    return f"{_weekday(starts)}, {clock_face(starts.time())}{change} to {clock_face(ends.time())} {ends.tzname()}"


def _weekday(local: datetime) -> str:
    return f"{WEEKDAYS[local.weekday()]}, {MONTHS[local.month - 1]} {local.day}, {local.year}"


@dataclass(frozen=True)
class SchoolDays:
    """Which days are school days: Monday to Friday, without those in `closed` (pairs of first and last day)."""

    closed: tuple[tuple[date, date], ...] = ()

    def is_one(self, day: date) -> bool:
        """Whether there is school on this day."""
        return day.weekday() < 5 and not any(first <= day <= last for first, last in self.closed)

    def on_or_before(self, day: date) -> date:
        """This day, or the last school day before it. After two years without school, the day itself."""
        return self._nearest(day, -1)

    def on_or_after(self, day: date) -> date:
        """This day, or the first school day after it. Before two years without school, the day itself."""
        return self._nearest(day, 1)

    def _nearest(self, day: date, way: int) -> date:
        days = (day + timedelta(days=way * n) for n in range(730))
        return next((each for each in days if self.is_one(each)), day)


@dataclass(frozen=True)
class Event:
    """A meeting as a calendar shows it: who and when, and nothing of what is written in a plan.

    `sequence` counts its changes; with the same `uid` a later file moves the entry instead of adding one.
    `organizer` is a name and an e-mail address, `attendees` are several. Moments are in UTC.
    """

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    people: tuple[str, ...]
    organizer: tuple[str, str]
    address: str
    attendees: tuple[tuple[str, str], ...] = ()

    @property
    def about(self) -> str:
        return f"{' and '.join(self.people)} meet. The plan: {self.address}"


def calendar_file(event: Event, *, at: datetime, method: str = "PUBLISH") -> bytes:
    """The event as an iCalendar file (RFC 5545), written at the moment `at`.

    PUBLISH, to be opened by hand, may name no attendees (RFC 5546, 3.2.1), so the people stand in the description.
    REQUEST and CANCEL come by mail: calendars put the entry in, move it, or take it out by themselves, and the
    attendees are named. Times are in UTC, which every calendar turns into its owner's own.
    """
    entry = CalendarEvent()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", at.astimezone(UTC))
    entry.add("dtstart", event.starts_at.astimezone(UTC))
    entry.add("dtend", event.ends_at.astimezone(UTC))
    entry.add("summary", event.title)
    entry.add("description", event.about)
    if event.place:
        entry.add("location", event.place)
    entry.add("url", event.address)
    entry["organizer"] = _address(*event.organizer)
    for name, mail in event.attendees if method != "PUBLISH" else ():
        entry.add("attendee", _attendee(name, mail), encode=False)
    entry.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//Professional Learning Focus//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(entry)
    return calendar.to_ical()


def _address(name: str, mail: str) -> vCalAddress:
    written = vCalAddress(f"mailto:{mail}")
    written.params["CN"] = name
    return written


def _attendee(name: str, mail: str) -> vCalAddress:
    # Agreed between the two already: no calendar has to ask whether they come.
    written = _address(name, mail)
    written.params |= {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
    return written


def google_link(event: Event) -> str:
    """The address at which Google Calendar offers to add the event."""
    return "https://calendar.google.com/calendar/render?" + urlencode(
        {
            "action": "TEMPLATE",
            "text": event.title,
            "dates": f"{event.starts_at:%Y%m%dT%H%M%SZ}/{event.ends_at:%Y%m%dT%H%M%SZ}",
            "details": event.about,
            "location": event.place,
        }
    )


def outlook_link(event: Event) -> str:
    """The address at which Outlook on the web (work or school) offers to add the event."""
    return "https://outlook.office.com/calendar/0/deeplink/compose?" + urlencode(
        {
            "path": "/calendar/action/compose",
            "rru": "addevent",
            "subject": event.title,
            "startdt": f"{event.starts_at:%Y-%m-%dT%H:%M:%SZ}",
            "enddt": f"{event.ends_at:%Y-%m-%dT%H:%M:%SZ}",
            "body": event.about,
            "location": event.place,
        }
    )
