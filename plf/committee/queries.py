"""Questions about the committee room: which outcome comes next, and what was parked and decided."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from plf.action_plans.queries import SeenActionPlan, Table
from plf.extensions import db
from plf.models import ActionRow, RoomNote
from plf.rules import HIDDEN

OUTCOME = 1


def outcomes(rows: Table) -> list[ActionRow]:
    """The outcomes of a table, in order."""
    return [row for row in rows.rows if rows.place[row.id].level == OUTCOME]


@dataclass(frozen=True)
class Shown:
    """An outcome on the wall: the priority that it belongs to, its number among all, and those before and after it."""

    outcome: ActionRow
    priority: ActionRow
    number: int
    count: int
    before: ActionRow | None
    after: ActionRow | None


def shown(rows: Table, row_id: int) -> Shown:
    """An outcome as it is shown. Raises HIDDEN (404) for what is none of this table."""
    all_of_them = outcomes(rows)
    at = next((number for number, row in enumerate(all_of_them) if row.id == row_id), None)
    if at is None:
        raise HIDDEN
    outcome = all_of_them[at]
    return Shown(
        outcome,
        rows.row(outcome.parent_id),
        at + 1,
        len(all_of_them),
        all_of_them[at - 1] if at else None,
        all_of_them[at + 1] if at + 1 < len(all_of_them) else None,
    )


def outcome_of(rows: Table, row_id: int) -> int:
    """The outcome that a row stands under, or is; a priority's number comes back as it is."""
    place = rows.place[row_id]
    while place.level > OUTCOME:
        place = rows.place[place.above]
    return place.row


def notes(rows: Table, plan_id: int, outcome_id: int | None = None) -> list[RoomNote]:
    """What was parked and decided in an action plan, or about one outcome: open questions first, then the latest.

    What is about a row that was deleted is left out, and comes back with it.
    """
    found = db.session.scalars(
        select(RoomNote)
        .where(RoomNote.action_plan_id == plan_id)
        .options(joinedload(RoomNote.person))
        .order_by(RoomNote.id.desc())
    ).all()
    here = [
        note
        for note in found
        if note.row_id in rows.place and outcome_id in (None, outcome_of(rows, note.row_id))
    ]
    return sorted(here, key=lambda note: note.kind == "decision" or note.settled_at is not None)


def note_of(seen: SeenActionPlan, note_id: int) -> RoomNote:
    """A note of this action plan. Raises HIDDEN (404) for any other."""
    note = db.session.get(RoomNote, note_id)
    if note is None or note.action_plan_id != seen.plan.id:
        raise HIDDEN
    return note
