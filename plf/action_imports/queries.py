"""Questions about a table that was read: who may take it, what it would change, and what is kept as it was written."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from plf.action_imports.differences import Differences, differences, named_of, whole
from plf.action_imports.understanding import Understood
from plf.action_plans import contents
from plf.action_plans.contents import COLUMN
from plf.action_plans.queries import SeenActionPlan, as_text, named
from plf.action_plans.timing import understood
from plf.contents import canonical, clean, fingerprint
from plf.extensions import db
from plf.models import Person, TableImport
from plf.rules import HIDDEN


def kept(import_id: int, person: Person, *, lock: bool = False) -> TableImport:
    """What this person read, and neither took nor left; `lock` it before taking or leaving it.

    Raises HIDDEN (404) for anything else.
    """
    found = db.session.get(TableImport, import_id, with_for_update=lock or None, populate_existing=lock)
    if found is None or found.person_id != person.id:
        raise HIDDEN
    return found


def found_in(seen: SeenActionPlan, made: Understood) -> Differences:
    """What a table that was read would change in an action plan as it stands now."""
    now = as_text(seen.plan)
    return differences(now, made, outside(made.text, now))


def shown(text: Mapping[str, Any], found: Differences | None) -> str:
    """The fingerprint of what a preview shows: what is written is that, or the preview is shown anew."""
    said = [[each.id, each.before, each.after] for each in found.changes] if found else []
    gone = [each.row["key"] for each in found.gone] if found else []
    return fingerprint(canonical({"text": dict(text), "changes": said, "gone": gone}))


def outside(text: Mapping[str, Any], now: Mapping[str, Any] | None = None) -> dict[str, int]:
    """Rows of other action plans that links lead to: {key: number}.

    A file is believed only where the action plan has the title that is written, or where one of the rows that are
    here `now` leads there already.
    """
    here = {row["key"] for row in whole(text["rows"])}
    links = [each for row in whole(text["rows"]) for each in row["links"] if each["plan"]]
    asked = {each["to"]: each["plan"] for each in links if each["to"] not in here and _number(each["to"])}
    known = named([_number(key) for key in asked]) if asked else {}
    found = {key: _number(key) for key, plan in asked.items() if _is_of(known.get(_number(key)), plan)}
    for row in whole(now["rows"]) if now else ():
        found |= {each["to"]: _number(each["to"]) for each in row["links"] if each["plan"]}
    return found


def _number(key: str) -> int:
    """The number of a row by its key; 0 where it is no key of ours."""
    return int(key[1:]) if key[:1] == "r" and key[1:].isascii() and key[1:].isdigit() and len(key) < 12 else 0


def _is_of(row: Any, plan: str) -> bool:
    return row is not None and row.plan_title == plan


@dataclass(frozen=True)
class Names:
    """People of the roster by their names: `one` where exactly one active person is called so, `several` where more are."""

    one: Mapping[str, int]
    several: Collection[str]


def names() -> Names:
    """Who is meant by the names in a table."""
    one: dict[str, int] = {}
    several = set()
    for person in db.session.scalars(select(Person).where(Person.is_active)):
        name = person.name.casefold()
        if name in one:
            several.add(name)
        one[name] = person.id
    return Names({name: each for name, each in one.items() if name not in several}, several)


@dataclass(frozen=True)
class AsWritten:
    """A cell that is kept as it was written, because it was not understood: whose, which, its words, and why."""

    row: str
    what: str
    words: str
    why: str


def as_written(text: Mapping[str, Any], found: Differences | None) -> list[AsWritten]:
    """Times that mean no days, and owners who are nobody of the roster, row by row; with `found`, of what it changes."""
    parts = {each.part for each in found.changes} if found else set()
    people: Names | None = None
    kept_so = []

    def is_written(row: Mapping[str, Any], cell: str) -> bool:
        if found is None or ("add", row["key"]) in parts:
            return True
        return ("cell", found.matched.get(row["key"], ""), cell) in parts

    for each in contents.placed(text):
        row, name = each.row, found.named[each.row["key"]] if found else named_of(each)
        for cell in ("starts", "ends"):
            if row[cell] and is_written(row, cell) and not understood(row[cell], end=cell == "ends"):
                kept_so.append(AsWritten(name, COLUMN[cell].title, row[cell], "not understood as days"))
        if row["owner"] and is_written(row, "owner"):
            people = people or names()
            said = " ".join(clean(row["owner"]["name"]).split())
            if said.casefold() not in people.one:
                why = (
                    "several people of the roster are called so"
                    if said.casefold() in people.several
                    else "nobody of the roster is called so"
                )
                kept_so.append(AsWritten(name, COLUMN["owner"].title, said, why))
    return kept_so
