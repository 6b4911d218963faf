"""An action plan as it is read: its rows with labels, the columns in which anything stands, each cell in words. Pure.

Pages, prints and comparisons of adopted editions and of working copies read it; so does the public page, of a text
from which `for_public` has taken what the office did not choose to show.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from plf.action_plans.contents import HEAD, LINKS, STATUSES, Placed, Text, heading, placed
from plf.formats import short_day

# What a public address can show beside the table: asked of the office, nothing of it chosen to begin with.
PUBLIC_CHOICES: dict[str, tuple[str, str]] = {
    "names": (
        "Names",
        "Team members and owners. Ask them first: they are staff, and the page is for everybody.",
    ),
    "status": ("Statuses", "How each row stood on the day of adoption."),
    "notes": ("Status notes", "What was said about how rows stand, in their words."),
    "questions": ("Open questions", "What was still to be settled."),
    "extra": ("Your own columns", "The columns that your district added."),
}


@dataclass(frozen=True)
class Column:
    """A column beside what rows say: `name` is one of CELLS, "when", "notes" or the key of a district's own."""

    name: str
    title: str
    hint: str


@dataclass(frozen=True)
class Line:
    """A row as it is read: where it stands, and its cells in words, by the name of the column; empty ones left out."""

    placed: Placed
    cells: Mapping[str, str]

    @property
    def row(self) -> Mapping[str, Any]:
        """The row itself."""
        return self.placed.row

    @property
    def label(self) -> str:
        """ "3b"; "Priority A" for a priority, which has no label of its own but is named by links."""
        return self.placed.label if self.placed.level else f"Priority {self.placed.label}"

    @property
    def level(self) -> int:
        """0 is a priority."""
        return self.placed.level


@dataclass(frozen=True)
class Shown:
    """An action plan as it is read. `columns` are those in which anything stands, in order."""

    text: Text
    columns: Sequence[Column]
    lines: Sequence[Line]

    def only(self, *, levels: Collection[int], columns: Collection[str]) -> "Shown":
        """The same with these levels and columns alone; labels stay as they are."""
        return replace(
            self,
            columns=[each for each in self.columns if each.name in columns],
            lines=[each for each in self.lines if each.level in levels],
        )


def shown(text: Text) -> Shown:
    """A text of plf.action_plans.contents as it is read."""
    titles = {column["key"]: column["title"] for column in text["columns"]}
    lines = [Line(each, _cells(each.row, titles)) for each in placed(text)]
    used = {name for line in lines for name in line.cells}
    if all(line.row["status"] == "not_started" for line in lines):
        used.discard("status")
    return Shown(text, [column for column in columns(text) if column.name in used], lines)


def columns(text: Mapping[str, Any]) -> list[Column]:
    """All columns beside what rows say, in order, as this action plan words them."""
    headings = text["headings"]
    (starts, when_hint), (ends, _) = heading("starts", headings), heading("ends", headings)
    standard = [
        *(Column(name, *heading(name, headings)) for name in ("team", "resources", "interdependencies")),
        Column("when", f"{starts} – {ends}", when_hint),
        Column("status", *heading("status", headings)),
        Column("notes", "Notes on Status", "What was said about how it stands, and when."),
        *(Column(name, *heading(name, headings)) for name in ("owner", "question")),
    ]
    return standard + [Column(each["key"], each["title"], each["hint"]) for each in text["columns"]]


def heads(text: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What stands above the table, but its title: (title, text, where it is cited), those that say anything."""
    titles = {part.name: part.title for part in HEAD}
    names = ("commitment", "big_idea", "intent", "strengths", "challenges")
    found = [(titles[name], text[name], text.get(f"{name}_source", "")) for name in names]
    return [(title, words, cited) for title, words, cited in found if words or cited]


def for_public(text: Text, shows: Collection[str]) -> Text:
    """The text without what the office has not chosen to show to everybody, of PUBLIC_CHOICES; never with numbers of people."""
    return {
        **text,
        "columns": text["columns"] if "extra" in shows else [],
        "rows": [_public_row(row, shows) for row in text["rows"]],
    }


def _public_row(row: Mapping[str, Any], shows: Collection[str]) -> Text:
    names = "names" in shows
    return {
        **row,
        "team": [_nameless(each) for each in row["team"]] if names else [],
        "owner": _nameless(row["owner"]) if names and row["owner"] else None,
        "status": row["status"] if "status" in shows else "not_started",
        "notes": [
            {**each, "person": None, "name": each["name"] if names else ""} for each in row["notes"]
        ] if "notes" in shows else [],
        "question": row["question"] if "questions" in shows else "",
        "extra": row["extra"] if "extra" in shows else {},
        "rows": [_public_row(child, shows) for child in row["rows"]],
    }  # fmt: skip


def _nameless(one: Mapping[str, Any]) -> Text:
    return {**one, "person": None}


def _cells(row: Mapping[str, Any], own: Mapping[str, str]) -> dict[str, str]:
    found = {
        "team": ", ".join(each["name"] for each in row["team"]),
        "resources": row["resources"],
        "interdependencies": interdependencies(row),
        "when": when(row),
        "status": STATUSES[row["status"]],
        "notes": "\n".join(map(note, reversed(row["notes"]))),
        "owner": row["owner"]["name"] if row["owner"] else "",
        "question": row["question"],
        **{key: words for key, words in row["extra"].items() if key in own},
    }
    return {name: words for name, words in found.items() if words}


def when(row: Mapping[str, Any]) -> str:
    """Start and end as they were written: "fall 2018 – spring 2019"; one alone says all."""
    starts, ends = row["starts"], row["ends"]
    if starts and ends:
        return f"{starts} – {ends}"
    return starts or (f"until {ends}" if ends else "")


def note(each: Mapping[str, Any]) -> str:
    """A dated note on a status in one line."""
    said = f"{short_day(each['on'])}, {STATUSES[each['status']].lower()}"
    by = f" ({each['name']})" if each["name"] else ""
    return f"{said}: {each['text']}{by}" if each["text"] else f"{said}{by}"


def interdependencies(row: Mapping[str, Any]) -> str:
    """The words of a row about what it depends on, and its links, one in each line."""
    return "\n".join(each for each in (row["interdependencies"], *map(_link, row["links"])) if each)


def _link(link: Mapping[str, Any]) -> str:
    kind, label = LINKS[link["kind"]], link["label"]
    to = f"priority {label}" if label.isalpha() else label
    of = f" of “{link['plan']}”" if link["plan"] else ""
    note = f": {link['note']}" if link["note"] else ""
    return f"{kind[0].upper()}{kind[1:]} {to}{of}{note}"
