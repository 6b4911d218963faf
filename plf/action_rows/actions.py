"""Changing the rows of action plans."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select

from plf import contents, rules
from plf.action_plans import tree
from plf.action_plans.actions import changed, fitted, record
from plf.action_plans.contents import COLUMN, EXTRA, LINKS, MOST_ROWS, STATUSES, STRATEGY, TEXT
from plf.action_plans.queries import Clash, SeenActionPlan, own_columns, parted, tree_of
from plf.action_plans.timing import understood
from plf.extensions import db
from plf.models import ActionColumn, ActionLink, ActionRow, ActionTeamMember, Person, StatusNote
from plf.people.queries import people_named
from plf.row_updates import asked

NOTE_LIMIT = 2_000
LINK_NOTE_LIMIT = 300
MOST_ON_A_TEAM = 60

# The cells of a row that are texts in its one form; team and links change one at a time, the status with its note.
_PARTS = {
    "text": TEXT,
    "strategy": STRATEGY,
    **{
        name: COLUMN[name]
        for name in ("resources", "interdependencies", "starts", "ends", "owner", "question")
    },
}


class Several(Exception):
    """Words fit people of the roster, but no one alone: somebody has to choose among `people`."""

    def __init__(self, people: Sequence[Person]) -> None:
        super().__init__()
        self.people = list(people)


def cells_of(row: ActionRow, columns: Sequence[ActionColumn]) -> dict[str, str]:
    """The cells of a row that its form has, as they stand: {"text": …, "owner": …, "x3": …}."""
    return {
        **{name: getattr(row, name) for name in _PARTS if name != "owner"},
        "owner": row.owner.name if row.owner else row.owner_name,
        **{f"x{each.id}": row.extra.get(str(each.id), "") for each in columns},
    }


def write(
    seen: SeenActionPlan, row: ActionRow, typed: Mapping[str, str], seen_change: int, *, at: datetime
) -> list[Clash]:
    """Write cells of a row: {cell: text}, as `cells_of` names them. `seen_change` is plan.changed of the form's page.

    Returns what clashes with what others saved since: that is not written, all else is. Raises the Refusal of the
    rules, or a 422 at the cell's name.
    """
    seen.require("edit_table")
    now = cells_of(row, own_columns(seen.plan))
    fit = {cell: fitted(text, _PARTS.get(cell, EXTRA), cell) for cell, text in typed.items() if cell in now}
    if not fit.get("text", row.text):
        raise rules.not_ready("Write what this row says, or delete the row.", "text")
    to_write, clashes = parted(seen.plan, row.id, now, fit, seen_change)
    owner = _owner(to_write["owner"]) if "owner" in to_write else None
    for cell, text in to_write.items():
        if cell == "owner":
            row.owner_id, row.owner_name = owner
        elif cell in _PARTS:
            setattr(row, cell, text)
        else:
            row.extra = {**row.extra, cell[1:]: text}
        changed(seen, row, cell, now[cell], text, at=at)
    if to_write.keys() & {"starts", "ends"}:
        row.starts_on, row.ends_on = days_of(row.starts, row.ends)
    db.session.flush()
    return clashes


def days_of(starts: str, ends: str) -> tuple[date | None, date | None]:
    """The first and the last day that a row's start and end mean; None where they are not understood as days.

    Without an end as written, the start says it all: "fall 2018" begins and ends the row.
    """
    first, last = understood(starts), understood(ends, end=True) if ends else understood(starts)
    return (first[0] if first else None), (last[1] if last else None)


def add(
    seen: SeenActionPlan,
    above: ActionRow | None,
    position: int | None,
    text: str,
    strategy: str,
    *,
    at: datetime,
) -> ActionRow:
    """A new row under `above` (None: a priority), at a position (from 0) or at the end. Raises a 422 at "text"."""
    seen.require("edit_table")
    text, strategy = fitted(text, TEXT), fitted(strategy, STRATEGY)
    if not text:
        raise rules.not_ready("Write what the new row says.", "text")
    before = _tree(seen)
    if len(before) >= MOST_ROWS:
        raise rules.not_ready(f"There are {MOST_ROWS:,} rows already. Delete some first.", "text")
    row = ActionRow(
        action_plan_id=seen.plan.id,
        parent_id=above.id if above else None,
        position=0,
        text=text,
        strategy=strategy,
        extra={},
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()
    try:
        after = tree.added(before, row.id, row.parent_id, position)
    except tree.Impossible as impossible:
        raise rules.not_ready(str(impossible), "text") from None
    _put(before, after)
    record(seen.plan, row, "added", seen.person, after=text, at=at)
    return row


MOVES = {"up": tree.up, "down": tree.down, "in": tree.into, "out": tree.out}


def move(seen: SeenActionPlan, row: ActionRow, how: str, under: int | None = None, *, at: datetime) -> bool:
    """Move a row with all under it: `how` is of MOVES, or "under" another row as its last one (None: a priority).

    Returns whether it stands elsewhere now. Raises the Refusal of the rules, or a 422 at "how" that says why not.
    """
    seen.require("edit_table")
    before = _tree(seen)
    if how not in {*MOVES, "under"} or (under is not None and under not in before):
        raise rules.not_ready("Choose where the row is to stand.", "how")
    try:
        after = MOVES[how](before, row.id) if how in MOVES else tree.moved(before, row.id, under)
    except tree.Impossible as impossible:
        raise rules.not_ready(str(impossible), "how") from None
    return _moved(seen, row, before, after, at=at)


def put(
    seen: SeenActionPlan, row: ActionRow, above: ActionRow | None, position: int | None, *, at: datetime
) -> bool:
    """As `move`, under `above` (None: as a priority) at a position among the rows there without it, or at the end."""
    seen.require("edit_table")
    before = _tree(seen)
    try:
        after = tree.moved(before, row.id, above.id if above else None, position)
    except tree.Impossible as impossible:
        raise rules.not_ready(str(impossible), "how") from None
    return _moved(seen, row, before, after, at=at)


def _moved(
    seen: SeenActionPlan, row: ActionRow, before: tree.Tree, after: tree.Tree, *, at: datetime
) -> bool:
    if after == before:
        return False
    _put(before, after)
    was, now = (tree.places(each)[row.id].label for each in (before, after))
    record(seen.plan, row, "moved", seen.person, before=was, after=now, at=at)
    return True


def delete(seen: SeenActionPlan, row: ActionRow, *, at: datetime) -> str:
    """Delete a row with all under it, so that `restore` can bring them back. Returns how it was named."""
    seen.require("edit_table")
    before = _tree(seen)
    label = tree.places(before)[row.id].label
    for each in _of_numbers(tree.whole(before, row.id)):
        each.deleted_at, each.deleted_with_id = at, row.id
    _put(before, tree.removed(before, row.id))
    record(seen.plan, row, "deleted", seen.person, before=f"{label} {row.text}", at=at)
    return label


def restore(seen: SeenActionPlan, row: ActionRow, *, at: datetime) -> None:
    """Bring a deleted row back, with what was deleted along: the same rows, links and teams.

    To its place; where that is gone, or has become too deep, to the end of the nearest row above that is there.
    Restoring what is there already does nothing.
    """
    seen.require("edit_table")
    if row.deleted_at is None:
        return
    before = _tree(seen)
    back = {
        each.id: each
        for each in db.session.scalars(
            select(ActionRow).where(ActionRow.deleted_with_id == row.deleted_with_id)
        )
    }
    if (
        row.deleted_with_id != row.id
    ):  # one of those that went along with another: it comes back with what is under it
        own = tree.whole(
            {
                each.id: (each.parent_id if each.parent_id in back else None, each.position)
                for each in back.values()
            },
            row.id,
        )
        back = {each: back[each] for each in own}
    above, position = _nearest(before, row, back)
    below = {each.id: (each.parent_id, each.position) for each in back.values() if each.id != row.id}
    for each in back.values():
        each.deleted_at = each.deleted_with_id = None
    after = {**tree.added(before, row.id, above, position), **below}
    _put(before, tree.closed(after))
    record(
        seen.plan, row, "restored", seen.person, after=f"{tree.places(after)[row.id].label} {row.text}", at=at
    )


def _nearest(now: tree.Tree, row: ActionRow, back: Mapping[int, ActionRow]) -> tuple[int | None, int | None]:
    """Where a row can come back to: the row above that is there and not too deep, and the position in it."""
    places = tree.places(now)
    alone = {
        each.id: (each.parent_id if each.id != row.id else None, each.position) for each in back.values()
    }
    height = max(place.level for place in tree.places(alone).values())
    above, position = row.parent_id, row.position
    while above is not None:
        if above in places and places[above].level + 1 + height < tree.DEEPEST:
            return above, position
        above = db.session.get(ActionRow, above).parent_id
        position = None
    return None, position if row.parent_id is None else None


def add_member(
    seen: SeenActionPlan, row: ActionRow, words: str, *, as_name: bool = False, at: datetime
) -> str:
    """Put somebody on a row's team: a person of the roster by name or e-mail address, or a plain name.

    Returns the name. Raises Several when people of the roster fit these words in part, unless `as_name` says that a
    plain name is meant; or a 422 at "who".
    """
    seen.require("edit_table")
    words = fitted(words, COLUMN["team"], "who")
    if not words:
        raise rules.not_ready("Write a name, or a few letters of it.", "who")
    if len(row.team) >= MOST_ON_A_TEAM:
        raise rules.not_ready(f"There are {MOST_ON_A_TEAM} on this team already.", "who")
    person = None if as_name else _person(words)
    name = person.name if person else words
    if any((each.person.name if each.person else each.name) == name for each in row.team if not person) or (
        person and any(each.person_id == person.id for each in row.team)
    ):
        return name
    row.team.append(ActionTeamMember(person_id=person.id if person else None, name="" if person else words))
    record(seen.plan, row, "team", seen.person, after=name, at=at)
    return name


def end_member(seen: SeenActionPlan, row: ActionRow, member_id: int, *, at: datetime) -> str:
    """Take somebody off a row's team. Returns the name; empty when they were off it already."""
    seen.require("edit_table")
    for each in row.team:
        if each.id == member_id:
            name = each.person.name if each.person else each.name
            record(seen.plan, row, "team", seen.person, before=name, at=at)
            row.team.remove(each)
            db.session.flush()
            return name
    return ""


def add_link(
    seen: SeenActionPlan, row: ActionRow, kind: str, to_id: int, named: str, note: str, *, at: datetime
) -> None:
    """An interdependency of a row: it waits for, helps, or is the same as another one, which the person may see.

    `named` is how that row is named, for the history. Raises the Refusal of the rules, or a 422.
    """
    seen.require("edit_table")
    note = " ".join(contents.clean(note).split())
    if kind not in LINKS:
        raise rules.not_ready("Choose what this row does with the other one.", "kind")
    if to_id == row.id:
        raise rules.not_ready("A row cannot depend on itself. Choose another row.", "to")
    if len(note) > LINK_NOTE_LIMIT:
        raise rules.not_ready(f"Shorten the note to {LINK_NOTE_LIMIT} characters.", "note")
    if any(each.kind == kind and each.to_row_id == to_id for each in row.links):
        return
    row.links.append(ActionLink(row_id=row.id, to_row_id=to_id, kind=kind, note=note))
    record(seen.plan, row, "links", seen.person, after=f"{LINKS[kind]} {named}", at=at)


def end_link(seen: SeenActionPlan, row: ActionRow, link_id: int, named: str, *, at: datetime) -> None:
    """Take an interdependency of a row away. One that is gone already is no mistake."""
    seen.require("edit_table")
    for each in row.links:
        if each.id == link_id:
            record(seen.plan, row, "links", seen.person, before=f"{LINKS[each.kind]} {named}", at=at)
            row.links.remove(each)
            db.session.flush()
            return


def _tree(seen: SeenActionPlan) -> dict[int, tuple[int | None, int]]:
    seen.__dict__.pop("table", None)  # what was read before the change is not how it stands after it
    return tree_of(seen.plan.id)


def _put(before: tree.Tree, after: tree.Tree) -> None:
    """Write where rows stand: only those that stand elsewhere than before are read and written."""
    for row in _of_numbers([each for each, place in after.items() if before.get(each) != place]):
        row.parent_id, row.position = after[row.id]
    db.session.flush()


def _of_numbers(row_ids: Sequence[int]) -> list[ActionRow]:
    return list(db.session.scalars(select(ActionRow).where(ActionRow.id.in_(row_ids)))) if row_ids else []


def _owner(words: str) -> tuple[int | None, str]:
    if not words:
        return None, ""
    exact = _exactly(people_named(words), words)
    if len(exact) > 1:
        listed = ", ".join(each.email for each in exact)
        raise rules.not_ready(f"Several people are called so. Write one address: {listed}.", "owner")
    return (exact[0].id, "") if exact else (None, words)


def _person(words: str) -> Person | None:
    found = people_named(words)
    exact = _exactly(found, words)
    if len(exact) == 1:
        return exact[0]
    if found:
        raise Several(found)
    return None


def _exactly(found: Sequence[Person], words: str) -> list[Person]:
    said = words.lower()
    return [each for each in found if said in (each.email, each.name.lower())]


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
