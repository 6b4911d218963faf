"""Making action plans, writing what stands above their tables, and the record of every change."""

import secrets
from datetime import datetime

from plf.action_plans.queries import SeenActionPlan
from plf.extensions import db
from plf.models import ActionChange, ActionPlan, ActionRow, Person, StrategicPlan


def make(strategic_plan: StrategicPlan, title: str, by: Person, *, at: datetime) -> ActionPlan:
    """A new action plan with nothing in it but its title, after the others of its strategic plan. `at` is UTC."""
    plan = ActionPlan(
        strategic_plan_id=strategic_plan.id,
        position=len(strategic_plan.action_plans),
        title=title,
        code=secrets.token_urlsafe(12),
        made_at=at,
    )
    db.session.add(plan)
    db.session.flush()
    record(plan, None, "made", by, after=title, at=at)
    return plan


def record(
    plan: ActionPlan,
    row: ActionRow | None,
    cell: str,
    by: Person,
    *,
    at: datetime,
    before: str = "",
    after: str = "",
) -> ActionChange:
    """Write down one change: who, when (UTC), which cell of which row (None: above the table), from what to what.

    Whoever changes anything in an action plan calls this, once for each cell, with the plan locked.
    """
    change = ActionChange(
        action_plan_id=plan.id,
        row_id=row.id if row else None,
        cell=cell,
        before=before,
        after=after,
        person_id=by.id,
        at=at,
    )
    db.session.add(change)
    db.session.flush()
    plan.changed = change.id
    return change


def changed(
    seen: SeenActionPlan, row: ActionRow | None, cell: str, before: str, after: str, *, at: datetime
) -> None:
    """Record a change of a cell by this person, if it is one."""
    if before != after:
        record(seen.plan, row, cell, seen.person, before=before, after=after, at=at)
