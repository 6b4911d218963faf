"""What cannot be: circles of rows that wait for each other, and dates that do not fit, each in a sentence. Pure.

A row begins after what it waits for has ended, and not before the row it is part of; and it has ended when all that is
part of it has. So a circle may lead through several rows, levels and action plans.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from plf.action_plans.contents import ENDED
from plf.formats import short_day


@dataclass(frozen=True)
class Spot:
    """A row as far as it matters here. `name` is how it is called in a sentence: "3b", or "3b of “Technology”"."""

    id: int
    parent_id: int | None
    name: str
    plan_id: int
    status: str = "not_started"
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Trouble:
    """Something that cannot be, in a sentence, and the rows that it is about, the first one first."""

    sentence: str
    rows: tuple[int, ...]


def circles(spots: Mapping[int, Spot], waits: Iterable[tuple[int, int]]) -> list[Trouble]:
    """The circles among rows that wait for each other. `waits` are pairs: the row, and the one it waits for.

    Rows that are done or dropped keep nobody waiting. Of circles that hang together the shortest is named.
    """
    waits = sorted({pair for pair in waits if all(_counts(spots, each) for each in pair)})
    graph = _graph(spots, waits)
    found, seen = [], set()
    for one, other in waits:
        start, end = ("starts", one), ("ends", other)
        way = _shortest(graph, end, start)
        if way is None:
            continue
        # Each pair along the way is a wait, or leads from a row to its part or to what it is part of.
        legs = [(one, other)] + [
            (here[1], there[1]) for here, there in pairwise(way) if here[0] == "starts" and there[0] == "ends"
        ]
        if seen.isdisjoint(legs):
            found.append(Trouble(_circle(spots, legs), tuple(row for row, _ in legs)))
        seen.update(legs)
    return found


def _counts(spots: Mapping[int, Spot], row: int) -> bool:
    return row in spots and spots[row].status not in ENDED


def _graph(spots: Mapping[int, Spot], waits: list[tuple[int, int]]) -> dict[tuple, list[tuple]]:
    """What each beginning and end of a row comes after."""
    after: dict[tuple, list[tuple]] = {}
    for spot in spots.values():
        if spot.status in ENDED:
            continue
        after.setdefault(("ends", spot.id), []).append(("starts", spot.id))
        if spot.parent_id in spots:
            after.setdefault(("starts", spot.id), []).append(("starts", spot.parent_id))
            after.setdefault(("ends", spot.parent_id), []).append(("ends", spot.id))
    for one, other in waits:
        after.setdefault(("starts", one), []).append(("ends", other))
    return after


def _shortest(graph: Mapping[tuple, list[tuple]], start: tuple, goal: tuple) -> list[tuple] | None:
    came: dict[tuple, tuple | None] = {start: None}
    edge = [start]
    while edge:
        reached = []
        for here in edge:
            if here == goal:
                return list(_back(came, here))[::-1]
            for there in graph.get(here, ()):
                if there not in came:
                    came[there] = here
                    reached.append(there)
        edge = reached
    return None


def _back(came: Mapping[tuple, tuple | None], here: tuple | None) -> Iterator[tuple]:
    while here is not None:
        yield here
        here = came[here]


def _circle(spots: Mapping[int, Spot], legs: list[tuple[int, int]]) -> str:
    parts = []
    for (one, other), (_, came_from) in zip(legs, [legs[-1], *legs[:-1]], strict=True):
        name = spots[one].name
        if one != came_from:
            name += f", which belongs with {spots[came_from].name},"
        parts.append(f"{name} waits for {spots[other].name}")
    together = "; ".join(parts)
    return f"A circle: {together}. None of them can begin. Take one of these interdependencies out."


def impossible_dates(spots: Mapping[int, Spot], waits: Iterable[tuple[int, int]]) -> list[Trouble]:
    """Dates that cannot all be met: of one row, of a row and what it is part of, of a row and what it waits for.

    Rows that were dropped are left out; so is whatever has no day that was understood.
    """
    found = []
    for spot in spots.values():
        if spot.status != "dropped":
            found += [
                Trouble(sentence, rows) for sentence, rows in _of_one(spot, spots.get(spot.parent_id or 0))
            ]
    for one, other in sorted(set(waits)):
        first, second = spots.get(one), spots.get(other)
        if first and second and "dropped" not in (first.status, second.status):
            found += [Trouble(sentence, rows) for sentence, rows in _of_waiting(first, second)]
    return found


def _of_one(spot: Spot, above: Spot | None) -> Iterator[tuple[str, tuple[int, ...]]]:
    starts, ends = spot.starts_on, spot.ends_on
    if starts and ends and ends < starts:
        yield f"{spot.name} ends on {short_day(ends)}, before it starts on {short_day(starts)}.", (spot.id,)
    if above is None or above.status == "dropped":
        return
    if starts and above.starts_on and starts < above.starts_on:
        yield (
            f"{spot.name} starts on {short_day(starts)}, before {above.name}, which it is part of, starts on "
            f"{short_day(above.starts_on)}.",
            (spot.id, above.id),
        )
    if ends and above.ends_on and ends > above.ends_on:
        yield (
            f"{spot.name} ends on {short_day(ends)}, after {above.name}, which it is part of, ends on "
            f"{short_day(above.ends_on)}.",
            (spot.id, above.id),
        )


def _of_waiting(spot: Spot, awaited: Spot) -> Iterator[tuple[str, tuple[int, ...]]]:
    if spot.starts_on and awaited.ends_on and spot.starts_on < awaited.ends_on:
        yield (
            f"{spot.name} starts on {short_day(spot.starts_on)}, before {awaited.name}, which it waits for, ends on "
            f"{short_day(awaited.ends_on)}.",
            (spot.id, awaited.id),
        )
    elif spot.ends_on and awaited.ends_on and spot.ends_on < awaited.ends_on:
        yield (
            f"{spot.name} ends on {short_day(spot.ends_on)}, before {awaited.name}, which it waits for, ends on "
            f"{short_day(awaited.ends_on)}.",
            (spot.id, awaited.id),
        )
