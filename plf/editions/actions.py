"""Adopting an edition, and opening or closing the public address."""

from collections.abc import Collection
from datetime import date, datetime

from plf import contents
from plf.action_plans import actions
from plf.action_plans.queries import SeenActionPlan, as_text, latest_edition
from plf.editions.queries import ADOPTED, record_of
from plf.editions.shown import PUBLIC_CHOICES
from plf.extensions import db
from plf.formats import day
from plf.models import ActionEdition, ActionPlan, Person
from plf.rules import Refusal


class Overtaken(Exception):
    """The working copy was changed after the page was looked at that was to be adopted."""


def adopt(
    seen: SeenActionPlan, *, adopted_on: date, note: str, seen_change: int, today: date, at: datetime
) -> ActionEdition:
    """Freeze the working copy as the next edition. `adopted_on` and `today` are days of the district's calendar.

    `seen_change` is the number of the latest change that who adopts it has looked at. Raises Overtaken when there was
    another one since, and Refusal: 403 for all but the office, 422 for a table without rows or a day that cannot be.
    """
    seen.require("adopt")
    if seen.plan.changed != seen_change:
        raise Overtaken
    before = latest_edition(seen.plan.id)
    problem = adopted_on_problem(adopted_on, today=today, before=before.adopted_on if before else None)
    if problem:
        raise Refusal(422, problem, field="adopted_on")
    if not seen.table.rows:
        raise Refusal(422, "There are no rows to adopt yet. Add the first priority, or import the table.")
    return freeze(seen.plan, seen.person, adopted_on=adopted_on, note=note, at=at)


def adopted_on_problem(adopted_on: date, *, today: date, before: date | None) -> str | None:
    """What is wrong with a day of adoption, or None: not in the future, not before the edition before it."""
    if adopted_on > today:
        return "That day is still to come. Choose the day on which it was adopted."
    if before and adopted_on < before:
        return f"The edition before was adopted on {day(before)}. Choose that day or a later one."
    return None


def freeze(plan: ActionPlan, by: Person, *, adopted_on: date, note: str, at: datetime) -> ActionEdition:
    """Write down the working copy as it stands as the next edition, with its fingerprint, and record it."""
    before = latest_edition(plan.id)
    content = contents.canonical(as_text(plan))
    edition = ActionEdition(
        action_plan_id=plan.id,
        number=before.number + 1 if before else 1,
        adopted_on=adopted_on,
        note=note,
        content=content,
        sha256=contents.fingerprint(content),
        adopted_by_id=by.id,
        adopted_at=at,
    )
    db.session.add(edition)
    db.session.flush()
    actions.record(plan, None, ADOPTED, by, after=record_of(edition), at=at)
    return edition


def publish(seen: SeenActionPlan, *, is_public: bool, shows: Collection[str], at: datetime) -> None:
    """Open or close the public address, and say what it shows beside the table (of PUBLIC_CHOICES).

    Raises Refusal: 403 for all but the office, 409 to open it before anything was adopted.
    """
    seen.require("publish")
    if is_public and latest_edition(seen.plan.id) is None:
        raise Refusal(
            409,
            "The public address shows adopted editions, and there is none yet. Adopt one first.",
        )
    before = published(seen.plan)
    seen.plan.is_public = is_public
    seen.plan.public_shows = [name for name in PUBLIC_CHOICES if name in shows]
    actions.changed(seen, None, "public", before, published(seen.plan), at=at)


def published(plan: ActionPlan) -> str:
    """What is public, in words for the history."""
    if not plan.is_public:
        return "closed"
    also = ", ".join(PUBLIC_CHOICES[name][0].lower() for name in plan.public_shows if name in PUBLIC_CHOICES)
    return f"open, with {also}" if also else "open"
