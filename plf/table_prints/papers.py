"""An action plan as a document for paper (see plf.pdf): the whole table, and the one page for the board. Pure.

The look of the table is that of the original: a band for each priority, outcomes with their strategies at the left,
steps beside them, then the other columns; steps in whose other columns nothing stands share a row, as they did there.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from plf.action_plans.contents import LEVELS, STATUSES, heading
from plf.editions.shown import Line, Shown, heads, shown
from plf.formats import MONTHS, day, grouped
from plf.timeline.rollup import rolled_up

SIZES = {"letter": "US Letter, landscape", "tabloid": "Tabloid (11 × 17), landscape"}
# How wide columns are beside each other.
WIDTHS = {
    "outcome": 40, "step": 84, "team": 30, "resources": 30, "interdependencies": 34, "when": 25, "status": 17,
    "notes": 35, "owner": 22, "question": 30, "extra": 30,
}  # fmt: skip
# The columns of the original table, and the one that it lacked.
AS_EVER = ("team", "resources", "interdependencies", "when", "status")
# From here on a row is too long to be kept on one page without leaving much of the page before it empty.
LONG = 900


@dataclass(frozen=True)
class Standing:
    """Which text of an action plan is printed: an edition as adopted, or (number None) the working copy of a day.

    adopted  the day of each edition so far, in order
    """

    district: str
    on: date
    number: int | None = None
    adopted_on: date | None = None
    note: str = ""
    sha256: str = ""
    adopted: Sequence[date] = ()

    @property
    def title(self) -> str:
        """What it is, in a line."""
        if self.number is None:
            return f"Working copy, {day(self.on)}"
        note = f": {self.note}" if self.note else ""
        return f"Edition {self.number}, adopted on {day(self.adopted_on)}{note}"


@dataclass(frozen=True)
class Choice:
    """What is printed of the table: the paper, the levels (0: priorities), the columns, and what stands above it."""

    size: str = "letter"
    levels: Collection[int] = tuple(range(len(LEVELS)))
    columns: Collection[str] | None = None
    head: bool = True


def table(text: dict[str, Any], standing: Standing, choice: Choice) -> dict[str, Any]:
    """The document of the whole table, in the given choice."""
    whole = shown(text)
    wanted = {each.name for each in whole.columns} if choice.columns is None else set(choice.columns)
    chosen = whole.only(levels=choice.levels, columns=wanted)
    has_outcomes = 1 in choice.levels
    has_steps = bool({2, 3}.intersection(choice.levels))
    levels = [
        {"name": name, "title": title, "hint": hint}
        for name, there in (("outcome", has_outcomes), ("step", has_steps))
        if there
        for title, hint in [heading(name, text["headings"])]
    ]
    others = [{"name": _kind(each.name), "title": each.title, "hint": each.hint} for each in chosen.columns]
    return {
        "form": "action_table",
        "district": standing.district,
        "title": text["title"],
        "standing": standing.title,
        "fingerprint": grouped(standing.sha256),
        "size": choice.size if choice.size in SIZES else "letter",
        "heads": [list(each) for each in heads(text)] if choice.head else [],
        "levels": [each["name"] for each in levels],
        "heading": _with_widths(levels + others),
        "priority": heading("priority", text["headings"])[0],
        "rows": _rows(chosen),
    }


def _kind(column: str) -> str:
    return "extra" if column.startswith("x") else column


def _with_widths(columns: list[dict[str, str]]) -> list[dict[str, str]]:
    """Each column with its part of the sheet, in percent."""
    whole = sum(WIDTHS[each["name"]] for each in columns)
    return [each | {"width": f"{100 * WIDTHS[each['name']] / whole:.2f}%"} for each in columns]


@dataclass
class _Row:
    """A row of the printed table. `cells` of the last one that begins in it."""

    band: dict[str, str] | None = None
    outcome: dict[str, str] | None = None
    steps: list[dict[str, str]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether another step without cells of its own can stand in it."""
        return self.band is None and not any(self.cells)

    def written(self) -> dict[str, Any]:
        steps = sum(len(each["text"]) + len(each["strategy"]) for each in self.steps)
        longest = max([steps, *map(len, self.cells), len((self.outcome or {}).get("text", ""))])
        return {
            "band": self.band, "outcome": self.outcome, "steps": self.steps,
            "cells": self.cells if any(self.cells) or not self.band else [], "long": longest > LONG,
        }  # fmt: skip


def _rows(chosen: Shown) -> list[dict[str, Any]]:
    rows: list[_Row] = []
    for line in chosen.lines:
        cells = [line.cells.get(each.name, "") for each in chosen.columns]
        if not _has_own(line, chosen):
            cells = [""] * len(cells)
        if line.level == 0:
            rows.append(_Row(band=_words(line), cells=cells))
        elif line.level == 1:
            rows.append(_Row(outcome=_words(line), cells=cells))
        elif rows and rows[-1].is_open and (not any(cells) or not rows[-1].steps):
            rows[-1].steps.append(_words(line))
            rows[-1].cells = cells
        else:
            rows.append(_Row(steps=[_words(line)], cells=cells))
    return [row.written() for row in rows]


def _has_own(line: Line, chosen: Shown) -> bool:
    """Whether anything stands in the other columns of a row: that it has not begun says nothing yet."""
    return any(
        each.name in line.cells and (each.name != "status" or line.row["status"] != "not_started")
        for each in chosen.columns
    )


def _words(line: Line) -> dict[str, str]:
    level = LEVELS[line.level]
    return {
        "label": line.label,
        "text": line.row["text"],
        "strategy": line.row["strategy"],
        "level": level.replace("-", ""),
    }


@dataclass(frozen=True)
class _Node:
    """A row as plf.timeline.rollup looks at it: its status and where it stands."""

    id: str
    parent_id: str | None
    status: str
    starts_on: date | None = None
    ends_on: date | None = None


# How much of each thing stands on the board's page, from everything down to what fits in any case.
DETAILS = tuple(0.85**step for step in range(24))


def summaries(text: dict[str, Any], standing: Standing) -> list[dict[str, Any]]:
    """The board's one page in ever shorter versions: the first that fits on a page is the one to print."""
    return [_summary(shown(text), standing, detail) for detail in DETAILS]


def _summary(whole: Shown, standing: Standing, detail: float) -> dict[str, Any]:
    lines = whole.lines
    has_status = any(line.row["status"] != "not_started" for line in lines)
    rolled = rolled_up(
        [
            _Node(line.row["key"], line.placed.above["key"] if line.placed.above else None, line.row["status"])
            for line in lines
        ]
    )  # fmt: skip
    outcomes = [line for line in lines if line.level == 1]
    priorities = [line for line in lines if line.level == 0]
    kept = _first(priorities, detail, most=16, least=3)
    shown_outcomes = _spread(outcomes, kept, max(3, round(40 * detail)))
    behind = [line for line in lines if line.row["status"] == "behind"]
    behind_shown = _first(behind, detail, most=10, least=2)
    short = lambda words, most, least=60: _cut(words, max(least, round(most * detail)))  # noqa: E731
    big_idea = short(whole.text["big_idea"], 1200, 150)

    def facts(line: Line) -> dict[str, str]:
        roll = rolled[line.row["key"]]
        return {
            "label": line.label,
            "text": short(line.row["text"], 320),
            "done": f"{roll.done} of {roll.count} done" if has_status and roll.is_rolled else "",
            "status": STATUSES[roll.status] if has_status else "",
            "when": line.cells.get("when", "") or _span(roll.starts_on, roll.ends_on),
        }

    return {
        "form": "action_summary",
        "district": standing.district,
        "title": short(whole.text["title"], 200, 80),
        "standing": short(standing.title, 300, 80),
        "fingerprint": grouped(standing.sha256),
        "big_idea": big_idea,
        "cited": whole.text["big_idea_source"],
        "totals": _totals(lines, has_status),
        "priorities": [
            facts(priority)
            | {"outcomes": [facts(line) for line in shown_outcomes if line.placed.above is priority.row]}
            for priority in kept
        ],
        "behind": [{"label": line.label, "text": short(line.row["text"], 200)} for line in behind_shown],
        "has_status": has_status,
        "adopted": [day(each) for each in standing.adopted[-6:]],
        "left_out": _left_out(
            ("priority", "priorities", len(priorities) - len(kept)),
            ("outcome", "outcomes", len(outcomes) - len(shown_outcomes)),
            ("row that is behind", "rows that are behind", len(behind) - len(behind_shown)),
        ),
        "is_shortened": detail < 1 or any(len(each.row["text"]) > 320 for each in priorities + outcomes),
    }


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _span(starts: date | None, ends: date | None) -> str:
    """The months from the first day to the last of what is under a row."""
    said = [f"{MONTHS[each.month - 1][:3]} {each.year}" for each in (starts, ends) if each]
    return " – ".join(dict.fromkeys(said))


def _first(lines: Sequence[Line], detail: float, *, most: int, least: int) -> Sequence[Line]:
    return lines[: max(least, round(most * detail))]


def _spread(outcomes: Sequence[Line], priorities: Sequence[Line], most: int) -> list[Line]:
    """At most so many outcomes, the first ones of each priority, so that none is left without."""
    under = [[line for line in outcomes if line.placed.above is each.row] for each in priorities]
    chosen: list[Line] = []
    for place in range(max(map(len, under), default=0)):
        chosen += [lines[place] for lines in under if place < len(lines)]
    keys = {line.row["key"] for line in chosen[:most]}
    return [line for line in outcomes if line.row["key"] in keys]


def _totals(lines: Sequence[Line], has_status: bool) -> str:
    names = (
        ("priority", "priorities"),
        ("outcome", "outcomes"),
        ("step", "steps"),
        ("sub-step", "sub-steps"),
    )
    count = Counter(line.level for line in lines)
    said = [_counted(count[level], *names[level]) for level in range(len(names)) if count[level]]
    found = f"{_listed(said)}." if said else "No rows yet."
    if has_status:
        statuses = Counter(line.row["status"] for line in lines if line.level >= 2)
        said = [f"{statuses[name]:,} {title.lower()}" for name, title in STATUSES.items() if statuses[name]]
        found += f" Of the steps and sub-steps: {_listed(said)}." if said else ""
    return found


def _left_out(*counts: tuple[str, str, int]) -> str:
    said = [_counted(count, one, many) for one, many, count in counts if count]
    return f"Left out here for want of room: {_listed(said)}. They are in the whole table." if said else ""


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _listed(said: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(said[:-1]), *said[-1:])))


def _cut(words: str, most: int) -> str:
    """The first words of a text, at most so many characters, with a sign that there are more."""
    plain = " ".join(words.split())
    return plain if len(plain) <= most else plain[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + " …"
