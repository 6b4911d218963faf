"""What waits for a person, for the first page."""

from dataclasses import dataclass, field
from datetime import date, datetime

from plf.assignments import queries as assignments
from plf.assignments.queries import Candidate
from plf.comments import queries as comments
from plf.meetings import queries as meetings
from plf.models import Person, SchoolYear
from plf.plans import queries as plans
from plf.plans.queries import SeenPlan
from plf.teachers import queries as teachers
from plf.teachers.queries import Line


@dataclass
class Waiting:
    """What the first page shows: one's own plan, what others wait for, and what is coming up."""

    year: SchoolYear | None
    own: SeenPlan | None = None
    has_volunteered: bool = False
    may_volunteer: bool = False
    mine: list[Line] = field(default_factory=list)
    mine_count: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    has_list: bool = False
    volunteers: list[Candidate] = field(default_factory=list)
    shared: list = field(default_factory=list)
    meetings: list = field(default_factory=list)


def waiting(person: Person, year: SchoolYear | None, *, on: date, at: datetime) -> Waiting:
    """What waits for `person` in `year` on the day `on` of the district's calendar; `at` is this moment (UTC)."""
    if year is None:
        return Waiting(None)
    found = Waiting(
        year,
        own=plans.own_plan(person, year, on=on) if person.staff_kind else None,
        has_list=teachers.has_list(person, on=on),
        shared=comments.shared_with_me(person),
        meetings=meetings.meetings_of(person, at),
    )
    if person.staff_kind and not found.own:
        found.has_volunteered = assignments.volunteered(person, year)
        found.may_volunteer = not found.has_volunteered
    if found.has_list:
        found.mine, found.mine_count = teachers.mine(person, year, on=on)
        found.counts = teachers.counts(person, year, on=on)
        found.volunteers = assignments.volunteers(person, year, on=on)
    return found
