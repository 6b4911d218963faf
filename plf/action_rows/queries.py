"""Questions about rows: any row of an action plan, what others changed since, and rows that one may link to."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import undefer

from plf.action_plans import contents, queries
from plf.action_plans.contents import LINKS, LINKS_FROM_THERE
from plf.action_plans.queries import Named, SeenActionPlan, Table
from plf.extensions import db
from plf.models import ActionChange, ActionEdition, ActionLink, ActionRow, Person
from plf.rules import HIDDEN

FOUND = 12
# Changes after which rows stand elsewhere, so that labels change.
_PLACES = frozenset({"added", "moved", "restored", "deleted", "imported"})
_STEP = re.compile(r"(\d+)[a-z]")  # the label of a step or a sub-step begins with its outcome's number


def any_row(seen: SeenActionPlan, row_id: int) -> ActionRow:
    """A row of this action plan, a deleted one too. Raises HIDDEN (404) for any other."""
    row = db.session.get(ActionRow, row_id)
    if row is None or row.action_plan_id != seen.plan.id:
        raise HIDDEN
    return row


def level_of(row: ActionRow) -> int:
    """How deep a row stands, or stood when it was deleted: 0 is a priority."""
    level = 0
    while row.parent_id:
        level, row = level + 1, db.session.get(ActionRow, row.parent_id)
    return level


def named(seen: SeenActionPlan, row: ActionRow) -> str:
    """A row as it is named; a deleted one, which has no label, by its text."""
    return seen.table.named(row.id) if row.id in seen.table.place else row.text


def has_strategy(row: ActionRow) -> bool:
    """Whether a row has a place for a strategy: outcomes do, and whatever row carries one already."""
    above = db.session.get(ActionRow, row.parent_id) if row.parent_id else None
    return bool(row.strategy) or (above is not None and above.parent_id is None)


@dataclass
class News:
    """What changed in an action plan after a change, as somebody's page needs it to be as the table is.

    rows      those to be drawn anew, in reading order; `after`: of these, where moved or new ones stand (0: first)
    gone      the numbers of deleted ones
    labels    the labels that may be others now, by row, when places changed
    head      something above the table or of its columns changed
    by        who else changed which rows: {row: names}; `others`: {name: how many changes}
    """

    number: int
    rows: list[ActionRow] = field(default_factory=list)
    after: dict[int, int] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    labels: dict[int, str] = field(default_factory=dict)
    head: bool = False
    by: dict[int, set[str]] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)


def news(seen: SeenActionPlan, number: int) -> News:
    """What changed since the change of a number; of the table, only the rows that changed are read."""
    plan = seen.plan
    found = News(plan.changed)
    if number >= plan.changed:
        return found
    changes = queries.changes_since(plan.id, number)
    touched, placed = _touched(found, changes, seen.person)
    if not touched:
        return found
    table = seen.table
    moved = placed & table.place.keys()
    before = 0
    for row_id, place in table.place.items():
        if row_id in moved or place.above in moved:
            moved.add(row_id)
            found.after[row_id] = before
        before = row_id
    found.rows = table.some(touched | moved)
    if placed:
        found.labels = _labels(table, [each for each in changes if each.row_id and each.cell in _PLACES])
        found.gone = _gone(plan.id, placed)
    return found


def _labels(table: Table, changes: Iterable[ActionChange]) -> dict[int, str]:
    """The labels that changes of places may have made others: of the outcomes in which steps moved, else all.

    Outcomes are numbered through the whole table, so that any change to one, or to a priority, may change them all.
    """
    outcomes: set[str] = set()
    for change in changes:
        said = [change.before, change.after]
        if change.cell == "added":  # deleted or moved since, it is told of there
            said = [table.place[change.row_id].label] if change.row_id in table.place else []
        steps = [_STEP.match(each) for each in said if each]
        if not all(steps):
            return {row_id: place.label for row_id, place in table.place.items()}
        outcomes |= {step[1] for step in steps}
    return {
        row_id: place.label
        for row_id, place in table.place.items()
        if (step := _STEP.match(place.label)) and step[1] in outcomes
    }


def _touched(found: News, changes: Iterable[ActionChange], me: Person) -> tuple[set[int], set[int]]:
    touched, placed = set(), set()
    for change in changes:
        if change.person_id != me.id:
            found.others[change.person.name] = found.others.get(change.person.name, 0) + 1
            if change.row_id:
                found.by.setdefault(change.row_id, set()).add(change.person.name)
        if change.row_id is None:
            found.head = True
            continue
        touched.add(change.row_id)
        if change.cell in _PLACES:
            placed.add(change.row_id)
    return touched, placed


def _gone(plan_id: int, placed: set[int]) -> list[int]:
    return list(
        db.session.scalars(
            select(ActionRow.id)
            .where(
                ActionRow.action_plan_id == plan_id,
                ActionRow.deleted_at.is_not(None),
                ActionRow.deleted_with_id.in_(placed),
            )
            .order_by(ActionRow.id)
        )
    )


@dataclass(frozen=True)
class Link:
    """An interdependency as it is read from one of its ends. `own`: it was made at this row, and ends here."""

    link: ActionLink
    says: str
    other: Named
    own: bool


def links_of(seen: SeenActionPlan, rows: Iterable[ActionRow]) -> dict[int, list[Link]]:
    """The interdependencies of rows, made here or at the other row; those to deleted rows are left out."""
    shown = {row.id for row in rows}
    to_here = queries.links_to(seen.plan.id, shown)
    from_here = [link for row in seen.table.some(shown) for link in row.links]
    others = _names(seen, {each.to_row_id for each in from_here} | {each.row_id for each in to_here})
    found: dict[int, list[Link]] = {}
    for link in from_here:
        if link.to_row_id in others:
            found.setdefault(link.row_id, []).append(
                Link(link, LINKS[link.kind], others[link.to_row_id], own=True)
            )
    for link in to_here:
        if link.row_id in others:
            found.setdefault(link.to_row_id, []).append(
                Link(link, LINKS_FROM_THERE[link.kind], others[link.row_id], own=False)
            )
    return found


def _names(seen: SeenActionPlan, row_ids: set[int]) -> dict[int, Named]:
    plan, place = seen.plan, seen.table.place
    here = {
        each: Named(each, plan.id, plan.title, place[each].label, text)
        for each, text in queries.row_texts(sorted(row_ids & place.keys())).items()
    }
    elsewhere = row_ids - here.keys()
    return here | (queries.named(sorted(elsewhere)) if elsewhere else {})


def rows_for_link(seen: SeenActionPlan, row: ActionRow, words: str) -> list[Named]:
    """Rows whose label these words are in this action plan; else those with these words, here and elsewhere.

    Of other action plans, those whose working copy this person reads; of the rest, the rows of the latest edition.
    """
    said = words.casefold().split()
    plan, table = seen.plan, seen.table
    for each, text in table.texts.items():
        if said and table.place[each].label.casefold() == "".join(said).rstrip(".") and each != row.id:
            return [Named(each, plan.id, plan.title, table.place[each].label, text)]
    found: list[Named] = []
    for known in _visible(seen):
        if known.row_id != row.id and _fits(known, said):
            found.append(known)
        if len(found) == FOUND:
            break
    return found


def row_for_link(seen: SeenActionPlan, row_id: int) -> Named | None:
    """A row that this person may link to, by its number; None for any other."""
    return next((each for each in _visible(seen) if each.row_id == row_id), None)


def _visible(seen: SeenActionPlan) -> Iterable[Named]:
    """The rows that this person sees, those of this action plan first."""
    plan, table = seen.plan, seen.table
    for each, text in table.texts.items():
        yield Named(each, plan.id, plan.title, table.place[each].label, text)
    for _, plans in queries.strategic_plans(seen.person):
        for other in plans:
            if other.id == plan.id:
                continue
            theirs = queries.find(other.id, seen.person)
            if theirs.may("read_working_copy"):
                for each, text in theirs.table.texts.items():
                    yield Named(each, other.id, other.title, theirs.table.place[each].label, text)
            else:
                yield from _adopted(other.id, other.title)


def _adopted(plan_id: int, title: str) -> list[Named]:
    content = db.session.scalar(
        select(ActionEdition)
        .where(ActionEdition.action_plan_id == plan_id)
        .options(undefer(ActionEdition.content))
        .order_by(ActionEdition.number.desc())
        .limit(1)
    ).content
    rows = {each.row["key"]: each for each in contents.placed(json.loads(content))}
    there = set(
        db.session.scalars(
            select(ActionRow.id).where(ActionRow.action_plan_id == plan_id, ActionRow.deleted_at.is_(None))
        )
    )
    return [
        Named(int(key[1:]), plan_id, title, each.label, each.row["text"])
        for key, each in rows.items()
        if int(key[1:]) in there
    ]


def _fits(known: Named, said: list[str]) -> bool:
    text = f"{known.label} {known.text}".casefold()
    return all(word in text for word in said)


def said_of(found: Mapping[str, int]) -> str:
    """What others changed meanwhile, in words: "Ben Carter made 2 changes". Empty when nobody did."""
    return ", ".join(
        f"{name} made {'a change' if count == 1 else f'{count} changes'}" for name, count in found.items()
    )


def undo_of(seen: SeenActionPlan, row_id: int) -> ActionRow | None:
    """The row that was just deleted and may come back, for those who may change the table; else None."""
    row = db.session.get(ActionRow, row_id)
    if row is None or row.action_plan_id != seen.plan.id or row.deleted_at is None:
        return None
    return row if seen.may("edit_table") else None
