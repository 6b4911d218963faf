"""What an action plan holds: what stands above the table, its columns with their hints, statuses, and the tree as data.

Pure: standard library only. Pages, prints, files, editions and imports read it.

An action plan as data (`Text`), in editions, in JSON files and between the two:

    {"schema": 1, "title": …, "commitment": …, "big_idea": …, "big_idea_source": …, "intent": …, "intent_source": …,
     "strengths": …, "strengths_source": …, "challenges": …, "challenges_source": …,
     "headings": {column: {"title": …, "hint": …}},          those that differ from COLUMNS
     "columns": [{"key": "x3", "title": "Evidence", "hint": …}],   the district's own
     "rows": [row, …]}                                        the priorities

and a row of it:

    {"key": "r12", "text": …, "strategy": …, "team": [{"person": 7 or None, "name": "Ana Ortiz"}],
     "resources": …, "interdependencies": …,                  the last as plain words, beside the links
     "links": [{"kind": "waits_for", "to": "r15", "plan": None, "label": "3b", "note": …}],
     "starts": "fall 2018", "starts_on": "2018-08-15" or None, "ends": …, "ends_on": …, "status": "on_track",
     "notes": [{"on": "2018-11-02", "status": …, "text": …, "person": 7 or None, "name": …}],
     "owner": {"person": 7 or None, "name": …} or None, "question": …, "extra": {"x3": …}, "rows": [row, …]}

`key` names a row or a column within the whole text; a link to another action plan carries its title in "plan".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SCHEMA = 1
Text = dict[str, Any]

# What a row is, by how deep it stands; and what several of them are called.
LEVELS = ("priority", "outcome", "step", "sub-step")
LEVEL_TITLES = ("Strategic priority", "Outcome", "Action step", "Sub-step")
DEEPEST = len(LEVELS)

MOST_ROWS = 2_000
MOST_COLUMNS = 12


@dataclass(frozen=True)
class Part:
    """Something that is written into an action plan: above its table, or in a column of it.

    kind   "line", "text" (several lines, lists), "team", "links", "date", "status", "person"
    limit  the most characters, where it is text
    """

    name: str
    title: str
    hint: str
    kind: str = "text"
    limit: int = 4_000


# What stands above the table, in the order in which it is read.
HEAD = (
    Part("title", "Title", "For example: Action Plan for Commitment to Professional Learning.", "line", 200),
    Part("commitment", "Commitment", "What the district commits itself to, in a sentence or two."),
    Part("big_idea", "Big idea", "What will be different when this plan has been carried out."),
    Part("big_idea_source", "Where the big idea is cited", "For example: page 17.", "line", 200),
    Part("intent", "Statement of strategic intent", "The statement that the big idea rests on, in full."),
    Part("intent_source", "Where that statement is from", "For example: Bold Statement 3.", "line", 200),
    Part("strengths", "Strengths", "What you build upon. One a line; begin a line with a dash for a list."),
    Part("strengths_source", "Where the strengths are cited", "For example: page 9.", "line", 200),
    Part("challenges", "Challenges", "What you confront. One a line; begin a line with a dash for a list."),
    Part("challenges_source", "Where the challenges are cited", "For example: page 9.", "line", 200),
)

# The first three are one text in the tree: which one it is, its depth says.
COLUMNS = (
    Part("priority", "Strategic Priority", "Take the big idea apart: the few things that matter most."),
    Part("outcome", "Outcome", "What each priority is to bring about."),
    Part(
        "step", "Action Steps", "The main things to do so that it happens; several for one outcome are fine."
    ),
    Part("team", "Team Members", "Who drives this work forward.", "team", 120),
    Part("resources", "Potential Resources", "Money and whatever else it takes, briefly."),
    Part("interdependencies", "Interdependencies", "What it depends on, and what depends on it.", "links"),
    Part("starts", "Start Date", "Roughly is fine: fall 2018, Oct 2018, 2018-2019.", "date", 60),
    Part("ends", "End Date", "Roughly is fine; empty if the start says it all.", "date", 60),
    Part("status", "Status", "How it stands today.", "status"),
    Part("owner", "Owner", "The one person who answers for it.", "person", 120),
    Part("question", "Open Question", "What still has to be settled before it can go on."),
)
COLUMN = {each.name: each for each in COLUMNS}
# The columns that every row has, whatever its level; "text" and "strategy" stand before them.
CELLS = COLUMNS[3:]
TEXT = Part("text", "Text", "What this row says.")
STRATEGY = Part("strategy", "Strategy", "How the outcome is to be reached, in one line.")
EXTRA = Part("extra", "", "", "text")

STATUSES = {
    "not_started": "Not started",
    "on_track": "On track",
    "behind": "Behind",
    "done": "Done",
    "dropped": "Dropped",
}
# A row that is none of these has still to be done.
ENDED = ("done", "dropped")

LINKS = {"waits_for": "waits for", "helps": "helps", "same_as": "same as"}
# The same interdependency, said from the other row.
LINKS_FROM_THERE = {"waits_for": "is waited for by", "helps": "is helped by", "same_as": "same as"}


def empty(title: str = "") -> Text:
    """An action plan in which nothing has been written but its title."""
    return {
        "schema": SCHEMA,
        **{each.name: "" for each in HEAD},
        "title": title,
        "headings": {},
        "columns": [],
        "rows": [],
    }


def empty_row(key: str, text: str = "") -> Text:
    """A row in which nothing has been written but its text."""
    return {
        "key": key,
        "text": text,
        "strategy": "",
        "team": [],
        "resources": "",
        "interdependencies": "",
        "links": [],
        "starts": "",
        "starts_on": None,
        "ends": "",
        "ends_on": None,
        "status": "not_started",
        "notes": [],
        "owner": None,
        "question": "",
        "extra": {},
        "rows": [],
    }


def heading(column: str, headings: Mapping[str, Mapping[str, str]]) -> tuple[str, str]:
    """The title and the hint of a column of COLUMNS, as this action plan words them."""
    own = headings.get(column, {})
    standard = COLUMN[column]
    return own.get("title") or standard.title, own.get("hint") or standard.hint


@dataclass(frozen=True)
class Placed:
    """A row of a text where it stands: its label, its level (0 is a priority), and the row above it, if any."""

    row: Mapping[str, Any]
    label: str
    level: int
    above: Mapping[str, Any] | None


def placed(text: Mapping[str, Any]) -> Iterator[Placed]:
    """Every row of an action plan in reading order, with its label."""
    yield from _placed(text["rows"], None, (), [0])


def _placed(
    rows: Sequence[Mapping[str, Any]],
    above: Mapping[str, Any] | None,
    path: tuple[int, ...],
    outcomes: list[int],
) -> Iterator[Placed]:
    for position, row in enumerate(rows):
        if len(path) == 1:
            here = (*path, outcomes[0])
            outcomes[0] += 1
        else:
            here = (*path, position)
        yield Placed(row, label(here), len(path), above)
        yield from _placed(row["rows"], row, here, outcomes)


def label(path: Sequence[int]) -> str:
    """The label of a row: "A", "1", "1a", "1a.i". `path` counts from 0; outcomes are numbered through the whole plan.

    So "3b" names one row of an action plan, however many priorities it has: as people say it, without the priority.
    """
    match len(path):
        case 1:
            return letters(path[0]).upper()
        case 2:
            return str(path[1] + 1)
        case 3:
            return f"{path[1] + 1}{letters(path[2])}"
        case _:
            return f"{path[1] + 1}{letters(path[2])}.{roman(path[3] + 1)}"


def letters(number: int) -> str:
    """0 is "a", 25 is "z", 26 is "aa"."""
    found = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(ord("a") + rest) + found
    return found


def roman(number: int) -> str:
    """1 is "i", 4 is "iv". Raises ValueError below 1."""
    if number < 1:
        raise ValueError("Roman numbers begin at 1.")
    found = ""
    for value, sign in (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
        (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        while number >= value:
            found, number = found + sign, number - value
    return found
