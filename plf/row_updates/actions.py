"""Asking for updates of rows, closing what was asked, and one's own update of a row."""

from datetime import date, datetime

from plf import contents, rules
from plf.action_plans.queries import SeenActionPlan, row_of
from plf.action_rows.actions import set_status
from plf.extensions import db
from plf.formats import day as in_words
from plf.models import ActionRow, StatusNote, UpdateAsk
from plf.notices import actions as notices
from plf.row_updates import asked, queries

LINE_LIMIT = 300
LATEST = 366


class Overtaken(Exception):
    """Somebody else has said how this row stands since the page was opened: `note` is what they said."""

    def __init__(self, note: StatusNote) -> None:
        super().__init__(note.id)
        self.note = note


def update(
    seen: SeenActionPlan,
    row_id: int,
    status: str,
    text: str,
    *,
    seen_note: int,
    today: date,
    at: datetime,
) -> StatusNote:
    """Say how a row stands today. `seen_note` is the number of the latest note that the page had shown (0: none).

    Raises Overtaken when somebody else has written one since, HIDDEN (404), the Refusal of the rules, or a 422 at
    "status" or "text".
    """
    row = row_of(seen, row_id)
    seen.require_with_row("update_row", row.id)
    latest = queries.latest_note(row.id)
    if latest and latest.id > seen_note and latest.person_id != seen.person.id:
        raise Overtaken(latest)
    return set_status(seen, row, status, text, on=today, at=at)


def ask(
    seen: SeenActionPlan, row: ActionRow | None, *, due_on: date | None, line: str, today: date, at: datetime
) -> tuple[UpdateAsk, int]:
    """Ask for updates of a row and what is under it (None: of the whole table) by a day; and how many are asked.

    Those who own these rows or are on their teams are told. `due_on` and `today` are days of the district's calendar.
    Raises the Refusal of the rules, or a 422 at "due_on", "line" or "row".
    """
    if row is None:
        seen.require("ask_for_updates")
    elif not queries.may_ask(seen, row):
        seen.require_with_row("ask_for_updates_of_own_row", row.id)
    line = " ".join(contents.clean(line).split())
    _check(due_on, line, today)
    made = UpdateAsk(
        action_plan_id=seen.plan.id,
        row_id=row.id if row else None,
        due_on=due_on,
        note=line,
        person_id=seen.person.id,
        at=at,
    )
    db.session.add(made)
    db.session.flush()
    count = asked.tell(made, seen.plan, at=at)
    if not count:
        raise rules.not_ready(
            "Nobody can be asked: no row there that is still to be done has an owner or a team member of the roster. "
            "Name some first, or choose other rows.",
            "row",
        )
    return made, count


def close(seen: SeenActionPlan, ask_id: int, *, at: datetime) -> UpdateAsk:
    """Nobody is asked or reminded any more. Closing it twice is closing it once. Raises the Refusal of the rules."""
    made = queries.ask_of(seen, ask_id)
    require_close(seen, made)
    if made.closed_at is None:
        made.closed_at = at
        notices.settle_asked(made.id, at=at)
    return made


def require_close(seen: SeenActionPlan, made: UpdateAsk) -> None:
    """Raise the Refusal for those who may not close an ask; who asked, may."""
    if made.person_id != seen.person.id:
        seen.require("ask_for_updates")


def _check(due_on: date | None, line: str, today: date) -> None:
    if due_on is None:
        raise rules.not_ready("Choose the day by which you need the updates.", "due_on")
    if due_on < today:
        raise rules.not_ready(f"That day is over. Choose {in_words(today)} or a later day.", "due_on")
    if (due_on - today).days > LATEST:
        raise rules.not_ready("That is more than a year away. Choose an earlier day.", "due_on")
    if len(line) > LINE_LIMIT:
        over = len(line) - LINE_LIMIT
        raise rules.not_ready(f"That is {over} characters too long. Shorten it to {LINE_LIMIT}.", "line")
