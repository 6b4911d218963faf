"""What waits for a person, for the first page."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, bindparam, exists, select

from plf.assignments import queries as assignments
from plf.assignments.queries import Candidate
from plf.comments import queries as comments
from plf.contributing import queries as contributing
from plf.database import read_columns
from plf.feedback import queries as feedback
from plf.handovers.queries import KEEPS_SIGNED
from plf.meetings import queries as meetings
from plf.meetings.queries import Booked
from plf.models import Person, SchoolYear, Volunteer
from plf.notices.queries import UNREAD, UPDATES_DUE
from plf.plans import queries as plans
from plf.plans.queries import SeenPlan
from plf.rules import Role
from plf.support import queries as support
from plf.support.queries import ThisWeek
from plf.teachers import queries as teachers
from plf.teachers.queries import Line


@dataclass(frozen=True)
class Coming:
    """One of the dates that are coming up: the day (of the district's calendar), what it is, and a meeting if it is one."""

    day: date
    says: str
    meeting: Booked | None = None


@dataclass
class Waiting:
    """What the first page shows: one's own plan, what others wait for, and what is coming up.

    mine     the plans that this person evaluates where it is their turn, the longest waiting first
    theirs   those where it is the teacher's
    vacant   for the office: open plans without an evaluator, the oldest first
    week     for an evaluator: who asks for support, and three names to talk to
    keeps_signed  they signed documents of plans that somebody else evaluates now
    notices  how many notices are new
    updates_by  by when they are asked how their rows of action plans stand; None: they are not
    counts   how many plans are in each state, of those on this person's list
    """

    year: SchoolYear | None
    own: SeenPlan | None = None
    has_volunteered: bool = False
    may_volunteer: bool = False
    has_list: bool = False
    mine: list[Line] = field(default_factory=list)
    theirs: list[Line] = field(default_factory=list)
    vacant: list[Line] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    volunteers: list[Candidate] = field(default_factory=list)
    week: ThisWeek | None = None
    keeps_signed: bool = False
    notices: int = 0
    updates_by: date | None = None
    asks_for_feedback: bool = False
    shared: list = field(default_factory=list)
    contributions: list = field(default_factory=list)
    meetings: list = field(default_factory=list)

    def dates(self, on: date, zone: str) -> list[Coming]:
        """The dates that are coming up from the day `on` on, the next one first; `zone` is the district's."""
        own, year = self.own, self.year
        local = ZoneInfo(zone)
        found = [Coming(each.starts_at.astimezone(local).date(), "", each) for each in self.meetings]
        if own and own.next_date and own.next_date == own.plan.checkpoint_on:
            found.append(Coming(own.next_date, "Your checkpoint"))
        if year and not (own and own.case.in_force and not self.has_list):
            found.append(Coming(year.plans_agreed_by, "Plans agreed by"))
        if year:
            found.append(Coming(year.forms_due_on, "Checkpoint forms due"))
            found.append(Coming(year.conferences_by, "Final conferences held by"))
        return sorted((each for each in found if each.day >= on), key=lambda each: each.day)


# Most people have none of most things: one question says what there is, and only that is asked for.
_THERE_IS = select(
    teachers.HAS_LIST.label("list"),
    teachers.LEADS_A_SITE.label("site"),
    comments.SHARED_WITH_ME.exists().label("shared"),
    contributing.ASKED_OF_ME.exists().label("contributions"),
    meetings.MEETINGS_OF.exists().label("meeting"),
    feedback.IS_ASKED.label("feedback"),
    KEEPS_SIGNED.label("signed"),
    UNREAD.label("notices"),
    UPDATES_DUE.label("updates_by"),
    assignments.SOMEBODY_WAITS.label("volunteers"),
    exists()
    .where(
        Volunteer.person_id == bindparam("me", type_=Integer),
        Volunteer.year_id == bindparam("year", type_=Integer),
    )
    .label("volunteered"),
)


def waiting(person: Person, year: SchoolYear | None, *, on: date, at: datetime) -> Waiting:
    """What waits for `person` in `year` on the day `on` of the district's calendar; `at` is this moment (UTC)."""
    if year is None:
        return Waiting(None)
    asked = {"me": person.id, "year": year.id, "day": on, "since": at, "office": person.is_office}
    there_is = read_columns(_THERE_IS, asked).one()
    found = Waiting(
        year,
        own=plans.own_plan(person, year, on=on) if person.staff_kind else None,
        has_volunteered=there_is.volunteered,
        asks_for_feedback=there_is.feedback,
        has_list=there_is.list or person.is_office,
        keeps_signed=there_is.signed,
        notices=there_is.notices,
        updates_by=there_is.updates_by,
        shared=comments.shared_with_me(person) if there_is.shared else [],
        contributions=contributing.asked_of(person, on=on) if there_is.contributions else [],
        meetings=meetings.meetings_of(person, at) if there_is.meeting else [],
    )
    found.may_volunteer = bool(person.staff_kind) and not found.own and not found.has_volunteered
    if there_is.list:
        evaluated = teachers.evaluated(person, year, on=on)
        found.mine = [line for line in evaluated if line.turn == Role.EVALUATOR]
        found.theirs = [line for line in evaluated if line.turn == Role.TEACHER]
        found.week = support.this_week(person, year, on=on)
        found.counts = Counter(line.state for line in evaluated)
    if person.is_office:
        found.vacant = teachers.vacant(person, year)
    if there_is.site or person.is_office:
        found.counts = teachers.counts(person, year, on=on)
    if found.has_list and there_is.volunteers:
        found.volunteers = assignments.volunteers(person, year, on=on)
    return found
