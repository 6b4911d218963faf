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

    A group of fewer than five is kept back, none among them. While what is kept back could be worked out from the total,
    the smallest group that is left is kept back with it. A total of fewer than five is not told.
    """
    total = sum(counts.values())
    if total < LEAST:
        return Told(None, {})
    groups = sorted(counts, key=lambda name: (counts[name], name))
    back = [name for name in groups if counts[name] < LEAST]
    rest = groups[len(back) :]
    while back and not _is_safe([counts[name] for name in back]):
        if not rest:
            return Told(None, {})
        back.append(rest.pop(0))
    return Told(total, {name: counts[name] for name in counts if name in rest})


def _is_safe(kept_back: list[int]) -> bool:
    """Whether nobody can work these numbers out from their sum, which follows from what is told."""
    together = sum(kept_back)
    if len(kept_back) < 2 or together < LEAST:
        return False
    # Where all are small, a sum close to the most that they could be gives them away.
    return max(kept_back) >= LEAST or together <= (LEAST - 1) * len(kept_back) - 2
