"""Pausing a plan, and what resuming it does to the days it has to meet."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from plf import rules, steps
from plf.people.queries import district
from plf.plans.queries import SeenPlan
from plf.rules import Dates


def pause(seen: SeenPlan, *, reason: str, at: datetime, seen_version: int) -> None:
    """Nothing is due any more until the plan is resumed. Raises the Refusal of the rules, or 422 at "reason"."""
    steps.check_version(seen, seen_version)
    seen.require("pause")
    seen.plan.paused_at = at
    steps.take(seen, "pause", at=at, reason=reason)


def resume(seen: SeenPlan, *, on: date, at: datetime, seen_version: int) -> Dates:
    """Go on from the day `on` (the district's); the plan's days move as `dates_after` says. Raises a Refusal."""
    steps.check_version(seen, seen_version)
    seen.require("resume")
    plan, dates = seen.plan, dates_after(seen, on=on)
    facts = {"paused_on": _paused_on(seen).isoformat()}
    if dates.checkpoint_on != plan.checkpoint_on:
        plan.checkpoint_on = dates.checkpoint_on
        facts["checkpoint_on"] = dates.checkpoint_on.isoformat()
    if dates.agreed_by != dates_before(seen).agreed_by:
        plan.agreed_by = dates.agreed_by
        facts["agreed_by"] = dates.agreed_by.isoformat()
    plan.paused_at = None
    steps.take(seen, "resume", at=at, **facts)
    return dates


def dates_before(seen: SeenPlan) -> Dates:
    """The days that the plan has to meet as they stand, its own or the year's."""
    plan = seen.plan
    return Dates(
        rules.agreed_by(own=plan.agreed_by, year=plan.year.plans_agreed_by),
        plan.checkpoint_on,
    )


def dates_after(seen: SeenPlan, *, on: date) -> Dates:
    """The days that the paused plan has to meet when it is resumed on the day `on`, by the rules."""
    before = dates_before(seen)
    return rules.dates_after_pause(
        seen.case,
        paused_on=_paused_on(seen),
        resumed_on=on,
        agreed_by=before.agreed_by,
        checkpoint_on=before.checkpoint_on,
        forms_due_on=seen.plan.year.forms_due_on,
    )


def _paused_on(seen: SeenPlan) -> date:
    return seen.plan.paused_at.astimezone(ZoneInfo(district().time_zone)).date()
