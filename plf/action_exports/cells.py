"""An action plan as cells of text that read back to the same: teams, links, notes in lines. Pure."""

from collections.abc import Mapping
from typing import Any

from plf.action_plans import contents
from plf.action_plans.contents import LINKS, STATUSES

# The columns of a workbook and of CSV: each row of the plan is one of the table.
GRID = (
    "Level", "Label", "Text", "Strategy", "Team Members", "Potential Resources", "Interdependencies",
    "Start Date", "End Date", "Status", "Dated Notes", "Owner", "Open Question",
)  # fmt: skip


def grid(text: Mapping[str, Any]) -> list[list[str]]:
    """What stands above the table, its headings where they are the plan's own, and the table: rows of cells."""
    rows = [[each.title, text[each.name]] for each in contents.HEAD if text[each.name]]
    rows += [
        [f"Heading of {contents.COLUMN[name].title}", own.get("title", ""), own.get("hint", "")]
        for name, own in text["headings"].items()
    ]
    rows += [["Column of our own", each["title"], each["hint"]] for each in text["columns"]]
    rows += [[], [*GRID, *(each["title"] for each in text["columns"])]]
    for placed in contents.placed(text):
        row = placed.row
        rows.append(
            [
                contents.LEVEL_TITLES[placed.level],
                placed.label,
                row["text"],
                row["strategy"],
                *cells_of(row).values(),
                *(row["extra"].get(each["key"], "") for each in text["columns"]),
            ]
        )
    return rows


def cells_of(row: Mapping[str, Any]) -> dict[str, str]:
    """The cells of a row beside its texts: {column: words}, in the order of GRID."""
    return {
        "team": "\n".join(each["name"] for each in row["team"]),
        "resources": row["resources"],
        "interdependencies": "\n".join([*map(link, row["links"]), *filter(None, [row["interdependencies"]])]),
        "starts": row["starts"],
        "ends": row["ends"],
        "status": STATUSES[row["status"]],
        "notes": "\n".join(map(note, row["notes"])),
        "owner": row["owner"]["name"] if row["owner"] else "",
        "question": row["question"],
    }


def link(each: Mapping[str, Any]) -> str:
    """An interdependency in words: "waits for 2b: because"."""
    plan = f" of “{each['plan']}”" if each["plan"] else ""
    note = f": {each['note']}" if each["note"] else ""
    return f"{LINKS[each['kind']]} {each['label']}{plan}{note}"


def note(each: Mapping[str, Any]) -> str:
    """A dated note in words; its further lines stand in."""
    first = " | ".join([each["on"], STATUSES[each["status"]], each["name"], each["text"]])
    return first.replace("\n", "\n  ")
