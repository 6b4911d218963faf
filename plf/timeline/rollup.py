"""Status and dates from steps to outcome to priority: what is under a row says how it stands. Pure.

The rule, from the bottom up; rows that were dropped count for nothing above them:

    dropped      it was dropped itself, or everything under it was
    behind       it is behind itself, or anything under it is
    done         everything under it is done
    not started  nothing under it has begun
    on track     otherwise

A row with nothing under it stands as it says itself. Dates are the first start and the last end of what is under it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol


class Row(Protocol):
    """What is looked at of a row."""

    id: int
    parent_id: int | None
    status: str
    starts_on: date | None
    ends_on: date | None


@dataclass
class Rolled:
    """How a row stands by what is under it.

    starts_on, ends_on  of what is under it; of its own where nothing is. None: no day is known
    steps               how many rows at the very bottom have which status, itself where nothing is under it
    is_rolled           whether anything is under it
    """

    status: str
    starts_on: date | None
    ends_on: date | None
    steps: Counter = field(default_factory=Counter)
    is_rolled: bool = False

    @property
    def done(self) -> int:
        """How many of the rows at the bottom are done."""
        return self.steps["done"]

    @property
    def count(self) -> int:
        """How many rows at the bottom there are, without those that were dropped."""
        return self.steps.total() - self.steps["dropped"]


def rolled_up(rows: Iterable[Row]) -> dict[int, Rolled]:
    """How every row stands, by number. `rows` are in reading order: each after the one above it."""
    found: dict[int, Rolled] = {}
    under: dict[int, list[Rolled]] = {}
    for row in reversed(list(rows)):
        found[row.id] = _rolled(row, under.get(row.id, []))
        if row.parent_id is not None:
            under.setdefault(row.parent_id, []).append(found[row.id])
    return found


def _rolled(row: Row, under: list[Rolled]) -> Rolled:
    if not under:
        return Rolled(row.status, row.starts_on, row.ends_on, Counter({row.status: 1}))
    counted = [each for each in under if each.status != "dropped"]
    return Rolled(
        status="dropped" if row.status == "dropped" else _status(row, {each.status for each in counted}),
        starts_on=min((each.starts_on for each in counted if each.starts_on), default=None),
        ends_on=max((each.ends_on for each in counted if each.ends_on), default=None),
        steps=sum((each.steps for each in under), Counter()),
        is_rolled=True,
    )


def _status(row: Row, statuses: set[str]) -> str:
    if row.status == "behind" or "behind" in statuses:
        return "behind"
    if not statuses:
        return "dropped"
    return statuses.pop() if len(statuses) == 1 else "on_track"
