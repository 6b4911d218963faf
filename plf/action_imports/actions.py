"""Writing a table that was read into an action plan: whole into an empty one, or what was chosen of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete

from plf import rules
from plf.action_exports.cells import link
from plf.action_imports import queries
from plf.action_imports.differences import TAKEN, Change, Differences, whole
from plf.action_imports.understanding import Understood
from plf.action_plans import contents
from plf.action_plans.actions import (
    COLUMN_LIMIT,
    HINT_LIMIT,
    add_column,
    change_column,
    changed,
    office_only,
    order_column,
    record,
    record_added,
    remove_column,
    write_head,
    write_heading,
)
from plf.action_plans.contents import (
    COLUMN,
    EXTRA,
    HEAD,
    LINKS,
    MOST_COLUMNS,
    MOST_ROWS,
    STRATEGY,
    TEXT,
)
from plf.action_plans.queries import SeenActionPlan, as_text, column_of, own_columns, row_of, table
from plf.action_rows import actions as action_rows
from plf.action_rows.actions import LINK_NOTE_LIMIT, MOST_ON_A_TEAM, NOTE_LIMIT
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
from plf.row_updates import asked

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
    for where, said, limit in _texts(text):
        if len(said) > limit:
            found.append(
                f"{where}: “{said[:40]}…” has more than {limit:,} characters. Shorten it in the file."
            )
    if any(not each["title"].strip() for each in text["columns"]):
        found.append("A column of your own has no heading. Write one, in the file.")
    for each in contents.placed(text):
        if not each.row["text"].strip():
            found.append(f"{each.label} has no words. Write what it says, in the file.")
        if len(each.row["team"]) > MOST_ON_A_TEAM:
            found.append(
                f"{each.label} has more than {MOST_ON_A_TEAM} team members. Leave some out, in the file."
            )
    return found[:10]


def _texts(text: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Every text of a plan as data with where it stands and how long it may be."""
    for part in HEAD:
        yield part.title, text[part.name], part.limit
    headings = [(own.get("title", ""), own.get("hint", "")) for own in text["headings"].values()]
    for title, hint in [*headings, *((each["title"], each["hint"]) for each in text["columns"])]:
        yield "The heading of a column", title, COLUMN_LIMIT
        yield "The hint of a column", hint, HINT_LIMIT
    for each in contents.placed(text):
        row = each.row
        for name, part in _TEXTS.items():
            yield each.label, row[name], part.limit
        for said in row["extra"].values():
            yield each.label, said, EXTRA.limit
        for one in [*row["team"], *filter(None, [row["owner"]]), *row["notes"]]:
            yield each.label, one["name"], COLUMN["team"].limit
        for one in row["notes"]:
            yield f"A dated note of {each.label}", one["text"], NOTE_LIMIT
        for one in row["links"]:
            yield f"An interdependency of {each.label}", one["note"], LINK_NOTE_LIMIT


def write(seen: SeenActionPlan, text: Mapping[str, Any], *, at: datetime, name: str = "") -> dict[str, int]:
    """Write an action plan as data (plf.action_plans.contents) into one that has no rows yet. `at` is UTC.

    Everything is recorded as a change. Returns the number of each row by its key in the text. Raises the Refusal of
    the rules, a 409 where rows are there, or a 422.
    """
    seen.require("edit_table")
    if table(seen.plan).rows:
        raise rules.Refusal(409, "Somebody has written rows meanwhile. See what would change, then choose.")
    writing = _Writing(seen, text, at)
    writing.everything(name)
    return {key: row.id for key, row in writing.rows.items()}


def take(
    seen: SeenActionPlan,
    made: Understood,
    chosen: Collection[str],
    *,
    remove: bool,
    name: str,
    shown: str,
    at: datetime,
) -> None:
    """Write what was chosen of a file into an action plan that has rows: ids of differences.Change, and nothing else.

    `remove`: delete the rows that the file lacks. `shown`: what the preview showed (queries.shown). Raises the Refusal
    of the rules, a 409 where it would be something else by now, or a 422 that says what is missing.
    """
    seen.require("edit_table")
    found = queries.found_in(seen, made)
    if queries.shown(made.text, found) != shown:
        raise rules.Refusal(409, "What it would change is something else by now. Look at it again.")
    wanted = [each for each in found.changes if each.id in chosen]
    if not wanted and not (remove and found.gone):
        raise rules.not_ready("Mark what is to be written, or leave it.", "take")
    _Writing(seen, made.text, at).chosen(found, wanted, remove=remove, name=name)


class _Writing:
    def __init__(self, seen: SeenActionPlan, text: Mapping[str, Any], at: datetime) -> None:
        found = problems(text)
        if found:
            raise rules.not_ready(" ".join(found[:3]), "take")
        self.seen, self.text, self.at = seen, text, at
        rows = list(whole(text["rows"]))
        is_named = any(row["team"] or row["owner"] or row["notes"] for row in rows)
        self.people: Mapping[str, int] = queries.names().one if is_named else {}
        self.data = {row["key"]: row for row in rows}
        self.rows: dict[str, ActionRow] = {}
        self.columns: dict[str, str] = {}

    def everything(self, name: str) -> None:
        record(self.seen.plan, None, "imported", self.seen.person, after=name, at=self.at)
        said = {part.name: self.text[part.name] for part in HEAD if self.text[part.name]}
        write_head(self.seen, said, self.seen.plan.changed, at=self.at)
        for each, own in self.text["headings"].items():
            if each in COLUMN:
                write_heading(self.seen, each, own.get("title", ""), own.get("hint", ""), at=self.at)
        here = [(each.title, str(each.id)) for each in own_columns(self.seen.plan)]
        for each in self.text["columns"]:
            same = next((one for one in here if one[0] == each["title"]), None)
            if same:
                here.remove(same)
            self.columns[each["key"]] = same[1] if same else self._new_column(each)
        placed = list(contents.placed(self.text))
        # Level by level: a row is written when the one above it has its number.
        for level in range(contents.DEEPEST):
            for each in placed:
                if each.level == level:
                    self._whole(each)
            db.session.flush()
        rows = [self.rows[each.row["key"]] for each in placed]
        record_added(self.seen.plan, rows, self.seen.person, at=self.at)
        self._links(self.text["rows"])

    def _whole(self, placed: contents.Placed) -> None:
        data, above = placed.row, placed.above
        row = ActionRow(
            action_plan_id=self.seen.plan.id,
            parent_id=self.rows[above["key"]].id if above else None,
            position=self._position(placed),
            text=clean(data["text"]),
            strategy=clean(data["strategy"]),
            extra={},
            made_at=self.at,
        )
        self._fill(row, data)
        db.session.add(row)
        self.rows[data["key"]] = row

    def _position(self, placed: contents.Placed) -> int:
        beside = placed.above["rows"] if placed.above else self.text["rows"]
        return next(number for number, each in enumerate(beside) if each is placed.row)

    # What was chosen

    def chosen(self, found: Differences, wanted: Sequence[Change], *, remove: bool, name: str) -> None:
        self.rows = {new: row_of(self.seen, int(old[1:])) for new, old in found.matched.items()}
        self.by_key = {f"r{row.id}": row for row in self.rows.values()}
        self.there = {old: self.data[new] for new, old in found.matched.items()}
        self.outside = queries.outside(self.text, as_text(self.seen.plan))
        new = {each.part[1] for each in wanted if each.part[0] == "add"}
        self._refuse_what_hangs_in_the_air(found, wanted, new)
        if remove:
            moves = {each.part[1] for each in wanted if each.part[0] == "place"}
            for each in found.gone:
                self._refuse_to_take_along(each, each.row["rows"], set(found.matched.values()), moves)
        record(self.seen.plan, None, "imported", self.seen.person, after=name, at=self.at)
        of: dict[str, list[Change]] = {}
        for each in wanted:
            of.setdefault(each.part[0], []).append(each)
        heads = {each.part[1]: each.after for each in of.get("head", ())}
        write_head(self.seen, heads, self.seen.plan.changed, at=self.at)
        self._headings(of.get("heading", ()))
        self._columns(found, of.get("column", ()))
        self._places(new, {each.part[1] for each in of.get("place", ())})
        self._cells(of.get("cell", ()), found)
        for each in of.get("column", ()):
            if each.part[2] == "new":
                self._fill_column(each.part[1], new)
        self._notes(of.get("note", ()))
        for each in of.get("link", ()):
            self._link(each)
        self._links([{**self.data[key], "rows": []} for key in self.data if key in new])
        gone = {each.row["key"] for each in found.gone} if remove else set()
        for each in found.gone if remove else ():
            if not each.above or each.above["key"] not in gone:
                row = db.session.get(ActionRow, int(each.row["key"][1:]))
                if row.deleted_at is None:
                    action_rows.delete(self.seen, row, at=self.at)

    def _refuse_what_hangs_in_the_air(
        self, found: Differences, wanted: Sequence[Change], new: Collection[str]
    ) -> None:
        """What is marked may need a new row that is not."""
        above = {each.row["key"]: each.above["key"] for each in contents.placed(self.text) if each.above}
        file_key = {old: key for key, old in found.matched.items()}
        for each in wanted:
            needs = ""
            if each.part[0] == "add":
                needs = above.get(each.part[1], "")
            elif each.part[0] == "place":
                needs = above.get(file_key[each.part[1]], "")
            elif each.part[0] == "link" and each.part[3][:1] == "+":
                needs = each.part[3][1:]
            if needs and needs not in new and needs not in found.matched:
                said = self.data[needs]["text"][:80]
                raise rules.not_ready(
                    f"“{each.of}: {each.what}” needs the new row “{said}”, which is not marked. Mark both, or none.",
                    "take",
                )

    def _refuse_to_take_along(
        self,
        gone: contents.Placed,
        under: Sequence[Mapping[str, Any]],
        stays: Collection[str],
        moves: Collection[str],
    ) -> None:
        """What stands under a row that is deleted goes with it: nobody deletes a row that the file has elsewhere."""
        for row in under:
            if row["key"] in stays and row["key"] not in moves:
                raise rules.not_ready(
                    f"“{row['text'][:80]}” would be deleted with “{gone.row['text'][:80]}”, which it stands under. "
                    "Mark where it stands in the file as well, or keep both.",
                    "take",
                )
            if row["key"] not in stays:
                self._refuse_to_take_along(gone, row["rows"], stays, moves)

    def _headings(self, wanted: Sequence[Change]) -> None:
        for each in wanted:
            _, name, part = each.part
            own = dict(self.seen.plan.headings.get(name, {}))
            own[part] = "" if each.how == TAKEN else each.after
            write_heading(self.seen, name, own.get("title", ""), own.get("hint", ""), at=self.at)

    def _columns(self, found: Differences, wanted: Sequence[Change]) -> None:
        self.columns = {new: old[1:] for new, old in found.columns.items()}
        for each in wanted:
            _, key, part = each.part
            if part == "new":
                self.columns[key] = self._new_column(
                    next(one for one in self.text["columns"] if one["key"] == key)
                )
            if part in ("new", "order"):
                continue
            column = column_of(self.seen.plan, int(key[1:]))
            if part == "gone":
                remove_column(self.seen, column, at=self.at)
            else:
                said = {"title": column.title, "hint": column.hint, part: each.after}
                change_column(self.seen, column, said["title"], said["hint"], at=self.at)

        if any(each.part[2] == "order" for each in wanted):
            self._order_columns()

    def _order_columns(self) -> None:
        wanted = [
            int(self.columns[each["key"]]) for each in self.text["columns"] if each["key"] in self.columns
        ]
        for place, number in enumerate(wanted):
            column = column_of(self.seen.plan, number)
            while set(self._before(column)) & set(wanted[place + 1 :]):
                order_column(self.seen, column, later=False, at=self.at)
                db.session.flush()
                db.session.expire(self.seen.plan, ["columns"])

    def _before(self, column: ActionColumn) -> list[int]:
        here = own_columns(self.seen.plan)
        return [each.id for each in here[: here.index(column)]]

    def _new_column(self, column: Mapping[str, str]) -> str:
        made = add_column(self.seen, column["title"], column["hint"], at=self.at)
        db.session.flush()
        db.session.expire(self.seen.plan, ["columns"])
        return str(made.id)

    def _fill_column(self, key: str, new: Collection[str]) -> None:
        for each, row in self.rows.items():
            said = clean(self.data[each]["extra"].get(key, ""))
            if said and each not in new:
                self._write(row, {f"x{self.columns[key]}": said})

    def _places(self, new: Collection[str], elsewhere: Collection[str]) -> None:
        """In reading order, so that each row comes after the one that it comes after in the file."""
        for placed in contents.placed(self.text):
            key, above = placed.row["key"], placed.above
            row = self.rows.get(key)
            under = self.rows[above["key"]] if above and above["key"] in self.rows else None
            if key in new:
                at = self._after(placed, under, None)
                made = action_rows.add(
                    self.seen, under, at, placed.row["text"], placed.row["strategy"], at=self.at
                )
                self.rows[key] = self.by_key[f"+{key}"] = made
                self._fill(made, placed.row)
            elif row is not None and f"r{row.id}" in elsewhere:
                at = self._after(placed, under, row)
                action_rows.put(self.seen, row, under, at, at=self.at)

    def _after(self, placed: contents.Placed, under: ActionRow | None, row: ActionRow | None) -> int | None:
        """The position after the row that it comes after in the file; the last one there is the last one here."""
        beside = placed.above["rows"] if placed.above else self.text["rows"]
        here = next(number for number, each in enumerate(beside) if each is placed.row)
        if here == len(beside) - 1:
            return None
        parent = under.id if under else None
        for each in reversed(beside[:here]):
            before = self.rows.get(each["key"])
            if before is not None and before.parent_id == parent:
                is_passed = row is not None and row.parent_id == parent and row.position < before.position
                return before.position + (0 if is_passed else 1)
        return 0

    def _cells(self, wanted: Sequence[Change], found: Differences) -> None:
        of: dict[str, dict[str, Change]] = {}
        for each in wanted:
            of.setdefault(each.part[1], {})[each.part[2]] = each
        for key, cells in of.items():
            row, data = self.by_key[key], self.there[key]
            if "team" in cells:
                self._team(row, data)
            if each := cells.get("owner"):
                owner = self._person(data["owner"]) if data["owner"] else (None, "")
                row.owner_id, row.owner_name = owner
                changed(self.seen, row, "owner", each.before, each.after, at=self.at)
            if "status" in cells:
                before, row.status = row.status, data["status"]
                changed(self.seen, row, "status", before, row.status, at=self.at)
            self._write(
                row,
                {cell: each.after for cell, each in cells.items() if cell not in ("team", "owner", "status")},
            )

    def _write(self, row: ActionRow, typed: Mapping[str, str]) -> None:
        action_rows.write(self.seen, row, typed, self.seen.plan.changed, at=self.at)

    def _team(self, row: ActionRow, data: Mapping[str, Any]) -> None:
        """Those who are on it stay who they are: a name alone could be somebody else's."""
        names = {each["name"] for each in data["team"]}
        here = {each.person.name if each.person else each.name: each for each in row.team}
        for name, member in here.items():
            if name not in names:
                action_rows.end_member(self.seen, row, member.id, at=self.at)
        for each in data["team"]:
            if each["name"] not in here:
                person_id, name = self._person(each)
                person = db.session.get(Person, person_id) if person_id else None
                words = person.email if person else name
                action_rows.add_member(self.seen, row, words, as_name=person is None, at=self.at)

    def _notes(self, wanted: Sequence[Change]) -> None:
        for each in wanted:
            row, note = self.by_key[each.part[1]], self.there[each.part[1]]["notes"][int(each.part[2])]
            row.notes.append(self._note(note))
            record(self.seen.plan, row, "note", self.seen.person, after=each.after, at=self.at)
        if wanted:
            db.session.flush()
            asked.settle(self.seen.plan, at=self.at)

    def _link(self, change: Change) -> None:
        _, key, kind, to = change.part
        row = self.by_key[key]
        to_id = self.by_key[to].id if to in self.by_key else self.outside.get(to) or int(to[1:])
        there = next((each for each in row.links if each.kind == kind and each.to_row_id == to_id), None)
        if there is None:
            note = self._note_of_link(key, kind, to)
            said = change.after.removeprefix(f"{LINKS[kind]} ")
            action_rows.add_link(self.seen, row, kind, to_id, said, note, at=self.at)
        elif change.after:
            there.note = self._note_of_link(key, kind, to)
            changed(self.seen, row, "links", change.before, change.after, at=self.at)
        else:
            said = change.before.removeprefix(f"{LINKS[kind]} ")
            action_rows.end_link(self.seen, row, there.id, said, at=self.at)

    def _note_of_link(self, key: str, kind: str, to: str) -> str:
        for each in self.there[key]["links"]:
            leads = self.rows.get(each["to"])
            if each["kind"] == kind and (each["to"] == to or (leads and leads is self.by_key.get(to))):
                return " ".join(clean(each["note"]).split())
        return ""

    # What a row holds

    def _fill(self, row: ActionRow, data: Mapping[str, Any]) -> None:
        for name in ("resources", "interdependencies", "question"):
            setattr(row, name, clean(data[name]))
        for name in ("starts", "ends"):
            setattr(row, name, " ".join(clean(data[name]).split()))
        row.starts_on, row.ends_on = action_rows.days_of(row.starts, row.ends)
        row.status = data["status"]
        if data["owner"]:
            row.owner_id, row.owner_name = self._person(data["owner"])
        row.extra = {
            self.columns[key]: clean(said)
            for key, said in data["extra"].items()
            if key in self.columns and said
        }
        for person, name in dict.fromkeys(map(self._person, data["team"])):
            if person or name:
                row.team.append(ActionTeamMember(person_id=person, name=name))
        row.notes.extend(map(self._note, data["notes"]))

    def _note(self, note: Mapping[str, Any]) -> StatusNote:
        person, name = self._person(note)
        return StatusNote(
            on=date.fromisoformat(note["on"]), status=note["status"], text=clean(note["text"]), person_id=person,
            name=name, at=self.at,
        )  # fmt: skip

    def _person(self, each: Mapping[str, Any]) -> tuple[int | None, str]:
        """Who is meant: by number where our own code wrote it (no file does), else by name."""
        said = " ".join(clean(each["name"]).split())
        person = each.get("person") or self.people.get(said.casefold())
        return (person, "") if person else (None, said)

    def _links(self, rows: Sequence[Mapping[str, Any]]) -> None:
        others = queries.outside(self.text)
        for data in whole(rows):
            row, lost, made = self.rows[data["key"]], [], set()
            for each in data["links"]:
                to = self.rows[each["to"]].id if each["to"] in self.rows else others.get(each["to"])
                if to is None or to == row.id:
                    lost.append(link(each))
                elif (to, each["kind"]) not in made:
                    made.add((to, each["kind"]))
                    note = " ".join(clean(each["note"]).split())
                    row.links.append(ActionLink(row_id=row.id, to_row_id=to, kind=each["kind"], note=note))
            if lost:
                row.interdependencies = "\n".join(filter(None, [row.interdependencies, *lost]))
        db.session.flush()
