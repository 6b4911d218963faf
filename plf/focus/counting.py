"""Which numbers can be told: none of fewer than five, and none from which one of fewer than five follows. Pure.

See docs/decisions/0023. A reader who knows this rule and everything that is told cannot work out what is not told.
"""

from collections.abc import Mapping
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True)
class Told:
    """What is told of one row: `total` of all groups (None: not told), and the groups that are told, with their number."""

    total: int | None
    groups: dict[str, int]


def told(counts: Mapping[str, int]) -> Told:
    """What can be told of a row that says for each group how many there are. Groups with none belong into it too.

    A group of fewer than five is kept back, none among them. Where what is kept back could be worked out from the total,
    no group is told: keeping the next smallest back as well would give itself away. A total of fewer than five is not told.
    """
    total = sum(counts.values())
    if total < LEAST:
        return Told(None, {})
    kept_back = [number for number in counts.values() if number < LEAST]
    if kept_back and not _is_safe(kept_back):
        return Told(total, {})
    return Told(total, {name: number for name, number in counts.items() if number >= LEAST})


def _is_safe(kept_back: list[int]) -> bool:
    """Whether nobody can work these numbers, all of them small, out from their sum, which follows from what is told."""
    # A sum close to the most that they could be would give them away.
    return LEAST <= sum(kept_back) <= (LEAST - 1) * len(kept_back) - 2
