"""Questions about the years of a plan: what it goes on from, and what goes on from it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from plf import contents, rules
from plf.extensions import db
from plf.models import Conference, Person, Plan, SchoolYear
from plf.plans import queries as plans
from plf.plans.queries import SeenPlan
from plf.rules import Refusal


@dataclass(frozen=True)
class YearOfPlan:
    """One year of a plan as a person may read it; `seen` is None where that year's plan is not theirs to see.

    `text` is the area, goal and measure in the words of that year, where they may read it.
    """

    label: str
    seen: SeenPlan | None
    title: str = ""
    text: dict[str, Any] | None = None
    conference: Conference | None = None


def years_of(plan: Plan, person: Person, *, on: date) -> list[YearOfPlan]:
    """The years of a plan, latest first, as `person` meets each on the day `on` (the district's calendar)."""
    return [_year(each, person, on) for each in _chain(plan)]


def next_plan(plan: Plan) -> Plan | None:
    """The plan that goes on from this one, if it has been opened."""
    return db.session.scalar(select(Plan).where(Plan.continues_id == plan.id))


def year_after(year: SchoolYear) -> SchoolYear | None:
    """The school year that follows, opened or not; None when nobody has made it yet."""
    return db.session.scalar(
        select(SchoolYear)
        .where(SchoolYear.starts_on > year.starts_on)
        .order_by(SchoolYear.starts_on)
        .limit(1)
    )


def year_before(year: SchoolYear) -> SchoolYear | None:
    """The school year before, if there is one."""
    return db.session.scalar(
        select(SchoolYear)
        .where(SchoolYear.starts_on < year.starts_on)
        .order_by(SchoolYear.starts_on.desc())
        .limit(1)
    )


def _chain(plan: Plan) -> list[Plan]:
    earlier, later = [], []
    before = plan.continues
    while before:
        earlier.append(before)
        before = before.continues
    after = next_plan(plan)
    while after:
        later.append(after)
        after = next_plan(after)
    return [*reversed(later), plan, *earlier]


def _year(plan: Plan, person: Person, on: date) -> YearOfPlan:
    try:
        seen = plans.find(plan.id, person, on=on)
    except Refusal:
        return YearOfPlan(plan.year.label, None)
    frozen = plans.reading(seen).frozen
    return YearOfPlan(
        plan.year.label,
        seen,
        rules.STATES[plan.state].title,
        contents.thawed(frozen) if frozen else None,
        plans.conference_of(plan) if seen.sees.checkpoint else None,
    )
