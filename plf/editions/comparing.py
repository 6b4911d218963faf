"""What is different between two texts of one action plan: rows added, removed, moved and changed, word by word. Pure.

Rows are the same by their key. A row has moved when it stands under another one, or among the same rows in another
order; a row that only has another label because of others is counted, not told of as moved.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from plf.action_plans.contents import HEAD, STATUSES, STRATEGY, TEXT, Placed, Text, placed
from plf.contents import compare_texts
from plf.editions.shown import columns, interdependencies, note, when

Runs = list[tuple[str, str]]


@dataclass(frozen=True)
class Cell:
    """A cell, or something above the table, before and after: the texts in runs (see plf.contents.Change)."""

    title: str
    before: Runs
    after: Runs


@dataclass(frozen=True)
class Moved:
    """A row that stands elsewhere: its label before and after; `under` names the row above it now, if that is another."""

    row: Placed
    before: str
    under: str


@dataclass(frozen=True)
class Comparison:
    """All differences, in reading order of the later text, removed rows in that of the earlier.

    renumbered  rows that only have another label: (row, its label before)
    """

    head: list[Cell] = field(default_factory=list)
    added: list[Placed] = field(default_factory=list)
    removed: list[Placed] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    changed: list[tuple[Placed, list[Cell]]] = field(default_factory=list)
    renumbered: list[tuple[Placed, str]] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        """Whether both say the same."""
        return not (self.head or self.added or self.removed or self.moved or self.changed)


def compare(before: Text, after: Text) -> Comparison:
    """What is different from the earlier text to the later one."""
    old = {each.row["key"]: each for each in placed(before)}
    new = {each.row["key"]: each for each in placed(after)}
    both = [each for key, each in new.items() if key in old]
    elsewhere = moved(before, after)
    titles = _titles(before) | _titles(after)
    changed = [(each, _cells(old[each.row["key"]].row, each.row, titles)) for each in both]
    return Comparison(
        head=_head(before, after),
        added=[each for key, each in new.items() if key not in old],
        removed=[each for key, each in old.items() if key not in new],
        moved=[
            Moved(
                each,
                old[each.row["key"]].label,
                _named(each.above) if _above(each) != _above(old[each.row["key"]]) else "",
            )
            for each in both
            if each.row["key"] in elsewhere
        ],
        changed=[(each, cells) for each, cells in changed if cells],
        renumbered=[
            (each, old[each.row["key"]].label)
            for each in both
            if each.row["key"] not in elsewhere and each.label != old[each.row["key"]].label
        ],
    )


def moved(before: Text, after: Text) -> set[str]:
    """The keys of the fewest rows that have to be moved to get from one to the other."""
    old = {each.row["key"]: each for each in placed(before)}
    new = {each.row["key"]: each for each in placed(after)}
    found = {key for key in new if key in old and _above(new[key]) != _above(old[key])}
    places = {key: number for number, key in enumerate(old)}
    for siblings in _siblings(after["rows"]):
        stayed = [key for key in siblings if key in old and key not in found]
        kept = _in_order([places[key] for key in stayed])
        found.update(key for key in stayed if places[key] not in kept)
    return found


def _siblings(rows: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    found = [[row["key"] for row in rows]]
    for row in rows:
        found += _siblings(row["rows"])
    return found


def _in_order(numbers: Sequence[int]) -> set[int]:
    """The longest part of different numbers that stands in order already."""
    ends: list[int] = []
    length: dict[int, int] = {}
    for number in numbers:
        place = bisect_left(ends, number)
        ends[place : place + 1] = [number]
        length[number] = place
    kept: set[int] = set()
    wanted = len(ends) - 1
    for number in reversed(numbers):
        if length[number] == wanted and (not kept or number < min(kept)):
            kept.add(number)
            wanted -= 1
    return kept


def _above(each: Placed) -> str | None:
    return each.above["key"] if each.above else None


def _named(row: Mapping[str, Any] | None) -> str:
    return row["text"] if row else ""


def _titles(text: Text) -> dict[str, str]:
    return {each.name: each.title for each in columns(text)}


def _head(before: Text, after: Text) -> list[Cell]:
    titles = {part.name: part.title for part in HEAD}
    found = [_cell(titles[part.name], before[part.name], after[part.name]) for part in HEAD]
    was, now = _headings(before), _headings(after)
    found += [_cell(f"Column “{was.get(name, now.get(name, ('', '')))[0]}”", _heading(was.get(name)), _heading(now.get(name)))
              for name in {**was, **now}]  # fmt: skip
    return [each for each in found if each]


def _headings(text: Text) -> dict[str, tuple[str, str]]:
    return {each.name: (each.title, each.hint) for each in columns(text)}


def _heading(named: tuple[str, str] | None) -> str:
    return "\n".join(filter(None, named)) if named else ""


def _cells(was: Mapping[str, Any], now: Mapping[str, Any], titles: Mapping[str, str]) -> list[Cell]:
    found = [
        _cell(TEXT.title, was["text"], now["text"]),
        _cell(STRATEGY.title, was["strategy"], now["strategy"]),
    ]
    if _links(was) != _links(now):
        found.append(_cell(titles["interdependencies"], interdependencies(was), interdependencies(now)))
    for name, said in _SAID.items():
        found.append(_cell(titles[name], said(was), said(now)))
    for key in {**was["extra"], **now["extra"]}:
        found.append(_cell(titles.get(key, key), was["extra"].get(key, ""), now["extra"].get(key, "")))
    return [each for each in found if each]


# Labels of other rows change without anybody touching this one; where its links lead is what counts.
def _links(row: Mapping[str, Any]) -> tuple:
    links = [(link["kind"], link["to"], link["plan"], link["note"]) for link in row["links"]]
    return row["interdependencies"], links


_SAID = {
    "team": lambda row: ", ".join(each["name"] for each in row["team"]),
    "resources": lambda row: row["resources"],
    "when": when,
    "status": lambda row: STATUSES[row["status"]],
    "notes": lambda row: "\n".join(map(note, row["notes"])),
    "owner": lambda row: row["owner"]["name"] if row["owner"] else "",
    "question": lambda row: row["question"],
}


def _cell(title: str, before: str, after: str) -> Cell | None:
    if before == after:
        return None
    left, right = compare_texts(before, after)
    return Cell(title, left, right)
