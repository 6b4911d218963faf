"""Questions about updates of rows: whose rows they are, what was asked for, who has answered, and what is left."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload

from plf.action_plans import tree
from plf.action_plans.contents import ENDED
from plf.action_plans.queries import SeenActionPlan, Table, as_tree, find_working_copy, in_plan_here
from plf.extensions import db
from plf.models import ActionPlan, ActionRow, ActionTeamMember, Person, StatusNote, UpdateAsk
from plf.rules import HIDDEN


def people_of(row: ActionRow) -> dict[int, Person]:
    """The active people of the roster who own a row or are on its team, by number."""
    found = [row.owner, *(member.person for member in row.team)]
    return {person.id: person for person in found if person and person.is_active}


@dataclass
class OnePerson:
    """What one person was asked for: the rows that have an update since, and those that have none."""

    person: Person
    done: list[ActionRow] = field(default_factory=list)
    left: list[ActionRow] = field(default_factory=list)


@dataclass(frozen=True)
class Progress:
    """How an ask stands: person by person, those with something left first; and rows that nobody could be asked for."""

    ask: UpdateAsk
    people: list[OnePerson]
    nobody: list[ActionRow]
    done: int
    total: int

    @property
    def left(self) -> dict[int, Person]:
        """The people who have something left, by number."""
        return {each.person.id: each.person for each in self.people if each.left}


def progress(ask: UpdateAsk, rows: Table) -> Progress:
    """How an ask stands, from the rows as they are now.

    Asked are the rows at and under its row that are not done or dropped; a row is answered by any note that was
    written since. So one of a team answers for all of it.
    """
    parents = {row.parent_id for row in rows.rows}
    people: dict[int, OnePerson] = {}
    nobody, done, total = [], 0, 0
    for row in _asked_rows(ask, rows):
        answered, asked = is_answered(row, ask), people_of(row)
        for person in asked.values():
            each = people.setdefault(person.id, OnePerson(person))
            (each.done if answered else each.left).append(row)
        if asked:
            done, total = done + answered, total + 1
        elif not answered and row.id not in parents:
            nobody.append(row)
    in_order = sorted(
        people.values(), key=lambda each: (not each.left, each.person.family_name, each.person.id)
    )
    return Progress(ask, in_order, nobody, done, total)


def is_answered(row: ActionRow, ask: UpdateAsk) -> bool:
    """Whether anybody has said how a row stands since it was asked."""
    return any(note.at >= ask.at for note in row.notes)


def _asked_rows(ask: UpdateAsk, rows: Table) -> Iterable[ActionRow]:
    inside = set(rows.place)
    if ask.row_id is not None:
        inside = set(tree.whole(as_tree(rows.rows), ask.row_id)) if ask.row_id in rows.place else set()
    return [
        row for row in rows.rows if row.id in inside and (row.status not in ENDED or is_answered(row, ask))
    ]


def asks(plan: ActionPlan, *, open_only: bool = False) -> list[UpdateAsk]:
    """What was asked for in an action plan, the latest first."""
    query = (
        select(UpdateAsk)
        .where(UpdateAsk.action_plan_id == plan.id)
        .options(joinedload(UpdateAsk.person))
        .order_by(UpdateAsk.id.desc())
    )
    if open_only:
        query = query.where(UpdateAsk.closed_at.is_(None))
    return list(db.session.scalars(query))


def ask_of(seen: SeenActionPlan, ask_id: int) -> UpdateAsk:
    """An ask of this action plan. Raises HIDDEN (404) for any other."""
    ask = db.session.get(UpdateAsk, ask_id)
    if ask is None or ask.action_plan_id != seen.plan.id:
        raise HIDDEN
    return ask


def open_asks() -> list[UpdateAsk]:
    """Every ask that is open, in any action plan that is there, plan by plan."""
    return list(
        db.session.scalars(
            select(UpdateAsk)
            .join(ActionPlan, ActionPlan.id == UpdateAsk.action_plan_id)
            .where(UpdateAsk.closed_at.is_(None), ActionPlan.removed_at.is_(None))
            .order_by(UpdateAsk.action_plan_id, UpdateAsk.id)
        )
    )


def may_ask(seen: SeenActionPlan, row: ActionRow | None) -> bool:
    """Whether they may ask for updates of a row and what is under it; None: of the whole table."""
    return seen.may("ask_for_updates") or bool(
        row and seen.may_with_row("ask_for_updates_of_own_row", row.id)
    )


@dataclass(frozen=True)
class Mine:
    """A row of one's own: which ask it waits for, if any, and the latest note."""

    row: ActionRow
    ask: UpdateAsk | None
    note: StatusNote | None


@dataclass(frozen=True)
class MyTable:
    """An action plan with the rows of it that are one's own: those that were asked for first, then as they stand."""

    seen: SeenActionPlan
    rows: list[Mine]
    asks: list[Progress]


def mine(person: Person) -> list[MyTable]:
    """A person's rows over all action plans, with what they are asked for."""
    on_team = exists().where(ActionTeamMember.row_id == ActionRow.id, ActionTeamMember.person_id == person.id)
    plan_ids = db.session.scalars(
        select(ActionRow.action_plan_id)
        .where(ActionRow.deleted_at.is_(None), in_plan_here(), or_(ActionRow.owner_id == person.id, on_team))
        .distinct()
    ).all()
    found = [my_table(find_working_copy(plan_id, person)) for plan_id in sorted(plan_ids)]
    return sorted(found, key=lambda each: not each.asks)


def my_table(seen: SeenActionPlan) -> MyTable:
    """The rows of an action plan that are one's own."""
    everything = [progress(ask, seen.table) for ask in asks(seen.plan, open_only=True)]
    mine_left = [each for each in everything if seen.person.id in each.left]
    waits: dict[int, UpdateAsk] = {}
    for each in sorted(mine_left, key=lambda each: each.ask.due_on, reverse=True):
        waits |= {
            row.id: each.ask for one in each.people if one.person.id == seen.person.id for row in one.left
        }
    rows = [
        Mine(row, waits.get(row.id), row.notes[-1] if row.notes else None)
        for row in seen.table.some(seen.own)
    ]
    return MyTable(
        seen, sorted(rows, key=lambda each: (each.ask is None, each.row.status in ENDED)), mine_left
    )


def notes(row: ActionRow) -> list[StatusNote]:
    """What was said of a row, the latest first."""
    return list(
        db.session.scalars(
            select(StatusNote)
            .where(StatusNote.row_id == row.id)
            .options(joinedload(StatusNote.person))
            .order_by(StatusNote.on.desc(), StatusNote.id.desc())
        )
    )


def latest_note(row_id: int) -> StatusNote | None:
    """What was written of a row last."""
    return db.session.scalar(
        select(StatusNote).where(StatusNote.row_id == row_id).order_by(StatusNote.id.desc()).limit(1)
    )


def quarter(day: date) -> date:
    """The first day of a day's quarter of the school year: July, October, January or April."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def quarters(day: date, count: int = 8) -> list[date]:
    """The first days of this quarter and of those before it, the latest first."""
    found = [quarter(day)]
    while len(found) < count:
        before = found[-1]
        found.append(date(before.year - (before.month == 1), (before.month - 4) % 12 + 1, 1))
    return found
