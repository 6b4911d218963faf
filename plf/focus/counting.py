"""Which numbers can be told: none of fewer than five, and none from which one of fewer than five follows. Pure.

See docs/decisions/0023. A reader who knows this rule and everything that is told cannot work out what is not told.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

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


class Crossing:
    """Who works at which site and teaches which grades: a reader may know, and put what is told of both side by side.

    `people` says of each site and band how many signed plans there are at all. Where a site has one band alone, its number
    is part of that band's, and the one could be taken from the other.
    """

    def __init__(self, people: Mapping[tuple[str, str], int]) -> None:
        self.people = people

    def hides(self, sites: Told, counts: Mapping[str, int], bands: Told) -> bool:
        """Whether what is told of both tables of a row, together, gives no number under five away.

        `counts` are the true numbers of the sites: of one with none it is taken as known. All sites that are not told
        are one to the reader, with what is left of the total; and so are all bands that are not told.
        """
        if not bands.groups:
            return True
        known = {site for site, number in counts.items() if site in sites.groups or not number}
        there: dict[str | None, set[str | None]] = defaultdict(set)
        sizes: Counter[tuple[str | None, str | None]] = Counter()
        for (site, band), size in self.people.items():
            cell = (site if site in known else None, band if band in bands.groups else None)
            there[cell[0]].add(cell[1])
            sizes[cell] += size
        number_of: Counter[str | None] = Counter()
        for site, number in counts.items():
            number_of[site if site in known else None] += number
        # Sites of the same bands are the same in all that follows.
        kinds: Counter[frozenset] = Counter()
        for site, taught in there.items():
            kinds[frozenset(taught)] += number_of[site]
        people: Counter[tuple[frozenset, str | None]] = Counter()
        for (site, band), size in sizes.items():
            people[frozenset(there[site]), band] += size
        of_bands = {**bands.groups, None: sites.total - sum(bands.groups.values())}
        return all(
            rest >= LEAST or (not rest and sum(people[cell] for cell in cells) not in range(1, LEAST))
            for rest, cells in _rests(kinds, of_bands)
        )


def told_of_both(
    crossing: Crossing,
    sites: tuple[Mapping[str, int], Mapping[str, int]],
    bands: tuple[Mapping[str, int], Mapping[str, int]],
    *,
    unnamed: str,
) -> tuple[Told, Told]:
    """What can be told of a row by site and by band at once: each table is the row's numbers and the size of each group.

    Both have the same total, or none, and no band is told that gives a small number away beside the sites.
    """
    site, band = (
        told(
            {name: numbers.get(name, 0) for name in sizes},
            [name for name, size in sizes.items() if size < LEAST],
            unnamed=unnamed,
        )
        for numbers, sizes in (sites, bands)
    )
    if site.total is None or band.total is None:
        return Told(None, {}), Told(None, {})
    if not crossing.hides(site, {name: sites[0].get(name, 0) for name in sites[1]}, band):
        band = Told(band.total, {})
    return site, band


def _rests(
    kinds: Mapping[frozenset, int], of_bands: Mapping[str | None, int]
) -> Iterator[tuple[int, set[tuple[frozenset, str | None]]]]:
    """What is left of some bands without the sites that teach no others, and of some sites without the bands that are
    taught nowhere else: the number, and of whom it is (the bands of a site, one of them)."""
    for size in range(1, len(of_bands) + 1):
        for some in map(set, combinations(of_bands, size)):
            inside = sum(number for kind, number in kinds.items() if kind <= some)
            across = [kind for kind in kinds if kind & some and kind - some]
            yield (
                sum(of_bands[band] for band in some) - inside,
                {(kind, band) for kind in across for band in kind & some},
            )
