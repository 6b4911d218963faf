"""Which numbers can be told: none of fewer than five, and none from which one of fewer than five follows. Pure.

See docs/decisions/0023. A reader who knows this rule and everything that is told cannot work out what is not told.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True)
class Told:
    """What is told of one row: `total` of all groups (None: not told), and the groups that are told, with their number."""

    total: int | None
    groups: dict[str, int]


def told(counts: Mapping[str, int], tiny: Collection[str] = (), unnamed: str | None = None) -> Told:
    """What can be told of a row that says for each group how many there are. Groups with none belong into it too.

    `tiny` names the groups that are themselves fewer than five; `unnamed` is the group of all that are in none, which
    is never told. A number under five is kept back. Where what is kept back could be worked out from the total, no
    group is told: keeping the next smallest back as well would give itself away. That nobody is in any of the others
    may follow, unless one of them is tiny. A total under five is not told, nor one that would give small groups away.
    """
    total = sum(counts.values())
    if total < LEAST:
        return Told(None, {})
    kept_back = {name: number for name, number in counts.items() if number < LEAST or name == unnamed}
    is_nobody = not any(kept_back.values()) and not set(kept_back) & set(tiny)
    is_hidden_among_many = unnamed in counts and unnamed not in tiny and sum(kept_back.values()) >= LEAST
    if is_nobody or is_hidden_among_many or _is_safe(list(kept_back.values())):
        return Told(total, {name: number for name, number in counts.items() if name not in kept_back})
    all_small = len(kept_back) == len(counts)
    return Told(None if all_small else total, {})


def _is_safe(kept_back: list[int]) -> bool:
    """Whether nobody can work these numbers, all of them small, out from their sum, which follows from what is told."""
    # A sum close to the most that they could be would give them away.
    return LEAST <= sum(kept_back) <= (LEAST - 1) * len(kept_back) - 2
