"""Questions about action plans: which this person meets and as what, their rows in order, and the whole as data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from plf import rules
from plf.action_plans import contents, tree
from plf.extensions import db
from plf.models import (
    ActionChange,
    ActionColumn,
    ActionEdition,
    ActionEditor,
    ActionLink,
    ActionPlan,
    ActionRow,
    ActionTeamMember,
    Person,
    StrategicPlan,
)
from plf.rules import HIDDEN, TableRole


@dataclass(frozen=True)
class SeenActionPlan:
    """An action plan as one person meets it: the plan, and what they are to it.

    `own`: the rows that they own or are on the team of; `owned`: those they own.
    """

    plan: ActionPlan
    person: Person
    roles: frozenset[TableRole]
    own: frozenset[int] = frozenset()
    owned: frozenset[int] = frozenset()

    def may(self, action: str) -> bool:
        """Whether this person may take an action of rules.TABLE_RULES with the table."""
        return rules.may_with_table(action, self.roles)

    def require(self, action: str) -> None:
        """Raise the Refusal (403) of an action of rules.TABLE_RULES, if there is one."""
        refusal = rules.table_refusal(action, self.roles)
        if refusal:
            raise refusal

    def may_with_row(self, action: str, row_id: int) -> bool:
        """Whether they may take an action with this very row: of a team, one has it for one's own rows alone."""
        return rules.may_with_table(action, self._roles_of(row_id))

    def require_with_row(self, action: str, row_id: int) -> None:
        """Raise the Refusal (403) of an action with this very row, if there is one."""
        refusal = rules.table_refusal(action, self._roles_of(row_id))
        if refusal:
            raise refusal

    def _roles_of(self, row_id: int) -> frozenset[TableRole]:
        here = {TableRole.MEMBER} if row_id in self.own else set()
        here |= {TableRole.OWNER} if row_id in self.owned else set()
        return self.roles - {TableRole.MEMBER, TableRole.OWNER} | here

    @cached_property
    def table(self) -> "Table":
        """Its rows as they stand now, read as far as they are asked for."""
        return Table(self.plan.id)


# An action plan that was not removed. Whatever is asked over several of them says so; all else begins at `find`.
_HERE = ActionPlan.removed_at.is_(None)


def find(plan_id: int, person: Person, *, lock: bool = False) -> SeenActionPlan:
    """An action plan as this person meets it; `lock` it before changing anything in it.

    Raises HIDDEN (404) when there is none, when it was removed, or when they are not of its people and no edition was
    adopted.
    """
    return _seen(plan_id, person, _HERE, lock=lock)


def find_removed(plan_id: int, person: Person, *, lock: bool = False) -> SeenActionPlan:
    """As `find`, one that was removed, for those who may bring it back. Raises HIDDEN (404) for everybody else."""
    seen = _seen(plan_id, person, ~_HERE, lock=lock)
    if not seen.may("remove_action_plan"):
        raise HIDDEN
    return seen


def _seen(plan_id: int, person: Person, which: ColumnElement[bool], *, lock: bool) -> SeenActionPlan:
    query = select(ActionPlan).where(ActionPlan.id == plan_id, which)
    if lock:
        query = query.with_for_update()
    plan = db.session.scalar(query)
    if plan is None:
        raise HIDDEN
    owned, own = _own_rows(plan_id, person)
    roles = {TableRole.STAFF}
    if person.is_office:
        roles.add(TableRole.OFFICE)
    if db.session.get(ActionEditor, (plan_id, person.id)):
        roles.add(TableRole.EDITOR)
    if own:
        roles.add(TableRole.MEMBER)
    if owned:
        roles.add(TableRole.OWNER)
    seen = SeenActionPlan(plan, person, frozenset(roles), own, owned)
    if not seen.may("read_working_copy") and latest_edition(plan_id) is None:
        raise HIDDEN
    return seen


def find_working_copy(plan_id: int, person: Person, *, lock: bool = False) -> SeenActionPlan:
    """As `find`, for those who read the working copy. Raises its Refusal (403) for others who read editions alone."""
    seen = find(plan_id, person, lock=lock)
    seen.require("read_working_copy")
    return seen


def row_of(seen: SeenActionPlan, row_id: int) -> ActionRow:
    """A row of this action plan that was not deleted. Raises HIDDEN (404) for any other."""
    row = db.session.get(ActionRow, row_id)
    if row is None or row.action_plan_id != seen.plan.id or row.deleted_at is not None:
        raise HIDDEN
    return row


@dataclass(frozen=True)
class Clash:
    """A cell that two people changed to different texts: what this one typed, and what the other saved before."""

    cell: str
    mine: str
    theirs: str
    change: ActionChange


def parted(
    plan: ActionPlan, row_id: int | None, now: Mapping[str, str], typed: Mapping[str, str], seen_change: int
) -> tuple[dict[str, str], list[Clash]]:
    """What of a form is to be written, and what clashes with what others saved since its page was drawn.

    `now`: the cells as they stand; `typed`: as the form has them; `seen_change`: plan.changed of its page. A cell that
    was left as it was on that page is not written, whatever became of it meanwhile. `row_id` None: above the table.
    """
    first: dict[str, ActionChange] = {}
    last: dict[str, ActionChange] = {}
    if plan.changed > seen_change:
        for change in db.session.scalars(
            select(ActionChange)
            .where(
                ActionChange.action_plan_id == plan.id,
                ActionChange.row_id == row_id if row_id else ActionChange.row_id.is_(None),
                ActionChange.id > seen_change,
            )
            .options(joinedload(ActionChange.person))
            .order_by(ActionChange.id)
        ):
            first.setdefault(change.cell, change)
            last[change.cell] = change
    to_write, clashes = {}, []
    for cell, text in typed.items():
        was = first[cell].before if cell in first else now[cell]
        if text in (was, now[cell]):
            continue
        if cell in last:
            clashes.append(Clash(cell, text, now[cell], last[cell]))
        else:
            to_write[cell] = text
    return to_write, clashes


def changes_since(plan_id: int, number: int) -> list[ActionChange]:
    """What was changed in an action plan after a change, in order, with who did it."""
    return list(
        db.session.scalars(
            select(ActionChange)
            .where(ActionChange.action_plan_id == plan_id, ActionChange.id > number)
            .options(joinedload(ActionChange.person))
            .order_by(ActionChange.id)
        )
    )


HISTORY_PAGE = 100


def history(
    plan_id: int, row_id: int | None = None, *, before: int | None = None
) -> tuple[list[ActionChange], bool]:
    """Changes of an action plan (of one row alone), latest first, before a number; and whether there are older ones."""
    query = (
        select(ActionChange)
        .where(ActionChange.action_plan_id == plan_id)
        .options(joinedload(ActionChange.person))
        .order_by(ActionChange.id.desc())
        .limit(HISTORY_PAGE + 1)
    )
    if row_id:
        query = query.where(ActionChange.row_id == row_id)
    if before:
        query = query.where(ActionChange.id < before)
    found = list(db.session.scalars(query))
    return found[:HISTORY_PAGE], len(found) > HISTORY_PAGE


def row_texts(row_ids: Sequence[int]) -> dict[int, str]:
    """The texts of rows, deleted ones too: for a history."""
    rows = db.session.execute(select(ActionRow.id, ActionRow.text).where(ActionRow.id.in_(row_ids)))
    return {row.id: row.text for row in rows}


def editors(plan_id: int) -> list[ActionEditor]:
    """Those whom the office named to edit an action plan, by name."""
    return list(
        db.session.scalars(
            select(ActionEditor)
            .join(ActionEditor.person)
            .where(ActionEditor.action_plan_id == plan_id)
            .options(joinedload(ActionEditor.person))
            .order_by(Person.family_name, Person.given_name, Person.id)
        )
    )


def strategic_plan(plan_id: int, *, lock: bool = False) -> StrategicPlan:
    """A strategic plan; `lock` it before anything goes into it. Raises HIDDEN (404) when there is none any more."""
    query = select(StrategicPlan).where(StrategicPlan.id == plan_id, StrategicPlan.removed_at.is_(None))
    found = db.session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise HIDDEN
    return found


def removed_strategic_plan(plan_id: int) -> StrategicPlan:
    """A strategic plan that was removed, or is back already, locked. Raises HIDDEN (404) when there never was one."""
    found = db.session.scalar(select(StrategicPlan).where(StrategicPlan.id == plan_id).with_for_update())
    if found is None:
        raise HIDDEN
    return found


def plans_in(strategic: StrategicPlan) -> list[ActionPlan]:
    """The action plans of a strategic plan, in order, without those that were removed."""
    return [each for each in strategic.action_plans if each.removed_at is None]


def removed(person: Person) -> tuple[list[StrategicPlan], list[ActionPlan]]:
    """What was removed and can be brought back, latest first, for the office; nothing for others."""
    if not person.is_office:
        return [], []
    return tuple(
        list(
            db.session.scalars(
                select(kind).where(kind.removed_at.is_not(None)).order_by(kind.removed_at.desc())
            )
        )
        for kind in (StrategicPlan, ActionPlan)
    )


def own_columns(plan: ActionPlan) -> list[ActionColumn]:
    """The columns of the district's own that are in the table, in order."""
    return [each for each in plan.columns if each.removed_at is None]


def column_of(plan: ActionPlan, column_id: int) -> ActionColumn:
    """A column of the district's own in this action plan, removed ones too. Raises HIDDEN (404) for any other."""
    found = db.session.get(ActionColumn, column_id)
    if found is None or found.action_plan_id != plan.id:
        raise HIDDEN
    return found


def latest_edition(plan_id: int) -> ActionEdition | None:
    """The edition that was adopted last, without its content; None before the first."""
    return db.session.scalar(
        select(ActionEdition)
        .where(ActionEdition.action_plan_id == plan_id)
        .order_by(ActionEdition.number.desc())
        .limit(1)
    )


def strategic_plans(person: Person) -> list[tuple[StrategicPlan, list[ActionPlan]]]:
    """Every strategic plan with those of its action plans that this person may open, in order.

    The office sees strategic plans without any as well.
    """
    plans = select(ActionPlan).where(_HERE).order_by(ActionPlan.position, ActionPlan.id)
    if not person.is_office:
        is_editor = exists().where(
            ActionEditor.action_plan_id == ActionPlan.id, ActionEditor.person_id == person.id
        )
        adopted = exists().where(ActionEdition.action_plan_id == ActionPlan.id)
        on_team = exists().where(
            ActionTeamMember.row_id == ActionRow.id, ActionTeamMember.person_id == person.id
        )
        of_its_rows = exists().where(
            ActionRow.action_plan_id == ActionPlan.id,
            ActionRow.deleted_at.is_(None),
            or_(ActionRow.owner_id == person.id, on_team),
        )
        plans = plans.where(or_(is_editor, adopted, of_its_rows))
    of_each: dict[int, list[ActionPlan]] = {}
    for plan in db.session.scalars(plans):
        of_each.setdefault(plan.strategic_plan_id, []).append(plan)
    every = db.session.scalars(
        select(StrategicPlan)
        .where(StrategicPlan.removed_at.is_(None))
        .order_by(StrategicPlan.made_at.desc(), StrategicPlan.id)
    )
    return [(each, of_each.get(each.id, [])) for each in every if each.id in of_each or person.is_office]


class Table:
    """The rows of a working copy as they stand. Each part is read when it is asked for, and once.

    So what shows one row of five hundred reads that row, and of the others only where they stand.
    """

    def __init__(self, plan_id: int) -> None:
        self.plan_id = plan_id
        self._read: dict[int, ActionRow] = {}

    @cached_property
    def rows(self) -> list[ActionRow]:
        """All rows in reading order, with teams, owners, links and notes: five queries, however many rows."""
        self._read = {row.id: row for row in db.session.scalars(_whole(self.plan_id))}
        # Another's row may have come since the places were read: these are the places of these very rows.
        self.place = tree.places(as_tree(list(self._read.values())))
        return [self._read[each] for each in self.place]

    @cached_property
    def place(self) -> dict[int, tree.Place]:
        """Where each row stands by its number, in reading order."""
        return places(self.plan_id)

    @cached_property
    def texts(self) -> dict[int, str]:
        """What each row says by its number, in reading order, without reading any of them whole."""
        found = db.session.execute(select(ActionRow.id, ActionRow.text).where(_is_there(self.plan_id)))
        said = {row.id: row.text for row in found}
        return {each: said[each] for each in self.place if each in said}

    @cached_property
    def columns(self) -> list[ActionColumn]:
        """The columns of the district's own that are in the table, in order."""
        columns = (
            select(ActionColumn)
            .where(ActionColumn.action_plan_id == self.plan_id, ActionColumn.removed_at.is_(None))
            .order_by(ActionColumn.position, ActionColumn.id)
        )
        return list(db.session.scalars(columns))

    def some(self, row_ids: Iterable[int]) -> list[ActionRow]:
        """The rows of these numbers in reading order, as `rows` has them; numbers of no row here are left out."""
        wanted = set(row_ids) & self.place.keys()
        if "rows" not in self.__dict__ and (missing := wanted - self._read.keys()):
            query = _whole(self.plan_id).where(ActionRow.id.in_(missing))
            self._read |= {row.id: row for row in db.session.scalars(query)}
        return [self._read[each] for each in self.place if each in wanted and each in self._read]

    def row(self, row_id: int) -> ActionRow:
        """The row of a number. Raises KeyError when it is none of this table."""
        if row_id not in self._read:
            self.some([row_id])
        return self._read[row_id]

    def under(self, row_id: int | None) -> list[ActionRow]:
        """The rows right under a row, in order; None: the priorities."""
        return [row for row in self.rows if row.parent_id == row_id]

    def named(self, row_id: int) -> str:
        """A row as it is named wherever it is named: its label and its text, "3b Create time …"."""
        read = self._read.get(row_id)
        return f"{self.place[row_id].label} {read.text if read else row_texts([row_id])[row_id]}".strip()


def table(plan: ActionPlan) -> Table:
    """The rows of a working copy, all of them read now: what is written after this does not show in it."""
    found = Table(plan.id)
    _ = found.rows, found.columns
    return found


def _is_there(plan_id: int) -> ColumnElement[bool]:
    return and_(ActionRow.action_plan_id == plan_id, ActionRow.deleted_at.is_(None))


def _whole(plan_id: int) -> Select[tuple[ActionRow]]:
    return (
        select(ActionRow)
        .where(_is_there(plan_id))
        .options(
            joinedload(ActionRow.owner),
            selectinload(ActionRow.team).joinedload(ActionTeamMember.person),
            selectinload(ActionRow.links),
            selectinload(ActionRow.notes),
        )
        .execution_options(populate_existing=True)
    )


def as_tree(rows: Sequence[ActionRow]) -> dict[int, tuple[int | None, int]]:
    """Rows as plf.action_plans.tree takes them."""
    return {row.id: (row.parent_id, row.position) for row in rows}


def tree_of(plan_id: int) -> dict[int, tuple[int | None, int]]:
    """The rows of a working copy as plf.action_plans.tree takes them: one query, without any text."""
    rows = db.session.execute(
        select(ActionRow.id, ActionRow.parent_id, ActionRow.position).where(_is_there(plan_id))
    )
    return {row.id: (row.parent_id, row.position) for row in rows}


def places(plan_id: int) -> dict[int, tree.Place]:
    """Where each row of a working copy stands, in reading order: one query, without any text."""
    return tree.places(tree_of(plan_id))


@dataclass(frozen=True)
class Named:
    """A row of any action plan as it is named: its action plan's title, its label, the first words of its text."""

    row_id: int
    plan_id: int
    plan_title: str
    label: str
    text: str


def named(row_ids: Sequence[int]) -> dict[int, Named]:
    """How rows of whatever action plans are named now; deleted ones are left out, and those of removed plans.

    Who may see a row's name follows from where it is shown: a link is made by somebody who sees both.
    """
    plans = db.session.execute(
        select(ActionPlan.id, ActionPlan.title).where(
            _HERE, ActionPlan.id.in_(select(ActionRow.action_plan_id).where(ActionRow.id.in_(row_ids)))
        )
    ).all()
    texts = {
        row.id: row.text
        for row in db.session.execute(
            select(ActionRow.id, ActionRow.text).where(
                ActionRow.id.in_(row_ids), ActionRow.deleted_at.is_(None)
            )
        )
    }
    return {
        row_id: Named(row_id, plan.id, plan.title, place.label, texts[row_id])
        for plan in plans
        for row_id, place in places(plan.id).items()
        if row_id in texts
    }


def in_plan_here(row: type[ActionRow] = ActionRow) -> ColumnElement[bool]:
    """That a row (or an alias of it) is of an action plan that was not removed."""
    return row.action_plan_id.in_(select(ActionPlan.id).where(_HERE))


def links_to(plan_id: int, row_ids: Iterable[int]) -> list[ActionLink]:
    """The links that lead from any action plan to these rows of this one, both ends not deleted."""
    here = select(ActionRow.id).where(_is_there(plan_id), ActionRow.id.in_(row_ids))
    return list(
        db.session.scalars(
            select(ActionLink)
            .join(ActionLink.row)
            .where(ActionLink.to_row_id.in_(here), ActionRow.deleted_at.is_(None), in_plan_here())
            .order_by(ActionLink.id)
        )
    )


def as_text(plan: ActionPlan) -> contents.Text:
    """The working copy as data, as plf.action_plans.contents describes it: what an edition freezes and files hold."""
    now = table(plan)
    others = named([link.to_row_id for row in now.rows for link in row.links])

    def of(row: ActionRow) -> dict[str, Any]:
        return {
            "key": f"r{row.id}",
            "text": row.text,
            "strategy": row.strategy,
            "team": [_person(each.person, each.name) for each in row.team],
            "resources": row.resources,
            "interdependencies": row.interdependencies,
            "links": [
                {
                    "kind": link.kind,
                    "to": f"r{link.to_row_id}",
                    "plan": None if other.plan_id == plan.id else other.plan_title,
                    "label": other.label,
                    "note": link.note,
                }
                for link in row.links
                if (other := others.get(link.to_row_id))
            ],
            "starts": row.starts,
            "starts_on": row.starts_on and row.starts_on.isoformat(),
            "ends": row.ends,
            "ends_on": row.ends_on and row.ends_on.isoformat(),
            "status": row.status,
            "notes": [
                {
                    "on": each.on.isoformat(),
                    "status": each.status,
                    "text": each.text,
                    **_person(each.person, each.name),
                }
                for each in row.notes
            ],
            "owner": _person(row.owner, row.owner_name) if row.owner or row.owner_name else None,
            "question": row.question,
            "extra": {f"x{key}": text for key, text in row.extra.items() if text and key in columns},
            "rows": [of(child) for child in under.get(row.id, [])],
        }

    columns = {str(each.id) for each in now.columns}
    under: dict[int | None, list[ActionRow]] = {}
    for row in now.rows:
        under.setdefault(row.parent_id, []).append(row)
    return {
        "schema": contents.SCHEMA,
        **{each.name: getattr(plan, each.name) for each in contents.HEAD},
        "headings": plan.headings,
        "columns": [{"key": f"x{each.id}", "title": each.title, "hint": each.hint} for each in now.columns],
        "rows": [of(row) for row in under.get(None, [])],
    }


def _person(person: Person | None, name: str) -> dict[str, Any]:
    return {"person": person.id if person else None, "name": person.name if person else name}


def _own_rows(plan_id: int, person: Person) -> tuple[frozenset[int], frozenset[int]]:
    """The rows that they own, and those with the rows whose team they are on."""
    on_team = exists().where(ActionTeamMember.row_id == ActionRow.id, ActionTeamMember.person_id == person.id)
    rows = db.session.execute(
        select(ActionRow.id, ActionRow.owner_id).where(
            and_(ActionRow.action_plan_id == plan_id, ActionRow.deleted_at.is_(None)),
            or_(ActionRow.owner_id == person.id, on_team),
        )
    ).all()
    owned = frozenset(row.id for row in rows if row.owner_id == person.id)
    return owned, frozenset(row.id for row in rows)
