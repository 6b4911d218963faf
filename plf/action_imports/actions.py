"""Writing a table that was read into an action plan: whole into an empty one, or what was chosen of it."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from plf import rules
from plf.action_exports.cells import link
from plf.action_imports.differences import differences, whole
from plf.action_plans import contents
from plf.action_plans.actions import add_column, changed, office_only, record
from plf.action_plans.contents import COLUMN, EXTRA, HEAD, MOST_COLUMNS, MOST_ROWS, STRATEGY, TEXT
from plf.action_plans.queries import SeenActionPlan, as_text, named, row_of, table
from plf.action_plans.timing import understood
from plf.action_rows import actions as action_rows
from plf.contents import clean
from plf.extensions import db
from plf.models import (
    ActionColumn,
    ActionLink,
    ActionRow,
    ActionTeamMember,
    Person,
    StatusNote,
    StrategicPlan,
    TableImport,
)

KEPT = timedelta(days=1)
_TEXTS = {"text": TEXT, "strategy": STRATEGY, **{name: COLUMN[name] for name in ("resources", "interdependencies", "question", "starts", "ends")}}  # fmt: skip


def keep(
    by: Person,
    read: Mapping[str, Any],
    name: str,
    *,
    seen: SeenActionPlan | None = None,
    strategic: StrategicPlan | None = None,
    at: datetime,
) -> TableImport:
    """Keep what was read until its preview is taken or left: for an action plan, or as a new one of a strategic plan."""
    if seen is not None:
        seen.require("edit_table")
    else:
        office_only(by)
    found = TableImport(
        action_plan_id=seen.plan.id if seen else None,
        strategic_plan_id=strategic.id if strategic else None,
        person_id=by.id,
        name=clean(name)[:200],
        read=dict(read),
        choices={},
        read_at=at,
    )
    db.session.add(found)
    db.session.flush()
    return found


def leave(kept: TableImport) -> None:
    """Let go of what was read; nothing of it was written."""
    db.session.delete(kept)


def drop_old(at: datetime) -> None:
    """What nobody took within a day goes. `at` is UTC."""
    db.session.execute(delete(TableImport).where(TableImport.read_at < at - KEPT))


def problems(text: Mapping[str, Any]) -> list[str]:
    """What keeps a plan as data from being written, as sentences: too many rows or columns, a text that is too long."""
    found = []
    count = sum(1 for _ in contents.placed(text))
    if count > MOST_ROWS:
        found.append(f"There are {count:,} rows. An action plan holds up to {MOST_ROWS:,}.")
    if len(text["columns"]) > MOST_COLUMNS:
        found.append(
            f"There are {len(text['columns'])} columns of your own. Choose what some of them are, or leave some out."
        )
    for each in contents.placed(text):
        cells = {name: (each.row[name], part) for name, part in _TEXTS.items()}
        cells |= {key: (said, EXTRA) for key, said in each.row["extra"].items()}
        for said, part in cells.values():
            if len(said) > part.limit:
                found.append(
                    f"{each.label}: “{said[:40]}…” has more than {part.limit:,} characters. Shorten it in the file."
                )
        if not each.row["text"].strip():
            found.append(f"{each.label} has no words. Write what it says, in the file.")
    return found[:10]


def write(seen: SeenActionPlan, text: Mapping[str, Any], *, at: datetime, name: str = "") -> None:
    """Write an action plan as data (plf.action_plans.contents) into one that has no rows yet. `at` is UTC.

    Everything is recorded as a change. Raises the Refusal of the rules, a 409 where rows are there, or a 422.
    """
    seen.require("edit_table")
    if table(seen.plan).rows:
        raise rules.Refusal(409, "Somebody has written rows meanwhile. See what would change, then choose.")
    _Writing(seen, text, at).everything(name)


def take(
    seen: SeenActionPlan,
    text: Mapping[str, Any],
    chosen: Collection[str],
    *,
    by_key: bool,
    remove: bool,
    name: str,
    at: datetime,
) -> None:
    """Write what was chosen of a file into an action plan that has rows: ids of differences.Change, "add:" and a key.

    `remove`: delete the rows that the file lacks. Raises the Refusal of the rules, or a 422.
    """
    seen.require("edit_table")
    _Writing(seen, text, at).chosen(set(chosen), by_key=by_key, remove=remove, name=name)


class _Writing:
    def __init__(self, seen: SeenActionPlan, text: Mapping[str, Any], at: datetime) -> None:
        found = problems(text)
        if found:
            raise rules.not_ready(" ".join(found[:3]), "take")
        self.seen, self.text, self.at = seen, text, at
        self.people = _people(text)
        self.rows: dict[str, ActionRow] = {}
        self.columns: dict[str, str] = {}

    def everything(self, name: str) -> None:
        record(self.seen.plan, None, "imported", self.seen.person, after=name, at=self.at)
        for part in HEAD:
            if self.text[part.name]:
                self._head(part.name, self.text[part.name])
        headings = {key: said for key, said in self.text["headings"].items() if key in COLUMN}
        if headings and headings != self.seen.plan.headings:
            said = "\n".join(
                f"{own.get('title', '')} {own.get('hint', '')}".strip() for own in headings.values()
            )
            record(self.seen.plan, None, "heading", self.seen.person, after=said, at=self.at)
            self.seen.plan.headings = headings
        self._columns()
        for position, row in enumerate(self.text["rows"]):
            self._whole(row, None, position)
        self._links(self.text)

    def chosen(self, ids: set[str], *, by_key: bool, remove: bool, name: str) -> None:
        found = differences(as_text(self.seen.plan), self.text, by_key=by_key)
        record(self.seen.plan, None, "imported", self.seen.person, after=name, at=self.at)
        wanted = [each for each in found.changes if each.id in ids]
        added = [each for each in found.added if f"add:{each.row['key']}" in ids]
        if added or any(each.cell.startswith("own ") for each in wanted):
            self._columns()
        for each in wanted:
            if each.key == "head":
                self._head(each.cell, each.after)
        self.rows = {new: row_of(self.seen, int(old[1:])) for new, old in found.matched.items()}
        data = {row["key"]: row for row in whole(self.text["rows"])}
        backwards = {old: new for new, old in found.matched.items()}
        for each in wanted:
            if each.key != "head":
                new = backwards[each.key]
                self._cell(self.rows[new], each.cell, data[new], each.before, each.after)
        made = []
        for each in added:
            above = self.rows.get(each.above["key"]) if each.above else None
            if each.above is None or above is not None:
                row = action_rows.add(
                    self.seen, above, None, each.row["text"], each.row["strategy"], at=self.at
                )
                self.rows[each.row["key"]] = row
                self._fill(row, each.row)
                made.append(each.row)
        db.session.flush()
        self._links({"rows": [{**row, "rows": []} for row in made]})
        gone = {each.row["key"] for each in found.gone} if remove else set()
        for each in found.gone if remove else ():
            if not each.above or each.above["key"] not in gone:
                row = db.session.get(ActionRow, int(each.row["key"][1:]))
                if row.deleted_at is None:
                    action_rows.delete(self.seen, row, at=self.at)

    def _head(self, name: str, said: str) -> None:
        said = clean(said)
        changed(self.seen, None, name, getattr(self.seen.plan, name), said, at=self.at)
        setattr(self.seen.plan, name, said)

    def _columns(self) -> None:
        here: dict[str, list[ActionColumn]] = {}
        for each in table(self.seen.plan).columns:
            here.setdefault(each.title, []).append(each)
        for each in self.text["columns"]:
            same = here.get(each["title"])
            column = same.pop(0) if same else add_column(self.seen, each["title"], each["hint"], at=self.at)
            db.session.expire(self.seen.plan, ["columns"])
            self.columns[each["key"]] = str(column.id)

    def _whole(self, data: Mapping[str, Any], above: ActionRow | None, position: int) -> None:
        row = ActionRow(
            action_plan_id=self.seen.plan.id,
            parent_id=above.id if above else None,
            position=position,
            text=clean(data["text"]),
            strategy=clean(data["strategy"]),
            extra={},
            made_at=self.at,
        )
        db.session.add(row)
        record_at = self.at
        db.session.flush()
        record(self.seen.plan, row, "added", self.seen.person, after=row.text, at=record_at)
        self.rows[data["key"]] = row
        self._fill(row, data)
        for number, each in enumerate(data["rows"]):
            self._whole(each, row, number)

    def _fill(self, row: ActionRow, data: Mapping[str, Any]) -> None:
        for name in ("resources", "interdependencies", "question", "starts", "ends"):
            setattr(row, name, clean(data[name]))
        row.starts_on, row.ends_on = _days(row)
        row.status = data["status"]
        if data["owner"]:
            row.owner_id, row.owner_name = self._person(data["owner"]["name"])
        row.extra = {
            self.columns[key]: clean(said)
            for key, said in data["extra"].items()
            if key in self.columns and said
        }
        self._team(row, data)
        for note in data["notes"]:
            person, name = self._person(note["name"])
            row.notes.append(
                StatusNote(
                    on=date.fromisoformat(note["on"]), status=note["status"], text=clean(note["text"])[:2000],
                    person_id=person, name=name, at=self.at,
                )
            )  # fmt: skip

    def _team(self, row: ActionRow, data: Mapping[str, Any]) -> None:
        row.team.clear()
        db.session.flush()
        for person, name in dict.fromkeys(self._person(each["name"]) for each in data["team"]):
            if person or name:
                row.team.append(ActionTeamMember(person_id=person, name=name))

    def _person(self, name: str) -> tuple[int | None, str]:
        said = " ".join(clean(name).split())[:120]
        person = self.people.get(said.casefold())
        return (person, "") if person else (None, said)

    def _cell(self, row: ActionRow, cell: str, data: Mapping[str, Any], before: str, after: str) -> None:
        name = cell
        if cell == "team":
            self._team(row, data)
        elif cell == "owner":
            row.owner_id, row.owner_name = self._person(data["owner"]["name"])
        elif cell == "status":
            row.status = data["status"]
        elif cell.startswith("own "):
            titles = {each["title"]: each["key"] for each in self.text["columns"]}
            name = f"x{self.columns[titles[cell[4:]]]}"
            row.extra = {**row.extra, name[1:]: clean(after)}
        else:
            setattr(row, cell, clean(after))
            row.starts_on, row.ends_on = _days(row)
        changed(self.seen, row, name, before, after, at=self.at)

    def _links(self, text: Mapping[str, Any]) -> None:
        others = _outside(text, self.rows)
        for data in whole(text["rows"]):
            row, lost, made = self.rows[data["key"]], [], set()
            for each in data["links"]:
                to = self.rows[each["to"]].id if each["to"] in self.rows else others.get(each["to"])
                if to is None or to == row.id:
                    lost.append(link(each))
                elif (to, each["kind"]) not in made:
                    made.add((to, each["kind"]))
                    row.links.append(
                        ActionLink(
                            row_id=row.id, to_row_id=to, kind=each["kind"], note=clean(each["note"])[:300]
                        )
                    )
            if lost:
                row.interdependencies = "\n".join(filter(None, [row.interdependencies, *lost]))
        db.session.flush()


def _outside(text: Mapping[str, Any], here: Mapping[str, ActionRow]) -> dict[str, int]:
    """Rows of other action plans that links lead to: believed only where the plan's title is the one that is written."""
    asked = {
        each["to"]: each["plan"]
        for row in whole(text["rows"])
        for each in row["links"]
        if each["to"] not in here and each["plan"] and each["to"][:1] == "r" and each["to"][1:].isdigit()
    }
    known = named([int(key[1:]) for key in asked]) if asked else {}
    return {
        key: int(key[1:])
        for key, plan in asked.items()
        if int(key[1:]) in known and known[int(key[1:])].plan_title == plan
    }


def _days(row: ActionRow) -> tuple[date | None, date | None]:
    first = understood(row.starts)
    last = understood(row.ends, end=True) if row.ends else first
    return (first[0] if first else None), (last[1] if last else None)


def _people(text: Mapping[str, Any]) -> dict[str, int]:
    """People of the roster by their names, where exactly one active person has that name."""
    if not any(row["team"] or row["owner"] or row["notes"] for row in whole(text["rows"])):
        return {}
    found: dict[str, int] = {}
    several = set()
    for person in db.session.scalars(select(Person).where(Person.is_active)):
        name = person.name.casefold()
        if name in found:
            several.add(name)
        found[name] = person.id
    return {name: each for name, each in found.items() if name not in several}
