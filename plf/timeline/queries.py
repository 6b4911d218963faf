"""Questions about when rows happen: the picture of an action plan, and what cannot be, also beyond it."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased

from plf.action_plans import tree
from plf.action_plans.contents import STATUSES
from plf.action_plans.queries import Table, in_plan_here
from plf.extensions import db
from plf.models import ActionLink, ActionPlan, ActionRow
from plf.timeline import chart, rollup, trouble
from plf.timeline.rollup import Rolled
from plf.timeline.trouble import Spot, Trouble

_there = aliased(ActionRow)


def drawn(rows: Table, rolled: dict[int, Rolled], today: date) -> chart.Chart | None:
    """The picture of a table's rows with days, by priority; of a row without, those of what is under it."""
    groups: list[tuple[str, list[chart.Item]]] = []
    for row in rows.rows:
        if row.parent_id is None:
            groups.append((rows.named(row.id), []))
        own = bool(row.starts_on or row.ends_on)
        starts, ends = (
            (row.starts_on, row.ends_on) if own else (rolled[row.id].starts_on, rolled[row.id].ends_on)
        )
        status = rolled[row.id].status
        groups[-1][1].append(
            chart.Item(row.id, _name(rows, row), status, STATUSES[status], starts, ends, rolled=not own)
        )
    return chart.draw(groups, today)


def _name(rows: Table, row: ActionRow) -> str:
    # The priority's words stand above its rows already.
    return rows.named(row.id) if row.parent_id is not None else f"{rows.place[row.id].label} as a whole"


def rolled_up(rows: Table) -> dict[int, Rolled]:
    """How every row stands by what is under it, by number (plf.timeline.rollup)."""
    return rollup.rolled_up(rows.rows)


def troubles(plan: ActionPlan) -> list[Trouble]:
    """What cannot be about rows of this action plan, in sentences: circles first. Three queries.

    Rows of other action plans are named where one of this one waits for them, or they for it: whoever made that link
    saw both.
    """
    waits = [
        (link.row_id, link.to_row_id, link.plan_id, link.to_plan_id)
        for link in db.session.execute(
            select(
                ActionLink.row_id,
                ActionLink.to_row_id,
                ActionRow.action_plan_id.label("plan_id"),
                _there.action_plan_id.label("to_plan_id"),
            )
            .join(ActionRow, ActionRow.id == ActionLink.row_id)
            .join(_there, _there.id == ActionLink.to_row_id)
            .where(
                ActionLink.kind == "waits_for",
                ActionRow.deleted_at.is_(None),
                _there.deleted_at.is_(None),
                in_plan_here(ActionRow),
                in_plan_here(_there),
            )
        )
    ]
    spots = _spots(plan, _connected(plan.id, {(here, there) for _, _, here, there in waits}))
    pairs = [(row, to) for row, to, _, _ in waits if row in spots and to in spots]
    found = trouble.circles(spots, pairs) + trouble.impossible_dates(spots, pairs)
    return [each for each in found if any(spots[row].plan_id == plan.id for row in each.rows)]


def _connected(plan_id: int, pairs: set[tuple[int, int]]) -> set[int]:
    """The action plans that links lead to from this one, through however many others."""
    found, before = {plan_id}, set()
    while found != before:
        before = set(found)
        found |= {each for pair in pairs if found.intersection(pair) for each in pair}
    return found


def _spots(plan: ActionPlan, plan_ids: set[int]) -> dict[int, Spot]:
    rows = db.session.execute(
        select(
            ActionRow.id,
            ActionRow.parent_id,
            ActionRow.position,
            ActionRow.action_plan_id,
            ActionRow.status,
            ActionRow.starts_on,
            ActionRow.ends_on,
        ).where(ActionRow.action_plan_id.in_(plan_ids), ActionRow.deleted_at.is_(None))
    ).all()
    titles = {
        row.id: row.title
        for row in db.session.execute(
            select(ActionPlan.id, ActionPlan.title).where(ActionPlan.id.in_(plan_ids))
        )
    }
    found = {}
    for plan_id in plan_ids:
        own = {row.id: row for row in rows if row.action_plan_id == plan_id}
        for row_id, place in tree.places(
            {row.id: (row.parent_id, row.position) for row in own.values()}
        ).items():
            row = own[row_id]
            name = f"Priority {place.label}" if place.level == 0 else place.label
            found[row_id] = Spot(
                row_id,
                row.parent_id,
                name if plan_id == plan.id else f"{name} of “{titles[plan_id]}”",
                plan_id,
                row.status,
                row.starts_on,
                row.ends_on,
            )
    return found
