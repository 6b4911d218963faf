"""Proposes the next school year from this one: every day on the same weekday of the month, and on a school day."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from plf.calendars import SchoolDays
from plf.models import SchoolYear

EVERYBODY = 100  # percent, from the second year on


@dataclass(frozen=True)
class Proposal:
    """Columns of SchoolYear, and targets: day → percent. For the office to correct."""

    facts: dict[str, Any]
    targets: dict[date, int]


def next_year(this: SchoolYear, school_days: SchoolDays) -> Proposal:
    """The year after `this`: its days moved on, what it asks for kept, and adoption by all.

    Source: product.md, 25 percent in the first autumn and all the next year: so one target, everybody, by the day of
    this year's last.
    """

    def due(day: date) -> date:
        return school_days.on_or_before(_a_year_later(day))

    starts_on = school_days.on_or_after(_a_year_later(this.starts_on))
    starts_on = max(starts_on, school_days.on_or_after(this.ends_on + timedelta(days=1)))
    facts = {
        "label": _label_after(this.label),
        "starts_on": starts_on,
        "ends_on": due(this.ends_on),
        "plans_agreed_by": due(this.plans_agreed_by),
        "forms_due_on": due(this.forms_due_on),
        "conferences_by": due(this.conferences_by),
        "also_required": list(this.also_required),
        "counted_kinds": list(this.counted_kinds),
        "late_hire_days": this.late_hire_days,
    }
    targets = {due(max(each.by_day for each in this.targets)): EVERYBODY} if this.targets else {}
    return Proposal(facts, targets)


def _a_year_later(day: date) -> date:
    """The same weekday of the same month: the third Monday stays the third Monday, a fifth one becomes the last."""
    year, month = day.year + 1, day.month
    nth = (day.day - 1) // 7
    first = date(year, month, 1)
    found = first + timedelta(days=(day.weekday() - first.weekday()) % 7 + 7 * nth)
    last = date(year, month, calendar.monthrange(year, month)[1])
    return found if found <= last else found - timedelta(days=7)


def _label_after(label: str) -> str:
    """ "2026-2027" as "2027-2028"; whatever numbers are in it go up by one, and nothing is guessed without."""
    if not re.search(r"\d", label):
        return ""
    return re.sub(r"\d+", lambda found: f"{int(found.group()) + 1:0{len(found.group())}d}", label)[:20]
