"""Changing the rows of action plans."""

from datetime import date, datetime

from plf import contents, rules
from plf.action_plans.actions import changed, record
from plf.action_plans.contents import STATUSES
from plf.action_plans.queries import SeenActionPlan
from plf.extensions import db
from plf.models import ActionRow, StatusNote
from plf.row_updates import asked

NOTE_LIMIT = 2_000


def set_status(
    seen: SeenActionPlan, row: ActionRow, status: str, text: str, *, on: date, at: datetime
) -> StatusNote:
    """Say how a row stands: its status from now on, and a dated note, which may be empty. One of its people does.

    `on` is the day of the district's calendar that the note is of, `at` this moment (UTC). Whoever was asked for an
    update of this row is asked no more. Raises the Refusal of the rules, or a 422 at "status" or "text".
    """
    seen.require_with_row("update_row", row.id)
    text = contents.clean(text)
    if status not in STATUSES:
        raise rules.not_ready("Choose how this row stands.", "status")
    if len(text) > NOTE_LIMIT:
        over = len(text) - NOTE_LIMIT
        raise rules.not_ready(f"That is {over:,} characters too long. Shorten it to {NOTE_LIMIT:,}.", "text")
    changed(seen, row, "status", row.status, status, at=at)
    if text or row.status == status:
        record(seen.plan, row, "note", seen.person, after=text, at=at)
    row.status = status
    note = StatusNote(row_id=row.id, on=on, status=status, text=text, person_id=seen.person.id, at=at)
    db.session.add(note)
    db.session.flush()
    asked.settle(seen.plan, at=at)
    return note
