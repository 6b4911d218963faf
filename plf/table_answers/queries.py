"""What an action plan answers: what starts or ends soon, what is late, what is missing, how outcomes stand."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta

from plf.action_plans.contents import ENDED
from plf.action_plans.queries import Table
from plf.models import ActionRow

WEEKS = (2, 4, 8)


@dataclass(frozen=True)
class Coming:
    """That a row starts, or ends, on a day of the district's calendar."""

    row: ActionRow
    what: str
    day: date


def coming(rows: Table, today: date, *, weeks: int, own: Collection[int] | None = None) -> list[Coming]:
    """What starts or ends from today on for some weeks, the next first, of rows not done or dropped; `own`: of these."""
    last = today + timedelta(weeks=weeks)
    found = [
        Coming(row, what, day)
        for row in rows.rows
        if row.status not in ENDED and (own is None or row.id in own)
        for what, day in (("starts", row.starts_on), ("ends", row.ends_on))
        if day and today <= day <= last
    ]
    return sorted(found, key=lambda each: each.day)


@dataclass(frozen=True)
class Answers:
    """Rows of a table by what is to be said of them, in reading order; none that is done or dropped.

    Nothing is missing where the row itself, or one that it stands under, has it; and only rows with nothing under
    them miss anything: a step answers for its sub-steps, and an outcome is carried by its steps.
    """

    behind: list[ActionRow]
    past_end: list[ActionRow]
    no_owner: list[ActionRow]
    no_team: list[ActionRow]
    no_dates: list[ActionRow]
    no_resources: list[ActionRow]
    questions: list[ActionRow]


def answers(rows: Table, today: date) -> Answers:
    """What is late and what is missing on a day of the district's calendar."""
    parents = {row.parent_id for row in rows.rows}
    still = [row for row in rows.rows if not _has(rows, row, lambda each: each.status in ENDED)]
    leaves = [row for row in still if row.id not in parents]

    def without(has: Callable[[ActionRow], object]) -> list[ActionRow]:
        return [row for row in leaves if not _has(rows, row, has)]

    return Answers(
        behind=[row for row in still if row.status == "behind"],
        past_end=[row for row in still if row.ends_on and row.ends_on < today],
        no_owner=without(lambda row: row.owner_id or row.owner_name),
        no_team=without(lambda row: row.team),
        no_dates=without(lambda row: row.starts or row.ends),
        no_resources=without(lambda row: row.resources),
        questions=[row for row in still if row.question],
    )


def _has(rows: Table, row: ActionRow, has: Callable[[ActionRow], object]) -> bool:
    """Whether a row, or one that it stands under, has something."""
    while not has(row):
        if row.parent_id is None:
            return False
        row = rows.row(row.parent_id)
    return True
