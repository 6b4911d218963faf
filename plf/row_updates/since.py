"""What changed in an action plan since a day: two states compared by what was written down of every change between."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from plf.action_plans.contents import COLUMN, HEAD, LINKS, STATUSES
from plf.action_plans.queries import SeenActionPlan, Table
from plf.extensions import db
from plf.models import ActionChange, ActionRow, StatusNote

# What is told in words of its own, or by the notes; everything else is told as “also changed”.
_TOLD = frozenset({"added", "deleted", "restored", "moved", "status", "starts", "ends", "note", "made"})
_HEAD = {each.name: each.title for each in HEAD}
_CELLS = {
    **{name: part.title for name, part in COLUMN.items()},
    "text": "Text",
    "strategy": "Strategy",
    "links": "Interdependencies",
    **dict.fromkeys(LINKS, "Interdependencies"),
}


@dataclass(frozen=True)
class From:
    """Something that is another now than it was: a status, a place, a day as it was written."""

    row: ActionRow
    before: str
    after: str
    what: str = ""


@dataclass
class Since:
    """What is different from how it was at the beginning of a day. Each row stands as it is named now.

    removed   the rows that were deleted, with what was under them; those were there before
    notes     what was said since, row by row, in the order of the table
    also      rows and which other cells of them have changed
    head      what stands above the table and has changed
    """

    added: list[ActionRow] = field(default_factory=list)
    removed: list[ActionRow] = field(default_factory=list)
    moved: list[From] = field(default_factory=list)
    statuses: list[From] = field(default_factory=list)
    dates: list[From] = field(default_factory=list)
    notes: list[tuple[ActionRow, list[StatusNote]]] = field(default_factory=list)
    also: list[tuple[ActionRow, list[str]]] = field(default_factory=list)
    head: list[str] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        """Whether everything is as it was."""
        return not any(vars(self).values())


def since(seen: SeenActionPlan, day: date, begins: datetime) -> Since:
    """What changed since a day of the district's calendar; `begins` is its first moment (UTC)."""
    changes = db.session.scalars(
        select(ActionChange)
        .where(ActionChange.action_plan_id == seen.plan.id, ActionChange.at >= begins)
        .order_by(ActionChange.id)
    ).all()
    removed = db.session.scalars(
        select(ActionRow)
        .where(
            ActionRow.action_plan_id == seen.plan.id,
            ActionRow.deleted_at >= begins,
            ActionRow.deleted_with_id == ActionRow.id,
            ActionRow.made_at < begins,
        )
        .order_by(ActionRow.id)
    ).all()
    notes: dict[int, list[StatusNote]] = {}
    for note in db.session.scalars(
        select(StatusNote)
        .join(ActionRow, ActionRow.id == StatusNote.row_id)
        .where(
            ActionRow.action_plan_id == seen.plan.id,
            ActionRow.deleted_at.is_(None),
            StatusNote.on >= day,
            StatusNote.text != "",
        )
        .options(joinedload(StatusNote.person))
        .order_by(StatusNote.id)
    ):
        notes.setdefault(note.row_id, []).append(note)
    return compared(changes, seen.table, begins, removed=list(removed), notes=notes)


def compared(
    changes: Iterable[ActionChange],
    now: Table,
    begins: datetime,
    *,
    removed: list[ActionRow],
    notes: Mapping[int, list[StatusNote]],
) -> Since:
    """What `changes`, in their order, have made of the rows that are there `now`.

    What was changed and changed back is no change. A new row has nothing that it was before.
    """
    found = Since()
    own = {str(each.id): each.title for each in now.columns}
    of_row: dict[int | None, dict[str, tuple[str, str]]] = {}
    for change in changes:
        cells = of_row.setdefault(change.row_id, {})
        before = cells[change.cell][0] if change.cell in cells else change.before
        cells[change.cell] = (before, change.after)
    found.removed = [row for row in removed if not _was_away(of_row.get(row.id, {}))]
    for row in now.rows:
        cells = of_row.get(row.id, {})
        if row.made_at >= begins or _was_away(cells):
            found.added.append(row)
        else:
            _tell_row(found, row, cells, now.place[row.id].label, own)
        if row.id in notes:
            found.notes.append((row, notes[row.id]))
    found.head = [
        _HEAD.get(cell, cell.replace("_", " ").capitalize())
        for cell, (before, after) in of_row.get(None, {}).items()
        if before != after and cell not in _TOLD
    ]
    return found


def _was_away(cells: Mapping[str, tuple[str, str]]) -> bool:
    """Whether a row had been deleted when the changes began: the first that happened to it is that it came back."""
    return next((cell for cell in cells if cell in ("deleted", "restored")), "") == "restored"


def _tell_row(
    found: Since, row: ActionRow, cells: Mapping[str, tuple[str, str]], label: str, own: Mapping[str, str]
) -> None:
    before, _ = cells.get("moved", (label, label))
    if before != label:
        found.moved.append(From(row, before, label))
    before, _ = cells.get("status", (row.status, ""))
    if before != row.status:
        found.statuses.append(From(row, STATUSES.get(before, before), STATUSES[row.status]))
    for cell in ("starts", "ends"):
        written = getattr(row, cell)
        before, _ = cells.get(cell, (written, ""))
        if before != written:
            found.dates.append(From(row, before, written, COLUMN[cell].title))
    also = [
        _CELLS.get(cell) or own.get(cell.removeprefix("x")) or cell.replace("_", " ").capitalize()
        for cell, (before, after) in cells.items()
        if cell not in _TOLD and before != after
    ]
    if also:
        found.also.append((row, list(dict.fromkeys(also))))
